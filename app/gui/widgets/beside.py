"""Two columns: what is looked at, and a narrow one beside it that goes above where the room is short."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.gui import theme

#: How wide the main column is at the least (at 100 %) while the other stands beside it.
LEAST = 380


class Beside(QWidget):
    """Put content into ``main`` and ``side``; the side is ``width`` wide (at 100 %) as long as both have room.

    What is in ``main`` is never cut for that. ``turned`` tells whenever they come to stand so, or no longer do.
    """

    turned = Signal(bool)

    def __init__(self, width: int) -> None:
        super().__init__()
        theme.mark_as(self, role="scrolled")
        self._width = theme.px(width)
        self._side = QWidget()
        self.main, self.side = QVBoxLayout(), QVBoxLayout(self._side)
        self.side.setContentsMargins(0, 0, 0, 0)
        for column in (self.main, self.side):
            column.setSpacing(theme.space(2))
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.space(2))
        self._box.addLayout(self.main, 1)
        self._box.addWidget(self._side)
        self._arrange(QWIDGETSIZE_MAX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(event.size().width())

    def minimumSizeHint(self) -> QSize:
        """As narrow as the wider of the two: before it is cut, one goes above the other."""
        width = max(self.main.minimumSize().width(), self.side.minimumSize().width())
        return QSize(width, super().minimumSizeHint().height())

    def _arrange(self, width: int) -> None:
        """The side holds what comes next, so that it never falls below what is long."""
        least = max(theme.px(LEAST), self.main.minimumSize().width()) + self._box.spacing()
        is_wide = width >= self._width + least
        was = self._box.direction()
        direction = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.BottomToTop
        self._box.setDirection(direction)
        self._side.setMinimumWidth(self._width if is_wide else 0)
        self._side.setMaximumWidth(self._width if is_wide else QWIDGETSIZE_MAX)
        if direction != was:
            self.turned.emit(is_wide)


QWIDGETSIZE_MAX = (1 << 24) - 1
