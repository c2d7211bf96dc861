"""A page of the main window: what it watches, and how it is refreshed."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.gui.context import Context
from app.services.session import Changes


class Page(QWidget):
    """A page refreshes when a table that it watches changed: at once if it is shown, else when it is next shown."""

    #: The tables whose changes concern the page.
    watches: frozenset[str] = frozenset()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._stale = True
        context.signals.changed.connect(self._on_changed)
        context.signals.user_changed.connect(self._on_user_changed)

    def refresh(self) -> None:
        """Read what the page shows and show it. Pages implement it with ``context.read``."""
        raise AssertionError("every page refreshes itself")

    def open_record(self, id: str) -> None:
        """Show one record; pages with records override it."""

    def place(self) -> str:
        """Where on the page one is, as `open_record` takes it; empty at its beginning."""
        return ""

    def looked_at(self) -> QWidget:
        """The part of the page that is looked at, which the manual is opened for; the page itself by default."""
        return self

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.refresh()

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if changes.tables & self.watches:
            self._renew()

    @Slot()
    def _on_user_changed(self) -> None:
        self._renew()

    def _renew(self) -> None:
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True
