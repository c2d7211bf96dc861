"""A progress ring with its percentage and counts in words."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.common.i18n import t
from app.gui import theme


class Ring(QWidget):
    """How much of something is done: `set_value(42, 81)` shows 51 % and 42 / 81."""

    def __init__(self, name: str, diameter: int = 136, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._diameter = name, diameter
        self._done, self._total = 0, 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_value(0, 0)

    def set_value(self, done: int, total: int) -> None:
        """Show `done` of `total`; a total of 0 shows an empty ring."""
        self._done, self._total = done, total
        self.setAccessibleName(t("widget.ring.name", name=self._name, done=done, total=total))
        self.setToolTip(self.accessibleName())
        self.update()

    def percent(self) -> int:
        """Whole percent, rounded down so that 100 means all."""
        return self._done * 100 // self._total if self._total else 0

    def sizeHint(self) -> QSize:
        return QSize(theme.px(self._diameter), theme.px(self._diameter))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = theme.px(12)
        circle = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.setPen(QPen(theme.colour("na_soft"), width))
        painter.drawEllipse(circle)
        if self._done and self._total:
            role = "done" if self._done >= self._total else "accent"
            painter.setPen(QPen(theme.colour(role), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawArc(circle, 90 * 16, -round(360 * 16 * min(self._done / self._total, 1)))
        self._paint_words(painter)

    def _paint_words(self, painter: QPainter) -> None:
        middle = QRectF(self.rect())
        painter.setPen(theme.colour("text"))
        painter.setFont(theme.font(28, bold=True))
        shift = theme.px(10)
        painter.drawText(middle.translated(0, -shift), Qt.AlignmentFlag.AlignCenter, f"{self.percent()}%")
        painter.setPen(theme.colour("muted"))
        painter.setFont(theme.font(theme.SMALL))
        counts = f"{self._done:,} / {self._total:,}"
        painter.drawText(middle.translated(0, shift * 1.7), Qt.AlignmentFlag.AlignCenter, counts)
