"""The first run: policy, department, names, the manager's password; or an existing store, or the training city."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.bootstrap import Workplace
from app.common.clock import Clock
from app.common.errors import Expected
from app.common.i18n import t
from app.gui import theme
from app.gui.errors import show_error
from app.gui.file_dialog import open_file
from app.gui.first_run.steps import DepartmentStep, NamesStep, PasswordStep, PolicyStep, Step
from app.gui.tasks import Tasks
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.labels import label
from app.services import department, training
from app.services.keys import STANDARD, Cost
from app.services.session import Session, open_session


class Wizard(QWidget):
    """Four short steps; each says what it is for and what comes next."""

    def __init__(
        self,
        place: Workplace,
        opened: Callable[[Session], object],
        cost: Cost = STANDARD,
        *,
        training_clock: Clock | None = None,
        tasks: Tasks | None = None,
    ) -> None:
        super().__init__()
        self._place, self._opened, self._cost, self._clock = place, opened, cost, training_clock
        self._tasks = tasks or Tasks(parent=self)
        self.policy, self.department = PolicyStep(), DepartmentStep()
        self.names, self.password = NamesStep(), PasswordStep()
        self.steps: tuple[Step, ...] = (self.policy, self.department, self.names, self.password)
        self.banner = Banner()
        self._stack = QStackedWidget()
        self._build()
        self._show_step(0)

    def _build(self) -> None:
        theme.mark_as(self, role="page")
        self.setWindowTitle(t("first_run.title"))
        self.resize(theme.px(900), theme.px(680))
        self.trail = label("", "muted")
        self.back = button(t("first_run.back"), "chevron-left", "", self._on_back)
        self.next = button(t("first_run.next"), "arrow-right", "primary", self.go_on)
        self.next.setDefault(True)
        for step in self.steps:
            scroll = QScrollArea()
            scroll.setWidgetResizable(True)
            scroll.setFrameShape(QScrollArea.Shape.NoFrame)
            scroll.setWidget(step)
            self._stack.addWidget(scroll)
        foot = QHBoxLayout()
        foot.setSpacing(theme.space(1))
        foot.addWidget(button(t("first_run.practise"), "graduation-cap", "link", self.practise))
        foot.addWidget(button(t("first_run.open_store"), "folder-open", "link", self._on_open_store))
        foot.addStretch(1)
        foot.addWidget(self.back)
        foot.addWidget(self.next)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.space(4)] * 4)
        layout.setSpacing(theme.space(2))
        layout.addWidget(label(t("first_run.title"), "title"))
        layout.addWidget(self.trail)
        layout.addWidget(self.banner)
        layout.addWidget(self._stack, 1)
        layout.addLayout(foot)

    def step(self) -> int:
        """The number of the step shown, from 0."""
        return self._stack.currentIndex()

    def go_on(self) -> None:
        """The next step, or the founding after the last one; what is missing is said beside its field."""
        self.banner.hide()
        number = self.step()
        if not self.steps[number].is_complete():
            return
        if number + 1 < len(self.steps):
            self._show_step(number + 1)
        else:
            self._found()

    def _on_back(self) -> None:
        self._show_step(self.step() - 1)

    def _show_step(self, number: int) -> None:
        if number == 1:
            self.department.take_profile(self.policy.profile())
        elif number == 2:
            self.names.take_profile(self.policy.profile(), self.department.kind())
        elif number == 3:
            self.password.take(self.policy.profile(), self.names.manager())
        self._stack.setCurrentIndex(number)
        self.trail.setText(t("first_run.trail", n=number + 1, of=len(self.steps), step=self.steps[number].title()))
        self.back.setVisible(number > 0)
        self.next.setText(t("first_run.found") if number + 1 == len(self.steps) else t("first_run.next"))
        self.steps[number].begin()

    def _found(self) -> None:
        plan = department.Foundation(
            self.policy.profile(),
            self.department.unit(),
            self.department.kind(),
            self.names.people(),
            0,
            self.password.text(),
            bureau=self.department.bureau(),
            municipality=self.department.municipality(),
            training=self._clock is not None,
        )
        path, paths, cost, clock = self.department.path(), self._place.paths, self._cost, self._clock
        self.next.setEnabled(False)
        self._tasks.run(
            lambda: department.found(path, paths, plan, clock, cost), self._on_founded, self._on_failed, owner=self
        )

    def _on_founded(self, session: Session) -> None:
        self.password.clear()
        self._leave(session)

    def _leave(self, session: Session) -> None:
        self._tasks.close()
        self._opened(session)
        self.close()

    def _on_failed(self, error: Exception) -> None:
        self.next.setEnabled(True)
        if isinstance(error, Expected):
            self.banner.say("warn", str(error))
        else:
            show_error(error, self)

    def practise(self) -> None:
        """Make (or open) the training city's store, so that nobody has to practise in the real one."""
        paths, cost = self._place.paths, self._cost
        store = paths.data / t("demo.store_name")

        def work(progress: Callable[[int, int, str], None]) -> Session:
            if store.exists():
                return open_session(store, paths)
            steps: list[str] = []

            def say(text: str) -> None:
                steps.append(text)
                progress(len(steps), 13, text)

            return training.practise(store, paths, paths.cache / "training", say, cost=cost)

        self._tasks.run_long(work, self._leave, self._on_failed, owner=self, title=t("first_run.practise"))

    def _on_open_store(self) -> None:
        path = open_file(self, t("first_run.open_store"), t("first_run.store_filter"))
        if path is not None:
            self.open_store(path)

    def open_store(self, path: Path) -> None:
        """Open a store that exists already."""
        paths = self._place.paths
        self._tasks.run(lambda: open_session(path, paths), self._leave, self._on_failed, owner=self)
