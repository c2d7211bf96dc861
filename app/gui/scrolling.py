"""A widget that scrolls down, never sideways."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

SETTLED_MS = 1  # after the events by which Qt shows and lays out new children


def scrolling(widget: QWidget) -> QScrollArea:
    """The widget in a frameless area of its own."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(widget)
    return area


def paint_when_settled(widget: QWidget) -> None:
    """Hold painting until what was just put in is shown and laid out, so that nobody sees it squeezed."""
    widget.setUpdatesEnabled(False)
    QTimer.singleShot(SETTLED_MS, widget, lambda: widget.setUpdatesEnabled(True))
