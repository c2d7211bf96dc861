"""The window's start: dress the application, open the last store or the first-run wizard, run."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app import bootstrap
from app.bootstrap import Workplace
from app.common import i18n
from app.common.errors import Expected
from app.gui import dates, theme
from app.gui.context import Context, Signals
from app.gui.errors import Reporter, show_error
from app.gui.main_window import MainWindow
from app.gui.tasks import Tasks
from app.services.session import Session, open_session, sign_in


def application() -> QApplication:
    """The one application object of the process."""
    existing = QApplication.instance()
    return existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])


def dress(app: QApplication, place: Workplace) -> None:
    """Language, era, theme and scale as the settings say."""
    i18n.use(place.settings.language)
    dates.use_first_year(place.settings.era_first_year)
    theme.apply(app, place.settings.theme, place.settings.scale)


def make_context(session: Session, place: Workplace, tasks: Tasks) -> Context:
    """What the pages are given; from here on the city's words are in every label."""
    i18n.use_words(session.profile.words)
    return Context(session, tasks, place.settings, place.drafts, Signals())


class Desk:
    """Holds the window that is open: a store's, or the wizard; rebuilds it when language or scale change."""

    def __init__(self, place: Workplace) -> None:
        self.place = place
        self.window: MainWindow | None = None
        self.context: Context | None = None

    def open(self, session: Session, tasks: Tasks | None = None) -> MainWindow:
        """Show a store's window; whoever sat at it last sits down again."""
        self._sit(session)
        self.place.settings.remember_store(session.store.path.absolute())
        self.context = make_context(session, self.place, tasks or Tasks())
        return self._show()

    def restyle(self) -> None:
        """Build the window again in another language, theme or scale; the page stays the same."""
        if self.context is None or self.window is None:
            return
        page = self.window.current()
        dress(application(), self.place)
        self.context = make_context(self.context.session, self.place, self.context.tasks)
        old, self.window = self.window, None
        self._show().show_page(page)
        old.leave()
        old.deleteLater()

    def _show(self) -> MainWindow:
        assert self.context is not None
        self.window = MainWindow(self.context, self.restyle)
        self.window.show()
        return self.window

    def _sit(self, session: Session) -> None:
        if session.user:
            return
        kept = self.place.settings.ui.get("user", {}).get(str(session.unit["id"]), "")
        people = session.rows.table("person")
        sign_in(session, kept if kept in people else next(iter(people)))

    def close(self) -> None:
        """Finish the work at hand, note the heads, let go of the store."""
        if self.context is None:
            return
        session = self.context.session
        self.context.tasks.close()
        users = {**self.place.settings.ui.get("user", {}), str(session.unit["id"]): session.user}
        self.place.settings.ui = {**self.place.settings.ui, "user": users}
        session.close()


def main(words: Sequence[str]) -> int:
    """Run the window; ``words`` may name a store. Returns the exit code."""
    place = bootstrap.prepare()
    app = application()
    dress(app, place)
    reporter = Reporter()
    reporter.install()
    desk = Desk(place)
    path = Path(words[0]) if words else Path(place.settings.last_store or "")
    session = _try_open(path, place) if path.name else None
    if session is not None:
        desk.open(session)
    else:
        first_run(place, desk.open)
    code = app.exec()
    desk.close()
    return code


def first_run(place: Workplace, opened: Callable[[Session], object]) -> None:
    """Show the wizard; it calls ``opened`` with the store that it made or opened."""
    from app.gui.first_run.wizard import Wizard

    wizard = Wizard(place, opened)
    wizard.show()


def _try_open(path: Path, place: Workplace) -> Session | None:
    """The store, or a calm sentence and the wizard."""
    try:
        return open_session(path, place.paths)
    except Expected as error:
        show_error(error)
        return None
