"""How wide the columns of a register are: as heads and words need, and together as wide as the table if they can."""

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QFontMetrics

from app.gui import dates, theme
from app.gui.widgets.table_model import Column
from app.gui.widgets.table_view import TableView

#: How much wider and narrower than designed a column of words may become by itself.
MOST, LEAST = 1.6, 0.6
#: How wide (at 100 %) a column stays that holds so much: a name of a person is seen whole.
NARROW = 96
#: How wide (at 100 %) words stay before a spare column goes for their sake.
MODEST = 140
#: The same for the column that takes the room left over: it says what a row is about.
TELLING = 200
#: Columns of words of which half says nothing, a number or a moment; these do not give way.
WHOLE = frozenset({"no", "medium_no", "out_at", "back_at"})
FEW = 20  # rows, about as many as are seen at once
_A_DAY = "2026-12-22"
_ROOM = 20


class ColumnWidths(QObject):
    """Widths that a person dragged stay (``own``, at 100 %, by key); the others share what is left of the table.

    Words give way down to half of what was meant for them; then spare columns are put away (``put_away``, by key), but
    none that a person asked for (``asked``). Only where even that is too wide does the table scroll sideways.
    ``dragged`` comes while a person changes a width, ``fitted`` when other columns than before are put away.
    """

    dragged = Signal()
    fitted = Signal()

    def __init__(
        self,
        view: TableView,
        columns: Sequence[Column],
        own: Mapping[str, int],
        hidden: Iterable[str] = (),
        asked: Iterable[str] = (),
    ) -> None:
        super().__init__(view)
        self.own = dict(own)
        self.hidden, self.asked = set(hidden), set(asked)
        self.put_away: frozenset[str] = frozenset()
        self._view, self._columns = view, tuple(columns)
        self._header = view.horizontalHeader()
        self._content: dict[int, int] = {}
        self._is_fitting = False
        self._header.sectionResized.connect(self._on_resized)
        self._header.sortIndicatorChanged.connect(lambda *_: self.fit())
        view.viewport().installEventFilter(self)
        self.fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self.fit()
        return False

    def measure(self) -> None:
        """Look once at how wide the cells are that came first; later rows do not make the columns jump.

        A register that still has few rows is looked at anew: its columns widen for what is entered, never back.
        """
        rows = self._view.model().rowCount()
        if rows and (rows <= FEW or not self._content):
            before, places = self._content, range(len(self._columns))
            self._content = {at: max(before.get(at, 0), self._view.sizeHintForColumn(at)) for at in places}
            if self._content != before:
                self.fit()

    def fit(self) -> None:
        """Lay the columns out anew."""
        shown = self._show_columns()
        wanted = {place: self._wanted(place) for place in shown}
        left = self._view.viewport().width() - sum(wanted.values()) if self._view.isVisible() else 0
        if left >= 0:
            wanted[self._taker(shown)] += left
        else:
            wanted = self._narrowed(wanted, sum(wanted.values()) + left)
        self._is_fitting = True
        for place, width in wanted.items():
            self._header.resizeSection(place, width)
        self._is_fitting = False

    def _show_columns(self) -> list[int]:
        """Hide what a person hid, and what is spare as long as the others have too little; gives the places left."""
        shown = [place for place, column in enumerate(self._columns) if column.key not in self.hidden]
        room = self._view.viewport().width() if self._view.isVisible() else None
        spare = sorted((p for p in shown if self._may_go(p)), key=lambda p: self._columns[p].spare)
        while room is not None and spare and sum(map(self._modest, shown)) > room:
            shown.remove(spare.pop())
        before = self.put_away
        seen = {self._columns[place].key for place in shown}
        self.put_away = frozenset(column.key for column in self._columns if column.key not in seen | self.hidden)
        self._is_fitting = True  # a column that goes or comes back changes its width by itself
        for place in range(len(self._columns)):
            if self._header.isSectionHidden(place) == (place in shown):
                self._header.setSectionHidden(place, place not in shown)
        self._is_fitting = False
        if self.put_away != before:
            self.fitted.emit()
        return shown

    def _may_go(self, place: int) -> bool:
        column = self._columns[place]
        return bool(column.spare) and column.key not in self.asked and column.key not in self.own

    def _modest(self, place: int) -> int:
        """With how little a column still says what it is for: words cut off after a few are worse than none."""
        wanted = self._wanted(place)
        if self._columns[place].wide:
            return min(wanted, max(self._least(place, wanted, TELLING), theme.px(TELLING)))
        least = self._least(place, wanted, MODEST)
        return least if least == wanted else min(least, max(self._designed(place), theme.px(NARROW)))

    def _narrowed(self, wanted: Mapping[int, int], room: int) -> dict[int, int]:
        """Columns for less room than they want: names stay whole if that can be, heads in any case."""
        for narrow in (NARROW, 0):
            least = {place: self._least(place, width, narrow) for place, width in wanted.items()}
            if sum(least.values()) <= room:
                return level(wanted, least, room)
        # the table scrolls sideways anyhow, so that nothing need be squeezed
        return {place: max(min(width, self._designed(place)), least[place]) for place, width in wanted.items()}

    def _wanted(self, place: int) -> int:
        column, head = self._columns[place], self._head(place)
        if column.key in self.own:
            return theme.px(self.own[column.key])
        designed, content = theme.px(column.width), self._content.get(place, 0)
        if column.kind == "date":
            day = QFontMetrics(theme.font()).horizontalAdvance(dates.short(_A_DAY)) + theme.px(_ROOM)
            return max(head, day, content)
        if column.kind != "text" or column.key in WHOLE:
            return max(head, content or designed)
        return max(head, min(content, round(designed * MOST)) if content else designed)

    def _head(self, place: int) -> int:
        """The width of a head; Qt keeps room for the arrow of the order in each, only one has it."""
        if place == self._header.sortIndicatorSection():
            return self._header.sectionSizeHint(place)
        words = QFontMetrics(theme.font(theme.SMALL)).horizontalAdvance(self._columns[place].title)
        hidden = self._header.isSectionHidden(place)  # Qt says 0 of it, and it would come back and go for ever
        least = words + theme.px(_ROOM) if hidden else min(words + theme.px(_ROOM), self._header.sectionSizeHint(place))
        return max(least, self._header.minimumSectionSize())

    def _least(self, place: int, wanted: int, narrow: int) -> int:
        column = self._columns[place]
        if column.key in self.own or column.kind != "text" or column.key in WHOLE or place == 0:
            return wanted
        return min(wanted, max(self._head(place), round(theme.px(column.width) * LEAST), theme.px(narrow)))

    def _designed(self, place: int) -> int:
        return max(self._head(place), theme.px(self._columns[place].width))

    def _taker(self, shown: Sequence[int]) -> int:
        """The column that takes the room left over: the one meant for it, or the last."""
        return next((place for place in shown if self._columns[place].wide), shown[-1])

    def _on_resized(self, place: int, _before: int, now: int) -> None:
        if not self._is_fitting and not self._header.isSectionHidden(place):
            self.own[self._columns[place].key] = round(now / theme.scale())
            self.dragged.emit()


def level(wanted: Mapping[int, int], least: Mapping[int, int], room: int) -> dict[int, int]:
    """The widths of columns that want more than there is: the widest give way first, so that a short word stays whole.

    Where not even the least of each has room, each has its least.
    """
    low, high = 0, max(wanted.values(), default=0)
    while low < high:
        limit = (low + high + 1) // 2
        if sum(max(min(width, limit), least[place]) for place, width in wanted.items()) <= room:
            low = limit
        else:
            high = limit - 1
    return {place: max(min(width, low), least[place]) for place, width in wanted.items()}
