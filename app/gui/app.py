"""The window's start: dress the application, open the last store or the first-run wizard, run."""

import logging
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QMessageLogContext, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from app import bootstrap
from app.bootstrap import Workplace
from app.common import i18n
from app.common.errors import Expected
from app.common.i18n import t
from app.domain import words
from app.gui import dates, file_dialog, theme
from app.gui.context import Context, Signals
from app.gui.errors import ErrorDialog, Reporter
from app.gui.garbage import Collector
from app.gui.main_window import MainWindow
from app.gui.tasks import Tasks
from app.services import people
from app.services.session import Session, open_session, sign_in

if TYPE_CHECKING:
    from app.gui.first_run.wizard import Wizard

#: How long a window waits for its first figures before it shows itself without them, in ms.
PATIENCE_MS = 300


def application() -> QApplication:
    """The one application object of the process."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    qInstallMessageHandler(_log_qt)
    made = QApplication([*sys.argv[:1], *theme.STYLE])
    Collector(made)
    return made


def _log_qt(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """What Qt has to say goes into the log; the offscreen platform alone would fill a screen with remarks."""
    level = logging.ERROR if kind in (QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg) else logging.DEBUG
    logging.getLogger("app.qt").log(level, "%s", text)


def dress(app: QApplication, place: Workplace) -> None:
    """Language, era, theme and scale as the settings say."""
    if i18n.language() != place.settings.language:
        i18n.use(place.settings.language)
    dates.use_first_year(place.settings.era_first_year)
    theme.apply(app, place.settings.theme, place.settings.scale)


def make_context(session: Session, place: Workplace, tasks: Tasks) -> Context:
    """What the pages are given; from here on the city's words are in every label, and days are told by its clock."""
    i18n.use_words(words.of_policy(session.profile))
    dates.use_clock(session.clock)
    return Context(session, tasks, place.settings, place.drafts, Signals())


class Desk:
    """Holds the window that is open: a store's, or the wizard; rebuilds it when language or scale change."""

    def __init__(self, place: Workplace) -> None:
        self.place = place
        file_dialog.remember_in(place.settings)
        self.window: MainWindow | None = None
        self.wizard: Wizard | None = None
        self.context: Context | None = None

    def open(self, session: Session, tasks: Tasks | None = None) -> MainWindow:
        """Show a store's window; whoever sat at it last on this PC sits down again, else the window asks.

        A store that was open here before is put away in good order.
        """
        self._sit(session)
        self.place.settings.remember_store(session.store.path.absolute())
        old_context, old_window = self.context, self.window
        self.context = make_context(session, self.place, tasks or Tasks())
        try:
            made = self._show()
        except BaseException:  # what was open stays open; the caller tells
            self.context.tasks.close()
            self.context, self.window = old_context, old_window
            raise
        if old_window is not None:
            old_window.leave()
            old_window.deleteLater()
        if old_context is not None:
            self._put_away(old_context)
        return made

    def switch(self, path: str) -> None:
        """Open another store in place of this one, or the wizard for an empty path."""
        assert self.context is not None
        if not path:
            self.first_run()
            return
        try:
            session = open_session(Path(path), self.place.paths)
        except Expected as error:
            self.context.tasks.unhandled.emit(error)
            return
        tell_practice(self.open(session), session)

    def first_run(self, trouble: str = "") -> None:
        """Show the wizard, with what went wrong before it if anything did."""
        from app.gui.first_run.wizard import Wizard

        self.wizard = Wizard(self.place, self._on_founded)
        # later, because the old wizard must not go while it is still speaking
        self.wizard.restyle_wanted.connect(lambda: QTimer.singleShot(0, self._restyle_wizard))
        if trouble:
            self.wizard.banner.say("warn", trouble)
        self.wizard.show()

    def _on_founded(self, session: Session) -> None:
        tell_practice(self.open(session), session)

    def _restyle_wizard(self) -> None:
        """The wizard again in another language."""
        dress(application(), self.place)
        old = self.wizard
        self.first_run()
        if old is not None and self.wizard is not None:
            self.wizard.take_place(old)
            old.close()

    def restyle(self) -> None:
        """Build the window again in another language, theme or scale; every page stays where it was."""
        if self.context is None or self.window is None:
            return
        places, old = self.window.places(), self.window
        is_said = old.banner.isVisibleTo(old)
        old.empty()  # before the style changes: to dress all that is in it once more takes seconds
        dress(application(), self.place)
        self.context = make_context(self.context.session, self.place, self.context.tasks)
        made = self._show(places)
        if is_said:
            tell_practice(made, self.context.session)
        old.hide()
        old.deleteLater()
        QCoreApplication.sendPostedEvents(old, QEvent.Type.DeferredDelete)

    def _show(self, places: Mapping[str, str] | None = None) -> MainWindow:
        assert self.context is not None
        self.window = MainWindow(self.context, self.restyle, places)
        # later, because the window that asks goes
        self.context.signals.store_wanted.connect(lambda path: QTimer.singleShot(0, lambda: self.switch(path)))
        self.context.tasks.settle(PATIENCE_MS)
        self.window.show()
        return self.window

    def _sit(self, session: Session) -> None:
        kept = str(self.place.settings.ui.get("user", {}).get(str(session.unit["id"]), ""))
        if not session.user and people.may_sit(session, kept):
            sign_in(session, kept)

    def close(self) -> None:
        """Finish the work at hand, note the heads, let go of the store."""
        if self.context is not None:
            self._put_away(self.context)
            self.context = None

    def _put_away(self, context: Context) -> None:
        session = context.session
        context.tasks.close()
        users = {**self.place.settings.ui.get("user", {}), str(session.unit["id"]): session.user}
        self.place.settings.ui = {**self.place.settings.ui, "user": users}
        session.close()


def main(words: Sequence[str]) -> int:
    """Run the window; ``words`` may name a store. Returns the exit code."""
    try:
        place = bootstrap.prepare()
    except Expected as error:
        return _cannot_run(error)
    app = application()
    dress(app, place)
    reporter = Reporter()
    reporter.install()
    desk = Desk(place)
    path = Path(words[0]) if words else Path(place.settings.last_store or "")
    trouble = try_open(desk, path, reporter) if path.name else ""
    if desk.window is None:
        desk.first_run(trouble)
    code = app.exec()
    desk.close()
    return code


def _cannot_run(error: Expected) -> int:
    """Without folders of its own in the user's profile the program cannot work; it says which, and ends."""
    theme.apply(application())
    ErrorDialog(error, None).exec()
    return 3


def tell_practice(window: MainWindow, session: Session) -> None:
    """In the training city's store, say with which passwords one practises."""
    from app.services import training_city  # seldom needed, and start time counts

    unit = session.unit
    if unit["training"] and (unit["municipality"], unit["unit"]) == (training_city.CITY, training_city.UNIT):
        people = {training_city.MANAGER: training_city.PASSWORD, training_city.SUPERIOR: training_city.NEW_PASSWORD}
        (name, password), (other, others) = people.items()
        text = t("shell.practice", name=name, password=password, other=other, others=others)
        window.banner.say("info", text)


def try_open(desk: Desk, path: Path, reporter: Reporter) -> str:
    """Show the store's window; the calm sentence if it cannot be opened.

    A bug is reported and told of as well: a store over which the program stumbles, being the one opened last, must not
    keep anybody from every other one.
    """
    session = None
    try:
        session = open_session(path, desk.place.paths)
        tell_practice(desk.open(session), session)
        return ""
    except Exception as error:
        if session is not None:
            session.store.close()
        if isinstance(error, Expected):
            return str(error)
        reporter.caught.emit(error)
        return t("shell.not_opened", file=path.name, folder=str(path.parent))
