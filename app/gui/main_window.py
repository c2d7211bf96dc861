"""The window: a shell around the pages, with who sits here, what waits, and how safe the store is."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QCloseEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app.common.i18n import t
from app.common.wareki import fiscal_label
from app.gui import theme
from app.gui.context import Context
from app.gui.errors import show_error
from app.gui.manual import ManualDialog
from app.gui.page import Page
from app.gui.pages import PAGES
from app.gui.sign_in import PeopleList, SignInDialog, sit_down
from app.gui.widgets.badge import Badge, State
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.labels import label
from app.gui.widgets.nav import Nav, Place
from app.services import home
from app.services.approval import name_of
from app.services.session import Changes

MINUTE_MS = 60_000
#: What counts as somebody being at the keyboard.
_SIGNS_OF_LIFE = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel}
)


class MainWindow(QMainWindow):
    """Navigation left, page right; `pages` holds those that were shown."""

    def __init__(self, context: Context, restyle: Callable[[], None] | None = None) -> None:
        super().__init__()
        self.context, self.restyle = context, restyle
        self.pages: dict[str, Page] = {}
        self._specs = {spec.key: spec for spec in PAGES}
        self._stack = QStackedWidget()
        self._banner = Banner()
        self._locked_box = QVBoxLayout()
        self._locked_list: QWidget = QWidget()
        self._build()
        self._connect()
        self._show_state()
        self.show_page("home")

    def show_page(self, key: str, record: str = "") -> None:
        """Go to a page, and to one of its records."""
        if key not in self.pages:
            self.pages[key] = self._specs[key].make(self.context)
            self._stack.addWidget(self.pages[key])
        self._nav.set_current(key)
        self._stack.setCurrentWidget(self.pages[key])
        if record:
            self.pages[key].open_record(record)

    def current(self) -> str:
        """The key of the page shown."""
        return self._nav.current()

    def leave(self) -> None:
        """Stop watching the application; another window takes its place."""
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        self._idle.stop()
        self.hide()

    def lock(self) -> None:
        """Cover everything until somebody sits down; what was being typed stays where it is."""
        if self._locked.isVisible():
            return
        self._frame.hide()
        old = self._locked_list
        self._locked_list = PeopleList(self.context, self._unlock)
        self._locked_box.replaceWidget(old, self._locked_list)
        old.deleteLater()
        self._locked.show()

    def _unlock(self, person: str) -> None:
        sit_down(self.context, person, self, self._show_again)

    def _show_again(self) -> None:
        self._locked.hide()
        self._frame.show()

    def _build(self) -> None:
        self.setMinimumSize(theme.px(880), theme.px(560))
        self.resize(theme.px(1280), theme.px(800))
        self._nav = Nav([Place(spec.key, spec.icon, t(f"shell.page.{spec.key}"), spec.last) for spec in PAGES])
        self._nav.listen(self)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self._top())
        right.addWidget(self._banner)
        right.addWidget(self._stack, 1)
        right.addWidget(self._bottom())
        self._frame = QWidget()
        row = QHBoxLayout(self._frame)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._nav)
        row.addLayout(right, 1)
        self._locked = self._cover()
        inside = theme.mark_as(QWidget(), role="page")
        both = QVBoxLayout(inside)
        both.setContentsMargins(0, 0, 0, 0)
        both.addWidget(self._frame)
        both.addWidget(self._locked)
        self._locked.hide()
        self.setCentralWidget(inside)

    def _top(self) -> QWidget:
        self._where = label("", "strong")
        self._training = Badge(State("partly", "", t("shell.training")))
        self._who = button("", "user", "link", self._choose_person)
        self._who.setToolTip(t("shell.switch_hint"))
        bar = theme.mark_as(QWidget(), role="bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(theme.space(3), theme.space(1), theme.space(2), theme.space(1))
        row.setSpacing(theme.space(1.5))
        row.addWidget(self._where)
        row.addWidget(self._training)
        row.addStretch(1)
        row.addWidget(self._who)
        row.addWidget(button(t("shell.lock"), "lock", "link", self.lock))
        row.addWidget(button(t("shell.help"), "circle-question-mark", "link", self._help))
        return bar

    def _bottom(self) -> QWidget:
        self._saved = label("", "hint")
        self._verified = label("", "hint")
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(theme.space(3), theme.px(4), theme.space(3), theme.px(4))
        row.setSpacing(theme.space(3))
        row.addWidget(self._saved)
        row.addStretch(1)
        row.addWidget(self._verified)
        return bar

    def _cover(self) -> QWidget:
        cover = QWidget()
        cover.setLayout(self._locked_box)
        self._locked_box.setContentsMargins(*[theme.space(8)] * 4)
        self._locked_box.setSpacing(theme.space(2))
        self._locked_box.addWidget(label(t("shell.locked"), "title"))
        self._locked_box.addWidget(label(t("shell.locked_hint"), "muted", wrap=True))
        self._locked_box.addWidget(self._locked_list)
        self._locked_box.addStretch(1)
        return cover

    def _connect(self) -> None:
        signals = self.context.signals
        self._nav.chosen.connect(self.show_page)
        signals.go_to.connect(self.show_page)
        signals.changed.connect(self._on_changed)
        signals.user_changed.connect(self._show_state)
        signals.sign_in_wanted.connect(self._choose_person)
        signals.restyle_wanted.connect(self._on_restyle)
        self.context.tasks.unhandled.connect(lambda error: show_error(error, self))
        for keys, act in (("F1", self._help), ("F2", self._choose_person), ("Ctrl+L", self.lock)):
            QShortcut(keys, self).activated.connect(act)
        self._idle = QTimer(self, interval=self.context.settings.idle_lock_minutes * MINUTE_MS, singleShot=True)
        self._idle.timeout.connect(self.lock)
        self._idle.start()
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _SIGNS_OF_LIFE:
            self._idle.start()
        return super().eventFilter(watched, event)

    def _on_changed(self, _changes: Changes) -> None:
        self._show_state()

    def _show_state(self) -> None:
        session = self.context.session

        def read() -> tuple[dict[str, object], str, dict[str, int]]:
            return session.unit, name_of(session, session.user), home.counts(home.todo(session))

        self.context.read(read, self._take_state, owner=self)

    def _take_state(self, found: tuple[dict[str, object], str, dict[str, int]]) -> None:
        unit, name, waiting = found
        session = self.context.session
        title = f"{unit['municipality']} {unit['unit']}"
        self.setWindowTitle(t("shell.title", unit=title))
        self._where.setText(f"{fiscal_label(session.year)}　{title}")
        self._training.setVisible(bool(unit["training"]))
        self._who.setText(name or t("shell.nobody"))
        for spec in PAGES:
            self._nav.set_count(spec.key, waiting.get(spec.key, 0))
        self._saved.setText(t("shell.saved", file=Path(session.store.path).name))
        self._verified.setText(self.verified_text())
        if session.rolled_back:
            self._banner.say("refuse", t("shell.rolled_back"), closable=False)

    def verified_text(self) -> str:
        """When the store was last verified and copied, as this PC remembers it."""
        kept = self.context.settings.ui.get("verified", {})
        return t("shell.verified", day=kept.get("day")) if kept.get("day") else t("shell.not_verified")

    def _on_restyle(self) -> None:
        if self.restyle is not None:
            QTimer.singleShot(0, self.restyle)

    def _choose_person(self) -> None:
        SignInDialog(self.context, self).open()

    def _help(self) -> None:
        ManualDialog(self._nav.current(), self).show()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.leave()
        super().closeEvent(event)
