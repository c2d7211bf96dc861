"""Further records: forms that are data, in a profile, and share one table and a few customary flows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from msgspec import Struct

from app.domain.forms import Action, Field, Form, decision, field_of
from app.domain.policy import Profile, Text

#: The table that holds the records of all forms that are data.
TABLE = "entry"


class Flow(Struct, frozen=True):
    """What may happen to a record: its states and steps. ``{role}`` of a sealed step is the form's own."""

    initial: str
    final: tuple[str, ...]
    revise: Mapping[str, str]
    actions: tuple[Action, ...]


#: A register is kept and ends; a report is written, handed up and confirmed; a request is decided before it is done.
FLOWS: dict[str, Flow] = {
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
            Action("reopen", before=("submitted", "confirmed"), after="written", voids=True, remark_unless=()),
        ),
    ),
    "request": Flow(
        "requested",
        ("ended", "refused", "withdrawn"),
        {"requested": "requested", "sent_back": "requested"},
        (
            decision("form"),
            Action("withdraw", before=("requested", "sent_back", "permitted"), after="withdrawn", remark_unless=()),
            Action("end", before=("permitted",), after="ended"),
        ),
    ),
}
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
    actors = {}
    if flow != "register":
        fields.insert(0, APPLICANT)
        actors = {"request": APPLICANT.name}
    title = row["title"]
    return Form(
        name=str(row["key"]),
        fields=tuple(fields),
        initial=known.initial,
        actions=known.actions,
        revise=known.revise,
        actors=actors,
        prefix=str(row["prefix"]),
        final=known.final,
        table=TABLE,
        flow=flow,
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


def basis(profile: Profile, form: str) -> tuple[str, ...]:
    """The clauses that demand this record: its permission's, and those whose records the form answers."""
    row = row_of(profile, form)
    permitted = [item for item in profile.raw.get("permissions", []) if item["act"] == row.get("act", "")]
    answered = set(row.get("answers", ()))
    demanded = [clause.id for clause in profile.clauses.values() if answered & set(clause.records)]
    return tuple(dict.fromkeys([id for item in permitted for id in item.get("clause", [])] + demanded))


def also(profile: Profile, form: str) -> tuple[str, ...]:
    """The roles whose permission is needed beside the decider's, where a policy asks for that of several."""
    act = row_of(profile, form).get("act", "")
    rows = [item for item in profile.raw.get("permissions", []) if act and item["act"] == act]
    return tuple(role for item in rows for role in item.get("also", []) if role in profile.roles)
