"""Records and their 廃棄: which are to go because their retention has ended, and which have gone."""

from __future__ import annotations

from collections.abc import Sequence

from app.common.i18n import t
from app.exports import forms
from app.exports.document import Block, Column, DataColumn, DataSheet, Document, Note, Pair, Table
from app.exports.forms import Setting

#: The columns of both lists: key, and width in mm. The keys are those of the data sheet, the heads stand in words.
_PLANNED = (("form", 48), ("no", 32), ("words", 92), ("touched", 34), ("kept_until", 34))
_GONE = (("form", 48), ("no", 32), ("ground", 40), ("reason", 72), ("discarded_on", 30), ("discarded_by", 34))
_DAYS = frozenset({"touched", "kept_until", "discarded_on"})


def planned(setting: Setting, rows: Sequence[Sequence[str]], reason: str) -> Document:
    """The records to be discarded under one seal: kind, number, words, day of the last entry, end of retention."""
    return _list(setting, "discard_plan", _PLANNED, rows, t("paper.discard_plan.note"), reason)


def discarded(setting: Setting, rows: Sequence[Sequence[str]]) -> Document:
    """The records that are gone: kind, number, ground, reason, day, and who set the seal."""
    return _list(setting, "discarded_records", _GONE, rows, t("paper.discarded_records.note"))


def _list(
    setting: Setting,
    paper: str,
    columns: Sequence[tuple[str, int]],
    rows: Sequence[Sequence[str]],
    note: str,
    reason: str = "",
) -> Document:
    heads = [(key, t(f"paper.retention.{key}"), width) for key, width in columns]
    lines = tuple(
        tuple(forms.short_day(cell) if key in _DAYS else cell for (key, _), cell in zip(columns, row, strict=True))
        for row in rows
    )
    extra = (Pair(t("paper.retention.reason"), reason, wide=True),) if reason else ()
    table = Table(tuple(Column(head, width) for _, head, width in heads), lines)
    blocks: list[Block] = [*forms.head(setting, paper, extra=extra), Note(note), table]
    blocks.append(Note(t("paper.listing.count", n=len(rows))))
    data = DataSheet(
        t("paper.sheet.data"),
        tuple(DataColumn(key, head, "date" if key in _DAYS else "text") for key, head, _ in heads),
        tuple(map(tuple, rows)),
    )
    made = forms.document(setting, paper, blocks, data=[data], orientation="landscape", confidential=True)
    return made if rows else forms.emptied(made, 1, t("paper.no_rows"))
