"""An editor for several lines of the same columns, such as who was told when."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.common.i18n import t
from app.domain.forms import Field as Declared
from app.domain.policy import Profile
from app.gui import theme
from app.gui.widgets.buttons import button, tool
from app.gui.widgets.choice_editors import ChoiceEditor, Option
from app.gui.widgets.editor import Editor
from app.gui.widgets.field import Field

#: How much room an editor of a kind asks for, and how much there is in a dialog, in pixels at 100 %.
_WIDTHS = {"date": 210, "datetime": 400, "int": 110, "bool": 150}
_WIDTH, _ROOM = 170, 500


def in_rows(columns: Sequence[Declared]) -> list[list[Declared]]:
    """The columns of a line as they stand: side by side as far as there is room, the rest below."""
    rows: list[list[Declared]] = []
    left = 0
    for column in columns:
        width = _WIDTHS.get(column.kind, _WIDTH)
        if not rows or width > left:
            rows.append([])
            left = _ROOM
        rows[-1].append(column)
        left -= width
    return rows


class _Line(QFrame):
    """One line: its fields side by side in as many rows as they need, and a button that takes it away."""

    def __init__(self, made: Mapping[str, Field], rows: Sequence[Sequence[Declared]], on_remove: Any) -> None:
        super().__init__()
        theme.mark_as(self, role="line")
        self.fields = dict(made)
        column = QVBoxLayout()
        column.setSpacing(theme.space(0.5))
        for row in rows:
            beside = QHBoxLayout()
            beside.setSpacing(theme.space(1))
            for item in row:
                beside.addWidget(made[item.name], 1, Qt.AlignmentFlag.AlignTop)
            column.addLayout(beside)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, theme.space(1) if len(rows) > 1 else 0)
        whole.setSpacing(theme.space(1))
        whole.addLayout(column, 1)
        remove = tool(t("widget.rows.remove"), "x", lambda: on_remove(self))
        whole.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop if len(rows) > 1 else Qt.AlignmentFlag.AlignVCenter)

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
        self._rows = in_rows([item for item, _title in columns])
        self._people: list[Option] = []
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

    def set_people(self, people: Sequence[Option]) -> None:
        """Whom the columns that name a person offer."""
        self._people = list(people)
        for line in self._lines:
            for item, _title in self._columns:
                editor = line.fields[item.name].editor
                if item.kind == "person" and isinstance(editor, ChoiceEditor):
                    editor.set_options(self._people)

    def fault(self) -> str:
        return next((said for line in self._lines for field in line.fields.values() if (said := field.fault())), "")

    def show_within(self, sentences: Mapping[str, str]) -> None:
        given = [line for line in self._lines if line.value()]  # an empty line is no part of the value
        for number, line in enumerate(given):
            for name, field in line.fields.items():
                field.set_error(sentences.get(f"{number}.{name}", ""))

    def faulty_within(self) -> QWidget | None:
        fields = (field for line in self._lines for field in line.fields.values())
        return next((field.editor.target for field in fields if field.error()), None)

    def _fill(self, line: _Line, row: dict[str, Any]) -> None:
        for name, field in line.fields.items():
            value = row.get(name)
            if isinstance(field.editor, ChoiceEditor) and value:
                field.editor.keep(str(value))  # whoever was typed before people could be picked
            field.set_value(value)

    def _append(self) -> _Line:
        made = {
            item.name: Field(item.name, title, self._editor(item, title), item.required)
            for item, title in self._columns
        }
        line = _Line(made, self._rows, self._on_remove)
        for field in made.values():
            field.edited.connect(lambda _name: self._changed())
        self._lines.append(line)
        self._stack.addWidget(line)
        return line

    def _editor(self, item: Declared, title: str) -> Editor:
        from app.gui.fields import editor_for

        return ChoiceEditor(self._people) if item.kind == "person" else editor_for(self._profile, item, title)

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
