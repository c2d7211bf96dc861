"""Whether plain data has the shape of a profile: what a hand-written file may get wrong, each with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec import NODEFAULT, Struct

from app.domain import policy, reporting
from app.domain.policy import Defect
from app.domain.policy_weigh import refuses_as_proposal

#: The tables whose rows become values, and how a row's fields are declared.
_VALUES: Mapping[str, type[Struct]] = {
    "roles": policy.Role,
    "classes": policy.InfoClass,
    "disposal_rules": policy.Rule,
    "carryout_rules": policy.Rule,
    "media_rules": policy.Rule,
    "separation": policy.Separation,
    "reporting": reporting.Report,
    "inspections": policy.Inspection,
    "clauses": policy.Clause,
    "item": policy.Item,
    "not_inspected": policy.Excuse,
}
_RULES = tuple(name for name, kind in _VALUES.items() if kind is policy.Rule)
#: Tables that are read as they are, with the fields that their rows must have.
_PLAIN: Mapping[str, Mapping[str, str]] = {
    "zones": {"key": "str", "label": "Text"},
    "unit_kinds": {"key": "str", "label": "Text"},
    "chapter": {"id": "str", "title": "Text"},
    "paper_titles": {"form": "str", "title": "Text"},
    "approval_boxes": {"form": "str", "boxes": "rows"},
    "permissions": {"act": "str", "role": "str"},
    "no_form": {"kind": "str", "reason": "Text"},
    "forms": {"key": "str", "title": "Text", "prefix": "str", "flow": "str", "fields": "rows"},
}
#: What such rows may have, and what a field of a form may.
_MORE: Mapping[str, str] = {
    **dict.fromkeys(("clause", "either"), "tuple[str, ...]"),
    **dict.fromkeys(("listed", "due", "answers"), "list"),
}
_FIELD: Mapping[str, str] = {
    **dict.fromkeys(("name", "kind", "stage", "choices", "after"), "str"),
    **dict.fromkeys(("required", "folded", "past"), "bool"),
    **{"label": "Text", "offers": "rows", "columns": "rows"},
}
#: Tables of keys and values; those of ``_WORDS`` hold wordings.
_SECTIONS = ("profile", "scale", "password", "retention", "deciding", "field_clauses", "kind_groups", "adoption")
_WORDS = ("words", "pages")
_LARGEST = 2**53 - 1
_ABOUT = {"id": "str", "name": "Text", "municipality": "Text"}


def _is_text(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool))


def _is_wording(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(_is_text(value.get(language, "")) for language in ("ja", "en"))
    return _is_text(value)


def _are_texts(value: Any) -> bool:
    return all(map(_is_text, value)) if isinstance(value, list | tuple) else isinstance(value, str)


_FITS: Mapping[str, Callable[[Any], bool]] = {
    "str": _is_text,
    "Text": _is_wording,
    "tuple[str, ...]": _are_texts,
    "int": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "bool": lambda value: isinstance(value, bool),
    "rows": lambda value: isinstance(value, list | tuple) and all(isinstance(row, Mapping) for row in value),
    "list": lambda value: isinstance(value, list | tuple) and all(map(_is_text, value)),
    "table": lambda value: isinstance(value, Mapping),
}


def _tables_of(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, Mapping) and all(map(fits, value.values()))


def _rows_with(*fields: str) -> Callable[[Any], bool]:
    return lambda value: _FITS["rows"](value) and all(_is_text(row.get(field)) for row in value for field in fields)


#: What the program looks for inside sections.
_INNER: tuple[tuple[tuple[str, ...], Callable[[Any], bool]], ...] = (
    (("deciding", "escalation"), _rows_with("applicant", "decider")),
    (("field_clauses",), _tables_of(_tables_of(_are_texts))),
    (("kind_groups",), _tables_of(_are_texts)),
    (("annotation",), _tables_of(_are_texts)),
    (("form_fields",), _rows_with("form")),
    (("without_forms",), _are_texts),
)


def odd(raw: Mapping[str, Any]) -> Iterator[Defect]:
    """Whatever of a profile is not what the program reads there: ``shape_missing`` or ``shape_odd``, by place."""
    yield from _foreign("", raw)
    yield from _tables(raw)
    yield from _sections(raw)


def _foreign(place: str, value: Any) -> Iterator[Defect]:
    """What no ledger holds: dates without quotes, decimals, huge numbers, keys in other scripts."""
    if isinstance(value, Mapping):
        for key, held in value.items():
            at = f"{place}.{key}".lstrip(".")
            yield from _foreign(at, held) if str(key).isascii() else [Defect(at, "shape_odd")]
    elif isinstance(value, list | tuple):
        for number, held in enumerate(value, 1):
            yield from _foreign(f"{place}[{number}]", held)
    elif not isinstance(value, str | int) or (isinstance(value, int) and abs(value) > _LARGEST):
        yield Defect(place, "shape_odd", str(value)[:40])


def _sections(raw: Mapping[str, Any]) -> Iterator[Defect]:
    if not isinstance(raw.get("profile"), Mapping):
        yield Defect("profile", "shape_missing" if "profile" not in raw else "shape_odd")
    else:
        yield from _row("profile", raw["profile"], _ABOUT, _ABOUT)
    for name in _SECTIONS:
        if not _FITS["table"](raw.get(name, {})):
            yield Defect(name, "shape_odd")
    for name in _WORDS:
        section = raw.get(name, {})
        wrong = [name] if not isinstance(section, Mapping) else [f"{name}.{key}" for key in section]
        values = [section] if not isinstance(section, Mapping) else list(section.values())
        yield from (Defect(at, "shape_odd") for at, value in zip(wrong, values, strict=True) if not _is_words(value))
    for path, fits in _INNER:
        found: Any = raw
        for step in path:
            found = found.get(step) if isinstance(found, Mapping) else None
        if found is not None and not fits(found):
            yield Defect(".".join(path), "shape_odd")


def _tables(raw: Mapping[str, Any]) -> Iterator[Defect]:
    for name, kind in _VALUES.items():
        fields = kind.__annotations__
        needed = [field.name for field in _fields(kind) if field.required]
        yield from _rows(name, raw.get(name, []), fields, needed)
    for name in _RULES:
        rows = raw.get(name, [])
        for at, row in enumerate(rows if _FITS["rows"](rows) else [], 1):
            if refuses_as_proposal(row):
                yield Defect(f"{name}[{at}].effect", "general_refuses")
    for name, plain in _PLAIN.items():
        yield from _rows(name, raw.get(name, []), {**plain, **_MORE}, plain)
    forms = raw.get("forms", [])
    for at, form in enumerate(forms if _FITS["rows"](forms) else [], 1):
        yield from _rows(f"forms[{at}].fields", form.get("fields", []), _FIELD, ("name", "label"))
    scale = raw.get("scale", {})
    if isinstance(scale, Mapping):
        choice = policy.Choice
        needed = [field.name for field in _fields(choice) if field.required]
        yield from _rows("scale.choices", scale.get("choices", []), choice.__annotations__, needed)


def _is_words(value: Any) -> bool:
    return isinstance(value, Mapping) and _is_wording(value)


class _Field(Struct, frozen=True):
    name: str
    required: bool


def _fields(kind: type[Struct]) -> list[_Field]:
    names = kind.__struct_fields__
    defaults = (*[NODEFAULT] * (len(names) - len(kind.__struct_defaults__)), *kind.__struct_defaults__)
    return [_Field(name, default is NODEFAULT) for name, default in zip(names, defaults, strict=True)]


def _rows(name: str, rows: Any, fields: Mapping[str, str], needed: Any) -> Iterator[Defect]:
    if not isinstance(rows, list | tuple):
        yield Defect(name, "shape_odd")
        return
    for number, row in enumerate(rows, 1):
        if isinstance(row, Mapping):
            yield from _row(f"{name}[{number}]", row, fields, needed)
        else:
            yield Defect(f"{name}[{number}]", "shape_odd")


def _row(place: str, row: Mapping[str, Any], fields: Mapping[str, str], needed: Any) -> Iterator[Defect]:
    for field in needed:
        if field not in row:
            yield Defect(f"{place}.{field}", "shape_missing")
    for field, kind in fields.items():
        if field in row and not _FITS[kind](row[field]):
            yield Defect(f"{place}.{field}", "shape_odd", str(row[field])[:40])
