"""Writes rows into a streamed Excel sheet with shared styles, and remembers what it wrote for the reading back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from typing import Any, Literal

from msgspec import Struct
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray

from app.common.errors import Expected
from app.common.text import strip_control
from app.exports.document import Align

MOST = 32767  # characters in one cell, a limit of the format
FORMULA_LIKE = frozenset("=+-@\t\n＝＋－＠")
_SHADE = PatternFill("solid", fgColor="EBEDF0")
_LINE = Side(style="thin", color="000000")
_RULED = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_CROSSED = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE, diagonal=_LINE, diagonalUp=True)
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

Rule = Literal["none", "ruled", "crossed"]


class Look(Struct, frozen=True):
    """How a cell looks; equal looks share one style in the book."""

    face: str
    size: float
    bold: bool = False
    align: Align = "left"
    rule: Rule = "none"
    shaded: bool = False
    wrap: bool = True
    vertical: Literal["top", "center", "bottom"] = "center"
    number_format: str = "General"
    colour: str = "000000"


def safe_text(value: str, sheet: str, row: int) -> str:
    """A text as a cell can hold it. Expected `cell_too_long`, naming sheet and row, when Excel could not."""
    text = value if value.isprintable() else strip_control(value)
    if "_x" in text:  # Excel would read _x0041_ as an escaped letter
        text = _ESCAPED.sub("_x005F_", text)
    if len(text) > MOST:
        raise Expected("cell_too_long", sheet=sheet, row=row, most=MOST)
    return text


class Written:
    """The running digest and the number of rows and cells of one sheet."""

    def __init__(self) -> None:
        self.rows = 0
        self.cells = 0
        self._digest = sha256()

    def row(self, cells: list[str]) -> None:
        """Take in one row, each cell as its type letter and its text."""
        self.rows += 1
        self.cells += len(cells)
        self._digest.update("\x1f".join(cells).encode() + b"\x1e")

    def summary(self) -> tuple[int, int, str]:
        """Rows, cells and digest, to compare."""
        return self.rows, self.cells, self._digest.hexdigest()


class Rows:
    """A write-only sheet that takes (value, look) cells from the first column on."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        self.written = Written()
        self._style = cache(self._make_style)

    def append(self, cells: Iterable[tuple[str | float | None, Look]], height: float | None = None) -> int:
        """Write one row, `height` in points, and return its number.

        A text stays a text whatever it begins with. Expected `cell_too_long` when Excel could not hold it.
        """
        number = self.written.rows + 1
        if height is not None:
            self.sheet.row_dimensions[number].height = height
        texts: list[str] = []
        self.sheet.append([self._cell(value, look, texts) for value, look in cells])
        self.written.row(texts)
        return number

    def _cell(self, value: str | float | None, look: Look, texts: list[str]) -> Cell:
        cell = Cell(self.sheet, row=1, column=1, style_array=None)
        kind = "n"
        if isinstance(value, str):
            value = self._text(value)
            kind = "s"
            texts.append("s" + value)
        else:
            texts.append("n" if value is None else f"n{value:.16g}")
        # Straight into the cell: openpyxl would make a formula of whatever begins with an equals sign.
        quoted = kind == "s" and str(value)[:1] in FORMULA_LIKE
        cell._style = self._style(look, quoted)  # type: ignore[attr-defined]
        cell._value = value  # type: ignore[attr-defined]
        cell.data_type = kind
        return cell

    def _text(self, value: str) -> str:
        return safe_text(value, self.sheet.title, self.written.rows + 1)

    def _make_style(self, look: Look, quoted: bool) -> StyleArray:
        cell = Cell(self.sheet, row=1, column=1)
        cell.font = Font(name=look.face, size=look.size, bold=look.bold, color=look.colour)
        cell.alignment = Alignment(horizontal=look.align, vertical=look.vertical, wrap_text=look.wrap)
        if look.rule != "none":
            cell.border = _RULED if look.rule == "ruled" else _CROSSED
        if look.shaded:
            cell.fill = _SHADE
        cell.number_format = look.number_format
        cell.quotePrefix = quoted
        style: StyleArray = cell._style  # type: ignore[attr-defined]
        return style
