"""棚卸表: expected and counted side by side, differences and what became of them; also blank for counting by hand."""

from __future__ import annotations

from app.common.i18n import t
from app.domain.forms import Form
from app.domain.ledger import Row
from app.domain.media import label_code
from app.exports import approval, forms
from app.exports.document import Block, Column, Document, Label, Labels, Pair, Pairs, Table
from app.exports.forms import Setting


def sheet(setting: Setting, form: Form, row: Row) -> Document:
    """The whole list; before counting the column for the count is empty."""
    counted = {str(line["number"]): int(line.get("count") or 0) for line in row["counts"] or []}
    columns = (
        Column(forms.label("medium", "medium_no"), 42),
        Column(forms.label("medium", "name"), 54),
        Column(forms.label("medium", "place"), 42),
        Column(t("paper.stocktake.expected"), 22, kind="number"),
        Column(t("paper.stocktake.counted"), 16, kind="number"),
        Column(t("paper.stocktake.difference"), 18, "right"),
    )
    lines = []
    for line in row["lines"] or []:
        medium = setting.media.get(str(line["medium"]), {})
        expected, have = int(line.get("expected") or 0), counted.get(str(line["number"]), 0)
        looked = str(line["number"]) in counted if row["state"] == "counting" else bool(row["counts"])
        step = f"{have - expected:+}" if looked and have != expected else ""
        shown: int | None = have if looked else None
        name, place = str(medium.get("name") or ""), str(medium.get("place") or "")
        lines.append((line["number"], name, place, expected, shown, step))
    known = {str(line["number"]) for line in row["lines"] or []}
    strangers = [(number, n) for number, n in counted.items() if n and number not in known]
    for number, n in strangers:
        other = (row.get("beyond") or {}).get(number)
        said = t("paper.stocktake.beyond", name=other["name"] or "") if other else t("paper.stocktake.stranger")
        lines.append((number, said.strip(), str(other["place"] or "") if other else "", 0, n, f"+{n}"))
    extra = (
        Pair(forms.label("stocktake", "as_of"), forms.day(row["as_of"])),
        Pair(forms.label("stocktake", "counted_by"), setting.titled(row["counted_by"])),
        *((Pair(forms.label("stocktake", "scope"), str(row["scope"])),) if row["scope"] else ()),
    )
    blocks: list[Block] = [
        *forms.head(setting, "stocktake", str(row["no"]), extra),
        approval.approval_boxes(setting, "stocktake", form, row, "confirm"),
        Table(columns, tuple(lines)),
    ]
    if row["settled"]:
        blocks.append(Pairs((Pair(forms.label("stocktake", "settled"), str(row["settled"])),)))
    blocks += forms.acts_notes(setting, form, row)
    return forms.document(setting, "stocktake", blocks, confidential=True)


def labels(setting: Setting, rows: list[Row]) -> Document:
    """Labels with number, section and QR code, to be cut out and stuck on."""
    made = tuple(
        Label(
            str(row["medium_no"]),
            setting.unit,
            forms.class_label(setting, row["info_class"]),
            label_code(str(row["id"]), str(row["medium_no"])),
        )
        for row in rows
    )
    return forms.document(setting, "media_labels", [*forms.head(setting, "media_labels")[:1], Labels(made)])
