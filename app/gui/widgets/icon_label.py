"""A small picture that follows the theme, for use beside words; it says nothing by itself."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui import theme
from app.gui.icons import SIZE, paint_icon


class IconLabel(QWidget):
    """The icon `name` in the colour `role`; `ground` puts a soft round ground of that colour behind it."""

    def __init__(
        self, name: str, role: str = "text", size: int = SIZE, ground: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._role, self._size, self._ground = name, role, size, ground
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, name: str, role: str) -> None:
        """Show another icon."""
        self._name, self._role = name, role
        self.update()

    def sizeHint(self) -> QSize:
        side = theme.px(self._size + (16 if self._ground else 0))
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(self._ground))
            painter.drawEllipse(self.rect())
        side = theme.px(self._size)
        box = QRect(0, 0, side, side)
        box.moveCenter(self.rect().center())
        paint_icon(painter, box, self._name, theme.palette().of(self._role))
