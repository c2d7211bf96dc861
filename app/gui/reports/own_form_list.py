"""The values of a paper and the places of the form that they go into, as a table in which the place is typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QHBoxLayout, QTableView, QVBoxLayout, QWidget

from app.common.i18n import t
from app.common.text import fold
from app.gui import theme
from app.gui.icons import icon
from app.gui.widgets.search_line import SearchLine
from app.gui.widgets.table_view import TableView
from app.services.own_forms import Slot

Index = QModelIndex | QPersistentModelIndex
WIDE = 250


class _Model(QAbstractTableModel):
    """Value and place, one row each."""

    placed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.slots: list[Slot] = []
        self.places: dict[str, str] = {}
        self.faults: Mapping[str, str] = {}

    def show(self, slots: Sequence[Slot]) -> None:
        """Show these values."""
        self.beginResetModel()
        self.slots = list(slots)
        self.endResetModel()

    def renew(self) -> None:
        """Draw all places again."""
        if self.slots:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.slots) - 1, 1))

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.slots)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else 2

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return t("own_form.place" if section else "own_form.slot")

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | (Qt.ItemFlag.ItemIsEditable if index.column() else Qt.ItemFlag.NoItemFlags)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        slot = self.slots[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self.places.get(slot.key, "") if index.column() else called(slot)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.faults.get(slot.key) or f"{called(slot)}\n{slot.key}"
        if role == Qt.ItemDataRole.DecorationRole and index.column() and slot.key in self.faults:
            return icon("triangle-alert", "not")
        if role == Qt.ItemDataRole.ForegroundRole and slot.key in self.faults:
            return theme.colour("not")
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        slot = self.slots[index.row()]
        if role != Qt.ItemDataRole.EditRole or self.places.get(slot.key, "") == str(value).strip():
            return False
        self.places[slot.key] = str(value).strip()
        self.placed.emit(slot.key)
        return True


def called(slot: Slot) -> str:
    """What a value is called; one of several lines says so."""
    return t("own_form.line", table=slot.table, label=slot.label) if slot.table else slot.label


class PlaceList(QWidget):
    """``edited`` when a place was typed or cleared, ``chosen`` when another value is looked at."""

    edited = Signal()
    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._all: tuple[Slot, ...] = ()
        self.model = _Model()
        self.model.placed.connect(lambda _key: self.edited.emit())
        self.filter = SearchLine(t("own_form.filter"))
        self.filter.textChanged.connect(lambda _text: self._narrow())
        self.only = QCheckBox(t("own_form.only_placed"))
        self.only.toggled.connect(lambda _on: self._narrow())
        self.view: QTableView = TableView()
        self.view.setAccessibleName(t("own_form.list"))
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.view.setModel(self.model)
        self.view.setColumnWidth(0, theme.px(WIDE))
        self.view.horizontalHeader().setStretchLastSection(True)
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self.chosen.emit())
        head = QHBoxLayout()
        head.setSpacing(theme.space(1.5))
        head.addWidget(self.filter, 1)
        head.addWidget(self.only)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, theme.space(1.5), 0)
        layout.setSpacing(theme.space(1))
        layout.addLayout(head)
        layout.addWidget(self.view, 1)

    def show_slots(self, slots: Sequence[Slot], places: Mapping[str, str]) -> None:
        """Show these values with these places."""
        self._all = tuple(slots)
        self.model.places = dict(places)
        self._narrow()
        self.view.selectRow(0)

    def places(self) -> dict[str, str]:
        """Every place that is given, by key."""
        return {key: place for key, place in self.model.places.items() if place}

    def labels(self) -> dict[str, str]:
        """What each value is called, by key."""
        return {slot.key: slot.label for slot in self._all}

    def show_faults(self, faults: Mapping[str, str]) -> None:
        """Mark the values whose place cannot be filled; the sentences stand in their tips."""
        self.model.faults = dict(faults)
        self.model.renew()

    def current(self) -> str:
        """The key of the value that is chosen; empty for none."""
        row = self.view.currentIndex().row()
        return self.model.slots[row].key if 0 <= row < len(self.model.slots) else ""

    def put(self, place: str) -> None:
        """Give the chosen value this place, then go to the next one without any."""
        key = self.current()
        if not key:
            return
        self.model.places[key] = place
        self.model.renew()
        self.edited.emit()
        row = self.view.currentIndex().row()
        after = [at for at in range(row + 1, len(self.model.slots)) if not self._placed(self.model.slots[at])]
        if place and after and not self.only.isChecked():
            self.view.selectRow(after[0])
        else:
            self.chosen.emit()

    def _placed(self, slot: Slot) -> bool:
        return bool(self.model.places.get(slot.key))

    def _narrow(self) -> None:
        words = [fold(word) for word in self.filter.text().split()]
        kept = self.current()
        shown = [
            slot
            for slot in self._all
            if all(word in fold(f"{called(slot)} {slot.key}") for word in words)
            and (not self.only.isChecked() or self._placed(slot))
        ]
        self.model.show(shown)
        keys = [slot.key for slot in shown]
        if shown:
            self.view.selectRow(keys.index(kept) if kept in keys else 0)
        self.chosen.emit()
