"""A form with what its earlier editions had: old records stay readable once a field or a choice has gone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec.structs import replace

from app.domain.forms import Field, Form
from app.domain.policy import Text


def remembering(form: Form, definitions: Iterable[Mapping[str, Any]], base: Form | None = None) -> Form:
    """Today's form, behind it the fields that it had (``definitions`` as they lie in the ledger, the oldest first).

    A field that is still there also offers what it offered once. Fields that are data are brought back as they were
    written down; the program's own, which a city may hide, as they stand in ``base``, the form as the program has it.
    """
    hidden = [item for item in base.fields if item.name not in form.by_name] if base is not None else []
    fields = {**form.by_name, **{item.name: item for item in hidden}}
    for definition in definitions:
        for data in definition["fields"]:
            if "label" in data:
                name = str(data["name"])
                fields[name] = _with_choices(fields[name], data) if name in fields else _field(data)
    return replace(form, fields=tuple(fields.values()))


def _field(data: Mapping[str, Any]) -> Field:
    label = data.get("label")
    return Field(
        str(data["name"]),
        str(data["kind"]),
        stage=str(data["stage"]),
        choices=str(data.get("choices", "")),
        label=Text(str(label["ja"]), str(label["en"])) if label else None,
        offers=_offers(data),
        columns=tuple(_field(column) for column in data.get("columns", ())),
    )


def _with_choices(item: Field, data: Mapping[str, Any]) -> Field:
    known = {code for code, _ in item.offers}
    gone = tuple(offer for offer in _offers(data) if offer[0] not in known)
    columns = {str(column["name"]): column for column in data.get("columns", ())}
    inside = [_with_choices(each, columns.pop(each.name, {})) for each in item.columns]
    return replace(item, offers=item.offers + gone, columns=(*inside, *(_field(each) for each in columns.values())))


def _offers(data: Mapping[str, Any]) -> tuple[tuple[str, Text], ...]:
    return tuple((str(code), Text(str(ja), str(en))) for code, ja, en in data.get("offers", ()))
