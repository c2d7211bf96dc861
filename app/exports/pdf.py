"""Renders a report as an A4 PDF with embedded fonts, and reads the written file again before it counts."""

from __future__ import annotations

import re
from pathlib import Path

from msgspec import Struct
from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from app.common.safefile import write_beside
from app.exports import fonts
from app.exports.bands import LEADINGS, Setting, bands, setting
from app.exports.document import Document
from app.exports.flow import Placed, flow
from app.exports.paper import footer_parts
from app.exports.pen import GREY, INK, MM, Pen, Style

rl_config.useA85 = 0  # plain compressed streams: a fifth smaller, and sooner written

_FOOT = 9 * MM  # the footer's baseline above the lower edge of the sheet
_XREF_ENTRY = re.compile(rb"(\d{10}) \d{5} ([nf])[ \r]\r?\n")


class _Sheet(Struct, frozen=True):
    """Page size and margins in points: room for two holes at the left, or on top of a register (forms P-01)."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    header: float


def _sheet(document: Document) -> _Sheet:
    if document.orientation == "landscape":
        return _Sheet(A4[1], A4[0], 14 * MM, 14 * MM, 26 * MM, 16 * MM, header=18.5 * MM)
    return _Sheet(A4[0], A4[1], 25 * MM, 15 * MM, 20 * MM, 17 * MM, header=11 * MM)


def render(document: Document, path: Path) -> Path:
    """Write the report to `path` and return it; nothing stands there under its name unless it is whole.

    Raises Unavailable when the disk does not take it or gives it back otherwise than written.
    """
    pdf, pages = build(document)

    def check(written: Path) -> None:
        if written.read_bytes() != pdf or count_pages(pdf) != pages:
            raise ValueError("the PDF is not what was written")

    def write(beside: Path) -> None:
        beside.write_bytes(pdf)

    return write_beside(path, write, check)


def build(document: Document) -> tuple[bytes, int]:
    """The bytes of the PDF, the same for the same report, and the number of its pages."""
    sheet = _sheet(document)
    to, pages = _paged(document, sheet)
    canvas = Canvas(
        "",
        pagesize=(sheet.width, sheet.height),
        invariant=1,
        lang="ja-JP",
        initialFontName=fonts.GOTHIC,  # type: ignore[arg-type]  # a name; the stubs take it for a size
    )
    canvas.setTitle(document.title)
    canvas.setSubject(document.form_no)
    canvas.setAuthor(document.footer.unit)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    pen = Pen(canvas)
    for number, page in enumerate(pages, 1):
        _draw(pen, page, sheet)
        _margins(pen, document, sheet, to, f"{number}/{len(pages)}")
        canvas.showPage()
    data: bytes = canvas.getpdfdata()  # type: ignore[no-untyped-call]
    return data, len(pages)


def _paged(document: Document, sheet: _Sheet) -> tuple[Setting, list[list[Placed]]]:
    """What stands on which page; what would just run over onto a second sheet is set closer, to stay on one."""
    width, height = sheet.width - sheet.left - sheet.right, sheet.height - sheet.top - sheet.bottom
    first: tuple[Setting, list[list[Placed]]] | None = None
    for closeness in range(len(LEADINGS)):
        to = setting(document.face, width, height, closeness)
        pages = flow(bands(document.blocks, to), height)
        first = first or (to, pages)
        if len(pages) == 1:
            return to, pages
        if len(pages) > 2:
            break
    assert first is not None
    return first


def _draw(pen: Pen, page: list[Placed], sheet: _Sheet) -> None:
    for placed in page:
        if placed.band.draw is not None:
            placed.band.draw(pen, sheet.left, sheet.height - sheet.top - placed.offset)


def _margins(pen: Pen, document: Document, sheet: _Sheet, to: Setting, page: str) -> None:
    """Form number and marks above, the footer line below (forms P-03, P-05, P-06)."""
    small = Style(to.note.font, 7.5, 10)
    top = sheet.height - sheet.header
    pen.words([to.note.font.encode(document.form_no)], to.note, sheet.left, top, to.width)
    if document.marks:
        _marks(pen, document.marks, to.titles[2], sheet.left + to.width, top)
    pen.ink(GREY)
    left, middle, right = footer_parts(document.footer, page)
    line = _FOOT + small.leading
    pen.canvas.setLineWidth(0.4)
    pen.canvas.line(sheet.left, line + 2, sheet.left + to.width, line + 2)
    side = to.width * 0.46
    pen.fitted(left, small, sheet.left, line, side, "left")
    pen.fitted(middle, small, sheet.left + side, line, to.width - 2 * side, "center")
    pen.fitted(right, small, sheet.left + to.width - side, line, side, "right")
    pen.ink(INK)


def _marks(pen: Pen, marks: tuple[str, ...], style: Style, right: float, top: float) -> None:
    """Each mark in a frame, the last one at the right margin."""
    for mark in reversed(marks):
        encoded = style.font.encode(mark)
        width = style.width(encoded) + 8
        pen.words([encoded], style, right - width + 4, top + 2, width - 8, "center")
        pen.canvas.setLineWidth(1)
        pen.canvas.rect(right - width, top + 2 - style.leading, width, style.leading + 1, stroke=1, fill=0)
        right -= width + 4


def count_pages(pdf: bytes) -> int:
    """The pages of a PDF of ours, found through its cross-reference table; 0 when anything is out of place."""
    end = re.search(rb"startxref\s+(\d+)\s+%%EOF\s*\Z", pdf[-64:])
    if not pdf.startswith(b"%PDF-1.") or end is None:
        return 0
    table = pdf[int(end[1]) :]
    if not table.startswith(b"xref"):
        return 0
    pages = 0
    for number, entry in enumerate(_XREF_ENTRY.finditer(table)):
        if entry[2] == b"n":
            start = int(entry[1])
            if not pdf.startswith(b"%d 0 obj" % number, start):
                return 0
            pages += re.search(rb"/Type /Page\b(?!s)", pdf[start : pdf.find(b"endobj", start)]) is not None
    return pages
