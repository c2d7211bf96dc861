"""What the PDF and the Excel page of a report have in common: the words in a cell, a box, a footer."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from app.common.i18n import t
from app.common.wareki import format_date
from app.exports.document import Align, Box, CellKind, CellValue, Column, Footer, Table

CHECKED, UNCHECKED = "■", "□"  # ☑ is neither in the shipped faces nor in CP932 (forms X-03)

_WORD = re.compile(r"[A-Za-z]{2,}")
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def column_widths(table: Table, width: float, measure: Callable[[str], float]) -> list[float]:
    """The columns' shares of ``width``: none narrower than an English word of its title or a day in its cells.

    The same goes for the English words of its cells, where the others have as much to give. ``measure`` says how much
    room a word takes with the white space beside it; what a column lacks the others give.
    """
    whole = sum(column.width_mm for column in table.columns)
    widths = [column.width_mm * width / whole for column in table.columns]
    for words in (True, False):
        found = [_unbroken(table, place, words=words) for place in range(len(widths))]
        shared = _shared(widths, [max(map(measure, each), default=0.0) for each in found])
        if shared:
            return shared
    return widths


def _shared(widths: Sequence[float], least: Sequence[float]) -> list[float]:
    """The widths once each has its least; empty where the others cannot give so much."""
    lack = sum(max(0.0, need - share) for need, share in zip(least, widths, strict=True))
    spare = sum(max(0.0, share - need) for need, share in zip(least, widths, strict=True))
    if not lack:
        return list(widths)
    if lack > spare:
        return []
    return [
        need if need > share else share - (share - need) * lack / spare
        for need, share in zip(least, widths, strict=True)
    ]


def _unbroken(table: Table, place: int, *, words: bool) -> set[str]:
    """What a column would rather not break; ``words``: those of its cells, too."""
    cells = [row[place] for row in table.rows]
    said = [cell for cell in cells if isinstance(cell, str)]
    found = {day[0] for day in map(_ISO_DAY.search, said) if day} | set(_WORD.findall(table.columns[place].title))
    return found | {word for cell in said for word in _WORD.findall(cell)} if words else found


def cell_text(value: CellValue, kind: CellKind) -> str:
    """A value as it is printed: dates in 和暦, numbers with commas (forms D-01, D-07), nothing for None."""
    if value is None:
        return ""
    if isinstance(value, date):
        return format_date(value)
    if kind == "number" and isinstance(value, int | float):
        return f"{value:,}"
    return str(value)


def cell_align(column: Column) -> Align:
    """Where the words of a column stand: numbers right, marks in the middle, others as declared."""
    fixed: dict[CellKind, Align] = {"number": "right", "mark": "center"}
    return fixed.get(column.kind, column.align)


def box_state(box: Box) -> str:
    """The state of a 決裁 box in words, so that nothing depends on colour or drawing; "" for an empty box."""
    return box.note or (t(f"paper.box.{box.mark}") if box.mark else "")


def footer_parts(footer: Footer, page: str) -> tuple[str, str, str]:
    """Left, middle and right of the line at the foot of every page; `page` is the n/N."""
    left = "　".join(part for part in (footer.form, footer.fiscal_year, footer.unit) if part)
    verification = t("paper.footer.verification", value=footer.verification) if footer.verification else ""
    printed = t("paper.footer.printed_at", value=footer.printed_at) if footer.printed_at else ""
    return left, page, "　".join(part for part in (printed, verification) if part)
