"""The window: a shell around the pages, with who sits here, what waits, and how safe the store is."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.common.errors import Expected
from app.common.i18n import t
from app.gui import manual, safety, theme, wording
from app.gui.bars import BottomBar, TopBar
from app.gui.context import Context
from app.gui.copies import DailyCopy
from app.gui.errors import show_error
from app.gui.idle import IdleWatch
from app.gui.lock import LockScreen
from app.gui.page import Page
from app.gui.pages import PAGES
from app.gui.scrolling import room_for, scrolling
from app.gui.sign_in import SignInDialog, sit_down
from app.gui.widgets.banner import Banner
from app.gui.widgets.nav import Nav, Place
from app.services import home
from app.services.approval import name_of
from app.services.copies import Kept
from app.services.session import Changes

WIDTH, HEIGHT = 1280, 800


class _Air(QVBoxLayout):
    """Leaves its margins only while something in it is shown; Qt would leave them always."""

    def sizeHint(self) -> QSize:
        return QSize(0, 0) if self.isEmpty() else super().sizeHint()

    def minimumSize(self) -> QSize:
        return QSize(0, 0) if self.isEmpty() else super().minimumSize()

    def heightForWidth(self, width: int) -> int:
        return 0 if self.isEmpty() else super().heightForWidth(width)

    def minimumHeightForWidth(self, width: int) -> int:
        return 0 if self.isEmpty() else super().minimumHeightForWidth(width)


class MainWindow(QMainWindow):
    """Navigation left, page right; `pages` holds those that were shown.

    `places`: where a window whose place this one takes stood on its pages, the page that it showed last.
    """

    def __init__(
        self,
        context: Context,
        restyle: Callable[[], None] | None = None,
        places: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        self.context, self.restyle = context, restyle
        self._left_at = dict(places or {"home": ""})
        self.pages: dict[str, Page] = {}
        self._places: dict[str, QWidget] = {}
        self._typed_in: QWidget | None = None
        self._specs = {spec.key: spec for spec in PAGES}
        self._build()
        self._connect()
        self._show_state()
        self.show_page(list(self._left_at)[-1])
        self._nav.focus_current()
        if not context.session.user:
            self.lock(begin=True)

    def show_page(self, key: str, record: str = "") -> None:
        """Go to a page, and to one of its records."""
        if key not in self.pages:
            self._places[key] = place = scrolling()
            self._stack.addWidget(place)
            self.pages[key] = self._specs[key].make(self.context)
            place.setWidget(theme.mark_as(self.pages[key], role="page"))
            record = record or self._left_at.pop(key, "")
        self._nav.set_current(key)
        self._stack.setCurrentWidget(self._places[key])
        if record:
            self.pages[key].open_record(record)

    def current(self) -> str:
        """The key of the page shown."""
        return self._nav.current()

    def places(self) -> dict[str, str]:
        """Where one is on each page, as its `open_record` takes it; the page shown comes last."""
        found = {**self._left_at, **{key: page.place() for key, page in self.pages.items()}}
        return {**found, self.current(): found.pop(self.current())}

    def empty(self) -> None:
        """Let go of the pages; what is left is a blank window until another takes its place."""
        self.keep_geometry()
        self._idle.stop()
        if (inside := self.takeCentralWidget()) is not None:
            inside.deleteLater()
            QCoreApplication.sendPostedEvents(inside, QEvent.Type.DeferredDelete)

    def leave(self) -> None:
        """Stop watching; another window takes this one's place, or the program ends."""
        self._idle.stop()
        self.keep_geometry()
        self.hide()

    def keep_geometry(self) -> None:
        """Remember where the window stands and how large it is."""
        geometry = bytes(self.saveGeometry().toBase64().data()).decode("ascii")
        self.context.settings.ui = {**self.context.settings.ui, "window": geometry}

    def lock(self, begin: bool = False) -> None:
        """Cover everything until somebody sits down; what was being typed stays where it is."""
        if self.locked.isHidden():
            self._typed_in = self.focusWidget()
            self._frame.hide()
            self.locked.cover(begin)

    def _unlock(self) -> None:
        if not self.locked.isHidden():
            self._frame.show()
            self.locked.uncover()
            if self._typed_in is not None and isValid(self._typed_in) and self._typed_in.isVisible():
                self._typed_in.setFocus(Qt.FocusReason.OtherFocusReason)
            else:
                self._nav.focus_current()

    def _build(self) -> None:
        room = room_for(self)
        self.setMinimumSize(min(theme.px(880), room.width()), min(theme.px(560), room.height()))
        self.resize(min(theme.px(WIDTH), room.width()), min(theme.px(HEIGHT), room.height()))
        kept = self.context.settings.ui.get("window", "")
        if kept:
            self.restoreGeometry(QByteArray.fromBase64(kept.encode()))
        self._nav = Nav([Place(spec.key, spec.icon, t(f"shell.page.{spec.key}"), spec.last) for spec in PAGES])
        self._nav.listen(self)
        self._stack = QStackedWidget()
        self.top = TopBar(self.choose_person, self.lock, self.manual, self.search)
        self.bottom = BottomBar(lambda: self.show_page("settings", "store"))
        self.banner, self._older = Banner(), Banner()
        self.locked = LockScreen(self.context)
        self.locked.hide()
        inside = theme.mark_as(QWidget(), role="page")
        self.setCentralWidget(inside)  # from the outside in: what moves later is dressed anew with all that is in it
        both = QVBoxLayout(inside)
        both.setContentsMargins(0, 0, 0, 0)
        self._frame = QWidget()
        both.addWidget(self._frame)
        both.addWidget(self.locked)
        for bar in (self.top, self.bottom):
            bar.setParent(self._frame)  # before the rest: Tab goes from the navigation into the page, then to the bars
        row = QHBoxLayout(self._frame)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._nav)
        right = QVBoxLayout()
        row.addLayout(right, 1)
        self._fill(right)

    def _fill(self, right: QVBoxLayout) -> None:
        """The bars, the banners and the page, beside the navigation."""
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.top)
        banners = _Air()
        banners.setContentsMargins(theme.space(3), theme.space(2), theme.space(3), 0)
        banners.setSpacing(theme.space(1))
        for banner in (self._older, self.banner):
            banners.addWidget(banner)
        right.addLayout(banners)
        right.addWidget(self._stack, 1)
        right.addWidget(self.bottom)

    def _connect(self) -> None:
        signals = self.context.signals
        self._nav.chosen.connect(self.show_page)
        signals.go_to.connect(self.show_page)
        signals.changed.connect(self._on_changed)
        signals.user_changed.connect(self._on_user_changed)
        signals.sign_in_wanted.connect(self.choose_person)
        signals.restyle_wanted.connect(self._on_restyle)
        self.context.tasks.unhandled.connect(self._on_error)
        self.locked.chosen.connect(self._on_chosen)
        for keys, act in (
            ("F1", self.manual),
            ("F2", self.choose_person),
            ("Ctrl+L", self.lock),
            ("Ctrl+K", self.search),
        ):
            QShortcut(keys, self).activated.connect(act)
        self._idle = IdleWatch(self.context.settings.idle_lock_minutes, self)
        self._idle.idle.connect(self.lock)
        self.copies = DailyCopy(self.context, self._on_copy_failed, self)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._idle.watch(self.windowHandle())

    def _on_changed(self, _changes: Changes) -> None:
        self._show_state()

    def _on_user_changed(self) -> None:
        self._unlock()
        self._show_state()

    def _on_chosen(self, person: str) -> None:
        sit_down(self.context, person, self, self._unlock)

    def _on_error(self, error: Exception) -> None:
        """What no page took care of: a calm sentence above the page, or a bug's report."""
        if isinstance(error, Expected) and not self.locked.isVisible():
            wording.tell(self.context.session.profile, error, self, self.banner)
        else:
            show_error(error, self)

    def _on_copy_failed(self, kept: Kept) -> None:
        said = "\n".join(str(error) for _, error in kept.failed)
        self.banner.say("warn", t("shell.copy_failed", said=said))

    def _show_state(self) -> None:
        session = self.context.session

        def read() -> tuple[dict[str, Any], str, dict[str, int], int, str]:
            waiting = home.counts(home.todo(session))
            return session.unit, name_of(session, session.user), waiting, session.year, session.today

        self.context.read(read, self._take_state, owner=self)

    def _take_state(self, found: tuple[dict[str, Any], str, dict[str, int], int, str]) -> None:
        if not isValid(self.top):  # emptied while this was being read: another window takes its place
            return
        unit, name, waiting, year, today = found
        session = self.context.session
        self.setWindowTitle(t("shell.title", unit=f"{unit['municipality']} {unit['unit']}"))
        self.top.show_state(year, unit, name)
        for spec in PAGES:
            self._nav.set_count(spec.key, waiting.get(spec.key, 0))
        known = safety.of_store(self.context.settings, str(unit["id"]))
        self.bottom.show_state(str(session.store.path), known, today)
        self._older.setVisible(session.rolled_back)
        if session.rolled_back:
            check = t("shell.rolled_back_check")
            self._older.say("refuse", t("shell.rolled_back"), "", check, self._on_check, closable=False)

    def _on_check(self) -> None:
        self.show_page("settings", "store")

    def _on_restyle(self) -> None:
        if self.restyle is not None:
            QTimer.singleShot(0, self.restyle)

    def choose_person(self) -> None:
        """Let another person sit down (F2)."""
        if self.locked.isHidden():
            SignInDialog(self.context, self).open()

    def search(self) -> None:
        """Find anything (Ctrl+K)."""
        if self.locked.isHidden():
            from app.gui.search_dialog import SearchDialog  # seldom needed at once, and start time counts

            SearchDialog(self.context, self).open()

    def manual(self) -> None:
        """Open the manual at what is shown (F1)."""
        key = "home"
        if self.locked.isHidden():
            key = manual.page_of(self.pages[self.current()].looked_at()) or self.current()
        manual.show(key, self)

    def closeEvent(self, event: QCloseEvent) -> None:
        # typing that has not rested yet is committed by losing the focus
        focused = self.focusWidget()
        if focused is not None:
            focused.clearFocus()
        self.leave()
        super().closeEvent(event)
