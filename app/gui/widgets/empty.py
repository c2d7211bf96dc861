"""What an empty place shows: what belongs there, and the first step."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from app.gui import theme
from app.gui.widgets.buttons import button as make_button
from app.gui.widgets.icon_label import IconLabel
from app.gui.widgets.labels import label


class Empty(QWidget):
    """An icon, a heading, a sentence and, if there is one, a button for the first step (`started`)."""

    started = Signal()

    def __init__(self, icon: str, title: str, text: str = "", button: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stands_for: QWidget | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.space(4)] * 4)
        layout.setSpacing(theme.space(1.5))
        layout.addStretch(1)
        layout.addWidget(IconLabel(icon, "accent", size=28, ground="accent_soft"), 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self._centred(title, "section"))
        if text:
            layout.addWidget(self._centred(text, "muted"))
        if button:
            layout.addWidget(
                make_button(button, "plus", "primary", self.started.emit), 0, Qt.AlignmentFlag.AlignHCenter
            )
        layout.addStretch(2)
        self.setAccessibleName(title)

    def stand_in_for(self, first: QWidget) -> None:
        """While this shows the first step itself, the same step at the head of the page is out of sight."""
        self._stands_for = first

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stands_for is not None:
            self._stands_for.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._stands_for is not None and isValid(self._stands_for) and not event.spontaneous():
            self._stands_for.show()

    @staticmethod
    def _centred(text: str, role: str) -> QWidget:
        made = label(text, role, wrap=True)
        made.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return made
