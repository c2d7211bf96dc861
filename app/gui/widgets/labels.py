"""Labels in the roles of the style sheet, made in one call."""

from html import escape

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy

from app.gui import theme

LEAST_CHARACTERS = 5
PREFERRED_WIDTH = 400
LINE_HEIGHT = 140  # percent; the font's own lines touch each other


class Paragraph(QLabel):
    """Text that wraps, with air between its lines; what is given is never read as markup."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._plain = ""
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setText(text)

    def text(self) -> str:
        return self._plain

    def setText(self, text: str) -> None:
        self._plain = text
        lines = escape(text).replace("\n", "<br>")
        super().setText(f'<p style="line-height: {LINE_HEIGHT}%; margin: 0">{lines}</p>' if text else "")
        self.setAccessibleName(text)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            # Qt puts the added air under each line; half of it belongs above
            air = self.fontMetrics().height() * (LINE_HEIGHT - 100) // 200
            self.setContentsMargins(0, air, 0, -air)

    def sizeHint(self) -> QSize:
        # Qt prefers a square of text, whose height then stands as the least one wherever the paragraph is wider
        width = min(self.fontMetrics().horizontalAdvance(self._plain) + 2, theme.px(PREFERRED_WIDTH))
        return QSize(width, self.heightForWidth(width)).expandedTo(self._least())

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint().expandedTo(self._least())

    def _least(self) -> QSize:
        """Never one character to a line, however narrow the row is."""
        # setMinimumWidth would do, but Qt then takes that width for the preferred one, and the height that goes with it
        metrics = self.fontMetrics()
        return QSize(min(metrics.horizontalAdvance(self._plain) + 2, LEAST_CHARACTERS * metrics.height()), 0)


def label(text: str, role: str = "body", wrap: bool = False) -> QLabel:
    """A label; `role` is body, title, section, strong, small, muted, hint, error or number. Text is never markup."""
    made = Paragraph(text) if wrap else QLabel(text)
    if not wrap:
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.setContentsMargins(0, 0, 0, theme.px(1))  # the font's underscore stands below what it says it needs
    made.setProperty("role", role)
    return made


def rule() -> QFrame:
    """A line between things."""
    return theme.mark_as(QFrame(), role="rule")
