"""A text line with a magnifier before its text, of a size that follows the scale."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit

from app.gui import theme
from app.gui.icons import paint_icon

ICON = 18


class SearchLine(QLineEdit):
    """For filters and pickers; Qt's own action icons keep 16 pixels whatever the scale."""

    def __init__(self, placeholder: str) -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setTextMargins(theme.px(ICON + 6), 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        side = theme.px(ICON)
        box = QRect(theme.px(9), (self.height() - side) // 2, side, side)
        paint_icon(QPainter(self), box, "search", theme.palette().of("muted"))
