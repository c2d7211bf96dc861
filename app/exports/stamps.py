"""Draws the 決裁欄: 20 mm squares with the post above and the state, date and name inside (forms A-01 to A-03)."""

from __future__ import annotations

from app.exports.document import Box
from app.exports.paper import box_state
from app.exports.pen import INK, MM, STAMP, Pen, Style

SIDE = 20 * MM
TITLE = 8 * MM
_RADIUS = 8.6 * MM
_SPLIT = 2.6 * MM  # half the height of the date's strip in the round stamp


def draw_box(pen: Pen, box: Box, small: Style, left: float, top: float) -> None:
    """One box with its title, its upper left corner at (left, top), `SIDE` wide and `TITLE + SIDE` high."""
    pen.shade(left, top, SIDE, TITLE)
    pen.cells((0, SIDE), left, top, TITLE)
    pen.cells((0, SIDE), left, top - TITLE, SIDE)
    _title(pen, box.title, small, left, top)
    inside = top - TITLE
    if box.mark in ("approved", "deputy"):
        _round(pen, box, small, left, inside)
    elif box.mark == "paper":
        _words(pen, box, small, left, inside)
    elif box.mark == "skipped":
        _stroke(pen, box, small, left, inside)
    elif box.note:
        _words(pen, box, small, left, inside)


def _title(pen: Pen, title: str, small: Style, left: float, top: float) -> None:
    """The post on one line, or in smaller letters on up to four of about the same length."""
    room = SIDE - 4
    if small.width(small.font.encode(title)) <= room * 1.1:
        pen.fitted(title, small, left + 2, top - (TITLE - small.leading) / 2, room)
        return
    sizes = ((6.4, 8.2, 2), (5.6, 7, 3), (4.8, 5.5, 4))
    fitting = (
        style
        for size, leading, most in sizes
        if len((style := Style(small.font, size, leading)).lines(title, room)) <= most
    )
    smaller = next(fitting, Style(small.font, 4.8, 5.5))
    words = _even(smaller, title, room)
    if len(words) > 4:
        words = [*words[:3], "".join(words[3:])]
    start = top - (TITLE - len(words) * smaller.leading) / 2
    for number, line in enumerate(words):
        pen.fitted_words(line, smaller, left + 2, start - number * smaller.leading, room)


def _even(style: Style, text: str, room: float) -> list[str]:
    """As few lines as there can be, none much longer than the others."""
    words = style.lines(text, room)
    widest = max(style.width(style.font.encode(word)) for word in text.split() or [text])
    least = max(10.0, widest if text.isascii() else 0.0)  # a word of letters stays whole
    while room - 2 >= least and len(narrower := style.lines(text, room - 2)) == len(words):
        words, room = narrower, room - 2
    return words


def _round(pen: Pen, box: Box, small: Style, left: float, top: float) -> None:
    """The electronic date stamp: a circle in three parts, state, date and name."""
    canvas, middle, centre = pen.canvas, left + SIDE / 2, top - SIDE / 2
    chord = (_RADIUS**2 - _SPLIT**2) ** 0.5
    pen.ink(STAMP)
    canvas.setLineWidth(0.9)
    canvas.circle(middle, centre, _RADIUS, stroke=1, fill=0)
    canvas.setLineWidth(0.6)
    canvas.lines([(middle - chord, y, middle + chord, y) for y in (centre - _SPLIT, centre + _SPLIT)])
    narrow, wide = chord * 1.45, chord * 1.9
    pen.fitted(box_state(box), small, middle - narrow / 2, centre + _SPLIT + small.leading + 1.2, narrow)
    pen.fitted(box.date_text, small, middle - wide / 2, centre + small.leading / 2, wide)
    pen.fitted(box.name, small, middle - narrow / 2, centre - _SPLIT - 1.2, narrow)
    pen.ink(INK)


def _words(pen: Pen, box: Box, small: Style, left: float, top: float) -> None:
    """State, date and name in words: a decision that was made on paper is never drawn as a stamp."""
    parts = [part for part in (box_state(box), box.date_text, box.name) if part]
    start = top - (SIDE - len(parts) * small.leading * 1.2) / 2
    for number, part in enumerate(parts):
        pen.fitted(part, small, left + 3, start - number * small.leading * 1.2, SIDE - 6)


def _stroke(pen: Pen, box: Box, small: Style, left: float, top: float) -> None:
    """The stroke through a box that is not used, with its reason in small letters."""
    pen.canvas.setLineWidth(0.7)
    pen.canvas.line(left, top - SIDE, left + SIDE, top)
    pen.fitted(box_state(box), small, left + SIDE * 0.42, top - SIDE + small.leading + 2, SIDE * 0.55, "right")
