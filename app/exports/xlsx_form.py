"""The sheet that looks like the paper form: blocks laid on one grid of columns, cells merged where they are wider."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import singledispatchmethod
from itertools import accumulate
from typing import Any
from unicodedata import east_asian_width

from msgspec import Struct
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.pagebreak import Break

from app.exports.bands import pair_rows
from app.exports.document import (
    Align,
    ApprovalBoxes,
    Bars,
    Block,
    Box,
    Chart,
    Checks,
    Document,
    Gap,
    Heading,
    Labels,
    Note,
    PageBreak,
    Pairs,
    Para,
    Table,
)
from app.exports.paper import CHECKED, UNCHECKED, box_state, cell_align, cell_text, column_widths
from app.exports.wrap import lines
from app.exports.xlsx_cells import Look, Rows

#: The rows of 18 points that a chart covers.
CHART_ROWS = 16
_POINTS = 72 / 25.4
_NARROW = 2.5  # two rules nearer to each other than this many millimetres become one
_LOOSE = 8.0  # beside a long table others keep to its rules, so that its cells need not be merged
_LONG = 100  # rows
_BOX = 20.0
_MM_A_CHARACTER = 7 * 25.4 / 96  # the narrowest default font's digit, so that text never needs more lines than counted
_PADDING = 6.0  # points a cell keeps free at its sides
_LEADING = 1.45
#: How many points of rows a page may hold: Excel scales the columns to the paper, by how much it alone knows.
_PAGE = {True: (210 - 42) * _POINTS, False: (297 - 37) * _POINTS}
_SCALES = (0.9, 0.95, 1.0, 1.05, 1.1, 1.15)
_NEAR = (0.95, 1.0, 1.05)
_BAR = (0.0, 0.4, 0.55, 1.0)  # label, number, words


class _Widths(dict[str, float]):
    """Widths of characters in BIZ UDP faces and their stand-ins, on the safe side, in parts of the size."""

    def __missing__(self, char: str) -> float:
        wide = 1.03 if east_asian_width(char) in "WFA" else 0.8 if char.isdigit() or char.isupper() else 0.66
        width = self[char] = 0.0 if char >= "\U000e0100" or "\ufe00" <= char <= "\ufe0f" else wide
        return width


_WIDTHS = _Widths()


def _measure(text: str) -> float:
    return sum(map(_WIDTHS.__getitem__, text))


def line_count(text: str, width_mm: float, size: float) -> int:
    """How many lines a text needs in a cell of that width, counted rather too high than too low."""
    room = (width_mm * _POINTS - _PADDING) / size
    if len(text) * 1.03 <= room and "\n" not in text:
        return 1
    return len(lines(text, max(room, 1.1), _measure))


class _Cell(Struct, frozen=True):
    """A value between two positions in millimetres."""

    start: float
    end: float
    value: str | float | None
    look: Look


class Form:
    """Lays out the blocks of one document on a write-only sheet; `width` is the text area in millimetres."""

    def __init__(self, sheet: Any, face: str, gothic: str, width: float) -> None:
        self.sheet, self.face, self.gothic, self.width = sheet, face, gothic, width
        self.rows = Rows(sheet)
        self.edges: list[float] = []
        self.title_row = 0
        self.charts: list[tuple[int, Chart]] = []
        self._nearest: dict[float, int] = {}
        self._down = self._page = 0.0

    def fill(self, document: Document) -> Rows:
        """Write every block; returns the rows for the reading back."""
        self.edges = grid(document.blocks, self.width)
        for number, (start, end) in enumerate(zip(self.edges, self.edges[1:], strict=False), 1):
            self.sheet.column_dimensions[get_column_letter(number)].width = (end - start) / _MM_A_CHARACTER
        self._page = _PAGE[document.orientation == "landscape"]
        self._top(document)
        for place, block in enumerate(document.blocks):
            self._keep_whole(document.blocks, place)
            self._block(block)
        if self.title_row and isinstance(document.blocks[-1], Table):
            self.sheet.print_title_rows = f"{self.title_row}:{self.title_row}"
        return self.rows

    def _keep_whole(self, blocks: Sequence[Block], place: int) -> None:
        """What no page shall cut begins a new one, if it might be cut where it would come."""
        if place and isinstance(blocks[place - 1], Heading):
            return
        if self._cut(_whole_height(blocks, place), _SCALES) or self._cut(_begun_height(blocks, place), _NEAR):
            self._page_break(PageBreak())

    def _cut(self, height: float, scales: Sequence[float]) -> bool:
        """Whether so much might be cut at the foot of a page here."""
        return 0 < height <= self._page * scales[0] and any(
            int(self._down / page) != int((self._down + height) / page)
            for page in (self._page * scale for scale in scales)
        )

    def _append(self, filled: Iterable[tuple[str | float | None, Look]], height: float) -> int:
        """A row, and how far it reaches below the last break."""
        self._down += height
        return self.rows.append(filled, height)

    def _top(self, document: Document) -> None:
        small, bold = Look(self.gothic, 9), Look(self.gothic, 10, bold=True, align="right")
        half = self.width / 2
        self._row([_Cell(0, half, document.form_no, small), _Cell(half, self.width, "　".join(document.marks), bold)])

    @singledispatchmethod
    def _block(self, block: object) -> None:
        raise TypeError(type(block).__name__)

    @_block.register
    def _heading(self, block: Heading) -> None:
        size = {1: 15.0, 2: 11.5}.get(block.level, 10.0)
        align: Align = "center" if block.level == 1 else "left"
        self._whole(block.text, Look(self.gothic, size, bold=True, align=align), least=size * 2.2)

    @_block.register
    def _para(self, block: Para) -> None:
        shift = block.indent * 10.5 / _POINTS
        text = block.text + "　" * block.indent if block.align == "right" else "　" * block.indent + block.text
        self._whole(text, Look(self.face, 10.5, align=block.align, vertical="top"), lost=shift)

    @_block.register
    def _note(self, block: Note) -> None:
        self._whole(block.text, Look(self.gothic, 8.5, vertical="top"))

    @_block.register
    def _gap(self, block: Gap) -> None:
        self._append((), block.mm * _POINTS)

    @_block.register
    def _page_break(self, block: PageBreak) -> None:
        self.sheet.row_breaks.append(Break(id=self.rows.written.rows))
        self._down = 0.0

    @_block.register
    def _pairs(self, block: Pairs) -> None:
        label = Look(self.gothic, 9.5, rule="ruled", shaded=True)
        values = {small: Look(self.face, 9 if small else 10.5, rule="ruled") for small in (False, True)}
        for row in pair_rows(block):
            share = self.width / len(row)
            cells: list[_Cell] = []
            for number, pair in enumerate(row):
                start = number * share
                middle = start + min(block.label_mm, share / 2)
                value = _Cell(middle, start + share, pair.value, values[pair.small])
                cells += [_Cell(start, middle, pair.label, label), value]
            self._row(cells, least=22 * max(pair.lines for pair in row))

    @_block.register
    def _table(self, block: Table) -> None:
        positions = _table_edges(block, self.width)
        places = list(zip(positions, positions[1:], block.columns, strict=False))
        head = Look(self.gothic, 9, bold=True, align="center", rule="ruled", shaded=True)
        self.title_row = self._row([_Cell(start, end, column.title, head) for start, end, column in places], least=20)
        looks = [Look(self.face, 9, align=cell_align(column), rule="ruled") for column in block.columns]
        for row in block.rows:
            cells = [
                _Cell(start, end, cell_text(value, column.kind), look)
                for value, look, (start, end, column) in zip(row, looks, places, strict=True)
            ]
            self._row(cells)

    @_block.register
    def _approval(self, block: ApprovalBoxes) -> None:
        title = Look(self.gothic, 8, align="center", rule="ruled", shaded=True)
        for boxes in _box_rows(block, self.width):
            first = self.width - len(boxes) * _BOX
            spans = [(first + number * _BOX, first + (number + 1) * _BOX, box) for number, box in enumerate(boxes)]
            self._row([_Cell(start, end, box.title, title) for start, end, box in spans], least=22)
            self._row([_Cell(start, end, _box_text(box), self._box_look(box)) for start, end, box in spans], 57)

    @_block.register
    def _checks(self, block: Checks) -> None:
        for item in block.items:
            self._whole(f"{CHECKED if item.checked else UNCHECKED}　{item.text}", Look(self.gothic, 9.5))

    @_block.register
    def _labels(self, block: Labels) -> None:
        plain = Look(self.gothic, 10, rule="ruled")
        for item in block.items:
            third = self.width / 3
            texts = (item.number, item.unit, item.info_class)
            self._row([_Cell(n * third, (n + 1) * third, text, plain) for n, text in enumerate(texts)], least=20)

    @_block.register
    def _chart(self, block: Chart) -> None:
        """Room for the chart that is laid over these rows once its numbers stand on their sheet."""
        self.charts.append((self.rows.written.rows + 1, block))
        for _ in range(CHART_ROWS):
            self._append((), 18)

    @_block.register
    def _bars(self, block: Bars) -> None:
        plain = Look(self.gothic, 9.5, rule="ruled")
        share = Look(self.gothic, 9.5, rule="ruled", align="center", number_format="0%")
        for row in block.rows:
            label, number, words, end = (part * self.width for part in _BAR)
            self._row(
                [
                    _Cell(label, number, row.label, plain),
                    _Cell(number, words, row.value, share),
                    _Cell(words, end, row.text, plain),
                ]
            )

    def _box_look(self, box: Box) -> Look:
        if box.mark == "skipped":
            return Look(self.gothic, 8.5, align="right", vertical="bottom", rule="crossed")
        red = box.mark in ("approved", "deputy")
        return Look(self.gothic, 8.5, align="center", rule="ruled", colour="B82E14" if red else "000000")

    def _whole(self, text: str, look: Look, least: float = 0.0, lost: float = 0.0) -> None:
        height = max(least, line_count(text, self.width - lost, look.size) * look.size * _LEADING + 5)
        self._row([_Cell(0, self.width, text, look)], height)

    def _row(self, cells: Sequence[_Cell], least: float = 0.0) -> int:
        """One sheet row, high enough for its longest cell; cells over several grid columns are merged."""
        height = least
        filled: list[tuple[str | float | None, Look]] = []
        number = self.rows.written.rows + 1
        for cell in cells:
            first = self._column(cell.start)
            last = max(self._column(cell.end), first + 1)
            filled += [(None, _EMPTY)] * (first - len(filled))
            filled += [(cell.value, cell.look), *[(None, cell.look)] * (last - first - 1)]
            if last - first > 1:
                # Into the set itself: `add` looks through all ranges each time.
                self.sheet.merged_cells.ranges.add(CellRange(None, first + 1, number, last, number))
            if isinstance(cell.value, str):
                needed = line_count(cell.value, self.edges[last] - self.edges[first], cell.look.size)
                height = max(height, needed * cell.look.size * _LEADING + 5)
        return self._append(filled, min(height, 409.0))

    def _column(self, position: float) -> int:
        """The grid edge nearest to a position."""
        found = self._nearest.get(position)
        if found is None:
            found = min(range(len(self.edges)), key=lambda at: abs(self.edges[at] - position))
            self._nearest[position] = found
        return found


_EMPTY = Look("BIZ UDPゴシック", 9)


def _whole_height(blocks: Sequence[Block], place: int) -> float:
    """About how high that is which stays on one page from here on: headings with a chart and its table, or a block.

    0 where nothing is held together.
    """
    at = next((at for at in range(place, len(blocks)) if not isinstance(blocks[at], Heading)), place)
    height, block = 25.0 * (at - place), blocks[at]
    following = blocks[at + 1] if at + 1 < len(blocks) else None
    if isinstance(block, Table) and isinstance(following, Chart) and at > place:
        return height + 26.0 * (len(block.rows) + 1) + CHART_ROWS * 18
    if isinstance(block, Chart):
        return height + CHART_ROWS * 18
    return height + 24.0 * len(list(pair_rows(block))) if isinstance(block, Pairs) and block.together else 0.0


def _begun_height(blocks: Sequence[Block], place: int) -> float:
    """About how high headings are with the head of their table and its first lines: they do not stand alone.

    0 where no table follows a heading.
    """
    at = next((at for at in range(place, len(blocks)) if not isinstance(blocks[at], Heading)), place)
    return 25.0 * (at - place) + 90.0 if at > place and isinstance(blocks[at], Table) else 0.0


def _box_text(box: Box) -> str:
    return "\n".join(part for part in (box_state(box), box.date_text, box.name) if part)


def _box_rows(block: ApprovalBoxes, width: float) -> Iterator[tuple[Box, ...]]:
    room = max(1, int(width // _BOX))
    return (block.boxes[start : start + room] for start in range(0, len(block.boxes), room))


def _table_edges(table: Table, width: float) -> list[float]:
    return [0.0, *accumulate(column_widths(table, width, lambda word: (_measure(word) * 9 + _PADDING) / _POINTS))]


def grid(blocks: Sequence[Block], width: float) -> list[float]:
    """The vertical rules of all blocks in one list, in millimetres; the longest table's come first and stay exact."""
    tables = sorted((block for block in blocks if isinstance(block, Table)), key=lambda table: -len(table.rows))
    edges = [0.0, width]
    loose = _LOOSE if tables and len(tables[0].rows) > _LONG else _NARROW
    for table in tables:
        _add(edges, _table_edges(table, width), _NARROW)
    for block in blocks:
        _add(edges, _edges(block, width), loose)
    if len(edges) == 2:
        edges.append(width / 2)
    return sorted(edges)


def _add(edges: list[float], positions: Iterable[float], near: float) -> None:
    edges += [at for at in positions if all(abs(at - other) >= near for other in edges)]


def _edges(block: Block, width: float) -> list[float]:
    if isinstance(block, Pairs):
        half = width / 2
        label = min(block.label_mm, half / 2 if block.columns == 4 else half)
        return [label, half, half + label] if block.columns == 4 else [label]
    if isinstance(block, ApprovalBoxes):
        return [width - number * _BOX for boxes in _box_rows(block, width) for number in range(1, len(boxes) + 1)]
    return [part * width for part in _BAR] if isinstance(block, Bars) else []
