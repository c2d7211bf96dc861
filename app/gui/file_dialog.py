"""The one place that asks for a file, so that tests never meet the system's own dialog.

Each dialog begins in the folder that was used last for the same purpose, which its title says, and first of all in the
person's documents.
"""

import re
from pathlib import Path

from msgspec import Struct
from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from app.common.i18n import t
from app.common.settings import Settings
from app.services.record import ATTACHABLE

_KEY = "folders"
_ENDING = re.compile(r"\*(\.\w+)")


class _Kept(Struct):
    """Where the folders used last are remembered; one per process, as the settings are."""

    settings: Settings | None = None


_kept = _Kept()


def remember_in(settings: Settings) -> None:
    """Remember in these settings which folder was used last for what."""
    _kept.settings = settings


def save_as(parent: QWidget, title: str, suggested: str, filter: str = "") -> Path | None:
    """Where to write a file, ending as its type does; ``None`` if the person thought better of it."""
    name, chosen = QFileDialog.getSaveFileName(parent, title, str(_begin(title) / suggested), filter)
    ended = _ended(name, chosen, filter)
    if ended != name and Path(ended).exists():  # nobody was asked yet whether this one may be replaced
        ended, _ = QFileDialog.getSaveFileName(parent, title, ended, chosen)
    return _used(title, ended)


def _ended(name: str, chosen: str, offered: str) -> str:
    """The name with the ending of the type chosen; an ending typed by hand stays where no other type was chosen."""
    wanted, all_known = list(_ENDING.findall(chosen)), list(_ENDING.findall(offered))
    if not name or not wanted:
        return name
    own = Path(name).suffix.lower()
    if own in wanted or (own in all_known and offered.startswith(chosen)):
        return name
    return (name[: -len(own)] if own in all_known else name) + str(wanted[0])


def open_file(parent: QWidget, title: str, filter: str = "") -> Path | None:
    """Which file to read; ``None`` if the person thought better of it."""
    name, _ = QFileDialog.getOpenFileName(parent, title, str(_begin(title)), filter)
    return _used(title, name)


def open_attachment(parent: QWidget, title: str) -> Path | None:
    """A file of the kinds that a record may carry; ``None`` if the person thought better of it."""
    endings = " ".join(f"*{ending}" for ending in sorted(ATTACHABLE))
    return open_file(parent, title, t("widget.files.attachable", endings=endings))


def open_files(parent: QWidget, title: str, filter: str = "") -> list[Path]:
    """Which files to read; empty if the person thought better of it."""
    names, _ = QFileDialog.getOpenFileNames(parent, title, str(_begin(title)), filter)
    return [path for path in (_used(title, name) for name in names) if path is not None]


def choose_folder(parent: QWidget, title: str, start: str = "") -> Path | None:
    """Which folder to use, beginning at ``start`` if that is given; ``None`` if the person thought better of it."""
    name = QFileDialog.getExistingDirectory(parent, title, start or str(_begin(title)))
    if name:
        _remember(title, Path(name))
    return Path(name) if name else None


def _begin(title: str) -> Path:
    used = _kept.settings.ui.get(_KEY, {}).get(title, "") if _kept.settings is not None else ""
    if used and Path(used).is_dir():
        return Path(used)
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(documents) if documents and Path(documents).is_dir() else Path.home()


def _used(title: str, name: str) -> Path | None:
    if not name:
        return None
    _remember(title, Path(name).parent)
    return Path(name)


def _remember(title: str, folder: Path) -> None:
    if _kept.settings is not None:
        ui = _kept.settings.ui
        _kept.settings.ui = {**ui, _KEY: {**ui.get(_KEY, {}), title: str(folder)}}
