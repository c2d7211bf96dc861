"""The home screen's list of what to do next, each row one click from its place."""

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.common.i18n import listed
from app.gui import theme
from app.gui.widgets.icon_label import IconLabel
from app.gui.widgets.labels import label, rule
from app.gui.widgets.row import Row


class Todo(Struct, frozen=True):
    """One matter: where it leads (`key`), its sentence, a line of detail, a figure such as 42件, and its look."""

    key: str
    icon: str
    text: str
    detail: str = ""
    figure: str = ""
    look: str = "accent"


class TodoList(QWidget):
    """Rows of matters; `opened` tells the key of the one chosen."""

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme.px(2))

    def set_items(self, items: Sequence[Todo]) -> None:
        """Show these matters in this order."""
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        for number, todo in enumerate(items):
            if number:
                self._rows.addWidget(rule())
            self._rows.addWidget(self._row(todo))

    def _row(self, todo: Todo) -> Row:
        row = Row()
        row.add(IconLabel(todo.icon, todo.look, ground=f"{todo.look}_soft"))
        words = QWidget()
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(2))
        column.addWidget(label(todo.text, "strong", wrap=True))
        if todo.detail:
            column.addWidget(label(todo.detail, "hint", wrap=True))
        row.add(words, 1)
        if todo.figure:
            row.add(theme.mark_as(label(todo.figure, "section"), state=todo.look))
        row.add(IconLabel("chevron-right", "muted"))
        row.setAccessibleName(listed(part for part in (todo.text, todo.figure, todo.detail) if part))
        row.clicked.connect(lambda _checked=False, key=todo.key: self.opened.emit(key))
        return row
