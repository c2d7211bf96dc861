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
    """The post on one line, or in smaller letters on two."""
    room = SIDE - 4
    if small.width(small.font.encode(title)) <= room * 1.1:
        pen.fitted(title, small, left + 2, top - (TITLE - small.leading) / 2, room)
        return
    smaller = Style(small.font, 6.4, 8.2)
    words = smaller.lines(title, room)
    if len(words) > 2:
        words = ["".join(words[:-1]), words[-1]]
    start = top - (TITLE - len(words) * smaller.leading) / 2
    for number, line in enumerate(words):
        pen.fitted_words(line, smaller, left + 2, start - number * smaller.leading, room)


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
