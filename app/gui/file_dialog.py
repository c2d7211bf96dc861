"""The one place that asks for a file, so that tests never meet the system's own dialog."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget


def save_as(parent: QWidget, title: str, suggested: str, filter: str = "") -> Path | None:
    """Where to write a file; ``None`` if the person thought better of it."""
    name, _ = QFileDialog.getSaveFileName(parent, title, suggested, filter)
    return Path(name) if name else None


def open_file(parent: QWidget, title: str, filter: str = "") -> Path | None:
    """Which file to read; ``None`` if the person thought better of it."""
    name, _ = QFileDialog.getOpenFileName(parent, title, "", filter)
    return Path(name) if name else None


def open_files(parent: QWidget, title: str, filter: str = "") -> list[Path]:
    """Which files to read; empty if the person thought better of it."""
    names, _ = QFileDialog.getOpenFileNames(parent, title, "", filter)
    return [Path(name) for name in names]


def choose_folder(parent: QWidget, title: str, start: str = "") -> Path | None:
    """Which folder to use; ``None`` if the person thought better of it."""
    name = QFileDialog.getExistingDirectory(parent, title, start)
    return Path(name) if name else None
