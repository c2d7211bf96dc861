"""The one description of a printed report, from which both the PDF and the Excel book are made."""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct

Orientation = Literal["portrait", "landscape"]
Face = Literal["gothic", "mincho"]
Align = Literal["left", "center", "right"]
CellKind = Literal["text", "number", "date", "mark"]
DataKind = Literal["text", "number", "date"]
BoxMark = Literal["approved", "deputy", "skipped", "paper", ""]
CellValue = str | int | float | date | None


class Footer(Struct, frozen=True):
    """What every page says at its foot (forms P-03); each part is printed as given, an empty one is left out."""

    form: str
    fiscal_year: str
    unit: str
    printed_at: str
    verification: str = ""


class Heading(Struct, frozen=True):
    """Level 1 is the title of the paper, centred; 2 a chapter; 3 a group."""

    text: str
    level: int = 2


class Para(Struct, frozen=True):
    """Running text; `indent` counts full-width characters from the margin of its side."""

    text: str
    align: Align = "left"
    indent: int = 0


class Note(Struct, frozen=True):
    """Small print below a block."""

    text: str


class Gap(Struct, frozen=True):
    """White space of so many millimetres."""

    mm: float


class PageBreak(Struct, frozen=True):
    """What follows starts on a new page."""


class Pair(Struct, frozen=True):
    """A label and what was entered; `wide` takes the whole row of a four-column block, `small` is small print.

    ``lines`` are those that it has room for at least, to be written on by hand.
    """

    label: str
    value: str
    wide: bool = False
    small: bool = False
    lines: int = 1


class Pairs(Struct, frozen=True):
    """A ruled block like a paper form: shaded label, value; one (2) or two (4) pairs a row.

    ``together`` keeps the whole block on one page.
    """

    items: tuple[Pair, ...]
    columns: Literal[2, 4] = 2
    label_mm: float = 35.0
    together: bool = False


class Column(Struct, frozen=True):
    """A column of a printed table; widths are shared out so that the table fills the line."""

    title: str
    width_mm: float
    align: Align = "left"
    kind: CellKind = "text"


class Table(Struct, frozen=True):
    """A ruled table; its head is repeated on each page and no row is divided between pages."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[CellValue, ...], ...]


class Box(Struct, frozen=True):
    """One square of the 決裁欄 (forms A-01 to A-03); `note` replaces the usual word for the mark."""

    title: str
    name: str = ""
    date_text: str = ""
    mark: BoxMark = ""
    note: str = ""


class ApprovalBoxes(Struct, frozen=True):
    """The 決裁欄, highest post on the left, set to the right margin."""

    boxes: tuple[Box, ...]


class Check(Struct, frozen=True):
    """One tick box and its text."""

    checked: bool
    text: str


class Checks(Struct, frozen=True):
    """Tick boxes one below the other."""

    items: tuple[Check, ...]


class Bar(Struct, frozen=True):
    """A share between 0 and 1, with the words printed beside it; None when there is nothing to measure."""

    label: str
    value: float | None
    text: str


class Bars(Struct, frozen=True):
    """Horizontal bars; in Excel the numbers themselves."""

    rows: tuple[Bar, ...]


class Series(Struct, frozen=True):
    """One series of a chart: its name and a value in per cent for each category; None where there is none."""

    name: str
    values: tuple[float | None, ...]


class Chart(Struct, frozen=True):
    """Grouped bars from 0 to 100 %; in Excel a real chart over the numbers, which stand on a data sheet."""

    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]


class Label(Struct, frozen=True):
    """A label to stick on a medium: its number, the section, the class, and what its QR code holds."""

    number: str
    unit: str
    info_class: str
    code: str


class Labels(Struct, frozen=True):
    """Labels in three columns, to be cut out; in Excel the numbers alone."""

    items: tuple[Label, ...]


Block = Heading | Para | Note | Gap | PageBreak | Pairs | Table | ApprovalBoxes | Checks | Bars | Chart | Labels


class DataColumn(Struct, frozen=True):
    """A machine-readable column; `key` stays the same whatever the profile calls it."""

    key: str
    title: str
    kind: DataKind = "text"


class DataSheet(Struct, frozen=True):
    """A sheet of one datum a cell (forms E-01); a date column is followed by its 和暦 in text."""

    name: str
    columns: tuple[DataColumn, ...]
    rows: tuple[tuple[CellValue, ...], ...]


class BookColumn(Struct, frozen=True):
    """One column: its heading, width in characters, kind of field, and what it offers."""

    title: str
    width: int
    kind: str = "text"
    required: bool = False
    offered: tuple[str, ...] = ()


class RegisterBook(Struct, frozen=True):
    """What the book holds: its title, how it is filled in, its columns, and rows that are there already."""

    title: str
    how: str
    columns: tuple[BookColumn, ...]
    rows: tuple[tuple[str, ...], ...] = ()


class FillIn(Struct, frozen=True):
    """A sheet to be filled in as an Excel book: the scale as (mark, word), lines (code, chapter, question, basis).

    ``needs`` are the marks beside which words are wanted, "finding" or "reason"; ``note`` is to be known of all.
    """

    title: str
    about: str
    unit: str
    scale: tuple[tuple[str, str], ...]
    lines: tuple[tuple[str, str, str, str], ...]
    keys: tuple[tuple[str, str | int], ...]
    needs: tuple[tuple[str, str], ...] = ()
    note: str = ""


class Document(Struct, frozen=True):
    """A whole report; `marks` such as 訓練 or 取扱注意 stand at the top right of every page."""

    title: str
    form_no: str
    footer: Footer
    blocks: tuple[Block, ...]
    orientation: Orientation = "portrait"
    face: Face = "gothic"
    marks: tuple[str, ...] = ()
    data: tuple[DataSheet, ...] = ()
    fill: FillIn | None = None
