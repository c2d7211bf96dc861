"""An editor for several lines of the same columns, such as who was told when."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.common.i18n import t
from app.domain.forms import Field as Declared
from app.domain.policy import Profile
from app.gui import theme
from app.gui.widgets.buttons import button, tool
from app.gui.widgets.editor import Editor
from app.gui.widgets.field import Field


class _Line(QFrame):
    """One line: its fields side by side, and a button that takes it away."""

    def __init__(self, made: Sequence[Field], on_remove: Any) -> None:
        super().__init__()
        theme.mark_as(self, role="line")
        self.fields = {field.name: field for field in made}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(1))
        for field in made:
            row.addWidget(field, 1)
        row.addWidget(tool(t("widget.rows.remove"), "x", lambda: on_remove(self)))

    def value(self) -> dict[str, Any]:
        """What is filled in."""
        found = {name: field.value() for name, field in self.fields.items()}
        return {name: value for name, value in found.items() if value not in (None, "", [])}


class RowsEditor(Editor):
    """The value is a list of mappings; empty lines are left out."""

    def __init__(self, profile: Profile, columns: Sequence[tuple[Declared, str]]) -> None:
        self._holder = QWidget()
        super().__init__(self._holder)
        self._profile, self._columns = profile, tuple(columns)
        self._lines: list[_Line] = []
        self._stack = QVBoxLayout()
        self._stack.setSpacing(theme.space(1))
        self._add = button(t("widget.rows.add"), "plus", "link", self._on_add)
        column = QVBoxLayout(self._holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._stack)
        column.addWidget(self._add)
        self.setFocusProxy(self._add)

    def value(self) -> list[dict[str, Any]]:
        return [found for line in self._lines if (found := line.value())]

    def set_value(self, value: Any) -> None:
        for line in list(self._lines):
            self._take_away(line)
        for row in value or []:
            self._fill(self._append(), row)
        self._settler.forget()

    def fault(self) -> str:
        return next((said for line in self._lines for field in line.fields.values() if (said := field.fault())), "")

    def _fill(self, line: _Line, row: dict[str, Any]) -> None:
        for name, field in line.fields.items():
            field.set_value(row.get(name))

    def _append(self) -> _Line:
        from app.gui.fields import editor_for

        made = [
            Field(item.name, title, editor_for(self._profile, item, title), item.required)
            for item, title in self._columns
        ]
        line = _Line(made, self._on_remove)
        for field in made:
            field.edited.connect(lambda _name: self._changed())
        self._lines.append(line)
        self._stack.addWidget(line)
        return line

    def _on_add(self) -> None:
        line = self._append()
        next(iter(line.fields.values())).editor.setFocus()
        self._changed()

    def _on_remove(self, line: _Line) -> None:
        self._take_away(line)
        self._changed(at_once=True)

    def _take_away(self, line: _Line) -> None:
        self._lines.remove(line)
        self._stack.removeWidget(line)
        line.hide()
        line.deleteLater()
