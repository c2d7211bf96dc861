"""Forms that are data, looked at name by name: a misspelt one is otherwise dropped in silence, or stops the program."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from app.domain import carryout, disposal, improvement, inspection, media
from app.domain.entry import APPLICANT, FLOWS, LISTS
from app.domain.forms import CHOICES
from app.domain.own_form import OWN_FORM
from app.domain.policy_book import SEPARATOR
from app.domain.policy_choices import FIELD_KINDS, FORM_STAGES
from app.domain.policy_rows import list_at
from app.domain.projection import FORMS

#: A field's value is kept under its name, and keys of the ledger are plain.
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
_DAYS = frozenset({"date", "datetime"})
_CHOSEN = frozenset({"choice", "choices"})
#: The lists of the adopted policy from which a field may be chosen.
_LISTS = ("classes", "zones", "roles")
#: The program's own forms, to which a city may add fields.
_CORE = {
    form.name: form
    for form in (media.MEDIUM, disposal.DISPOSAL, carryout.CARRYOUT, inspection.SHEET, improvement.IMPROVEMENT)
}
#: Of these, those whose screens ask for fields that a city adds.
_EXTENSIBLE = (media.MEDIUM.name, disposal.DISPOSAL.name, carryout.CARRYOUT.name)


class Odd(Struct, frozen=True):
    """What is odd: the rows in which it stands, each counted from 1 (form, field, column of a table), the part of the
    last, the code of a sentence with what fills it, and whether the form cannot be used so at all."""

    at: tuple[int, ...]
    part: str
    code: str
    value: str = ""
    known: tuple[str, ...] = ()
    breaks: bool = False

    @property
    def place(self) -> str:
        """Where it stands in a profile, as it is written there."""
        steps = zip(("forms", "fields", "columns"), self.at, strict=False)
        return ".".join([*(f"{name}[{number}]" for name, number in steps), self.part])


def odd(raw: Mapping[str, Any]) -> Iterator[Odd]:
    """Whatever of the further records that a profile declares means nothing to the program."""
    for number, row in enumerate(list_at(raw, ("forms",)), 1):
        if isinstance(row, Mapping):
            yield from _form((number,), row)


def odd_fields(raw: Mapping[str, Any]) -> Iterator[Odd]:
    """The same of what a city changes in the program's own forms; ``at`` counts those rows."""
    for number, row in enumerate(list_at(raw, ("form_fields",)), 1):
        form = _CORE.get(str(row.get("form"))) if isinstance(row, Mapping) else None
        if form is None:
            continue
        name = str(row.get("field", ""))
        known = tuple(item.name for item in form.fields)
        if name in known:
            if row.get("hidden") and form.by_name[name].required:
                yield Odd((number,), "hidden", "core_field_needed", name)
        elif row.get("hidden") or not row.get("label"):
            yield Odd((number,), "field", "core_field_unknown", name, known, breaks=True)
        elif form.name not in _EXTENSIBLE:
            yield Odd((number,), "form", "core_form_closed", name, _EXTENSIBLE, breaks=True)
        else:
            yield from _field((number,), {**row, "name": name}, "field")


def _form(at: tuple[int, ...], row: Mapping[str, Any]) -> Iterator[Odd]:
    key, flow = str(row.get("key", "")), FLOWS.get(str(row.get("flow", "")))
    if key in FORMS or key == OWN_FORM.name:
        yield Odd(at, "key", "form_key_taken", key, breaks=True)
    if flow is None:
        yield Odd(at, "flow", "form_odd_choice", str(row.get("flow", "")), tuple(FLOWS), breaks=True)
        return
    fields = _rows(row.get("fields"))
    if not fields:
        yield Odd(at, "key", "form_without_fields", key, breaks=True)
        return
    steps = tuple(action.name for action in flow.actions if action.name in FORM_STAGES)
    yield from _fields(at, fields)
    for number, item in enumerate(fields, 1):
        stage = str(item.get("stage", ""))
        if stage and stage not in steps:
            code = "form_stage_unknown" if steps else "form_stage_none"
            yield Odd((*at, number), "stage", code, stage, steps)
    kinds = _kinds(fields)
    shown = (*kinds, *(() if row["flow"] in LISTS else (APPLICANT.name.removeprefix("x_"),)))
    unknown = [said for said in _texts(row.get("listed")) if said not in shown]
    if unknown:
        yield Odd(at, "listed", "form_field_unknown", SEPARATOR.join(unknown), shown)
    yield from _dues(at, row, fields, kinds)


def _dues(
    at: tuple[int, ...], row: Mapping[str, Any], fields: Sequence[Mapping[str, Any]], kinds: Mapping[str, str]
) -> Iterator[Odd]:
    """Days to be reminded of: ``field``, ``field.column``, either with ``/field`` behind that ends it."""
    known = tuple(_days(fields))
    named = [said.partition("/") for said in _texts(row.get("due"))]
    days = [day for day, _, _ in named if day not in known]
    ends = [end for _, slash, end in named if slash and end not in kinds]
    if days:
        yield Odd(at, "due", _no_day(known), SEPARATOR.join(days), known)
    if ends:
        yield Odd(at, "due", "form_field_unknown", SEPARATOR.join(ends), tuple(kinds))


def _no_day(known: Sequence[str]) -> str:
    return "form_day_unknown" if known else "form_day_none"


def _days(fields: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for item in fields:
        if _kind(item) in _DAYS:
            yield str(item.get("name"))
        for column in _rows(item.get("columns")):
            if _kind(column) in _DAYS:
                yield f"{item.get('name')}.{column.get('name')}"


def _fields(at: tuple[int, ...], rows: Sequence[Mapping[str, Any]]) -> Iterator[Odd]:
    kinds, seen = _kinds(rows), set()
    for number, row in enumerate(rows, 1):
        name, after, here = str(row.get("name", "")), str(row.get("after", "")), (*at, number)
        if name in seen:
            yield Odd(here, "name", "double", name, breaks=True)
        seen.add(name)
        yield from _field(here, row)
        if after and kinds.get(after) not in _DAYS:
            days = tuple(each for each, kind in kinds.items() if kind in _DAYS)
            yield Odd(here, "after", _no_day(days), after, days)


def _field(at: tuple[int, ...], row: Mapping[str, Any], part: str = "name") -> Iterator[Odd]:
    name, kind, columns = str(row.get("name", "")), _kind(row), _rows(row.get("columns"))
    if not _NAME.fullmatch(name):
        yield Odd(at, part, "form_name_odd", name, breaks=True)
    if kind not in FIELD_KINDS:
        yield Odd(at, "kind", "form_odd_choice", kind, FIELD_KINDS, breaks=True)
    if kind in _CHOSEN and not row.get("offers") and str(row.get("choices", "")) not in (*_LISTS, *CHOICES):
        yield Odd(at, "offers", "form_no_offers", name, breaks=True)
    yield from (
        Odd(at, order, "form_no_day", name) for order in ("after", "past") if row.get(order) and kind not in _DAYS
    )
    if kind != "rows":
        return
    if len(at) > 2:
        yield Odd(at, "kind", "form_table_within", name, breaks=True)
    elif not columns:
        yield Odd(at, part, "form_no_columns", name, breaks=True)
    else:
        yield from _fields(at, columns)


def _kind(row: Mapping[str, Any]) -> str:
    return str(row.get("kind") or "text")


def _kinds(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    return {str(row.get("name", "")): _kind(row) for row in rows}


def _rows(value: Any) -> list[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list | tuple) else []


def _texts(value: Any) -> list[str]:
    return [str(part) for part in value] if isinstance(value, list | tuple) else []
