"""A list as it would be entered: under each heading the field it fills, below it each row as it was understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.common.i18n import t
from app.domain.forms import Field
from app.gui import theme
from app.gui.fields import Speaker
from app.gui.widgets.choice_editors import ChoiceEditor, Option
from app.gui.widgets.table_view import TableView
from app.services.intake import Preview

Index = QModelIndex | QPersistentModelIndex
_WIDTH, _NARROW = 176, 72


class PreviewModel(QAbstractTableModel):
    """The first row belongs to the choices of fields; a faulty cell shows what was written there, marked."""

    def __init__(self, found: Preview, items: Mapping[str, Field], speaker: Speaker) -> None:
        super().__init__()
        self.found, self._items, self._speaker = found, items, speaker
        self._flaws = {(flaw.row, flaw.field): flaw for flaw in reversed(found.faults)}

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else 1 + len(self.found.lines)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else 1 + len(self.found.head.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return title_of(self.found, section - 1) if section else t("media_import.row")
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if index.row() == 0:
            said = t("media_import.fills") if index.column() == 0 else None
            return said if role == Qt.ItemDataRole.DisplayRole else None
        line = self.found.lines[index.row() - 1]
        if index.column() == 0:
            return str(line.row) if role == Qt.ItemDataRole.DisplayRole else None
        column = self.found.head.columns[index.column() - 1]
        flaw = self._flaws.get((line.row, column.field))
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            text = self._text(line.row, column.at, line.values.get(column.field), self._items.get(column.field))
            if flaw is None:
                return text
            # what is wrong is looked for in the list, so it is shown as it stands there, not as what took its place
            said = self.found.written(line.row, column.at) or text
            return str(flaw) if role == Qt.ItemDataRole.ToolTipRole else f"！{said}"
        if role == Qt.ItemDataRole.ForegroundRole and (flaw is not None or not column.field):
            return theme.colour("not" if flaw is not None else "muted")
        return None

    def _text(self, row: int, at: int, value: Any, item: Field | None) -> str:
        """The value in the words of the form; what could not be read, or fills nothing, as it is written."""
        if item is None or value in (None, ""):
            return self.found.written(row, at)
        if item.kind == "bool":
            return t("record_views.yes") if value else t("media_import.no")
        return str(value) if item.kind == "medium" else self._speaker.value(item, value)


def title_of(found: Preview, place: int) -> str:
    """The heading of a column, or where it stands if it has none."""
    column = found.head.columns[place]
    return column.heading or t("media_import.column", at=column.at)


class PreviewTable(QWidget):
    """``chosen(key, field)`` when a person says which field a column fills."""

    chosen = Signal(str, str)

    def __init__(self, options: Sequence[Option]) -> None:
        super().__init__()
        self._options = list(options)
        self.combos: dict[str, ChoiceEditor] = {}
        self.view = TableView()
        self.view.setAccessibleName(t("media_import.preview"))
        self.view.horizontalHeader().setStretchLastSection(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.view)

    def show_list(self, model: PreviewModel) -> None:
        """Show a list; the place one was at, and the choice one was on, stay."""
        across, down = self.view.horizontalScrollBar().value(), self.view.verticalScrollBar().value()
        focused = next((key for key, combo in self.combos.items() if combo.target.hasFocus()), "")
        old = self.view.model()
        model.setParent(self.view)
        self.view.setModel(model)
        if old is not None:
            old.deleteLater()
        self.view.setRowHeight(0, theme.px(46))
        self.view.setColumnWidth(0, theme.px(_NARROW))
        self.combos = {}
        for place, column in enumerate(model.found.head.columns):
            combo = ChoiceEditor(self._options)
            combo.set_value(column.field)
            combo.target.setAccessibleName(t("media_import.fills_name", heading=title_of(model.found, place)))
            combo.edited.connect(partial(self._on_chosen, column.key))
            self.combos[column.key] = combo
            self.view.setColumnWidth(place + 1, theme.px(_WIDTH))
            self.view.setIndexWidget(model.index(0, place + 1), combo)
        self.view.horizontalScrollBar().setValue(across)
        self.view.verticalScrollBar().setValue(down)
        if focused in self.combos:
            self.combos[focused].setFocus(Qt.FocusReason.OtherFocusReason)

    def go_to(self, row: int, field: str) -> None:
        """Show the cell of a row of the list."""
        model = self.view.model()
        if isinstance(model, PreviewModel):
            place = next((n for n, line in enumerate(model.found.lines, 1) if line.row == row), 0)
            at = next((n for n, column in enumerate(model.found.head.columns, 1) if column.field == field), 0)
            self.view.setCurrentIndex(model.index(place, at))
            self.view.scrollTo(model.index(place, at))

    def _on_chosen(self, key: str) -> None:
        self.chosen.emit(key, str(self.combos[key].value() or ""))
