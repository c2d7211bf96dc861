"""Turns the blocks of a report into bands for the page: measured once, drawn later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import singledispatch
from itertools import accumulate

from msgspec import Struct
from msgspec.structs import replace

from app.exports import fonts
from app.exports.document import (
    Align,
    ApprovalBoxes,
    Bar,
    Bars,
    Block,
    Box,
    Chart,
    Checks,
    Face,
    Gap,
    Heading,
    Label,
    Labels,
    Note,
    PageBreak,
    Pair,
    Pairs,
    Para,
    Table,
)
from app.exports.flow import Band
from app.exports.paper import CHECKED, UNCHECKED, cell_align, cell_text, column_widths
from app.exports.pen import INK, MM, SHADE, Pen, Style
from app.exports.stamps import SIDE, TITLE, draw_box

_PAD = 1.2 * MM
_LOW = 0.3 * MM  # what looks centred stands a little below the middle
_BETWEEN = 2 * MM
#: How far apart the lines of text and of labels stand, in points: as is good to read, and closer for one sheet.
LEADINGS = ((17.0, 13.5), (13.5, 13.5), (11.2, 10.8))


class Setting(Struct, frozen=True):
    """The styles of a report and the size of its text area in points."""

    width: float
    height: float
    body: Style
    label: Style
    cell: Style
    head: Style
    note: Style
    titles: tuple[Style, Style, Style]


def setting(face: Face, width: float, height: float, closeness: int = 0) -> Setting:
    """Gothic throughout, or 明朝 for running text with gothic labels and headings (forms P-02).

    ``closeness``: which of ``LEADINGS``; a row of a form is some 8.4, 7.1 or 6.3 mm high.
    """
    of_body, of_label = LEADINGS[closeness]
    text = fonts.font(fonts.MINCHO if face == "mincho" else fonts.GOTHIC)
    gothic, bold = fonts.font(fonts.GOTHIC), fonts.font(fonts.BOLD)
    titles = (Style(bold, 15, 22), Style(bold, 11.5, 17), Style(bold, 10, 15))
    return Setting(
        width,
        height,
        body=Style(text, 10.5, of_body),
        label=Style(gothic, 9.5, of_label),
        cell=Style(text, 8.5, 11.5),
        head=Style(bold, 8.5, 11.5),
        note=Style(gothic, 8, 11.5),
        titles=titles,
    )


def bands(blocks: Iterable[Block], to: Setting) -> Iterator[Band]:
    """The bands of all blocks in order, with a little air between blocks of different kinds."""
    before: Block | None = None
    for block in blocks:
        if before is not None and type(before) is not type(block) and not isinstance(before, Gap | Heading):
            yield Band(_BETWEEN, gap=True)
        follows = isinstance(before, Heading)
        yield from (band for band in _bands(block, to) if not (follows and band.gap))
        before = block


@singledispatch
def _bands(block: object, to: Setting) -> Iterator[Band]:
    raise TypeError(type(block).__name__)


@_bands.register
def _gap(block: Gap, to: Setting) -> Iterator[Band]:
    yield Band(block.mm * MM, gap=True)


@_bands.register
def _page_break(block: PageBreak, to: Setting) -> Iterator[Band]:
    yield Band(0, new_page=True)


@_bands.register
def _note(block: Note, to: Setting) -> Iterator[Band]:
    return _lines(to.note.lines(block.text, to.width), to.note, 0, to.width, "left")


def _lines(encoded: Sequence[str], style: Style, left: float, width: float, align: Align) -> Iterator[Band]:
    """Running text, a line a band; its first two and its last two lines stay together."""
    last = len(encoded) - 1

    def band(number: int, line: str) -> Band:
        keep = number < last and (number == 0 or number == last - 1)
        return Band(style.leading, lambda pen, x, top: pen.words([line], style, x + left, top, width, align), keep=keep)

    return (band(number, line) for number, line in enumerate(encoded))


@_bands.register
def _heading(block: Heading, to: Setting) -> Iterator[Band]:
    style = to.titles[min(max(block.level, 1), 3) - 1]
    words = style.lines(block.text, to.width)
    align: Align = "center" if block.level == 1 else "left"
    before, after = (0.0, 6.0) if block.level == 1 else (6.0, 3.0)
    yield Band(before, gap=True)

    def draw(pen: Pen, left: float, top: float) -> None:
        pen.words(words, style, left, top, to.width, align)

    yield Band(len(words) * style.leading + after, draw, keep=True)


@_bands.register
def _para(block: Para, to: Setting) -> Iterator[Band]:
    shift = block.indent * to.body.size
    width = to.width - shift
    left = 0.0 if block.align == "right" else shift
    yield from _lines(to.body.lines(block.text, width), to.body, left, width, block.align)


class _Cell(Struct, frozen=True):
    """Broken text at its place in a row: left edge and width of the cell in points."""

    words: Sequence[str]
    style: Style
    left: float
    width: float
    align: Align = "left"
    shaded: bool = False

    def height(self) -> float:
        return len(self.words) * self.style.leading

    def draw(self, pen: Pen, left: float, top: float, height: float) -> None:
        down = (height - self.height()) / 2 + _LOW
        pen.words(self.words, self.style, left + self.left + _PAD, top - down, self.width - 2 * _PAD, self.align)


def _cell(text: str, style: Style, left: float, width: float, align: Align = "left", shaded: bool = False) -> _Cell:
    return _Cell(style.lines(text, width - 2 * _PAD), style, left, width, align, shaded)


def _row(cells: Sequence[_Cell], least: float, keep: bool = False, head: Band | None = None) -> Band:
    height = max(least, max(cell.height() for cell in cells) + 2 * _PAD)
    edges = [cells[0].left, *(cell.left + cell.width for cell in cells)]

    def draw(pen: Pen, left: float, top: float) -> None:
        for cell in cells:
            if cell.shaded:
                pen.shade(left + cell.left, top, cell.width, height)
        pen.cells(edges, left, top, height)
        for cell in cells:
            if cell.words != [""]:
                cell.draw(pen, left, top, height)

    return Band(height, draw, keep=keep, head=head)


def _rows(cells: Sequence[_Cell], least: float, room: float, head: Band | None = None) -> Iterator[Band]:
    """One row; only one that is higher than a whole page goes on in further rows."""
    most = max(1, int((room - 2 * _PAD) / max(cell.style.leading for cell in cells)))
    longest = max(len(cell.words) for cell in cells)
    for start in range(0, longest, most):
        part = [
            _Cell(cell.words[start : start + most] or [""], cell.style, cell.left, cell.width, cell.align, cell.shaded)
            for cell in cells
        ]
        yield _row(cells if longest <= most else part, least, head=head)


@_bands.register
def _pairs(block: Pairs, to: Setting) -> Iterator[Band]:
    if not block.together:
        yield from _pair_bands(block, to)
        return
    *rows, last = _pair_bands(block, to)
    yield from (replace(row, keep=True) for row in rows)
    yield last


def _pair_bands(block: Pairs, to: Setting) -> Iterator[Band]:
    for row in pair_rows(block):
        least = max(pair.lines for pair in row) * to.body.leading + 2 * _PAD
        share = to.width / len(row)
        cells: list[_Cell] = []
        for number, pair in enumerate(row):
            left, label = number * share, min(block.label_mm * MM, share / 2)
            cells.append(_cell(pair.label, to.label, left, label, shaded=True))
            cells.append(_cell(pair.value, to.cell if pair.small else to.body, left + label, share - label))
        yield from _rows(cells, least, to.height)


def pair_rows(block: Pairs) -> Iterator[tuple[Pair, ...]]:
    """One pair a row, or two; a wide one, or one left over, has its row for itself."""
    waiting: list[Pair] = []
    for pair in block.items:
        if block.columns == 4 and not pair.wide:
            waiting.append(pair)
            if len(waiting) == 2:
                yield waiting[0], waiting[1]
                waiting = []
            continue
        if waiting:
            yield (waiting.pop(),)
        yield (pair,)
    if waiting:
        yield (waiting[0],)


@_bands.register
def _table(block: Table, to: Setting) -> Iterator[Band]:
    widths = column_widths(block, to.width, lambda word: to.head.width(to.head.font.encode(word)) + 2 * _PAD + 1)
    lefts = [0.0, *accumulate(widths[:-1])]
    places = list(zip(block.columns, lefts, widths, strict=True))
    titles = [_cell(column.title, to.head, left, width, "center", True) for column, left, width in places]
    head = _row(titles, 0, keep=True)
    yield head
    styles = [(column.kind, cell_align(column), left, width) for column, left, width in places]
    room = to.height - head.height
    for row in block.rows:
        cells = [
            _cell(cell_text(value, kind), to.cell, left, width, align)
            for value, (kind, align, left, width) in zip(row, styles, strict=True)
        ]
        yield from _rows(cells, 0, room, head)


@_bands.register
def _approval(block: ApprovalBoxes, to: Setting) -> Iterator[Band]:
    room = max(1, int(to.width // SIDE))
    for start in range(0, len(block.boxes), room):
        boxes = block.boxes[start : start + room]

        def draw(pen: Pen, left: float, top: float, boxes: Sequence[Box] = boxes) -> None:
            first = left + to.width - len(boxes) * SIDE
            for number, box in enumerate(boxes):
                draw_box(pen, box, to.note, first + number * SIDE, top)

        yield Band(TITLE + SIDE, draw)


@_bands.register
def _checks(block: Checks, to: Setting) -> Iterator[Band]:
    mark_width = 1.6 * to.label.size
    for item in block.items:
        words = to.label.lines(item.text, to.width - mark_width)
        mark = CHECKED if item.checked else UNCHECKED

        def draw(pen: Pen, left: float, top: float, words: Sequence[str] = words, mark: str = mark) -> None:
            pen.words([mark], to.label, left, top, mark_width)
            pen.words(words, to.label, left + mark_width, top, to.width - mark_width)

        yield Band(len(words) * to.label.leading + 2, draw)


@_bands.register
def _bars(block: Bars, to: Setting) -> Iterator[Band]:
    return (_bar(row, to) for row in block.rows)


def _bar(row: Bar, to: Setting) -> Band:
    label, track = to.width * 0.36, to.width * 0.44
    words = to.label.lines(row.label, label - 2 * _PAD)
    height = len(words) * to.label.leading + 2 * _PAD

    def draw(pen: Pen, left: float, top: float) -> None:
        middle = top - height / 2
        pen.words(words, to.label, left, top - _PAD, label)
        beside = left + label + track + _PAD
        pen.fitted(row.text, to.label, beside, middle + to.label.leading / 2, to.width - label - track - _PAD, "left")
        pen.canvas.setLineWidth(0.5)
        pen.canvas.setFillColorRGB(*SHADE)
        pen.canvas.rect(left + label, middle - 4, track, 8, stroke=1, fill=1)
        pen.canvas.setFillColorRGB(0.25, 0.3, 0.36)
        pen.canvas.rect(left + label, middle - 4, track * min(max(row.value or 0.0, 0.0), 1.0), 8, stroke=0, fill=1)
        pen.ink(INK)

    return Band(height, draw)


#: The fills of a chart's series: told apart in black and white by how dark they are.
_FILLS = ((0.20, 0.27, 0.36), (0.72, 0.76, 0.80), (0.45, 0.50, 0.56))
_THICK = 7.0


@_bands.register
def _chart(block: Chart, to: Setting) -> Iterator[Band]:
    """A legend, then for each category one bar a series; no category is divided between pages."""
    yield _legend(block, to)
    for place, category in enumerate(block.categories):
        yield _group(category, [one.values[place] for one in block.series], to)


def _legend(block: Chart, to: Setting) -> Band:
    height = to.label.leading + 2 * _PAD

    def draw(pen: Pen, left: float, top: float) -> None:
        pen.words([to.label.font.encode(block.title)], to.label, left, top - _PAD, to.width * 0.5)
        at = left + to.width * 0.5
        for series, fill in zip(block.series, _FILLS, strict=False):
            pen.canvas.setFillColorRGB(*fill)
            pen.canvas.rect(at, top - _PAD - 10, 10, 8, stroke=1, fill=1)
            pen.ink(INK)
            encoded = to.label.font.encode(series.name)
            pen.words([encoded], to.label, at + 14, top - _PAD, to.width)
            at += 14 + to.label.width(encoded) + 12

    return Band(height, draw)


def _group(category: str, values: Sequence[float | None], to: Setting) -> Band:
    label, track = to.width * 0.36, to.width * 0.44
    words = to.label.lines(category, label - 2 * _PAD)
    height = max(len(words) * to.label.leading, len(values) * (_THICK + 3)) + 2 * _PAD

    def draw(pen: Pen, left: float, top: float) -> None:
        pen.words(words, to.label, left, top - _PAD, label)
        for place, (value, fill) in enumerate(zip(values, _FILLS, strict=False)):
            upper = top - _PAD - place * (_THICK + 3)
            pen.canvas.setLineWidth(0.5)
            pen.canvas.setFillColorRGB(*fill)
            share = min(max((value or 0.0) / 100, 0.0), 1.0)
            pen.canvas.rect(left + label, upper - _THICK, track * share, _THICK, stroke=1, fill=1)
            pen.ink(INK)
            said = "－" if value is None else f"{value:.1f} %"
            pen.fitted(said, to.note, left + label + track + _PAD, upper + 2, to.width * 0.18, "left")

    return Band(height, draw)


_LABEL_HEIGHT = 24 * MM


@_bands.register
def _labels(block: Labels, to: Setting) -> Iterator[Band]:
    for start in range(0, len(block.items), 3):
        yield _label_row(block.items[start : start + 3], to)


def _label_row(labels: Sequence[Label], to: Setting) -> Band:
    width = to.width / 3

    def draw(pen: Pen, left: float, top: float) -> None:
        for place, one in enumerate(labels):
            _draw_label(pen, one, to, left + place * width, top, width)

    return Band(_LABEL_HEIGHT + 2 * MM, draw)


def _draw_label(pen: Pen, one: Label, to: Setting, left: float, top: float, width: float) -> None:
    from reportlab.graphics import renderPDF
    from reportlab.graphics.barcode.qr import QrCodeWidget
    from reportlab.graphics.shapes import Drawing

    pen.canvas.setLineWidth(0.4)
    pen.canvas.rect(left + MM, top - _LABEL_HEIGHT, width - 2 * MM, _LABEL_HEIGHT, stroke=1, fill=0)
    side = _LABEL_HEIGHT - 4 * MM
    code = QrCodeWidget(one.code, barLevel="M")
    x1, y1, x2, y2 = code.getBounds()
    drawing = Drawing(side, side, transform=[side / (x2 - x1), 0, 0, side / (y2 - y1), 0, 0])
    drawing.add(code)
    renderPDF.draw(drawing, pen.canvas, left + 2 * MM, top - _LABEL_HEIGHT + 2 * MM)
    words, room = left + side + 3 * MM, width - side - 6 * MM
    pen.fitted(one.number, to.titles[2], words, top - 3 * MM, room, "left")
    pen.fitted(one.unit, to.note, words, top - 10 * MM, room, "left")
    pen.fitted(one.info_class, to.label, words, top - 15 * MM, room, "left")
