"""Which records a field points at, and whether they were discarded (廃棄)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.forms import Field, Form
from app.domain.ledger import Rows


def is_gone(rows: Rows, id: str) -> bool:
    """Whether a record that others mention was discarded (廃棄)."""
    return rows.get("discarded", id) is not None


def mentions_gone(rows: Rows, form: Form, values: Mapping[str, Any]) -> bool:
    """Whether a form's values mention a discarded record: its special rules can no longer be asked."""
    return any(is_gone(rows, id) for item in form.fields for _, id in references(item.kind, values.get(item.name)))


def references_in(item: Field, value: Any) -> list[tuple[str, str]]:
    """The records that a field points at, the columns of its lines included."""
    if item.kind != "rows":
        return references(item.kind, value)
    lines = value if isinstance(value, list) else []
    return [
        found for line in lines for column in item.columns for found in references(column.kind, line.get(column.name))
    ]


def references(kind: str, value: Any) -> list[tuple[str, str]]:
    """The records that a field's value points at, as (table, id)."""
    if not value:
        return []
    if kind in ("person", "people"):
        return [("person", id) for id in ([value] if kind == "person" else value)]
    if kind in ("medium", "media"):
        return [("medium", id) for id in ([value] if kind == "medium" else value)]
    if kind == "sheets":
        return [("sheet", id) for id in value]
    if kind == "received":
        return [("received", id) for id in value]
    if kind in ("cycle", "sheet", "entry"):
        return [(kind, value)]
    return []
