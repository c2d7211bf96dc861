"""Keys that work wherever the focus is in the window, as long as the view that they belong to is shown."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


def listen_for(view: QWidget, key: str, act: Callable[[], object]) -> None:
    """Let a key do something while the view is shown, also after F2 or the navigation took the focus out of it."""
    shortcut = QShortcut(QKeySequence(key), view)
    shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
    shortcut.activated.connect(act)
