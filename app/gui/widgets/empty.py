"""What an empty place shows: what belongs there, and the first step."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui import theme
from app.gui.widgets.buttons import button as make_button
from app.gui.widgets.icon_label import IconLabel
from app.gui.widgets.labels import label


class Empty(QWidget):
    """An icon, a heading, a sentence and, if there is one, a button for the first step (`started`)."""

    started = Signal()

    def __init__(self, icon: str, title: str, text: str = "", button: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
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

    @staticmethod
    def _centred(text: str, role: str) -> QWidget:
        made = label(text, role, wrap=True)
        made.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return made
