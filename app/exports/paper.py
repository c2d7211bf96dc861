"""What the PDF and the Excel page of a report have in common: the words in a cell, a box, a footer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date

from app.common.i18n import t
from app.common.wareki import format_date
from app.exports.document import Align, Box, CellKind, CellValue, Column, Footer, Table

CHECKED, UNCHECKED = "■", "□"  # ☑ is neither in the shipped faces nor in CP932 (forms X-03)

_WORD = re.compile(r"[A-Za-z]{2,}")
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def column_widths(table: Table, width: float, measure: Callable[[str], float]) -> list[float]:
    """The columns' shares of ``width``: none narrower than an English word of its title or a day in its cells.

    ``measure`` says how much room a word takes with the white space beside it; what a column lacks the others give.
    """
    whole = sum(column.width_mm for column in table.columns)
    widths = [column.width_mm * width / whole for column in table.columns]
    least = [
        max((measure(word) for word in _unbroken(column.title, (row[place] for row in table.rows))), default=0.0)
        for place, column in enumerate(table.columns)
    ]
    lack = sum(max(0.0, need - share) for need, share in zip(least, widths, strict=True))
    spare = sum(max(0.0, share - need) for need, share in zip(least, widths, strict=True))
    if not lack or lack > spare:
        return widths
    return [
        need if need > share else share - (share - need) * lack / spare
        for need, share in zip(least, widths, strict=True)
    ]


def _unbroken(title: str, cells: Iterable[CellValue]) -> Iterable[str]:
    yield from _WORD.findall(title)
    found = (_ISO_DAY.search(cell) for cell in cells if isinstance(cell, str))
    yield from (day[0] for day in found if day)


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
