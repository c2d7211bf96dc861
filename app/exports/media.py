"""媒体管理簿: the register of media and devices."""

from __future__ import annotations

from collections.abc import Sequence

from app.common.i18n import t
from app.domain.forms import Form
from app.domain.ledger import Row
from app.domain.words import field_label, medium_state
from app.exports import data_sheet, forms
from app.exports.document import Block, Column, Document, Table
from app.exports.forms import Setting


def register(setting: Setting, form: Form, rows: Sequence[Row]) -> Document:
    """The whole register, ten to fifteen lines a page; the データ sheet holds every field."""
    columns = (
        Column(field_label(form, "medium_no"), 33),
        Column(field_label(form, "medium_kind"), 28),
        Column(field_label(form, "name"), 37),
        Column(field_label(form, "quantity"), 13, kind="number"),
        Column(field_label(form, "serial"), 31),
        Column(field_label(form, "info_class"), 14, "center"),
        Column(field_label(form, "zone"), 38),
        Column(field_label(form, "place"), 30),
        Column(field_label(form, "holder"), 22),
        Column(field_label(form, "registered_on"), 22),
        Column(t("paper.state"), 24),
    )
    lines = tuple(
        (
            row["medium_no"],
            forms.choice("medium_kind", row["medium_kind"]),
            str(row["name"] or ""),
            row["quantity"],
            str(row["serial"] or ""),
            forms.class_label(setting, row["info_class"]),
            forms.zone_label(setting, row["zone"]),
            row["place"],
            setting.name(row["holder"]) if row["holder"] else "",
            forms.short_day(row["registered_on"]),
            medium_state(row),
        )
        for row in rows
    )
    blocks: list[Block] = [*forms.head(setting, "media_register"), Table(columns, lines)]
    data = [data_sheet.of_form(setting, form, rows)]
    return forms.document(setting, "media_register", blocks, data=data, orientation="landscape", confidential=True)
