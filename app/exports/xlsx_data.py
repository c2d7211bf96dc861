"""The machine-readable sheets of a book: one datum a cell, nothing merged, dates also in 和暦 (forms E-01)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from openpyxl.utils import get_column_letter

from app.common.i18n import t
from app.common.text import width
from app.common.wareki import format_date
from app.exports.document import CellValue, DataColumn, DataSheet
from app.exports.xlsx_cells import Look, Rows

_EPOCH = date(1899, 12, 30)  # day 0 of Excel's calendar for every date after February 1900
_FIRST = date(1900, 3, 1)
_SAMPLE = 200

Datum = str | float | None
_Reader = Callable[[CellValue], Datum]


def _text(value: CellValue) -> Datum:
    return None if value is None else str(value)


def _number(value: CellValue) -> Datum:
    return value if isinstance(value, int | float) else _text(value)


def _date(value: CellValue) -> Datum:
    """A real date as Excel counts it; one before its calendar, or only a text, stays a text."""
    if isinstance(value, date) and value >= _FIRST and not isinstance(value, datetime):
        return (value - _EPOCH).days
    return value.isoformat() if isinstance(value, date) else _text(value)


def _wareki(value: CellValue) -> Datum:
    return format_date(value) if isinstance(value, date) else None


def fill(sheet: Any, data: DataSheet, face: str) -> Rows:
    """Write the headings and rows of `data` into an empty write-only sheet."""
    looks, readers, titles = _columns(data.columns, face)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(titles))}{len(data.rows) + 1}"
    for number, wide in enumerate(_widths(titles, data, readers), 1):
        sheet.column_dimensions[get_column_letter(number)].width = wide
    rows = Rows(sheet)
    head = Look(face, 10, bold=True, align="center", rule="ruled", shaded=True)
    rows.append((title, head) for title in titles)
    for row in _read(data.rows, readers):
        rows.append(zip(row, looks, strict=True))
    return rows


def describe(sheet: Any, sheets: Sequence[tuple[str, DataSheet]], face: str) -> Rows:
    """List each data column's unchanging key, by which a later import finds it whatever its heading says."""
    plain, rows = Look(face, 10), Rows(sheet)
    rows.append((t(f"paper.columns.{name}"), plain) for name in ("sheet", "column", "key", "title", "kind"))
    for name, data in sheets:
        at = 1
        for column in data.columns:
            values = (name, get_column_letter(at), column.key, column.title, column.kind)
            rows.append((value, plain) for value in values)
            at += 2 if column.kind == "date" else 1
    return rows


def _columns(columns: Sequence[DataColumn], face: str) -> tuple[list[Look], list[tuple[int, _Reader]], list[str]]:
    text = Look(face, 10, wrap=False)
    day = Look(face, 10, wrap=False, number_format="yyyy-mm-dd")
    number = Look(face, 10, wrap=False, align="right")
    looks: list[Look] = []
    readers: list[tuple[int, _Reader]] = []
    titles: list[str] = []
    for at, column in enumerate(columns):
        titles.append(column.title)
        if column.kind == "date":
            looks += [day, text]
            readers += [(at, _date), (at, _wareki)]
            titles.append(t("paper.data.wareki", title=column.title))
        else:
            looks.append(number if column.kind == "number" else text)
            readers.append((at, _number if column.kind == "number" else _text))
    return looks, readers, titles


def _read(rows: Iterable[Sequence[CellValue]], readers: Sequence[tuple[int, _Reader]]) -> Iterator[list[Datum]]:
    return ([read(row[at]) for at, read in readers] for row in rows)


def _widths(titles: Sequence[str], data: DataSheet, readers: Sequence[tuple[int, _Reader]]) -> list[float]:
    """Column widths in characters, from the headings and the first rows."""
    widest = [width(title) + 4 for title in titles]
    for row in _read(islice(data.rows, _SAMPLE), readers):
        for at, value in enumerate(row):
            widest[at] = max(widest[at], width(value) + 2 if isinstance(value, str) else 12)
    return [min(wide * 1.1, 60) for wide in widest]
