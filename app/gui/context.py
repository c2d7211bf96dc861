"""What every page is given: the open store, the worker, the settings, the drafts and the signals."""

from collections.abc import Callable
from typing import TypeVar

from msgspec import Struct
from PySide6.QtCore import QObject, Signal

from app.common.drafts import Drafts
from app.common.settings import Settings
from app.gui.tasks import Failed, Tasks, Ticket
from app.services.session import Changes, Session

T = TypeVar("T")


class Signals(QObject):
    """What pages tell each other: something changed, somebody else sat down, go to a page (and a record there)."""

    changed = Signal(object)
    user_changed = Signal()
    go_to = Signal(str, str)
    sign_in_wanted = Signal()
    restyle_wanted = Signal()
    #: The path of another store to open here, or empty for the first-run wizard.
    store_wanted = Signal(str)


class Context(Struct, eq=False):
    """Passed to every page; there is no other way to reach the store from a widget."""

    session: Session
    tasks: Tasks
    settings: Settings
    drafts: Drafts
    signals: Signals

    def read(
        self, query: Callable[[], T], done: Callable[[T], None], owner: QObject, failed: Failed | None = None
    ) -> Ticket:
        """Ask the store for something on the worker; ``done`` runs on the window's thread."""
        return self.tasks.run(query, done, failed, owner=owner)

    def change(
        self,
        verb: Callable[[], Changes],
        owner: QObject,
        done: Callable[[Changes], None] | None = None,
        failed: Failed | None = None,
    ) -> Ticket:
        """Do a verb on the worker; then every page that shows what it changed refreshes, then ``done`` runs."""

        def finished(changes: Changes) -> None:
            self.signals.changed.emit(changes)
            if done is not None:
                done(changes)

        return self.tasks.run(verb, finished, failed, owner=owner)
