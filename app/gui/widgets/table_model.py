"""Rows of a table fetched in pages on the worker, so that a hundred thousand of them never stall the window."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, Protocol

from msgspec import Struct
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.common.i18n import t
from app.gui import dates
from app.gui.tasks import Tasks, Ticket

PAGE = 200
KEPT_PAGES = 30
VALUE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class Column(Struct, frozen=True):
    """A column: `kind` is text, number, date, moment or state (a badge.State); `width` in pixels at 100 %.

    `wide`: takes the room that the others leave. `spare`: what goes first (the highest first) where there is no room
    for all; 0 never goes.
    """

    key: str
    title: str
    kind: str = "text"
    width: int = 120
    sortable: bool = True
    wide: bool = False
    spare: int = 0


class Source(Protocol):
    """Where rows come from; both are called on the worker thread and touch no widget."""

    def ids(self, text: str, sort: str, descending: bool) -> Sequence[Any]:
        """The ids of all rows that match `text`, in the order of the column `sort` ("" = the natural order)."""
        ...

    def rows(self, ids: Sequence[Any]) -> Sequence[tuple[Any, ...]]:
        """The cells of these rows, in the order of the columns, one tuple for each id in the same order."""
        ...


class TableModel(QAbstractTableModel):
    """Keeps the ids of all matching rows and the cells of the pages last looked at."""

    reloaded = Signal()

    def __init__(self, columns: Sequence[Column], source: Source, tasks: Tasks) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.source, self._tasks = source, tasks
        self._text, self._sort, self._descending = "", "", False
        self._ids: Sequence[Any] = ()
        self._places: dict[Any, int] | None = None
        self._pages: OrderedDict[int, Sequence[tuple[Any, ...]]] = OrderedDict()
        self._asked: set[int] = set()
        self._query: Ticket | None = None
        self.loaded = False

    def reload(self) -> None:
        """Ask for the rows again; a query that still waits is dropped for this one."""
        if self._query is not None:
            self._query.cancel()
        text, sort, descending = self._text, self._sort, self._descending
        self._query = self._tasks.run(lambda: self.source.ids(text, sort, descending), self._take_ids, owner=self)

    def set_filter(self, text: str) -> None:
        """Show only rows that match."""
        if text != self._text:
            self._text = text
            self.reload()

    def filter_text(self) -> str:
        """What the rows are filtered by."""
        return self._text

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._sort = self.columns[column].key if 0 <= column < len(self.columns) else ""
        self._descending = order == Qt.SortOrder.DescendingOrder
        self.reload()

    def ids(self) -> Sequence[Any]:
        """The ids of all rows that match, in their order."""
        return self._ids

    def id_at(self, row: int) -> Any:
        """The id of a row."""
        return self._ids[row]

    def row_of(self, row_id: object) -> int:
        """The row of an id, or -1."""
        if self._places is None:
            self._places = {each: n for n, each in enumerate(self._ids)}
        return self._places.get(row_id, -1)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        return _alignment(self.columns[section].kind) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        kind = self.columns[index.column()].kind
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(kind)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, VALUE):
            return None
        row = self._row(index.row())
        if row is None:
            return t("widget.table.loading") if index.column() == 0 and role == Qt.ItemDataRole.DisplayRole else None
        value = row[index.column()]
        if role == VALUE:
            return value
        if role == Qt.ItemDataRole.DisplayRole:
            return " ".join(shown(kind, value).splitlines())  # two would crowd the row; the hover tells both
        return _hover(kind, value)

    def _row(self, number: int) -> tuple[Any, ...] | None:
        """The cells of a row, or None while its page is on the way."""
        page, place = divmod(number, PAGE)
        if page not in self._pages:
            self._fetch(page)
        if page not in self._pages:
            return None
        rows = self._pages[page]
        return rows[place] if place < len(rows) else None

    def _fetch(self, page: int) -> None:
        if page in self._asked:
            return
        self._asked.add(page)
        ids = self._ids
        wanted = ids[page * PAGE : (page + 1) * PAGE]
        self._tasks.run(lambda: self.source.rows(wanted), lambda rows: self._take_page(ids, page, rows), owner=self)

    def _take_ids(self, ids: Sequence[Any]) -> None:
        self.beginResetModel()
        self._ids, self._places, self.loaded = ids, None, True
        self._pages.clear()
        self._asked.clear()
        self.endResetModel()
        self.reloaded.emit()

    def _take_page(self, ids: Sequence[Any], page: int, rows: Sequence[tuple[Any, ...]]) -> None:
        if ids is not self._ids:  # of a query that has been replaced
            return
        self._pages[page] = rows
        if len(self._pages) > KEPT_PAGES:
            dropped, _ = self._pages.popitem(last=False)
            self._asked.discard(dropped)
        last = min((page + 1) * PAGE, len(self._ids)) - 1
        self.dataChanged.emit(self.index(page * PAGE, 0), self.index(last, len(self.columns) - 1))


def shown(kind: str, value: object) -> str:
    """A cell as text."""
    if value is None:
        return ""
    if kind == "date":
        return dates.short(value)
    if kind == "moment":
        return f"{dates.short(value)} {dates.clock_time(value)}".strip()
    if kind == "number" and isinstance(value, int):
        return f"{value:,}"
    return str(value)


def _hover(kind: str, value: object) -> str:
    return dates.other(value) if kind in ("date", "moment") else shown(kind, value)


def _alignment(kind: str) -> int:
    side = Qt.AlignmentFlag.AlignRight if kind == "number" else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)
