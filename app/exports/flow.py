"""Sets bands (strips that are never divided) onto pages and repeats a table's head on each of its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from app.exports.pen import Pen

Draw = Callable[[Pen, float, float], None]
_FUZZ = 0.01


class Band(Struct, frozen=True, eq=False):
    """A strip of the page, `height` points high; `draw(pen, left, top)` puts it there.

    `keep` holds it on the page of the band that follows, `head` is drawn above it when it opens a page,
    `gap` is white space that is dropped at the ends of a page, `new_page` is a break.
    """

    height: float
    draw: Draw | None = None
    keep: bool = False
    head: Band | None = None
    gap: bool = False
    new_page: bool = False


class Placed(Struct, frozen=True):
    """A band and how far below the upper edge of the text area it stands, in points."""

    offset: float
    band: Band


class _Pages:
    """The pages filled so far."""

    def __init__(self, height: float) -> None:
        self.height = height
        self.done: list[list[Placed]] = [[]]
        self.used = 0.0

    def fits(self, height: float) -> bool:
        return not self.done[-1] or self.used + height <= self.height + _FUZZ

    def turn(self) -> None:
        if self.done[-1]:
            self.done.append([])
        self.used = 0.0

    def place(self, band: Band) -> None:
        self.done[-1].append(Placed(self.used, band))
        self.used += band.height

    def open_with(self, band: Band) -> None:
        self.turn()
        if band.head is not None:
            self.place(band.head)


def flow(bands: Iterable[Band], height: float) -> list[list[Placed]]:
    """The bands on pages whose text area is `height` points high; there is always one page."""
    pages = _Pages(height)
    for group in _groups(bands):
        first = group[0]
        if first.new_page:
            pages.turn()
            continue
        if first.gap and not (pages.done[-1] and pages.fits(first.height)):
            continue
        if not pages.fits(sum(band.height for band in group)):
            pages.open_with(first)
        for band in group:
            if not pages.fits(band.height):
                pages.open_with(band)
            pages.place(band)
    if len(pages.done) > 1 and not pages.done[-1]:
        pages.done.pop()
    return pages.done


def _groups(bands: Iterable[Band]) -> Iterator[list[Band]]:
    group: list[Band] = []
    for band in bands:
        if band.new_page and group:
            yield group
            group = []
        group.append(band)
        if not band.keep:
            yield group
            group = []
    if group:
        yield group
