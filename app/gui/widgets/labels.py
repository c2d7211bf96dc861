"""Labels in the roles of the style sheet, made in one call."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy

from app.gui import theme


def label(text: str, role: str = "body", wrap: bool = False) -> QLabel:
    """A label; `role` is body, title, section, strong, small, muted, hint, error or number. Text is never markup."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    if wrap:
        made.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        made.setSizePolicy(policy)
    return made


def rule() -> QFrame:
    """A line between things."""
    return theme.mark_as(QFrame(), role="rule")
