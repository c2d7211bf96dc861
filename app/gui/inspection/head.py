"""The head of a view: names at the left and actions at the right, or under the names where room is short."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.gui import theme

#: From which width (at 100 %) names and actions stand beside each other.
WIDE = 560


class Head(QWidget):
    """Put words into ``names`` and buttons into ``buttons``; ``back`` stands before the names."""

    def __init__(self, *actions: QWidget, back: QWidget | None = None) -> None:
        super().__init__()
        self.names = QVBoxLayout()
        self.names.setSpacing(theme.px(2))
        left = QHBoxLayout()
        left.setSpacing(theme.space(2))
        if back is not None:
            left.addWidget(back)
        left.addLayout(self.names, 1)
        self.buttons = right = QHBoxLayout()
        right.setSpacing(theme.space(1.5))
        for action in actions:
            right.addWidget(action)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.space(1))
        self._box.addLayout(left, 1)
        self._box.addLayout(right)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() / theme.scale() >= WIDE
        wanted = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._box.direction() != wanted:
            self._box.setDirection(wanted)
