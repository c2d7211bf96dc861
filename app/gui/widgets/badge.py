"""The state of something as a mark, a word and a colour, never a colour alone."""

from msgspec import Struct
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.gui import theme

STATES = ("done", "partly", "not", "na", "accent")


class State(Struct, frozen=True):
    """What a badge says: `look` is one of STATES, `mark` a sign such as ○, `word` its meaning."""

    look: str
    mark: str
    word: str

    def __str__(self) -> str:
        return f"{self.mark} {self.word}".strip()


class Badge(QLabel):
    """A state as a small pill."""

    def __init__(self, state: State | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        self.set_state(state)

    def set_state(self, state: State | None) -> None:
        """Show this state; None hides the badge."""
        if state is None:
            self.hide()
        elif self.parentWidget() is not None:  # without one it would open as a window of its own for a moment
            self.show()
        if state is not None:
            theme.mark_as(self, badge=state.look)
            self.setFrameStyle(self.frameStyle())  # else the padding of the new look is not measured
            self.setText(str(state))
            self.setAccessibleName(state.word)


def badge_size(state: State) -> QSize:
    """The size of a painted badge."""
    metrics = QFontMetrics(theme.font(theme.SMALL, bold=True))
    return QSize(metrics.horizontalAdvance(str(state)) + theme.px(20), metrics.height() + theme.px(4))


def paint_badge(painter: QPainter, area: QRectF, state: State) -> None:
    """Draw a badge at the left of `area`, for cells of a table."""
    size = badge_size(state)
    width = min(float(size.width()), area.width())
    pill = QRectF(area.left(), area.center().y() - size.height() / 2, width, size.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(f"{state.look}_soft"))
    painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
    painter.setPen(theme.colour(state.look))
    painter.setFont(theme.font(theme.SMALL, bold=True))
    text = painter.fontMetrics().elidedText(str(state), Qt.TextElideMode.ElideRight, round(width) - theme.px(12))
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()
