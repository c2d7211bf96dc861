"""Fills a form that the city made in Excel: values into named cells or addresses, everything else as it was."""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from app.common.errors import Refused
from app.common.safefile import write_beside
from app.common.text import fold
from app.exports import own_lines
from app.exports.own_scan import Loss, column, scan
from app.exports.own_values import Contents, Datum, Slot
from app.exports.xlsx_cells import FORMULA_LIKE, safe_text

#: What a preview shows of a sheet, and how many files a long register may become.
SHOWN_ROWS, SHOWN_COLUMNS, MOST_FILES = 200, 60, 200
_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})(?::\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6}))?")
_OKURIGANA = re.compile(r"(?<=[一-鿿])[いきけげしちびみめりれわ](?=[一-鿿])")
_PLAIN = re.compile(r"[\W_]+")
_UNESCAPED = "x005F_"  # openpyxl takes it out of texts when it reads them
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384


class SheetLook(Struct, frozen=True):
    """A sheet as a preview shows it: texts by (row, column), merged areas, widths in characters; ``more`` lies beyond.

    ``formulas`` are cells that may not be filled.
    """

    name: str
    rows: int
    columns: int
    cells: Mapping[tuple[int, int], str]
    merged: tuple[tuple[int, int, int, int], ...]
    widths: tuple[float, ...]
    formulas: frozenset[tuple[int, int]]
    more: bool


class Look(Struct, frozen=True):
    """A city's form as it was looked at: its bytes, sheets, named cells with their places, and what will be lost."""

    file: str
    data: bytes
    sheets: tuple[SheetLook, ...]
    names: Mapping[str, str]
    losses: tuple[Loss, ...]


class Spot(Struct, frozen=True):
    """Where a place is: sheet, row and column of its first cell, and the last row of a named area (0: one cell)."""

    sheet: str
    row: int
    column: int
    last: int = 0

    @property
    def place(self) -> str:
        """The spot as a person writes it: 様式!C5."""
        return f"{self.sheet}!{get_column_letter(self.column)}{self.row}"


def look(name: str, data: bytes) -> Look:
    """Look at a form. ``Refused`` for macros, passwords, broken or oversized files, with what to do."""
    losses = list(scan(name, data))
    book = _load(name, data)
    for kind, kept in (("images", "_images"), ("charts", "_charts")):
        left = sum(len(getattr(sheet, kept, ())) for sheet in book.worksheets)
        losses = [_seen(loss, left) if loss.kind == kind else loss for loss in losses]
    sheets = tuple(_sheet(sheet) for sheet in book.worksheets if sheet.sheet_state == "visible")
    if not sheets:
        raise Refused("own_form_no_sheet", file=name)
    return Look(name, data, sheets, _names(book), tuple(sorted(losses, key=lambda loss: not loss.gone)))


def _seen(loss: Loss, left: int) -> Loss:
    """Pictures and charts that openpyxl did not take in are gone; others may come out somewhat otherwise."""
    return Loss(loss.kind, loss.count, gone=left == 0)


def _load(name: str, data: bytes) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what they say is told by the scan, in words
            return load_workbook(io.BytesIO(data), rich_text=True)
    except Refused:
        raise
    except Exception as error:  # openpyxl names no faults of its own: whatever it meets is one of the file's
        raise Refused("import_broken", file=name) from error


def _sheet(sheet: Worksheet) -> SheetLook:
    cells, formulas = {}, set()
    last_row = last_column = 1
    for (row, at), cell in sheet._cells.items():  # the cells there are; max_row counts rows that only have a height
        last_row, last_column = max(last_row, row), max(last_column, at)
        if row <= SHOWN_ROWS and at <= SHOWN_COLUMNS and cell.value is not None:
            cells[row, at] = str(cell.value)[:200]
            if cell.data_type == "f":
                formulas.add((row, at))
    merged = tuple((area.min_row, area.min_col, area.max_row, area.max_col) for area in sheet.merged_cells.ranges)
    rows, columns = min(last_row, SHOWN_ROWS), min(last_column, SHOWN_COLUMNS)
    widths = tuple(_width(sheet, number) for number in range(1, columns + 1))
    more = last_row > rows or last_column > columns
    return SheetLook(sheet.title, rows, columns, cells, merged, widths, frozenset(formulas), more)


def _width(sheet: Worksheet, number: int) -> float:
    for found in sheet.column_dimensions.values():
        if (found.min or 0) <= number <= (found.max or 0):
            return 0.0 if found.hidden else float(found.width)
    return float(sheet.sheet_format.defaultColWidth or (sheet.sheet_format.baseColWidth or 8) + 1)


def _names(book: Any) -> dict[str, str]:
    """The names that mean one cell or area, with their places."""
    found: dict[str, str] = {}
    listed = [*book.defined_names.items(), *(pair for sheet in book.worksheets for pair in sheet.defined_names.items())]
    for name, defined in listed:
        spot = None if name.startswith(("_xlnm.", "Print_")) else _destination(book, str(defined.value or ""))
        if spot is not None:
            found.setdefault(str(name), spot.place)
    return found


def _destination(book: Any, said: str) -> Spot | None:
    sheet, _, address = said.rpartition("!")
    sheet = sheet.strip("'").replace("''", "'")
    match = _ADDRESS.fullmatch(address)
    if match is None or sheet not in book.sheetnames:
        return None
    left, top, _, bottom = match.groups()
    return Spot(sheet, int(top), column(left.upper()), int(bottom or 0))


def spot_of(book: Any, place: str) -> Spot:
    """Where a place is: a name of the book, 様式!C5, or C5 on the first sheet. ``Refused`` if it is nowhere."""
    said = place.strip()
    named = book.defined_names.get(said) or next(
        (sheet.defined_names[said] for sheet in book.worksheets if said in sheet.defined_names), None
    )
    text = str(named.value) if named is not None else said if "!" in said else f"{book.worksheets[0].title}!{said}"
    spot = _destination(book, text)
    if spot is None or spot.row > _LAST_ROW or spot.column > _LAST_COLUMN or spot.sheet not in _sheets(book):
        raise Refused("own_form_place_unknown", place=said)
    for area in book[spot.sheet].merged_cells.ranges:
        if area.min_row <= spot.row <= area.max_row and area.min_col <= spot.column <= area.max_col:
            return Spot(spot.sheet, area.min_row, area.min_col, spot.last if spot.last > area.max_row else 0)
    return Spot(spot.sheet, spot.row, spot.column, spot.last if spot.last > spot.row else 0)


def _sheets(book: Any) -> list[str]:
    return [sheet.title for sheet in book.worksheets]


def faults(name: str, data: bytes, places: Mapping[str, str]) -> dict[str, Refused]:
    """What is wrong with each place, by key: nowhere, a formula, or taken by another value."""
    book = _load(name, data)
    found: dict[str, Refused] = {}
    taken: dict[str, str] = {}
    for key, place in places.items():
        try:
            spot = spot_of(book, place)
        except Refused as error:
            found[key] = error
            continue
        if book[spot.sheet].cell(spot.row, spot.column).data_type == "f":
            found[key] = Refused("own_form_formula", place=spot.place)
        elif spot.place in taken:
            found[key] = Refused("own_form_taken", place=spot.place)
        taken[spot.place] = key
    return found


def bare(text: str) -> str:
    """A name or label as it is compared: folded, without spaces, signs and the し that 持出日 leaves out."""
    return _PLAIN.sub("", fold(_OKURIGANA.sub("", text)))


def matched(found: Look, slots: Sequence[Slot], form: str) -> dict[str, str]:
    """Places by key for the cells whose name is a field's: 目的, 持出_目的, purpose, carryout.purpose."""
    wanted: dict[str, str] = {}
    for slot in slots:
        plain = slot.key.removeprefix("rows.")
        for called in (slot.key, plain, slot.label, f"{form}{plain}", f"{slot.table}{slot.label}"):
            wanted.setdefault(bare(called), slot.key)
    places: dict[str, str] = {}
    for name in found.names:
        tails = [name, *(name.split(sign, 1)[1] for sign in "_." if sign in name)]
        key = next((wanted[bare(tail)] for tail in tails if bare(tail) in wanted), None)
        if key is not None:
            places.setdefault(key, name)
    return places


def beside(found: Look, slots: Sequence[Slot], known: Mapping[str, str]) -> dict[str, str]:
    """Places guessed for the rest: the empty cell beside, or for a column of lines below, one that reads as a label."""
    used = {found.names.get(place, place) for place in known.values()}
    places: dict[str, str] = {}
    for slot in slots:
        if slot.key in known or len(bare(slot.label)) < 2:
            continue
        spots = (_next_to(sheet, slot, used) for sheet in found.sheets)
        place = next((spot.place for spot in spots if spot is not None and spot.place not in used), "")
        if place:
            places[slot.key] = place
            used.add(place)
    return places


def locate(found: Look, place: str) -> Spot | None:
    """Where a place is in a form that was looked at; ``None`` if it is not on one of its visible sheets."""
    said = found.names.get(place.strip(), place.strip())
    spot = _read(found, said)
    return spot or _read(found, unicodedata.normalize("NFKC", said))  # typed with the input method on: 様式！Ｂ１１


def _read(found: Look, said: str) -> Spot | None:
    name, _, address = said.rpartition("!")
    match = _ADDRESS.fullmatch(address)
    name = name.strip("'").replace("''", "'") or found.sheets[0].name
    sheet = next(
        (sheet for sheet in found.sheets if name in (sheet.name, unicodedata.normalize("NFKC", sheet.name))), None
    )
    if match is None or sheet is None:
        return None
    row, at, *_ = _area(sheet, int(match[2]), column(match[1].upper()))
    return Spot(sheet.name, row, at)


def _next_to(sheet: SheetLook, slot: Slot, used: Container[str]) -> Spot | None:
    wanted = bare(slot.label)
    for (row, at), text in sheet.cells.items():
        if bare(text) != wanted or (row, at) in sheet.formulas:
            continue
        if not slot.table and _area(sheet, row, at - 1)[:2] in sheet.cells:  # the head of a column, not a label
            continue
        _, _, bottom, right = _area(sheet, row, at)
        if slot.table and Spot(sheet.name, row, right + 1).place in used:  # the label of a field, not a column's head
            continue
        spots = [(bottom + 1, at)] if slot.table else [(row, right + 1), (bottom + 1, at)]
        for spot in spots:
            top, left, *_ = _area(sheet, *spot)
            if (top, left) == spot and spot not in sheet.cells and spot[1] <= sheet.columns:
                return Spot(sheet.name, *spot)
    return None


def _area(sheet: SheetLook, row: int, at: int) -> tuple[int, int, int, int]:
    for area in sheet.merged:
        if area[0] <= row <= area[2] and area[1] <= at <= area[3]:
            return area
    return (row, at, row, at)


def fill(path: Path, name: str, data: bytes, places: Mapping[str, str], contents: Contents) -> list[Path]:
    """Write the filled form to ``path``; lines that do not fit go on in further files beside it (…-2.xlsx).

    Each file is read again and compared with the form. ``Refused`` if a place is gone or the lines need too many files.
    """
    scan(name, data)
    book = _load(name, data)
    single = {value.key: value.datum for value in contents.values}
    spots = {key: spot_of(book, place) for key, place in places.items()}
    tables = [own_lines.Block.of(book, part, spots) for part in contents.lines]
    blocks = [block for block in tables if block.columns]
    count = max([block.pages for block in blocks], default=1)
    if count > MOST_FILES:
        raise Refused("own_form_too_many_files", lines=max(len(block.lines) for block in blocks), most=MOST_FILES)
    targets = [path, *(path.with_name(f"{path.stem}-{number}{path.suffix}") for number in range(2, count + 1))]
    for target in targets[1:]:
        if target.exists():
            raise Refused("own_form_exists", file=target.name, folder=str(target.parent))
    for page, target in enumerate(targets):
        book = book if page == 0 else _load(name, data)
        written = _fill(book, spots, single, blocks, page)
        _mark(book, {spot.sheet for spot in spots.values()}, contents.marks)
        _save(book, target, name, data, written)
    return targets


def _fill(
    book: Any,
    spots: Mapping[str, Spot],
    single: Mapping[str, Datum],
    blocks: Sequence[own_lines.Block],
    page: int,
) -> dict[tuple[str, int, int], Datum]:
    written: dict[tuple[str, int, int], Datum] = {}
    for key, spot in spots.items():
        if key in single:
            written[spot.sheet, spot.row, spot.column] = single[key]
    for block in blocks:
        block.prepare(book, page)
        written |= block.cells(page)
    return {
        (sheet, row, at): put(book[sheet].cell(row, at), value)
        for (sheet, row, at), value in written.items()
        if value is not None and value != ""  # what the form says where nothing is known stays: 令和　年　月　日
    }


def put(cell: Any, value: Datum) -> Datum:
    """Write into a cell, keeping its looks; a text stays a text whatever it begins with. Returns what it holds."""
    if not isinstance(cell, Cell):
        place = f"{cell.parent.title}!{get_column_letter(cell.column)}{cell.row}"
        raise Refused("own_form_merged", place=place)
    if not isinstance(value, str):
        cell.value = value
        return value
    text = safe_text(value, str(cell.parent.title), cell.row)
    cell._value, cell.data_type = text, "s"  # type: ignore[attr-defined]  # openpyxl would make a formula of whatever begins with an equals sign
    if text[:1] in FORMULA_LIKE:
        cell.quotePrefix = True
    return text


def _mark(book: Any, sheets: Iterable[str], marks: Sequence[str]) -> None:
    """Training records never look like real ones: the mark stands at the head of each sheet that was filled."""
    for name in sheets if marks else ():
        for head in (book[name].oddHeader, book[name].evenHeader, book[name].firstHeader):
            text = " ".join(part for part in (*marks, head.right.text) if part)
            head.right.text = text


def _save(book: Any, target: Path, name: str, data: bytes, written: Mapping[tuple[str, int, int], Datum]) -> None:
    write_beside(target, lambda beside: book.save(beside), lambda beside: _check(beside, name, data, written))


def _check(path: Path, name: str, data: bytes, written: Mapping[tuple[str, int, int], Datum]) -> None:
    """ValueError unless the file holds what was written, and beside it what the form held."""
    made, form = _load(path.name, path.read_bytes()), _load(name, data)
    if made.sheetnames != form.sheetnames or set(made.defined_names) != set(form.defined_names):
        raise ValueError("sheets or names are missing")
    for (sheet, row, at), value in written.items():
        cell = made[sheet].cell(row, at)
        if cell.value != value and _said(cell) != str(value).replace(_UNESCAPED, ""):
            raise ValueError(f"{sheet} {row} {at} is not what was written")
    for sheet in form.worksheets:
        again = made[sheet.title]
        if not {area.coord for area in sheet.merged_cells.ranges} <= {a.coord for a in again.merged_cells.ranges}:
            raise ValueError("merged cells are missing")
        for (row, at), cell in list(sheet._cells.items()):
            if (sheet.title, row, at) not in written and _said(again.cell(row, at)) != _said(cell):
                raise ValueError(f"{sheet.title} {row} {at} was changed")


def _said(cell: Any) -> str:
    """What a cell holds, the text of a formula that fills an area too."""
    value = getattr(cell.value, "text", cell.value)
    return "" if value is None else str(value).replace(_UNESCAPED, "")
