"""A register as a book to fill in where the program is not: one row a thing, drop-downs for what is chosen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from app.common.i18n import t
from app.common.safefile import write_beside
from app.exports.answer_book import KEYS
from app.exports.document import BookColumn, RegisterBook

HEAD_ROW = 4
#: How many empty rows have the drop-downs.
_ROOM = 2000
_FACE = "BIZ UDPゴシック"
_SIDE = Side("thin", "000000")
_BORDER = Border(_SIDE, _SIDE, _SIDE, _SIDE)
#: The look of what is written already, made once: ten thousand rows share it.
_FILLED = "tenkencho"
#: How a column keeps what is typed: texts as text, so that 0001 stays 0001.
_FORMATS = {"int": "0", "date": "yyyy-mm-dd"}


def write(path: Path, made: RegisterBook) -> Path:
    """Write the book to ``path`` and read it back. ``Unavailable`` if the disk does not take it."""

    def make(beside: Path) -> None:
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = t("media_import.book.sheet")
        lists = book.create_sheet(KEYS)
        lists.sheet_state = "hidden"
        _fill(sheet, made)
        for at, column in enumerate(made.columns, 1):
            _column(sheet, lists, at, column, max(_ROOM, len(made.rows)))
        _set_up(sheet, made)
        book.save(beside)

    def check(beside: Path) -> None:
        found = load_workbook(beside, read_only=True)
        heads = next(found.worksheets[0].iter_rows(HEAD_ROW, HEAD_ROW, values_only=True))
        if len([head for head in heads if head]) != len(made.columns):
            raise ValueError("columns are missing")
        found.close()

    return write_beside(path, make, check)


def _fill(sheet: Any, made: RegisterBook) -> None:
    sheet["A1"], sheet["A2"] = made.title, made.how
    sheet["A1"].font, sheet["A2"].font = Font(_FACE, 14, bold=True), Font(_FACE, 10)
    for at, column in enumerate(made.columns, 1):
        head = sheet.cell(HEAD_ROW, at, f"{column.title} ※" if column.required else column.title)
        head.font, head.border = Font(_FACE, 10, bold=True), _BORDER
        head.fill = PatternFill("solid", fgColor="FFF8E1" if column.required else "E9ECF1")
        head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    look = NamedStyle(_FILLED, Font(_FACE, 10), border=_BORDER, number_format="@")
    look.alignment = Alignment(vertical="center", wrap_text=True)
    sheet.parent.add_named_style(look)
    for row, values in enumerate(made.rows, HEAD_ROW + 1):
        for at, value in enumerate(values, 1):
            if value:
                cell = sheet.cell(row, at, value)
                cell.data_type = "s"  # what somebody typed is never a formula
                cell.style = _FILLED


def _column(sheet: Any, lists: Any, at: int, column: BookColumn, room: int) -> None:
    """The look of a column and what it offers; that stands in the hidden sheet, for a rule holds 255 characters."""
    letter = get_column_letter(at)
    sheet.column_dimensions[letter].width = column.width
    sheet.column_dimensions[letter].number_format = _FORMATS.get(column.kind, "@")
    sheet.column_dimensions[letter].font = Font(_FACE, 10)
    if not column.offered:
        return
    for row, word in enumerate((column.title, *column.offered), 1):
        lists.cell(row, at, word).data_type = "s"
    listed = DataValidation("list", formula1=f"{KEYS}!${letter}$2:${letter}${len(column.offered) + 1}")
    listed.allow_blank = listed.showErrorMessage = True
    listed.errorTitle, listed.error = column.title[:32], t("media_import.book.not_offered")
    sheet.add_data_validation(listed)
    listed.add(f"{letter}{HEAD_ROW + 1}:{letter}{HEAD_ROW + room}")


def _set_up(sheet: Any, made: RegisterBook) -> None:
    sheet.row_dimensions[HEAD_ROW].height = 32
    sheet.freeze_panes = f"B{HEAD_ROW + 1}"
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    sheet.page_setup.paperSize, sheet.page_setup.orientation = 9, "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "&P/&N"
