"""The cells of a city's form as a grid: what stands in them, which are filled, and which one is being chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from app.common.i18n import t
from app.gui import theme
from app.services.own_forms import SheetLook

Index = QModelIndex | QPersistentModelIndex
#: Width in pixels of one character of Excel's, the narrowest and the widest column, and the height of a row.
CHARACTER, LEAST, MOST, ROW = 7.5, 22, 260, 26


def letters(number: int) -> str:
    """The letters of a column counted from 1."""
    found = ""
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found


class _Model(QAbstractTableModel):
    """The texts of one sheet, and over them the labels of what will be written."""

    def __init__(self, sheet: SheetLook) -> None:
        super().__init__()
        self.sheet = sheet
        self._filled: Mapping[tuple[int, int], str] = {}
        self._chosen: tuple[int, int] | None = None

    def show_filled(self, filled: Mapping[tuple[int, int], str], chosen: tuple[int, int] | None) -> None:
        """Draw these cells as filled, and one of them as the chosen one."""
        self._filled, self._chosen = filled, chosen
        if self.rowCount() and self.columnCount():
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self.sheet.rows + 2

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self.sheet.columns + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return letters(section + 1) if orientation == Qt.Orientation.Horizontal else str(section + 1)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        place = (index.row() + 1, index.column() + 1)
        said = self._filled.get(place, "")
        if role == Qt.ItemDataRole.DisplayRole:
            return f"［{said}］" if said else self.sheet.cells.get(place, "")
        if role == Qt.ItemDataRole.ToolTipRole:
            return said or self.sheet.cells.get(place)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = (f"{letters(place[1])}{place[0]}", said or self.sheet.cells.get(place, ""))
            return " ".join(part for part in parts if part)
        if role == Qt.ItemDataRole.BackgroundRole and said:
            return theme.colour("accent" if place == self._chosen else "accent_soft")
        if role == Qt.ItemDataRole.ForegroundRole:
            return theme.colour(self._ink(place, said))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def _ink(self, place: tuple[int, int], said: str) -> str:
        if said:
            return "on_accent" if place == self._chosen else "accent"
        return "muted" if place in self.sheet.formulas else "text"


class _Painted(QStyledItemDelegate):
    """Paints the ground of a cell, which Qt leaves out where a style sheet draws its line."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        if ground is not None:
            painter.fillRect(option.rect, ground)
        super().paint(painter, option, index)


class Grid(QTableView):
    """One sheet; ``picked`` tells the row and column (from 1) of a cell that was pressed or entered."""

    picked = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(t("own_form.grid"))
        self.setItemDelegate(_Painted(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setMinimumSectionSize(theme.px(LEAST))
            header.setHighlightSections(False)
        self.verticalHeader().setDefaultSectionSize(theme.px(ROW))

    def show_sheet(self, sheet: SheetLook) -> None:
        """Show the cells of a sheet, merged ones as one."""
        self.setModel(_Model(sheet))
        self.clearSpans()
        for at in range(self.model().columnCount()):
            width = sheet.widths[at] if at < len(sheet.widths) else 8.0
            self.setColumnHidden(at, width == 0)
            self.setColumnWidth(at, theme.px(min(max(width * CHARACTER, LEAST), MOST)))
        for top, left, bottom, right in sheet.merged:
            down, across = min(bottom, sheet.rows) - top + 1, min(right, sheet.columns) - left + 1
            if down > 0 and across > 0 and down * across > 1:
                self.setSpan(top - 1, left - 1, down, across)

    def show_filled(self, filled: Mapping[tuple[int, int], str], chosen: tuple[int, int] | None) -> None:
        """Draw what will be written where."""
        model = self.model()
        if isinstance(model, _Model):
            model.show_filled(filled, chosen)
            if chosen is not None:
                self.scrollTo(model.index(chosen[0] - 1, chosen[1] - 1))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(index.row() + 1, index.column() + 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and index.isValid():
            self.picked.emit(index.row() + 1, index.column() + 1)
        else:
            super().keyPressEvent(event)
