"""The sheet behind a paper that machines read: one datum a cell, whatever the paper shows of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from app.common.i18n import t
from app.domain.approval import value_of
from app.domain.forms import Field, Form
from app.domain.ledger import Row
from app.domain.words import field_label, medium_state, state_word
from app.exports.document import DataColumn, DataKind, DataSheet
from app.exports.forms import Setting, value_text


def of_form(setting: Setting, form: Form, rows: Iterable[Row]) -> DataSheet:
    """Records of a form: number, state and every field."""
    fields = [item for item in form.fields if item.kind != "rows"]
    columns = (
        DataColumn("no", t("paper.no")),
        DataColumn("state", t("paper.state")),
        *(DataColumn(item.name, field_label(form, item.name), kind_of(item)) for item in fields),
    )
    return DataSheet(
        t("paper.sheet.data"),
        columns,
        tuple(
            (
                *(row["no"], medium_state(row) if "held_for" in row else state_word(form, str(row["state"]))),
                *(datum(setting, item, value_of(row, item.name)) for item in fields),
            )
            for row in rows
        ),
    )


def kind_of(item: Field) -> DataKind:
    """What a field's column on a data sheet holds."""
    kinds: dict[str, DataKind] = {"int": "number", "date": "date"}
    return kinds.get(item.kind, "text")


def datum(setting: Setting, item: Field, value: Any) -> Any:
    """A field's value as one datum: numbers and days as such, the rest in words."""
    if item.kind == "date":
        return date.fromisoformat(value) if value else None
    if item.kind == "int":
        return value
    return value_text(setting, item, value)
