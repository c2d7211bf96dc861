"""The one description of a printed report, from which both the PDF and the Excel book are made."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Orientation = Literal["portrait", "landscape"]
Face = Literal["gothic", "mincho"]
Align = Literal["left", "center", "right"]
CellKind = Literal["text", "number", "date", "mark"]
DataKind = Literal["text", "number", "date"]
BoxMark = Literal["approved", "deputy", "skipped", "paper", ""]
CellValue = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Footer:
    """What every page says at its foot (forms P-03); each part is printed as given, an empty one is left out."""

    form: str
    fiscal_year: str
    unit: str
    printed_at: str
    verification: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1 is the title of the paper, centred; 2 a chapter; 3 a group."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Para:
    """Running text; `indent` counts full-width characters from the margin of its side."""

    text: str
    align: Align = "left"
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """Small print below a block."""

    text: str


@dataclass(frozen=True, slots=True)
class Gap:
    """White space of so many millimetres."""

    mm: float


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts on a new page."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and what was entered; `wide` takes the whole row of a four-column block, `small` is small print."""

    label: str
    value: str
    wide: bool = False
    small: bool = False


@dataclass(frozen=True, slots=True)
class Pairs:
    """A ruled block like a paper form: shaded label, value; one (2) or two (4) pairs a row.

    ``together`` keeps the whole block on one page.
    """

    items: tuple[Pair, ...]
    columns: Literal[2, 4] = 2
    label_mm: float = 35.0
    together: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a printed table; widths are shared out so that the table fills the line."""

    title: str
    width_mm: float
    align: Align = "left"
    kind: CellKind = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table; its head is repeated on each page and no row is divided between pages."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[CellValue, ...], ...]


@dataclass(frozen=True, slots=True)
class Box:
    """One square of the 決裁欄 (forms A-01 to A-03); `note` replaces the usual word for the mark."""

    title: str
    name: str = ""
    date_text: str = ""
    mark: BoxMark = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ApprovalBoxes:
    """The 決裁欄, highest post on the left, set to the right margin."""

    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """One tick box and its text."""

    checked: bool
    text: str


@dataclass(frozen=True, slots=True)
class Checks:
    """Tick boxes one below the other."""

    items: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A share between 0 and 1, with the words printed beside it; None when there is nothing to measure."""

    label: str
    value: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars; in Excel the numbers themselves."""

    rows: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a chart: its name and a value in per cent for each category; None where there is none."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Grouped bars from 0 to 100 %; in Excel a real chart over the numbers, which stand on a data sheet."""

    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """A label to stick on a medium: its number (also as QR code), the section, the class."""

    number: str
    unit: str
    info_class: str


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels in three columns, to be cut out; in Excel the numbers alone."""

    items: tuple[Label, ...]


Block = Heading | Para | Note | Gap | PageBreak | Pairs | Table | ApprovalBoxes | Checks | Bars | Chart | Labels


@dataclass(frozen=True, slots=True)
class DataColumn:
    """A machine-readable column; `key` stays the same whatever the profile calls it."""

    key: str
    title: str
    kind: DataKind = "text"


@dataclass(frozen=True, slots=True)
class DataSheet:
    """A sheet of one datum a cell (forms E-01); a date column is followed by its 和暦 in text."""

    name: str
    columns: tuple[DataColumn, ...]
    rows: tuple[tuple[CellValue, ...], ...]


@dataclass(frozen=True)
class BookColumn:
    """One column: its heading, width in characters, kind of field, and what it offers."""

    title: str
    width: int
    kind: str = "text"
    required: bool = False
    offered: tuple[str, ...] = ()


@dataclass(frozen=True)
class RegisterBook:
    """What the book holds: its title, how it is filled in, its columns, and rows that are there already."""

    title: str
    how: str
    columns: tuple[BookColumn, ...]
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class FillIn:
    """A sheet to be filled in as an Excel book: the scale as (mark, word), lines (code, chapter, question, basis).

    ``needs`` are the marks beside which words are wanted, "finding" or "reason".
    """

    title: str
    about: str
    unit: str
    scale: tuple[tuple[str, str], ...]
    lines: tuple[tuple[str, str, str, str], ...]
    keys: tuple[tuple[str, str | int], ...]
    needs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report; `marks` such as 訓練 or 取扱注意 stand at the top right of every page."""

    title: str
    form_no: str
    footer: Footer
    blocks: tuple[Block, ...]
    orientation: Orientation = "portrait"
    face: Face = "gothic"
    marks: tuple[str, ...] = ()
    data: tuple[DataSheet, ...] = field(default=())
    fill: FillIn | None = None
