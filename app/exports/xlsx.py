"""Renders a report as an Excel book: a sheet like the paper form, and the same data for machines (forms E-01)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from app.common.i18n import t
from app.common.safefile import write_beside
from app.common.text import width
from app.exports import xlsx_data, xlsx_reread
from app.exports.document import Document, Face
from app.exports.paper import footer_parts
from app.exports.xlsx_cells import Look, Rows, Written
from app.exports.xlsx_form import CHART_ROWS, Form

GOTHIC = "BIZ UDPゴシック"
_FACES: dict[Face, str] = {"gothic": GOTHIC, "mincho": "BIZ UDP明朝 Medium"}  # as Windows names them
_A4 = 9
_INCH = 25.4
_ILLEGAL = re.compile(r"[\\/?*\[\]:\x00-\x1f]")
#: How wide, in half-width characters, the left part of a footer is before it meets the page number.
_FOOT, _FOOT_WIDE = 56, 88
_HEADER_MOST = 80  # three parts of one line share 255 characters

#: The fills of a chart's series as in the PDF: told apart in black and white by how dark they are.
_FILLS = ("33455C", "B8C2CC", "73808F")


def render(document: Document, path: Path) -> Path:
    """Write the book to `path` and return it; nothing stands there under its name unless it is whole.

    Every sheet is read back and compared cell by cell. Raises Unavailable when the disk does not take it or gives
    it back otherwise than written, Expected `cell_too_long` for a text that no cell can hold.
    """
    written: list[Written] = []

    def write(beside: Path) -> None:
        book = Workbook(write_only=True)
        try:
            written.extend(_fill(book, document))
            book.save(beside)
        except BaseException:
            _abandon(book)
            raise

    return write_beside(path, write, lambda beside: xlsx_reread.check(beside, written))


def _abandon(book: Any) -> None:
    """Remove the half-written sheets, which openpyxl keeps in the temporary folder until the program ends."""
    for sheet in book.worksheets:
        with suppress(Exception):
            sheet.close()
        with suppress(Exception):
            sheet._writer.cleanup()


def _fill(book: Any, document: Document) -> list[Written]:
    names = sheet_names([t("paper.sheet.form"), *(data.name for data in document.data), t("paper.sheet.columns")])
    book.properties.title = document.title
    book.properties.creator = document.footer.unit
    book.properties.language = "ja-JP"
    first = book.create_sheet(names[0])
    form, found = _form(first, document)
    first.print_area = _area(len(form.edges) - 1, found.rows)
    written = [found]
    for name, data in zip(names[1:], document.data, strict=False):
        sheet = book.create_sheet(name)
        _print_setup(sheet, document, landscape=True)
        sheet.print_title_rows = "1:1"
        written.append(xlsx_data.fill(sheet, data, GOTHIC).written)
        sheet.print_area = sheet.auto_filter.ref
    if document.data:
        sheet = book.create_sheet(names[-1])
        sheet.sheet_state = "hidden"
        written.append(xlsx_data.describe(sheet, list(zip(names[1:], document.data, strict=False)), GOTHIC).written)
    if form.charts:
        written.append(_charts(book, first, form, document))
    return written


def _area(columns: int, rows: int) -> str:
    """What is printed of a sheet: everything that was written, from the upper left cell on."""
    return f"A1:{get_column_letter(max(columns, 1))}{max(rows, 1)}"


def _charts(book: Any, first: Any, form: Form, document: Document) -> Written:
    """The numbers of the charts on a sheet of their own, and the charts over the room left for them."""
    sheet = book.create_sheet(sheet_names([*book.sheetnames, t("paper.chart.data")])[-1])
    _print_setup(sheet, document, landscape=False)
    rows = Rows(sheet)
    look = Look(GOTHIC, 10, wrap=False)
    words = (word for _, block in form.charts for word in (block.title, *block.categories))
    sheet.column_dimensions["A"].width = max(map(width, words), default=8) * 1.1 + 2
    for column in range(2, 2 + max((len(block.series) for _, block in form.charts), default=0)):
        sheet.column_dimensions[get_column_letter(column)].width = 14
    for anchor, block in form.charts:
        top = rows.append((value, look) for value in (block.title, *(series.name for series in block.series)))
        last = top
        for place, category in enumerate(block.categories):
            last = rows.append((value, look) for value in (category, *(one.values[place] for one in block.series)))
        chart = BarChart()
        chart.type, chart.style, chart.title = "bar", 10, block.title
        chart.y_axis.scaling.min, chart.y_axis.scaling.max = 0, 100
        chart.x_axis.scaling.orientation = "maxMin"
        chart.x_axis.delete = chart.y_axis.delete = False
        chart.add_data(
            Reference(sheet, min_col=2, max_col=1 + len(block.series), min_row=top, max_row=last), titles_from_data=True
        )
        chart.set_categories(Reference(sheet, min_col=1, min_row=top + 1, max_row=last))
        for one, fill in zip(chart.series, _FILLS, strict=False):
            one.graphicalProperties.solidFill, one.graphicalProperties.line.solidFill = fill, "000000"
        chart.width, chart.height = 17, CHART_ROWS * 18 / 28.35
        first.add_chart(chart, f"A{anchor}")
    sheet.print_area = _area(1 + max(len(block.series) for _, block in form.charts), rows.written.rows)
    return rows.written


def _form(sheet: Any, document: Document) -> tuple[Form, Written]:
    landscape = document.orientation == "landscape"
    _print_setup(sheet, document, landscape)
    # The first page has form number and marks in its own first row.
    sheet.HeaderFooter.differentFirst = True
    sheet.sheet_view.showGridLines = False
    form = Form(sheet, _FACES[document.face], GOTHIC, 269.0 if landscape else 170.0)
    return form, form.fill(document).written


def _print_setup(sheet: Any, document: Document, landscape: bool) -> None:
    """A4, all columns on one page, room for the holes, header and footer as in the PDF (forms P-01, P-03)."""
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    setup, margins = sheet.page_setup, sheet.page_margins
    setup.paperSize, setup.fitToWidth, setup.fitToHeight = _A4, 1, 0
    setup.orientation = "landscape" if landscape else "portrait"
    left, right, top, bottom = (14, 14, 26, 16) if landscape else (25, 15, 20, 17)
    margins.left, margins.right, margins.top, margins.bottom = (mm / _INCH for mm in (left, right, top, bottom))
    margins.header, margins.footer = (18 if landscape else 11) / _INCH, 9 / _INCH
    texts = sheet.HeaderFooter
    _margin_text(texts.oddHeader.left, document.form_no)
    _margin_text(texts.oddHeader.right, "　".join(document.marks))
    for foot in (texts.oddFooter, texts.firstFooter):
        left_text, _, right_text = footer_parts(document.footer, "")
        if width(left_text) > (_FOOT_WIDE if landscape else _FOOT):  # Excel prints one part over the other
            left_text = document.footer.form
        _margin_text(foot.left, left_text)
        _margin_text(foot.right, right_text)
        foot.center.text, foot.center.size = "&P/&N", 8


def _margin_text(part: Any, text: str) -> None:
    if text:
        part.text, part.size = text[:_HEADER_MOST].replace("&", "&&"), 8


def sheet_names(wanted: Iterable[str]) -> list[str]:
    """Names Excel takes: at most 31 characters, none of \\ / ? * [ ] :, no apostrophe at an end, no two alike."""
    names: list[str] = []
    for name in wanted:
        plain = _ILLEGAL.sub("_", name).strip("' ") or t("paper.sheet.data")
        base, number = plain[:31], 1
        while base.casefold() in (taken.casefold() for taken in names):
            number += 1
            suffix = f"_{number}"
            base = plain[: 31 - len(suffix)] + suffix
        names.append(base)
    return names
