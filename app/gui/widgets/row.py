"""A row of widgets that acts as one button: the base of home-screen rows, chapter bars and the navigation."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from app.gui import theme


class Row(QAbstractButton):
    """Put widgets into `self.box`; the whole row is clicked, by mouse, Space or Enter, and shows hover and focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.box = QHBoxLayout(self)
        self.box.setContentsMargins(theme.space(1.5), theme.space(1), theme.space(1.5), theme.space(1))
        self.box.setSpacing(theme.space(1.5))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Append a widget that lets clicks through to the row."""
        widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.box.addWidget(widget, stretch)

    def sizeHint(self) -> QSize:
        return self.box.totalSizeHint()

    def minimumSizeHint(self) -> QSize:
        least = self.box.totalMinimumSize()
        if self.hasHeightForWidth() and self.width() > 1:
            least.setHeight(max(least.height(), self.heightForWidth(self.width())))
        return least

    def hasHeightForWidth(self) -> bool:
        return self.box.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        return self.box.totalHeightForWidth(width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.hasHeightForWidth() and event.size().width() != event.oldSize().width():
            self.updateGeometry()  # its least height is another: a column that is short of room scrolls

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = self.ground()
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(theme.colour("accent"), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(ground if ground is not None else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(area, theme.px(6), theme.px(6))

    def ground(self) -> QColor | None:
        """The colour behind the row now."""
        if self.isChecked() or self.isDown():
            return theme.colour("accent_soft")
        return theme.colour("hover") if self.underMouse() and self.isEnabled() else None
