"""Reads a policy book: finds its sheets and columns by their keys, and says by sheet and cell what does not fit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from msgspec import Struct

from app.common.errors import Refused
from app.domain.policy_book import MORE, Column, Flaw, Grid, Pairs, Place, Sheet
from app.domain.policy_sheets import BY_KEY, OTHER
from app.exchange import sheets
from app.exchange.sheet_scan import Extent
from app.exchange.sheets import Cell, address

#: The keys stand in one of the first rows of a sheet.
KEYS_WITHIN = 12
#: More rows than any policy has; a sheet of a policy book never comes near.
MOST_ROWS = 10_000
_FIRST = re.compile(r"([a-z_]+)\.([A-Za-z_.]+)")
_ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
#: Kinds of column in which a number or a date is text that Excel has changed.
_EXACT = frozenset({"ref", "refs", "list", "codes"})
_EXACT_KEYS = frozenset({"key", "id", "code", "citation", "path"})
_LAYOUTS: Mapping[str, Sheet] = {**BY_KEY, OTHER.key: OTHER}


class Found(Struct):
    """The sheets of a book by their keys: their cells, their names, their columns, and what is wrong so far."""

    file: str
    grids: list[Grid] = []
    names: dict[str, str] = {}
    columns: dict[str, dict[str, int]] = {}
    flaws: list[Flaw] = []

    def cell(self, place: Place) -> tuple[str, str]:
        """The name of the sheet and the address of the cell of a place; the address may be empty."""
        name = self.names.get(place.sheet, "")
        columns = self.columns.get(place.sheet, {})
        column = columns.get(place.head) or columns.get(f"{place.head}.ja") or 1
        return name, address(place.row, column) if place.row else ""


def read(path: Path) -> Found:
    """The cells of a policy book. ``Refused`` if it is none, or may not be opened; ``Unavailable`` if it cannot be."""
    if path.suffix.lower() in (".csv", ".tsv", ".txt"):
        raise Refused("policy_book_strange", file=path.name)
    try:
        book = sheets.read(path)
    except Refused as error:
        if error.code == "import_kind":  # its sentence offers CSV, which is no policy book
            raise Refused("policy_book_strange", file=path.name) from error
        raise
    found = Found(path.name)
    for sheet in book.sheets:
        _take(found, sheet)
    if len(found.names) < 2:
        raise Refused("policy_book_strange", file=path.name)
    return found


def _take(found: Found, sheet: sheets.Sheet) -> None:
    at, layout = _keys_row(sheet)
    if layout is None:
        return
    if layout.key in found.names:
        found.flaws.append(Flaw(Place(layout.key), "sheet_double", sheet.name, layout.key))
        return
    found.names[layout.key] = sheet.name
    columns, more = _columns(found, layout, sheet, at)
    strange = found.columns.get(layout.key, {})
    found.columns[layout.key] = strange | columns | (dict.fromkeys((MORE,), more[0]) if more else {})
    _dead_cells(found, layout.key, at, columns, sheet.extent)
    last = len(sheet.rows)
    if last - at > MOST_ROWS:
        found.flaws.append(Flaw(Place(layout.key, at + MOST_ROWS), "row_too_many", "", str(MOST_ROWS)))
        last = at + MOST_ROWS
    numbers = tuple(range(at + 1, last + 1))
    rows = tuple(_row(found, layout, sheet, number, columns, more) for number in numbers)
    found.grids.append(Grid(layout, rows, numbers))


def _dead_cells(found: Found, key: str, at: int, columns: Mapping[str, int], extent: Extent) -> None:
    """Formulas, and errors, which a reader shows as nothing."""
    for code, cells in (("formula", extent.formulas), ("error_value", extent.errors)):
        for cell in cells:
            row = int(re.sub(r"[A-Z]", "", cell))
            head = next((head for head, column in columns.items() if address(row, column) == cell), "")
            if row > at and head:
                found.flaws.append(Flaw(Place(key, row, head), code))


def _keys_row(sheet: sheets.Sheet) -> tuple[int, Sheet | None]:
    for number, row in enumerate(sheet.rows[:KEYS_WITHIN], 1):
        for cell in row:
            known = _FIRST.fullmatch(cell.strip()) if isinstance(cell, str) else None
            if known and known[1] in _LAYOUTS and known[2] in _LAYOUTS[known[1]].heads:
                return number, _LAYOUTS[known[1]]
    return 0, None


def _columns(found: Found, layout: Sheet, sheet: sheets.Sheet, at: int) -> tuple[dict[str, int], list[int]]:
    """Where each key stands, and the columns from ``more`` on; strange and missing ones are flaws."""
    columns: dict[str, int] = {}
    more: list[int] = []
    width = max((len(row) for row in sheet.rows), default=0)
    for column in range(1, width + 1):
        head = sheets.text(sheet.cell(at, column)).removeprefix(f"{layout.key}.")
        if head == MORE or (more and not head):
            more.append(column)
        elif head in columns:
            found.flaws.append(Flaw(Place(layout.key, at, head), "column_double", head))
        elif head in layout.heads:
            columns[head] = column
        elif head or any(sheet.cell(row, column) is not None for row in range(at + 1, len(sheet.rows) + 1)):
            named = head[:40] or address(at, column)
            found.columns.setdefault(layout.key, {})[named] = column  # to point at it; nothing reads it
            found.flaws.append(Flaw(Place(layout.key, at, named), "column_unknown", named))
    required = {column.heads[0] for column in layout.columns if column.required} if layout.key in BY_KEY else set()
    if isinstance(layout, Pairs):
        required = {"path", "ja"}
    for head in sorted(required - set(columns)):
        found.flaws.append(Flaw(Place(layout.key, at), "column_missing", head))
    return columns, more


def _row(
    found: Found, layout: Sheet, sheet: sheets.Sheet, number: int, columns: Mapping[str, int], more: list[int]
) -> tuple[str | int | None, ...]:
    made: list[str | int | None] = []
    for column in layout.columns:
        heads = column.heads if not isinstance(layout, Pairs) else (column.key,)
        for head in heads:
            value = sheet.cell(number, columns[head]) if head in columns else None
            if column.kind == "info":
                made.append(None)
                continue
            code = _fault(column, value)
            if code:
                said = sheets.text(value)
                found.flaws.append(Flaw(Place(layout.key, number, head), code, said[:40]))
            made.append(_said(value) or None)
    return (*made, *(text for column in more if (text := _said(sheet.cell(number, column)))))


def _said(value: Cell) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return sheets.text(value).replace("\r\n", "\n").replace("\r", "\n")


def _fault(column: Column, value: Cell) -> str:
    if isinstance(value, str) and value in _ERRORS:
        return "error_value"
    if column.kind not in _EXACT and column.key not in _EXACT_KEYS:
        return ""
    if isinstance(value, date):
        return "date_for_text"
    if isinstance(value, float) and not value.is_integer():
        return "number_for_text"
    return ""
