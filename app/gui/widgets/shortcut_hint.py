"""A key and what it does, for those who work by keyboard."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.gui import theme
from app.gui.widgets.labels import label


class ShortcutHint(QWidget):
    """`ShortcutHint("Ctrl+K", "検索")` shows a keycap and its word."""

    def __init__(self, keys: str, word: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(6))
        layout.addWidget(label(keys, "keycap"))
        layout.addWidget(label(word, "hint"))
        self.setAccessibleName(f"{word} {keys}")
