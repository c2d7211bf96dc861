"""What is printed: the kind of paper with its record or rows beside it, or below it where the room is short."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from app.gui import theme

#: How wide the kind is (at 100 %), and from which width on the others stand beside it.
KIND, WIDE = 200, 420


class Choices(QWidget):
    """The first is narrow; the others share what is left."""

    def __init__(self, kind: QWidget, *others: QWidget) -> None:
        super().__init__()
        kind.setMaximumWidth(theme.px(KIND))
        self._all = (kind, *others)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.space(1))
        for place, field in enumerate(self._all):
            self._box.addWidget(field, 1 if place else 0, Qt.AlignmentFlag.AlignTop)

    def minimumSizeHint(self) -> QSize:
        """As narrow as the widest of them."""
        width = max((field.minimumSizeHint().width() for field in self._all if not field.isHidden()), default=0)
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() >= theme.px(WIDE)
        wanted = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._box.direction() != wanted:
            self._box.setDirection(wanted)
