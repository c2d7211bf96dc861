"""Draws words, rules and shades on a PDF page; the few marks that the forms are made of."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from msgspec import Struct
from reportlab.pdfgen.canvas import Canvas

from app.exports.document import Align
from app.exports.fonts import JFont
from app.exports.wrap import lines

MM = 72 / 25.4
INK = (0.0, 0.0, 0.0)
GREY = (0.35, 0.35, 0.35)
SHADE = (0.92, 0.93, 0.94)
STAMP = (0.72, 0.18, 0.08)  # vermilion, dark enough to stay readable when copied in black and white
_SHIFT: dict[Align, float] = {"left": 0.0, "center": 0.5, "right": 1.0}


class Style(Struct, frozen=True):
    """A font at a size, with the distance of its lines, in points."""

    font: JFont
    size: float
    leading: float

    def width(self, encoded: str) -> float:
        """Width of encoded text in points."""
        return self.font.width(encoded, self.size)

    def lines(self, text: str, width: float) -> list[str]:
        """The text encoded for this font and broken into lines of at most `width` points."""
        return lines(self.font.encode(text), width, partial(self.font.width, size=self.size))


class Pen:
    """A canvas with what the forms need; positions are points from the lower left corner of the page."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas

    def ink(self, colour: tuple[float, float, float]) -> None:
        """Write and rule in this colour from now on."""
        self.canvas.setFillColorRGB(*colour)
        self.canvas.setStrokeColorRGB(*colour)

    def words(
        self, encoded: Sequence[str], style: Style, left: float, top: float, width: float, align: Align = "left"
    ) -> None:
        """Lines of encoded text, the first one's upper edge at `top`."""
        baseline = top - (style.leading - style.size) / 2 - style.size * 0.86
        text = self.canvas.beginText(left, baseline)
        text.setFont(style.font.fontName, style.size, style.leading)
        if align == "left":
            for line in encoded:
                text.textLine(line)
        else:
            for number, line in enumerate(encoded):
                shift = (width - style.width(line)) * _SHIFT[align]
                text.setTextOrigin(left + shift, baseline - number * style.leading)
                text.textOut(line)
        self.canvas.drawText(text)

    def fitted(self, text: str, style: Style, left: float, top: float, width: float, align: Align = "center") -> None:
        """One line, made smaller when it would be wider than its place."""
        self.fitted_words(style.font.encode(text.replace("\n", " ")), style, left, top, width, align)

    def fitted_words(
        self, encoded: str, style: Style, left: float, top: float, width: float, align: Align = "center"
    ) -> None:
        """As `fitted`, of text that is encoded already."""
        shrink = min(1.0, width / (style.width(encoded) or 1.0))
        smaller = Style(style.font, style.size * shrink, style.leading)
        self.words([encoded], smaller, left, top, width, align)

    def shade(self, left: float, top: float, width: float, height: float) -> None:
        """The light ground of a label or a table head."""
        self.canvas.setFillColorRGB(*SHADE)
        self.canvas.rect(left, top - height, width, height, stroke=0, fill=1)
        self.canvas.setFillColorRGB(*INK)

    def cells(self, edges: Sequence[float], left: float, top: float, height: float, weight: float = 0.5) -> None:
        """The rules of a row of cells; `edges` are the vertical rules counted from `left`."""
        bottom, right = top - height, left + edges[-1]
        first = left + edges[0]
        self.canvas.setLineWidth(weight)
        rules = [(first, top, right, top), (first, bottom, right, bottom)]
        rules += [(left + edge, top, left + edge, bottom) for edge in edges]
        self.canvas.lines(rules)
