"""The sheet behind a paper that machines read: one datum a cell, whatever the paper shows of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from app.common.i18n import t
from app.domain.forms import Field, Form
from app.domain.ledger import Row
from app.exports.document import DataColumn, DataKind, DataSheet
from app.exports.forms import Setting, label, value_text


def of_form(setting: Setting, form: Form, rows: Iterable[Row]) -> DataSheet:
    """Records of a form: number, state and every field."""
    fields = [item for item in form.fields if item.kind != "rows" and not item.name.startswith("x_")]
    columns = (
        DataColumn("no", t("paper.no")),
        DataColumn("state", t("paper.state")),
        *(DataColumn(item.name, label(form.name, item.name), kind_of(item)) for item in fields),
    )
    return DataSheet(
        t("paper.sheet.data"),
        columns,
        tuple(
            (row["no"], t(f"state.{form.name}.{row['state']}"), *(datum(setting, i, row.get(i.name)) for i in fields))
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
