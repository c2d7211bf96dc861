"""A register on the screen: a filter field, a sorted table that remembers its widths, and what to do when empty."""

from collections.abc import MutableMapping, Sequence
from functools import partial
from typing import Any

from msgspec import Struct
from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.common.i18n import listed, t
from app.gui import theme
from app.gui.tasks import Tasks
from app.gui.widgets.buttons import button
from app.gui.widgets.column_widths import ColumnWidths
from app.gui.widgets.empty import Empty
from app.gui.widgets.flow import FlowLayout
from app.gui.widgets.labels import label
from app.gui.widgets.search_line import SearchLine
from app.gui.widgets.table_model import PAGE, Column, Source, TableModel
from app.gui.widgets.table_view import TableView

TYPING_PAUSE_MS = 150
REMEMBER_PAUSE_MS = 300
LEAST = 200


class Seen(Struct, frozen=True):
    """A table as it is seen: columns, their places among all cells of a row, ids, and the source of the cells."""

    columns: tuple[Column, ...]
    places: tuple[int, ...]
    ids: Sequence[Any]
    source: Source

    def rows(self) -> list[tuple[Any, ...]]:
        """The cells seen of every row, read on the worker."""
        found = []
        for start in range(0, len(self.ids), PAGE):
            for row in self.source.rows(self.ids[start : start + PAGE]):
                found.append(tuple(row[place] for place in self.places))
        return found


class Table(QWidget):
    """Rows of a `Source`; `opened` tells the id of a row that was double-clicked or entered.

    `memory` is the person's own mapping (settings); widths and order are kept there under `table.<name>`. Put
    buttons beside the filter into `bar`. `narrowed` says by which choice beside the filter the rows are fewer than
    all ("" = by none): an empty table then does not say that nothing was ever entered.
    """

    opened = Signal(object)
    selected = Signal()

    def __init__(
        self,
        name: str,
        columns: Sequence[Column],
        source: Source,
        tasks: Tasks,
        empty: Empty,
        memory: MutableMapping[str, Any] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.model = TableModel(columns, source, tasks)
        # dragging a column resizes it many times: what stands when the hand rests is kept
        self._pause_memory = QTimer(self, singleShot=True, interval=REMEMBER_PAUSE_MS)
        self._pause_memory.timeout.connect(self._remember)
        self.narrowed = ""
        self._key, self._memory = f"table.{name}", memory if memory is not None else {}
        self._keep: list[Any] = []
        self._build(empty)
        self._connect()
        self._recall()
        self.model.reload()

    def reload(self) -> None:
        """Fetch the rows again; the selection stays on the same rows."""
        self._keep = self.selected_ids()
        self.model.reload()

    def selected_ids(self) -> list[Any]:
        """The ids of the selected rows, from top to bottom."""
        rows = sorted(index.row() for index in self.view.selectionModel().selectedRows())
        return [self.model.id_at(row) for row in rows]

    def select(self, ids: Sequence[Any]) -> None:
        """Select these rows, those that are shown, and go to the first; waits for the rows if they are on the way."""
        if not self.model.loaded:
            self._keep = list(ids)
            return
        chosen = self.view.selectionModel()
        chosen.clearSelection()
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        rows = [row for row in (self.model.row_of(each) for each in ids) if row >= 0]
        for row in rows:
            chosen.select(self.model.index(row, 0), flags)
        if rows:
            chosen.setCurrentIndex(self.model.index(rows[0], 0), QItemSelectionModel.SelectionFlag.NoUpdate)
            self.view.scrollTo(self.model.index(rows[0], 0))

    def seen(self) -> Seen:
        """What the person sees: columns (those without room, too), ids in order, and where the cells come from."""
        columns = self.model.columns
        places = [place for place, column in enumerate(columns) if column.key not in self.widths.hidden]
        return Seen(
            tuple(self.model.columns[place] for place in places), tuple(places), self.model.ids(), self.model.source
        )

    def focus_filter(self) -> None:
        """Put the cursor into the filter field."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.view.hasFocus():
            self._on_activated(self.view.currentIndex())
        elif event.key() == Qt.Key.Key_Down and self.filter.hasFocus():
            self.view.setFocus(Qt.FocusReason.TabFocusReason)
        elif event.key() == Qt.Key.Key_Escape and self.filter.hasFocus() and self.filter.text():
            self.filter.clear()
        else:
            super().keyPressEvent(event)

    def _build(self, empty: Empty) -> None:
        self.filter = SearchLine(t("widget.table.filter"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setFixedWidth(theme.px(220))
        self._count = label("", "muted")
        self.bar = FlowLayout(gap=theme.space(1))
        self.bar.addWidget(self.filter)
        self.bar.addWidget(self._count)
        self.more = button("", "", "link", self._on_more)
        self.more.hide()
        self.bar.addWidget(self.more)
        self.bar.addStretch()
        self.view = TableView()
        self.view.setModel(self.model)
        self.view.setAccessibleName(t("widget.table.name"))
        self.empty = empty
        self._nothing = Empty("search", t("widget.table.no_match"), t("widget.table.no_match_hint"))
        self._stack = QStackedWidget()
        for page in (self.view, self.empty, self._nothing):
            self._stack.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.space(1.5))
        layout.addLayout(self.bar)
        self._stack.setMinimumHeight(theme.px(LEAST))  # where a page has less, the page scrolls
        layout.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._pause.timeout.connect(lambda: self.model.set_filter(self.filter.text()))
        self.filter.textChanged.connect(self._pause.start)
        self.model.reloaded.connect(self._on_reloaded)
        self.view.doubleClicked.connect(self._on_activated)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self.selected.emit())

    def _recall(self) -> None:
        """Widths and order as this person left them; columns that were never touched fit what they hold."""
        kept = self._memory.get(self._key, {})
        header = self.view.horizontalHeader()
        self.widths = ColumnWidths(
            self.view, self.model.columns, kept.get("widths", {}), kept.get("hidden", []), kept.get("asked", [])
        )
        self.widths.fitted.connect(self._tell_put_away)
        header.setSortIndicatorClearable(True)
        keys = [column.key for column in self.model.columns]
        place = keys.index(kept["sort"]) if kept.get("sort") in keys else -1
        order = Qt.SortOrder.DescendingOrder if kept.get("descending") else Qt.SortOrder.AscendingOrder
        header.setSortIndicator(place, order)
        self.view.setSortingEnabled(True)
        self.widths.dragged.connect(self._pause_memory.start)
        self.model.dataChanged.connect(self.widths.measure)  # not by a lambda: rows may come after the view is gone
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(lambda at: self.column_menu().popup(header.mapToGlobal(at)))
        header.sortIndicatorChanged.connect(lambda *_: self._remember())

    def _remember(self) -> None:
        header = self.view.horizontalHeader()
        place = header.sortIndicatorSection()
        known = 0 <= place < len(self.model.columns)
        self._memory[self._key] = {
            "widths": dict(self.widths.own),
            "sort": self.model.columns[place].key if known else "",
            "descending": header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder,
            "hidden": sorted(self.widths.hidden),
            "asked": sorted(self.widths.asked),
        }

    def column_menu(self) -> QMenu:
        """Which columns are shown, to be ticked; the last one stays."""
        header = self.view.horizontalHeader()
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        left = sum(not header.isSectionHidden(place) for place in range(header.count()))
        for place, column in enumerate(self.model.columns):
            act = menu.addAction(column.title)
            act.setCheckable(True)
            act.setChecked(not header.isSectionHidden(place))
            act.setEnabled(left > 1 or not act.isChecked())
            act.toggled.connect(partial(self._show_column, place))
        return menu

    def _show_column(self, place: int, shown: bool) -> None:
        key = self.model.columns[place].key
        for keys, wanted in ((self.widths.hidden, not shown), (self.widths.asked, shown)):
            (keys.add if wanted else keys.discard)(key)
        self.widths.fit()
        self._remember()

    def _tell_put_away(self) -> None:
        """Say how many columns had no room; where a person wants one of them all the same, one click shows it."""
        away = [column.title for column in self.model.columns if column.key in self.widths.put_away]
        self.more.setText(t("widget.table.put_away", n=len(away)))
        self.more.setToolTip(listed(away))
        self.more.setVisible(bool(away) and self._stack.currentWidget() is self.view)

    def _on_more(self) -> None:
        self.column_menu().popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _on_reloaded(self) -> None:
        count = self.model.rowCount()
        self._count.setText(t("widget.table.count", n=f"{count:,}"))
        filtered = bool(self.model.filter_text() or self.narrowed)
        self._stack.setCurrentWidget(self.view if count else self._nothing if filtered else self.empty)
        self.filter.setVisible(bool(count or self.model.filter_text()))
        self._count.setVisible(bool(count) or filtered)
        self.bar.invalidate()
        self.bar.setGeometry(self.bar.geometry())  # what stands beside a filter that went or came moves at once
        self._tell_put_away()
        self.select(self._keep)
        self._keep = []

    def _on_activated(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self.model.id_at(index.row()))
