"""Two small tables: facts to read, and wordings to change in place."""

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
)

from app.domain.policy import Text
from app.gui import theme
from app.gui.widgets.table_view import ROW_HEIGHT

LANGUAGES = ("ja", "en")
#: In the place of a column: the whole row came in.
_CAME_IN = -1


class _Wrapping(QStyledItemDelegate):
    """Says how high a cell is with its text wrapped; Qt forgets the padding of the style sheet."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        view = self.parent()
        assert isinstance(view, QTableWidget)
        flags = int(Qt.TextFlag.TextWordWrap)
        width = view.columnWidth(index.column()) - theme.space(3)
        if index.data(Qt.ItemDataRole.CheckStateRole) is not None:
            width -= theme.px(44)
        text = str(index.data() or "")
        room = view.fontMetrics().boundingRect(0, 0, max(width, 1), 1 << 20, flags, text)
        return QSize(room.width() + theme.space(3), room.height() + theme.space(2))


class _Plain(QTableWidget):
    """A table whose rows are as high as their text needs."""

    def __init__(self, heads: Sequence[tuple[str, int]], name: str) -> None:
        super().__init__(0, len(heads))
        self.setAccessibleName(name)
        self.setHorizontalHeaderLabels([head for head, _ in heads])
        self.setWordWrap(True)
        self.setItemDelegate(_Wrapping(self))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setMinimumHeight(theme.px(3 * ROW_HEIGHT))
        rows = self.verticalHeader()
        rows.setVisible(False)
        rows.setMinimumSectionSize(theme.px(ROW_HEIGHT))
        rows.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        for place, (head, width) in enumerate(heads):
            titled = self.horizontalHeaderItem(place)
            if titled is not None:
                titled.setToolTip(head)
            if width:
                self.setColumnWidth(place, theme.px(width))
            else:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)

    def _put(self, row: int, column: int, text: str, *, editable: bool = False) -> QTableWidgetItem:
        item = QTableWidgetItem(text)
        item.setToolTip(text)
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        item.setFlags(flags | Qt.ItemFlag.ItemIsEditable if editable else flags)
        item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setItem(row, column, item)
        return item

    def show_only(self, said: str) -> None:
        """Hide the rows that hold nothing of it."""
        wanted = said.casefold().strip()
        for number in range(self.rowCount()):
            row = " ".join(self._said(number, column) for column in range(self.columnCount()))
            self.setRowHidden(number, bool(wanted) and wanted not in row.casefold())

    def _said(self, row: int, column: int) -> str:
        item = self.item(row, column)
        return item.text() if item is not None else ""


class FactTable(_Plain):
    """Rows of text, to read and to copy."""

    def fill(self, rows: Sequence[Sequence[str]]) -> None:
        """Show these rows."""
        heights = self.verticalHeader()
        heights.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)  # each cell would measure every row in sight
        self.setRowCount(len(rows))
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                self._put(number, column, text)
        heights.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)


class Wording(Struct, frozen=True):
    """One row of an editor: its key, what stands before it, and its properties in two languages.

    ``used``: whether a thing that can be switched off is on; ``None`` for what cannot.
    """

    key: str
    facts: tuple[str, ...]
    texts: dict[str, Text]
    used: bool | None = None


class WordingTable(_Plain):
    """Wordings changed in place; ``texts`` and ``used`` hold what differs from what was shown first."""

    def __init__(
        self, heads: Sequence[tuple[str, int]], name: str, rows: Sequence[Wording], changed: Callable[[], None]
    ) -> None:
        super().__init__(heads, name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self._rows = list(rows)
        self._is_filling = True
        self.setRowCount(len(rows))
        for number, row in enumerate(rows):
            self._show(number, row)
        self._is_filling = False
        self._changed = changed
        self._undo: list[tuple[int, int, str, Qt.CheckState]] = []
        self._held = {(row, column): self._state(row, column) for row, column in self._places()}
        self.itemChanged.connect(self._on_item)

    def _places(self) -> Iterator[tuple[int, int]]:
        return ((row, column) for row in range(self.rowCount()) for column in range(self.columnCount()))

    def _state(self, row: int, column: int) -> tuple[str, Qt.CheckState]:
        item = self.item(row, column)
        return (item.text(), item.checkState()) if item is not None else ("", Qt.CheckState.Unchecked)

    def _on_item(self, item: QTableWidgetItem) -> None:
        place = item.row(), item.column()
        now = self._state(*place)
        if self._is_filling or now == self._held[place]:
            return
        self._undo.append((*place, *self._held[place]))
        self._held[place] = now
        self._changed()

    @property
    def can_undo(self) -> bool:
        """Whether anything was changed that can be taken back."""
        return bool(self._undo)

    def undo(self) -> str:
        """Take the last change back and show where it was; the key of the row if that was a row that came in."""
        if not self._undo:
            return ""
        row, column, text, checked = self._undo.pop()
        return self._drop(row) if column == _CAME_IN else self._restore(row, column, text, checked)

    def _restore(self, row: int, column: int, text: str, checked: Qt.CheckState) -> str:
        item = self.item(row, column)
        assert item is not None
        self._is_filling = True
        item.setText(text)
        item.setToolTip(text)
        if item.flags() & Qt.ItemFlag.ItemIsUserCheckable:
            item.setCheckState(checked)
        self._is_filling = False
        self._held[row, column] = (text, checked)
        self.setRowHidden(row, False)
        self.setCurrentCell(row, column)
        self._changed()
        return ""

    def _drop(self, place: int) -> str:
        """Take away the row that came in last: whatever was changed in it afterwards has been taken back before."""
        key = self._rows.pop().key
        self._held = {at: state for at, state in self._held.items() if at[0] != place}
        self._is_filling = True
        self.removeRow(place)
        self._is_filling = False
        self._changed()
        return key

    def _show(self, number: int, row: Wording) -> None:
        column = 0
        for fact in row.facts:
            item = self._put(number, column, fact)
            if column == 0 and row.used is not None:
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(Qt.CheckState.Checked if row.used else Qt.CheckState.Unchecked)
            column += 1
        for text in row.texts.values():
            for language in LANGUAGES:
                self._put(number, column, getattr(text, language), editable=True)
                column += 1

    def append(self, row: Wording) -> None:
        """One row more, which is shown at once; it counts as it is now, and ``undo`` takes it away again."""
        self._is_filling = True
        self._rows.append(row)
        place = self.rowCount()
        self.insertRow(place)
        self._show(place, row)
        self._held |= {(place, column): self._state(place, column) for column in range(self.columnCount())}
        self._is_filling = False
        self._undo.append((place, _CAME_IN, "", Qt.CheckState.Unchecked))
        self.setCurrentCell(place, len(row.facts))
        self._changed()

    def texts(self) -> dict[tuple[str, str], Text]:
        """The wordings that were changed, by key and property."""
        found: dict[tuple[str, str], Text] = {}
        for number, row in enumerate(self._rows):
            column = len(row.facts)
            for each, before in row.texts.items():
                now = Text(*(self._said(number, column + place) for place in (0, 1)))
                column += 2
                if now != before:
                    found[row.key, each] = now
        return found

    def used(self) -> dict[str, bool]:
        """The rows that were switched on or off."""
        found = {}
        for number, row in enumerate(self._rows):
            item = self.item(number, 0)
            if row.used is not None and item is not None:
                now = item.checkState() == Qt.CheckState.Checked
                if now != row.used:
                    found[row.key] = now
        return found
