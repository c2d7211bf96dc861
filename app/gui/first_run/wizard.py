"""The first run: policy, department, names, the manager's password; or an existing store, or the training city."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.bootstrap import Workplace
from app.common import i18n
from app.common.clock import Clock
from app.common.errors import Expected
from app.common.i18n import t
from app.gui import manual, theme
from app.gui.errors import show_error
from app.gui.file_dialog import open_file
from app.gui.first_run.department_step import DepartmentStep
from app.gui.first_run.names_step import NamesStep
from app.gui.first_run.open_points_step import OpenPointsStep
from app.gui.first_run.password_step import PasswordStep
from app.gui.first_run.policy_step import PolicyStep
from app.gui.first_run.practice import practice_store
from app.gui.first_run.step import Step
from app.gui.first_run.trail import Trail
from app.gui.scrolling import room_for, scrolling
from app.gui.tasks import Tasks
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.flow import FlowLayout
from app.gui.widgets.labels import label
from app.services import department
from app.services.keys import STANDARD, Cost
from app.services.session import Session, open_session

DRAFT = "first_run"
WIDTH, HEIGHT = 920, 720


class Wizard(QWidget):
    """Four short steps, each with what it is for and what comes next; a fifth where the policy leaves something open.

    `restyle_wanted`: another language was chosen.
    """

    restyle_wanted = Signal()

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
        self.policy, self.open_points = PolicyStep(place.paths, self._tasks), OpenPointsStep()
        self.department = DepartmentStep()
        self.names, self.password = NamesStep(), PasswordStep()
        self.steps: tuple[Step, ...] = (self.policy, self.open_points, self.department, self.names, self.password)
        self.banner = Banner()
        self.trail = Trail()
        self._stack = QStackedWidget()
        self._build()
        self._recall()
        self._show_step(0)

    def _build(self) -> None:
        theme.mark_as(self, role="page")
        self.setWindowTitle(t("first_run.title"))
        self.resize(QSize(theme.px(WIDTH), theme.px(HEIGHT)).boundedTo(room_for(self)))
        for step in self.steps:
            self._stack.addWidget(scrolling(step))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.space(4)] * 4)
        layout.setSpacing(theme.space(2))
        layout.addLayout(self._head())
        layout.addWidget(self.trail)
        layout.addWidget(self.banner)
        layout.addWidget(self._stack, 1)
        layout.addLayout(self._foot())
        self.password.second.entered.connect(self.go_on)
        self.policy.chosen.connect(self._on_policy)
        self._on_policy()
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(keys, self).activated.connect(self.go_on)
        QShortcut("F1", self).activated.connect(lambda: manual.show("first-run", self))

    def _head(self) -> FlowLayout:
        head = FlowLayout(gap=theme.space(1))
        head.addWidget(label(t("first_run.title"), "title"))
        head.addStretch()
        head.addWidget(button(t("first_run.other_language"), "languages", "link", self._on_language))
        return head

    def _foot(self) -> FlowLayout:
        self.practise_button = button(t("first_run.practise"), "graduation-cap", "link", self.practise)
        self.open_button = button(t("first_run.open_store"), "folder-open", "link", self._on_open_store)
        self.back = button(t("first_run.back"), "chevron-left", "", self.go_back)
        self.next = button(t("first_run.next"), "arrow-right", "primary", self.go_on)
        self.next.setToolTip("Ctrl+Enter")
        foot = FlowLayout(gap=theme.space(1))
        foot.addWidget(self.practise_button)
        foot.addWidget(self.open_button)
        foot.addStretch()
        foot.addWidget(self.back)
        foot.addWidget(self.next)
        return foot

    def step(self) -> int:
        """The number of the step shown, from 0, among those that are needed."""
        return self.needed().index(self.steps[self._stack.currentIndex()])

    def needed(self) -> list[Step]:
        """The steps that the policy chosen needs, in their order."""
        return [step for step in self.steps if step.is_needed()]

    def go_on(self) -> None:
        """The next step, or the founding after the last one; what is missing is said beside its field."""
        if not self.next.isEnabled():
            return
        self.banner.hide()
        number = self.step()
        if not self.needed()[number].is_complete():
            return
        self._keep()
        if number + 1 < len(self.needed()):
            self._show_step(number + 1)
        else:
            self._found()

    def _on_policy(self) -> None:
        """What the policy leaves open is a step of its own; the trail shows it at once."""
        self.open_points.take_profile(self.policy.profile())
        self.trail.show_steps([each.title() for each in self.needed()], 0)

    def go_back(self) -> None:
        """The step before; what was typed stays."""
        self._show_step(self.step() - 1)

    def _show_step(self, number: int) -> None:
        step = self.needed()[number]
        if step is self.department:
            self.department.take_profile(self.open_points.profile())
        elif step is self.names:
            self.names.take_profile(self.open_points.profile(), self.department.kind())
        elif step is self.password:
            self.password.take(self.open_points.profile(), (self.names.manager(), self.department.unit()))
        self._stack.setCurrentIndex(self.steps.index(step))
        self.trail.show_steps([each.title() for each in self.needed()], number)
        self.back.setVisible(number > 0)
        self.practise_button.setVisible(number == 0)
        self.open_button.setVisible(number == 0)
        last = step is self.password
        self.next.setText(t("first_run.found" if last else "first_run.next"))
        step.begin()

    def take_place(self, old: Wizard) -> None:
        """Stand where another one stood, at the step that it showed; titles and passwords are typed anew."""
        self.setGeometry(old.geometry())
        self.policy.choose_like(old.policy)
        typed_anew = 1 if self.open_points.is_needed() else len(self.needed()) - 1
        for _ in range(min(old.step(), typed_anew)):
            self._show_step(self.step() + 1)

    def _keep(self) -> None:
        """What was typed survives a crash; the password never lies in a draft."""
        typed = {"people": self.names.typed(), "deputised": self.names.deputised.values()}
        self._place.drafts.save(DRAFT, {"department": self.department.values(), **typed})

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on from a field and from the policy chosen; a push button with the focus has taken it already."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or event.isAutoRepeat():
            super().keyPressEvent(event)
            return
        self.go_on()

    def _recall(self) -> None:
        kept = self._place.drafts.load(DRAFT) or {}
        self.department.form.set_values({k: v for k, v in kept.get("department", {}).items() if k != "kind"})
        self.names.fill(kept.get("people", []))
        self.names.deputised.fill(kept.get("deputised", {}))

    def _found(self) -> None:
        plan = department.Foundation(
            self.open_points.profile(),
            self.department.unit(),
            self.department.kind(),
            self.names.people(),
            0,
            self.password.text(),
            bureau=self.department.bureau(),
            municipality=self.department.municipality(),
            training=self._clock is not None,
            deputised=self.names.deputised_at(),
        )
        path, paths, cost, clock = self.department.path(), self._place.paths, self._cost, self._clock
        self.next.setEnabled(False)
        self.back.setEnabled(False)
        self._tasks.run(
            lambda: department.found(path, paths, plan, clock, cost), self._on_founded, self._on_failed, owner=self
        )

    def _on_founded(self, session: Session) -> None:
        self.password.clear()
        self._place.drafts.clear(DRAFT)
        self._leave(session)

    def _leave(self, session: Session) -> None:
        self._tasks.close()
        self._opened(session)
        self.close()

    def _on_failed(self, error: Exception) -> None:
        self.next.setEnabled(True)
        self.back.setEnabled(True)
        if isinstance(error, Expected):
            self.banner.say("warn", str(error))
        else:
            show_error(error, self)

    def _on_language(self) -> None:
        self._keep()
        self._place.settings.language = "en" if i18n.language() == "ja" else "ja"
        self.restyle_wanted.emit()

    def practise(self) -> None:
        """Make (or open) the training city's store, so that nobody has to practise in the real one."""
        paths, cost = self._place.paths, self._cost
        self._tasks.run_long(
            lambda progress: practice_store(paths, progress, cost),
            self._leave,
            self._on_failed,
            owner=self,
            title=t("first_run.practise"),
        )

    def _on_open_store(self) -> None:
        path = open_file(self, t("first_run.open_store"), t("first_run.store_filter"))
        if path is not None:
            self.open_store(path)

    def open_store(self, path: Path) -> None:
        """Open a store that exists already."""
        paths = self._place.paths
        self._tasks.run(lambda: open_session(path, paths), self._leave, self._on_failed, owner=self)
