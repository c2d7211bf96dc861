"""Serial numbers out of a certificate's list: one column of a table where there is a head, else every cell."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from app.common.text import fold
from app.exchange import sheets
from app.exchange.headings import plain
from app.exchange.sheets import Cell, text

#: How far down the head of a list is looked for.
_DEEPEST = 40
_SERIAL = (
    *("製造番号", "シリアル", "シリアル番号", "シリアルno", "シリアルno.", "シリアルナンバー", "製番", "機体番号"),
    *("s/n", "sn", "serial", "serial no", "serial no.", "serial number"),
)
_KNOWN = frozenset(fold(word) for word in _SERIAL)


def read(path: Path) -> list[str]:
    """The serials in an Excel or CSV file. ``Refused`` or ``Unavailable`` as for every list that is read."""
    return [serial for sheet in sheets.read(path).sheets for serial in serials(sheet.rows)]


def pasted(said: str) -> list[str] | None:
    """The serials of a table that was pasted, head and all; ``None`` for what is no such table."""
    lines = said.splitlines()
    rows = list(csv.reader(lines, delimiter="\t" if "\t" in said else ","))
    return _column(rows)


def serials(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """The column that a heading calls serial number; without such a heading everything that stands there."""
    found = _column(rows)
    return found if found is not None else [said for row in rows for cell in row if (said := text(cell))]


def _column(rows: Sequence[Sequence[Cell]]) -> list[str] | None:
    for place, row in enumerate(rows[:_DEEPEST]):
        for at, cell in enumerate(row):
            if plain(text(cell)) in _KNOWN:
                return [said for below in rows[place + 1 :] if at < len(below) and (said := text(below[at]))]
    return None
