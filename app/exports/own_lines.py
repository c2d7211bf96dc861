"""Lines of a paper in a city's form: from a first row downwards, as many as fit, the rest in further files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import copy
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from app.exports.own_values import Datum, Lines

if TYPE_CHECKING:
    from app.exports.own_form import Spot

#: The end of the print area ends the page only where at least so many lines stand before it.
FEW = 3
_PRINTED = re.compile(r"(.*\$?[A-Z]{1,3}\$?\d+:\$?[A-Z]{1,3}\$?)(\d+)")


class Block(Struct, frozen=True):
    """Where the lines go: the spot of each column's first line, the height of a line, how many fit (0: any number)."""

    columns: tuple[tuple[int, Spot], ...]
    lines: tuple[tuple[Datum, ...], ...]
    height: int = 1
    room: int = 0

    @classmethod
    def of(cls, book: Any, part: Lines, spots: Mapping[str, Spot]) -> Block:
        """The columns of these lines that have a place."""
        found = tuple(
            (number, spots[f"{part.key}.{key}"])
            for number, (key, _) in enumerate(part.columns)
            if f"{part.key}.{key}" in spots
        )
        if not found:
            return cls((), ())
        height = max(_height(book[spot.sheet], spot) for _, spot in found)
        rooms = [room for _, spot in found if (room := _room(book[spot.sheet], spot, height))]
        return cls(found, part.rows, height, min(rooms, default=0))

    @property
    def pages(self) -> int:
        """How many files the lines need."""
        return max(-(-len(self.lines) // self.room), 1) if self.room else 1

    def shown(self, page: int) -> tuple[tuple[Datum, ...], ...]:
        """The lines of one file."""
        return self.lines[page * self.room : (page + 1) * self.room] if self.room else self.lines

    def cells(self, page: int) -> dict[tuple[str, int, int], Datum]:
        """The values by (sheet, row, column)."""
        return {
            (spot.sheet, spot.row + line * self.height, spot.column): values[number]
            for line, values in enumerate(self.shown(page))
            for number, spot in self.columns
        }

    def prepare(self, book: Any, page: int) -> None:
        """Give lines beyond those that the form has drawn the looks of the first, and the print area their length."""
        count = len(self.shown(page))
        for name in {spot.sheet for _, spot in self.columns}:
            sheet = book[name]
            top = min(spot.row for _, spot in self.columns if spot.sheet == name)
            merged = [area for area in sheet.merged_cells.ranges if top <= area.min_row < top + self.height]
            across = {at for (line, at) in sheet._cells if top <= line < top + self.height}
            for line in range(1, count):
                self._draw(sheet, top, top + line * self.height, across, merged)
            if not self.room:
                _lengthen(sheet, top, top + count * self.height - 1)

    def _draw(self, sheet: Any, top: int, row: int, across: set[int], merged: list[Any]) -> None:
        """Draw one line like the first, unless the form has drawn it."""
        if any((row, at) in sheet._cells and sheet._cells[row, at].has_style for at in across):
            return
        for step in range(self.height):
            if sheet.row_dimensions[top + step].height is not None:
                sheet.row_dimensions[row + step].height = sheet.row_dimensions[top + step].height
            for at in across:
                sheet.cell(row + step, at)._style = copy(sheet.cell(top + step, at)._style)
        for area in merged:
            first = row + area.min_row - top
            sheet.merge_cells(
                start_row=first,
                end_row=first + area.max_row - area.min_row,
                start_column=area.min_col,
                end_column=area.max_col,
            )


def _height(sheet: Any, spot: Spot) -> int:
    for area in sheet.merged_cells.ranges:
        if (area.min_row, area.min_col) == (spot.row, spot.column):
            return int(area.max_row - area.min_row + 1)
    return 1


def _room(sheet: Any, spot: Spot, height: int) -> int:
    """How many lines fit before what stands below, the end of a named area or of the printed page; 0 for no end."""
    first = sheet.cell(spot.row, spot.column).value  # lines may be drawn with the same words in each
    below = [
        row
        for (row, at), cell in sheet._cells.items()
        if at == spot.column and row > spot.row and cell.value is not None and cell.value != first
    ]
    ends = [min(below) - spot.row] if below else []
    if spot.last:
        ends.append(spot.last - spot.row + 1)
    printed = _PRINTED.fullmatch(str(sheet.print_area or ""))
    if printed and int(printed[2]) - spot.row + 1 >= FEW * height and not _table(sheet, spot.row):
        ends.append(int(printed[2]) - spot.row + 1)
    return max(min(ends) // height, 1) if ends else 0


def _table(sheet: Any, row: int) -> Any:
    """The list (テーブル) of Excel's that the row lies in."""
    for table in sheet.tables.values():
        low, _, high = table.ref.partition(":")
        top, bottom = int(re.sub(r"\D", "", low)), int(re.sub(r"\D", "", high or low))
        if top <= row <= bottom:
            return table
    return None


def _lengthen(sheet: Any, top: int, last: int) -> None:
    """A list of Excel's and the print area reach to the last line."""
    table = _table(sheet, top)
    if table is not None:
        table.ref = _down_to(table.ref, last)
        if table.autoFilter is not None:
            table.autoFilter.ref = _down_to(table.autoFilter.ref, last)
    printed = _PRINTED.fullmatch(str(sheet.print_area or ""))
    if printed and int(printed[2]) < last:
        sheet.print_area = f"{printed[1].rpartition('!')[2]}{last}"


def _down_to(ref: str, last: int) -> str:
    match = _PRINTED.fullmatch(ref)
    return f"{match[1]}{max(int(match[2]), last)}" if match else ref
