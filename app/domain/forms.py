"""A form is declared once: its fields, its states, and the checks and the definition that follow from them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from app.common.text import compose_kana, fold_id, strip_control
from app.domain.ledger import digest
from app.domain.policy import Profile, Text

#: Field kinds whose value is a list; it is stored as JSON text.
LISTS = frozenset({"choices", "media", "people", "codes", "rows", "sheets", "received"})
#: Field kinds that hold a number.
NUMBERS = frozenset({"int", "bool"})

Values = Mapping[str, Any]


class Field(Struct, frozen=True, eq=False):
    """One thing that a form asks.

    ``stage`` names the step at which it is filled ("" = when the record is opened or revised); ``when`` makes a
    required field depend on the others; ``choices`` names a list of :data:`CHOICES` or one of the profile
    ("classes", "zones", "roles"); ``check`` returns an error code or "". A field that is data (a city's own) brings its
    ``label`` and what it ``offers`` with it; ``own_choices`` lets a city put its own list in the place of the declared.
    ``after`` names the field before whose day its own may not lie; ``past`` says that it tells of what has happened,
    so that its day is none to come. ``source`` names the field of a register that it is proposed from
    ("facility.name").
    """

    name: str
    kind: str = "text"
    required: bool = False
    stage: str = ""
    choices: str = ""
    when: Callable[[Values], bool] | None = None
    check: Callable[[Any, Values], str] | None = None
    folded: bool = False
    source: str = ""
    columns: tuple[Field, ...] = ()
    label: Text | None = None
    offers: tuple[tuple[str, Text], ...] = ()
    own_choices: bool = False
    after: str = ""
    past: bool = False

    def is_required(self, values: Values) -> bool:
        """Whether the field must be filled, given the other values."""
        return self.required and (self.when is None or self.when(values))


class Action(Struct, frozen=True, eq=False):
    """One step of a record: from which states, to which, by whom, and whether it counts only under a seal.

    ``outcomes`` maps a decision to the state that follows it; without decisions ``after`` is the next state.
    ``covers`` are the stages whose content the seal vouches for. ``act`` is the word of the separation of duties
    for whoever takes the step ("decide", "confirm_return"). ``paper`` allows the decision to be made on paper instead
    (紙決裁); ``voids`` ends every earlier seal; ``remark_unless`` lists the decisions that need no remark (``None``: no
    decision needs one). ``fills`` are fields of other stages that the step sets beside those of its own.
    """

    name: str
    before: tuple[str, ...]
    after: str = ""
    outcomes: Mapping[str, str] = {}
    sealed: bool = False
    role: str = ""
    act: str = ""
    covers: tuple[str, ...] = ()
    paper: bool = False
    voids: bool = False
    remark_unless: tuple[str, ...] | None = None
    fills: tuple[str, ...] = ()


#: What may be decided on a request, and the state that follows.
DECISIONS: Mapping[str, str] = {
    "permit": "permitted",
    "permit_with_conditions": "permitted",
    "send_back": "sent_back",
    "refuse": "refused",
}


def decision(role: str) -> Action:
    """The sealed decision on what was requested; whatever is not plainly permitted needs a remark."""
    return Action(
        "decide",
        before=("requested",),
        outcomes=DECISIONS,
        sealed=True,
        role=role,
        act="decide",
        covers=("",),
        paper=True,
        remark_unless=("permit",),
    )


class Form(Struct, frozen=True, eq=False, dict=True):
    """A kind of record: one table, one screen, one paper.

    ``actors`` maps an act of the separation of duties to the field that names who does it ("request" → applicant).
    ``revise`` maps each state in which the content may be revised to the state that follows. ``final`` are the states
    in which nothing is left to do and the retention runs; of what is only taken in, that is the first one already.
    """

    name: str
    fields: tuple[Field, ...]
    initial: str
    actions: tuple[Action, ...] = ()
    revise: Mapping[str, str] = {}
    actors: Mapping[str, str] = {}
    prefix: str = ""
    final: tuple[str, ...] = ()
    table: str = ""
    flow: str = ""
    called: str = ""
    title: Text | None = None

    @property
    def kept_in(self) -> str:
        """The table that holds its records: its own, or the one that all forms share that are data."""
        return self.table or self.name

    @property
    def words(self) -> str:
        """The name under which the catalogues hold its states and actions."""
        return self.called or self.flow or self.name

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        return {item.name: item for item in self.fields}

    @cached_property
    def steps(self) -> Mapping[str, Action]:
        return {item.name: item for item in self.actions}

    @cached_property
    def states(self) -> tuple[str, ...]:
        """Every state a record can be in, in the order of the steps."""
        later = (state for action in self.actions for state in (action.after, *action.outcomes.values()) if state)
        return tuple(dict.fromkeys((self.initial, *later)))

    def stage(self, name: str) -> tuple[Field, ...]:
        """The fields that are filled at a step ("" = opening)."""
        return tuple(item for item in self.fields if item.stage == name)

    @cached_property
    def definition(self) -> dict[str, Any]:
        """The form as data, as it is copied into the ledger when first used; a seal refers to that copy."""
        return {
            "form": self.name,
            "fields": [_field_data(item) for item in self.fields],
            "actions": [
                {"name": item.name, "before": list(item.before), "after": item.after, "sealed": item.sealed}
                | {"outcomes": dict(item.outcomes), "covers": list(item.covers)}
                for item in self.actions
            ],
        }

    @cached_property
    def definition_digest(self) -> str:
        """SHA-256 (hex) of :attr:`definition`."""
        return digest(self.definition)


class Fault(Struct, frozen=True):
    """What is wrong with one field: its name and a code whose text says what to do."""

    field: str
    code: str
    value: str = ""


def _field_data(item: Field) -> dict[str, Any]:
    data: dict[str, Any] = {"name": item.name, "kind": item.kind, "required": item.required, "stage": item.stage}
    if item.choices:
        data["choices"] = item.choices
    if item.label:
        data["label"] = {"ja": item.label.ja, "en": item.label.en}
    if item.offers:
        data["offers"] = [[code, text.ja, text.en] for code, text in item.offers]
    if item.columns:
        data["columns"] = [_field_data(column) for column in item.columns]
    return data


#: The choice lists that are the same in every city; labels are the messages ``choice.<list>.<code>``.
CHOICES: dict[str, tuple[str, ...]] = {}


def choices_of(item: Field, profile: Profile | None) -> tuple[str, ...]:
    """The codes a choice field offers: its own, the profile's for classes, zones and roles, else the declared list."""
    if item.offers:
        return tuple(code for code, _ in item.offers)
    if profile is not None:
        if item.choices == "classes":
            return tuple(profile.classes)
        if item.choices == "zones":
            return tuple(profile.zones)
        if item.choices == "roles":
            return tuple(profile.roles)
    return CHOICES.get(item.choices, ())


def _text(value: Any) -> Text | None:
    return Text(str(value.get("ja", "")), str(value.get("en", ""))) if value else None


def field_of(row: Mapping[str, Any], name: str) -> Field:
    """A field that is data: its value lies in the JSON column, under its name with ``x_`` before it."""
    offers = tuple((str(item["code"]), _text(item["label"]) or Text("")) for item in row.get("offers", []))
    return Field(
        f"x_{name}",
        str(row.get("kind", "text")),
        bool(row.get("required")),
        str(row.get("stage", "")),
        str(row.get("choices", "")),
        folded=bool(row.get("folded")),
        label=_text(row.get("label")),
        offers=offers,
        columns=tuple(_column(item) for item in row.get("columns", [])),
        after=f"x_{row['after']}" if row.get("after") else "",
        past=bool(row.get("past")),
        source=str(row.get("source", "")),
    )


def _column(row: Mapping[str, Any]) -> Field:
    made = field_of(row, str(row["name"]))
    return replace(made, name=str(row["name"]), after=str(row.get("after", "")))  # the columns of a line bear no "x_"


@lru_cache(maxsize=512)
def adapt(form: Form, profile: Profile | None) -> Form:
    """The form as a city uses it: ``form_fields`` rows rename, require, hide or add fields, or offer other choices."""
    rows = [] if profile is None else [row for row in profile.raw.get("form_fields", []) if row["form"] == form.name]
    if not rows:
        return form
    fields = list(form.fields)
    for row in rows:
        found = next((n for n, item in enumerate(fields) if item.name == row["field"]), None)
        label = _text(row.get("label"))
        if found is None:
            fields.append(field_of(row, str(row["field"])))
        elif row.get("hidden") and not fields[found].required:
            del fields[found]
        else:
            item = fields[found]
            offers = field_of(row, item.name).offers if item.own_choices else ()
            required = item.required or bool(row.get("required"))
            fields[found] = replace(item, required=required, label=label or item.label, offers=offers or item.offers)
    return replace(form, fields=tuple(fields))


_ID = re.compile(r"[0-9a-f]{32}")


def named_in_words(value: Any) -> str:
    """Somebody who was named in words where people are picked today; empty for an id that nobody has."""
    return "" if _ID.fullmatch(str(value)) else str(value)


def clean(form: Form, values: Values) -> dict[str, Any]:
    """The values as they are kept: kana composed, identifiers folded, control characters gone, blanks left out.

    Unknown names are kept out silently only if they are empty; :func:`faults` names the others.
    """
    return {name: kept for name, value in values.items() if (kept := _clean(form.by_name.get(name), value)) is not None}


def _clean(item: Field | None, value: Any) -> Any:
    if isinstance(value, str):
        text = compose_kana(strip_control(value))
        if item is not None and item.kind == "id":
            text = fold_id(text)
        return text if item is not None and item.kind == "note" else text.strip()
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, tuple):
        value = list(value)
    if isinstance(value, list) and item is not None and item.kind == "rows":
        columns = Form("", item.columns, "")
        return [clean(columns, row) for row in value]
    return value


def faults(
    form: Form, values: Values, profile: Profile | None, stage: str = "", only: frozenset[str] | None = None
) -> list[Fault]:
    """Everything wrong with the values of one stage: missing, of the wrong kind, not offered, refused by its check.

    ``only`` limits the check to some names (a revision); unknown names are always faults.
    """
    found = [Fault(name, "unknown_field") for name in values if name not in form.by_name]
    for item in form.stage(stage):
        if only is not None and item.name not in only:
            continue
        found += _field_faults(item, values, profile)
    return found


def _field_faults(item: Field, values: Values, profile: Profile | None) -> list[Fault]:
    value = values.get(item.name)
    if value is None or value in ("", []):
        return [Fault(item.name, "required")] if item.is_required(values) else []
    code = _kind_fault(item, value, profile)
    if not code and item.check is not None:
        code = item.check(value, values)
    if not code and item.after and item.kind in _PATTERNS and _is_earlier(value, str(values.get(item.after) or "")):
        code = "dates_reversed"
    if code:
        return [Fault(item.name, code, str(value)[:40])]
    if item.kind == "rows":
        columns = Form(item.name, item.columns, "")
        return [
            Fault(f"{item.name}.{number}.{fault.field}", fault.code, fault.value)
            for number, row in enumerate(value)
            for fault in faults(columns, row, profile)
        ]
    return []


def ahead(form: Form, values: Values, now: str) -> list[Fault]:
    """What tells of something that has happened on a day after today's (``now``: ISO local time).

    Minutes are let pass: what leaves at nine may be written down at five to nine.
    """
    found = []
    for item in form.fields:
        value = values.get(item.name)
        if item.kind == "rows":
            columns = Form(item.name, item.columns, "")
            lines = value if isinstance(value, list) else []
            found += [
                Fault(f"{item.name}.{number}.{fault.field}", fault.code, fault.value)
                for number, line in enumerate(lines)
                for fault in ahead(columns, line, now)
            ]
        elif item.past and item.kind in _PATTERNS and isinstance(value, str) and value[:10] > now[:10]:
            found.append(Fault(item.name, "in_future", value[:40]))
    return found


def _is_earlier(value: str, other: str) -> bool:
    """Whether a day or moment lies before another; as fine as the coarser of the two."""
    fine = min(len(value), len(other))
    return other[:4].isdigit() and value[:fine] < other[:fine]


_PATTERNS = {
    "date": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "datetime": re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}"),
}


def _kind_fault(item: Field, value: Any, profile: Profile | None) -> str:
    kind = item.kind
    if kind in NUMBERS:
        if not isinstance(value, int):
            return "not_a_number"
        return "not_yes_no" if kind == "bool" and value not in (0, 1) else ""
    if kind in LISTS:
        if not isinstance(value, list):
            return "not_a_list"
        if kind == "choices":
            return "" if set(value) <= set(choices_of(item, profile)) else "not_offered"
        return ""
    if not isinstance(value, str):
        return "not_text"
    if kind == "choice":
        return "" if value in choices_of(item, profile) else "not_offered"
    if kind in _PATTERNS:
        return "" if _is_date(kind, value) else "not_a_date"
    return ""


def _is_date(kind: str, value: str) -> bool:
    if not _PATTERNS[kind].fullmatch(value):
        return False
    try:
        (date if kind == "date" else datetime).fromisoformat(value)
    except ValueError:
        return False
    return True
