"""Further records: forms that are data, in a profile, and share one table and a few customary flows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from msgspec import Struct

from app.domain.forms import Action, Field, Form, decision, field_of
from app.domain.ledger import Row
from app.domain.policy import Profile, Text

#: The table that holds the records of all forms that are data.
TABLE = "entry"


class Flow(Struct, frozen=True):
    """What may happen to a record: its states and steps. ``{role}`` of a sealed step is the form's own."""

    initial: str
    final: tuple[str, ...]
    revise: Mapping[str, str]
    actions: tuple[Action, ...]


#: A log tells what was done and is finished as it is written; a register is kept and ends; a report is written, handed
#: up and confirmed; a request is decided before it is done. What a permitted request or a confirmed report is looked
#: after with later ("check", "follow") is offered only where the form has fields for it, and voids no seal.
FLOWS: dict[str, Flow] = {
    "log": Flow("kept", ("kept", "ended"), {"kept": "kept"}, ()),
    "register": Flow(
        "kept",
        ("ended",),
        {"kept": "kept"},
        (Action("end", before=("kept",), after="ended"), Action("resume", before=("ended",), after="kept")),
    ),
    "report": Flow(
        "written",
        ("confirmed",),
        {"written": "written"},
        (
            Action("submit", before=("written",), after="submitted"),
            Action(
                "confirm",
                before=("submitted",),
                outcomes={"confirm": "confirmed", "send_back": "written"},
                sealed=True,
                role="form",
                act="decide",
                covers=("", "submit"),
                paper=True,
                remark_unless=("confirm",),
            ),
            Action("follow", before=("confirmed",), after="confirmed"),
            Action("reopen", before=("submitted", "confirmed"), after="written", voids=True, remark_unless=()),
        ),
    ),
    "request": Flow(
        "requested",
        ("ended", "refused", "withdrawn"),
        {"requested": "requested", "sent_back": "requested"},
        (
            decision("form"),
            Action("check", before=("permitted",), after="permitted"),
            Action("withdraw", before=("requested", "sent_back", "permitted"), after="withdrawn", remark_unless=()),
            Action("end", before=("permitted",), after="ended"),
            Action("resume", before=("ended",), after="permitted", remark_unless=()),  # ended by mistake
        ),
    ),
}
#: The flows whose records stand in a list that has the form's own name; nobody decides on them.
LISTS = ("log", "register")
#: The steps that a form takes only where it has fields for them.
_WITH_FIELDS = frozenset({"check", "follow"})
#: The person who writes a report or a request; the separation of duties looks at this field.
APPLICANT = Field("x_applicant", "person", required=True)


@lru_cache(maxsize=16)
def forms_of(profile: Profile) -> Mapping[str, Form]:
    """The forms that a profile declares, by key, in its order."""
    return {str(row["key"]): _form(row) for row in profile.raw.get("forms", [])}


def find(profile: Profile | None, name: str) -> Form | None:
    """The profile's form of that key, if it has one."""
    return forms_of(profile).get(name) if profile is not None else None


def _form(row: Mapping[str, Any]) -> Form:
    flow = str(row["flow"])
    known = FLOWS[flow]
    fields = [field_of(item, str(item["name"])) for item in row["fields"]]
    stages = {item.stage for item in fields}
    actors = {}
    if flow not in LISTS:
        fields.insert(0, APPLICANT)
        actors = {"request": APPLICANT.name}
    title = row["title"]
    return Form(
        name=str(row["key"]),
        fields=tuple(fields),
        initial=known.initial,
        actions=tuple(step for step in known.actions if step.name not in _WITH_FIELDS or step.name in stages),
        revise=known.revise,
        actors=actors,
        prefix=str(row["prefix"]),
        final=known.final,
        table=TABLE,
        flow=flow,
        called=str(row.get("words", "")),
        title=Text(str(title.get("ja", "")), str(title.get("en", ""))),
    )


def row_of(profile: Profile, form: str) -> Mapping[str, Any]:
    """The form as the profile holds it; empty if it has none of that key."""
    found: Mapping[str, Any] = next((item for item in profile.raw.get("forms", []) if item["key"] == form), {})
    return found


def decider(profile: Profile, form: str) -> str:
    """The role that decides on or confirms a record: by the permissions of the policy, else the form's own."""
    row = row_of(profile, form)
    act = str(row.get("act", ""))
    found = next((item for item in profile.raw.get("permissions", []) if item["act"] == act), None)
    role = str(found["role"]) if found else str(row.get("role", "dept"))
    return role if role in profile.roles else "dept"


def deciders(profile: Profile, form: str) -> tuple[str, ...]:
    """The roles of which any one may decide: the main one first, then those that the policy lets decide instead."""
    act = str(row_of(profile, form).get("act", ""))
    found: Mapping[str, Any] = next((row for row in profile.raw.get("permissions", []) if row["act"] == act), {})
    instead = [str(role) for role in found.get("either", []) if role in profile.roles]
    return tuple(dict.fromkeys((decider(profile, form), *instead)))


class Due(Struct, frozen=True):
    """A day by which something is to be done: the field, or a column of a field of lines, and the field that ends it.

    Without ``closes`` it is reminded of while the record is open: not finished, and for a request only once permitted.
    """

    field: str
    column: str = ""
    closes: str = ""


def dues(profile: Profile, form: str) -> tuple[Due, ...]:
    """The days of a form that are reminded of, written ``field``, ``field.column`` or either with ``/field`` behind."""
    found = []
    for said in row_of(profile, form).get("due", ()):
        day, _, closes = str(said).partition("/")
        field, _, column = day.partition(".")
        found.append(Due(f"x_{field}", column, f"x_{closes}" if closes else ""))
    return tuple(found)


def days_due(profile: Profile, form: Form, row: Row) -> list[tuple[str, Field]]:
    """The days that a record still waits for, the earliest first, each with the field that says what it is."""
    found: list[tuple[str, Field]] = []
    is_open = row["state"] == "permitted" if form.flow == "request" else row["state"] not in form.final
    for due in dues(profile, form.name):
        item = form.by_name.get(due.field)
        if item is None or (row["extra"].get(due.closes) if due.closes else not is_open):
            continue
        value = row["extra"].get(due.field)
        lines = value if isinstance(value, list) else [{due.column: value}]
        days = [str(line[due.column]) for line in lines if line.get(due.column) and not line.get("done")]
        found += [(day, item) for day in days]
    return sorted(found, key=lambda each: each[0])


def basis(profile: Profile, form: str) -> tuple[str, ...]:
    """The clauses that demand this record: its permission's, and those whose records the form answers.

    A clause of the permission that another request is about is that request's alone.
    """
    row = row_of(profile, form)
    own, others = _permitted(profile, row), set[str]()
    for other in profile.raw.get("forms", []):
        others.update(_permitted(profile, other) if own and other["flow"] == "request" else ())
    answered = set(row.get("answers", ()))
    demanded = [clause.id for clause in profile.clauses.values() if answered & set(clause.records)]
    return tuple(dict.fromkeys([*own, *(id for id in demanded if id not in others)]))


def _permitted(profile: Profile, row: Mapping[str, Any]) -> list[str]:
    """The clauses of the permission that a form asks for."""
    act = row.get("act", "")
    return [id for item in profile.raw.get("permissions", []) if item["act"] == act for id in item.get("clause", [])]


def also(profile: Profile, form: str) -> tuple[str, ...]:
    """The roles whose permission is needed beside the decider's, where a policy asks for that of several."""
    act = row_of(profile, form).get("act", "")
    rows = [item for item in profile.raw.get("permissions", []) if act and item["act"] == act]
    return tuple(role for item in rows for role in item.get("also", []) if role in profile.roles)
