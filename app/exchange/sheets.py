"""Reads a spreadsheet or a CSV file into plain rows, within bounds: what comes from outside is never trusted."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from msgspec import Struct

from app.common import package
from app.common.errors import Refused, from_os_error
from app.exchange import sheet_scan
from app.exchange.sheet_scan import Extent

#: Bounds of what is read: bytes of the file, bytes unpacked, members, rows and columns that hold something.
LARGEST, UNPACKED, MEMBERS = 30 * 2**20, 300 * 2**20, 2000
MOST_ROWS, MOST_COLUMNS = sheet_scan.MOST_ROWS, 300
#: The characters of one line of a CSV file.
LONGEST_LINE = 2**20
Cell = str | float | int | bool | date | datetime | None


class Sheet(Struct, frozen=True):
    """One sheet: its name and its rows from the first line on; ``cell`` addresses as Excel does.

    ``extent`` says where formulas and errors stand, which a reader shows as their values and as nothing.
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    extent: Extent = Extent(0, 0)

    def cell(self, row: int, column: int) -> Cell:
        """The value at a row and column counted from 1; ``None`` outside."""
        if not 1 <= row <= len(self.rows):
            return None
        line = self.rows[row - 1]
        return line[column - 1] if 1 <= column <= len(line) else None


class Book(Struct, frozen=True):
    """The sheets of a file, by name."""

    file: str
    sheets: tuple[Sheet, ...]

    def find(self, name: str) -> Sheet | None:
        """The sheet of that name, hidden or not."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


def address(row: int, column: int) -> str:
    """A cell's address, such as E12."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def text(value: Cell) -> str:
    """A cell as text: numbers without a needless point, dates in ISO form."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def read(path: Path) -> Book:
    """The file's sheets. ``Refused`` with what is wrong and what to do; ``Unavailable`` if it cannot be opened."""
    try:
        head = package.begin(path, LARGEST)
    except package.TooLarge as error:
        raise Refused("import_too_large", file=path.name, mib=LARGEST // 2**20) from error
    if path.suffix.lower() in (".csv", ".tsv", ".txt") and path.is_file():
        return Book(path.name, (_csv(path),))
    if head.startswith(package.OLE):
        raise Refused("import_encrypted", file=path.name)
    if not head.startswith(package.ZIP):
        raise Refused("import_kind", file=path.name)
    if path.suffix.lower() in (".xlsm", ".xltm", ".xlam"):
        raise Refused("import_macros", file=path.name)
    return _excel(path, _look(path))


def _look(path: Path) -> Mapping[str, Extent]:
    """Look at the parts of the package before anything unpacks them; the extents of its sheets by name."""
    try:
        with zipfile.ZipFile(path) as opened:
            if "xl/workbook.xml" not in package.look(opened, MEMBERS, UNPACKED):
                raise Refused("import_kind", file=path.name)
        return sheet_scan.by_sheet(path, UNPACKED)
    except package.Macros as error:
        raise Refused("import_macros", file=path.name) from error
    except sheet_scan.TooWide as error:
        raise Refused("import_spread", file=path.name) from error
    except sheet_scan.TooLong as error:
        raise Refused("import_too_long", file=path.name, rows=f"{MOST_ROWS:,}") from error
    except sheet_scan.TooMuch as error:
        raise Refused("import_too_much", file=path.name) from error
    except package.TooLarge as error:
        raise Refused("import_too_large", file=path.name, mib=UNPACKED // 2**20) from error
    except (*package.DAMAGED, package.Broken) as error:
        raise Refused("import_broken", file=path.name) from error


def _excel(path: Path, extents: Mapping[str, Extent]) -> Book:
    from python_calamine import CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(path) as book:
            made = (_sheet(path, name, book.get_sheet_by_name(name), extents) for name in book.sheet_names)
            return Book(path.name, tuple(made))
    except Refused:
        raise
    except Exception as error:  # the reader names its faults by classes of its own, version by version
        raise Refused("import_broken", file=path.name) from error


def _sheet(path: Path, name: str, found: Any, extents: Mapping[str, Extent]) -> Sheet:
    if found.total_height > 1_100_000 or found.width > MOST_COLUMNS:
        raise _too_many(path, name)
    rows = _trimmed(path, name, (tuple(None if v == "" else v for v in row) for row in _rows(found)))
    return Sheet(name, rows, extents.get(name, Extent(0, 0)))


def _rows(found: Any) -> Iterable[list[Any]]:
    start = found.start[0] if found.start else 0
    left = found.start[1] if found.start else 0
    for _ in range(start):
        yield []
    for row in found.iter_rows():
        yield [None] * left + list(row)


def _trimmed(path: Path, name: str, rows: Iterable[tuple[Cell, ...]]) -> tuple[tuple[Cell, ...], ...]:
    kept: list[tuple[Cell, ...]] = []
    empty = 0
    for row in rows:
        if any(value is not None for value in row):
            if len(kept) + empty >= MOST_ROWS:
                raise _too_many(path, name)
            kept += [()] * empty
            empty = 0
            kept.append(row)
        else:
            empty += 1
    return tuple(kept)


def _csv(path: Path) -> Sheet:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise from_os_error(error, path) from error
    decoded = _decoded(path, data)
    try:
        dialect: Any = csv.Sniffer().sniff(decoded[:4096], delimiters=",\t;")
    except csv.Error:
        dialect = csv.excel
    lines = csv.reader(_bounded(path, decoded), dialect)
    rows = (_short(path, row) for row in lines)
    try:
        return Sheet(path.stem, _trimmed(path, path.stem, rows))
    except csv.Error as error:
        raise Refused("import_broken", file=path.name) from error


def _bounded(path: Path, decoded: str) -> Iterable[str]:
    """The lines; not more of them, nor longer ones, than a sheet could hold."""
    for number, line in enumerate(io.StringIO(decoded, newline="")):
        if number >= MOST_ROWS:
            raise Refused("import_too_long", file=path.name, rows=f"{MOST_ROWS:,}")
        if len(line) > LONGEST_LINE:
            raise _too_many(path, path.stem)
        yield line


def _short(path: Path, row: list[str]) -> tuple[Cell, ...]:
    values = tuple(value.strip() or None for value in row)
    if any(values[MOST_COLUMNS:]):
        raise _too_many(path, path.stem)
    return values[:MOST_COLUMNS]


def _too_many(path: Path, name: str) -> Refused:
    return Refused("import_too_many", file=path.name, sheet=name, rows=f"{MOST_ROWS:,}", columns=MOST_COLUMNS)


def _decoded(path: Path, data: bytes) -> str:
    """UTF-8 with or without a mark, else CP932; the line of the first character that neither takes is named."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp932")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Refused("import_characters", file=path.name, line=line) from error
