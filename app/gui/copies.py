"""The daily copy: made by itself into the folders chosen, in the store's own queue, and told where it fails."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from app.common.settings import Settings
from app.gui import safety
from app.gui.context import Context
from app.services import copies
from app.services.copies import Kept

#: How long after the start, and how often, it is looked whether a copy is due.
FIRST_MS, HOUR_MS = 20_000, 3_600_000
FOLDERS = 2


def folders(settings: Settings, store: str) -> list[Path]:
    """Where this PC keeps copies of a store: at most two folders."""
    kept = settings.ui.get("copies", {}).get(store, {}).get("folders", [])
    return [Path(folder) for folder in kept if folder][:FOLDERS]


def set_folders(settings: Settings, store: str, chosen: list[Path]) -> None:
    """Remember where copies go."""
    _set(settings, store, {"folders": [str(folder) for folder in chosen]})


def is_daily(settings: Settings, store: str) -> bool:
    """Whether a copy is made by itself once a day."""
    return bool(settings.ui.get("copies", {}).get(store, {}).get("daily", True))


def set_daily(settings: Settings, store: str, daily: bool) -> None:
    """Remember whether a copy is made by itself."""
    _set(settings, store, {"daily": daily})


def _set(settings: Settings, store: str, values: dict[str, object]) -> None:
    kept = settings.ui.get("copies", {})
    settings.ui = {**settings.ui, "copies": {**kept, store: {**kept.get(store, {}), **values}}}


class DailyCopy(QObject):
    """Looks every hour whether the last copy is from another day; `failed` is told what a folder did not take."""

    def __init__(self, context: Context, failed: Callable[[Kept], object], parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._failed = context, failed
        self._clock = QTimer(self)
        self._clock.timeout.connect(self.look)
        self._clock.start(HOUR_MS)
        QTimer.singleShot(FIRST_MS, self, self.look)

    def look(self) -> None:
        """Make a copy if one is due."""
        session = self._context.session
        self._context.read(lambda: (str(session.unit["id"]), session.today), self._on_known, owner=self)

    def _on_known(self, known: tuple[str, str]) -> None:
        store, today = known
        settings = self._context.settings
        chosen = folders(settings, store)
        last = safety.of_store(settings, store).copied_on
        if not chosen or not is_daily(settings, store) or last >= today:
            return
        self._context.tasks.run_long(
            lambda _progress: copies.keep(self._context.session, chosen),
            lambda kept: self._on_kept(store, today, kept),
            owner=self,
            title="",
            with_store=True,
        )

    def _on_kept(self, store: str, today: str, kept: Kept) -> None:
        if kept.made:
            safety.note_copied(self._context.settings, store, today)
        if kept.failed:
            self._failed(kept)
