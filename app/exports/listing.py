"""A list as it is seen on the screen: the columns shown, the rows found, in their order."""

from __future__ import annotations

from collections.abc import Sequence

from app.common.i18n import t
from app.exports import forms
from app.exports.document import Block, CellValue, Column, DataColumn, DataSheet, Document, Heading, Note, Table
from app.exports.forms import Setting


def listing(
    setting: Setting,
    title: str,
    columns: Sequence[tuple[str, str, int]],
    rows: Sequence[Sequence[CellValue]],
    filtered: str = "",
) -> Document:
    """``columns`` are key, title and width (any unit); ``filtered`` says what the list was narrowed to."""
    table = Table(
        tuple(
            Column(head, width, kind="number") if _counts(rows, place) else Column(head, width)
            for place, (_, head, width) in enumerate(columns)
        ),
        tuple(tuple(cell if isinstance(cell, int) else str(cell or "") for cell in row) for row in rows),
    )
    count = t("paper.listing.count", n=len(rows))
    note = t("paper.listing.filtered", text=filtered, count=count) if filtered else count
    data = DataSheet(
        t("paper.sheet.data"),
        tuple(
            DataColumn(key, head, "number" if _counts(rows, place) else "text")
            for place, (key, head, _) in enumerate(columns)
        ),
        tuple(map(tuple, rows)),
    )
    blocks: list[Block] = [Heading(title, 1), Note(note), table]
    return forms.document(
        setting, "listing", blocks, data=[data], orientation="landscape", confidential=True, name=title
    )


def _counts(rows: Sequence[Sequence[CellValue]], place: int) -> bool:
    """Whether a column holds numbers."""
    return any(isinstance(row[place], int) for row in rows)
