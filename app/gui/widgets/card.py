"""A surface with a header and a body: the one way to group things on a page."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.gui import theme
from app.gui.widgets.icon_label import IconLabel
from app.gui.widgets.labels import label


class Card(QFrame):
    """A flat surface with a thin line and round corners; put content into `body`, small actions into `header`."""

    def __init__(self, title: str = "", icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*[theme.space(2.5)] * 4)
        outer.setSpacing(theme.space(2))
        self.header = QHBoxLayout()
        self.header.setSpacing(theme.space(1))
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.space(1.5))
        if title:
            self._head(title, icon)
            outer.addLayout(self.header)
        outer.addLayout(self.body, 1)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Append to the body."""
        self.body.addWidget(widget, stretch)

    def add_action(self, widget: QWidget) -> None:
        """Put a small button at the right of the header."""
        self.header.addWidget(widget)

    def set_title(self, title: str) -> None:
        """Another heading, where what is shown depends on what was read."""
        self.setAccessibleName(title)
        self._title.setText(title)

    def _head(self, title: str, icon: str) -> None:
        self.setAccessibleName(title)
        if icon:
            self.header.addWidget(IconLabel(icon, "muted"))
        self._title = label(title, "section", wrap=True)
        self.header.addWidget(self._title, 1)
