"""From an event to the rows it changes, and from an event to the reasons why it may not stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.domain import (
    carryout,
    disposal,
    entry,
    improvement,
    inspection,
    media,
    own_form,
    people,
    received,
    record,
    references,
    stocktake,
)
from app.domain.forms import Form
from app.domain.ledger import Changes, Event, Refusal, Row, Rows, digest
from app.domain.policy import Profile, load

FORMS: dict[str, Form] = {
    form.name: form
    for form in (
        people.PERSON,
        *inspection.FORMS,
        received.RECEIVED,
        improvement.IMPROVEMENT,
        stocktake.STOCKTAKE,
        media.MEDIUM,
        disposal.DISPOSAL,
        carryout.CARRYOUT,
    )
}
#: Every table that holds records with a number and a state.
RECORD_TABLES = (*FORMS, entry.TABLE)

Guard = Callable[[Rows, Event, dict[str, Any], Row | None], list[Refusal]]
#: What is special to one form: the disposal gate, the carry-out rules, holes in a sheet.
GUARDS: dict[str, Guard] = {
    "cycle": inspection.cycle_guard,
    "sheet": inspection.guard,
    "tally": inspection.item_rows_guard,
    "prior": inspection.item_rows_guard,
    "received": received.guard,
    "compilation": inspection.compilation_guard,
    "medium": media.guard,
    "stocktake": stocktake.guard,
    "disposal": disposal.guard,
    "carryout": carryout.guard,
}
_PEOPLE = frozenset(
    {
        *("store.founded", "policy.adopted", "key.enrolled", "key.ended"),
        *("role.granted", "role.ended", "chain.admitted", "store.restored"),
    }
)
#: Tables small enough to be read whole by the rules.
SMALL = ("store", "policy", "seal_key", "grant", "chain", "admission", "definition", "person")


class Memory:
    """The whole state in memory: what a rebuild folds events into, and what the tests use."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, Row]] = {}
        self.profile: Profile | None = None
        self.editions: dict[str, Profile] = {}

    def edition(self, digest: str) -> Profile | None:
        return self.editions.get(digest)

    def get(self, table: str, id: str) -> Row | None:
        return self.tables.get(table, {}).get(id)

    def table(self, table: str) -> Mapping[str, Row]:
        return self.tables.get(table, {})

    def apply(self, event: Event, body: dict[str, Any]) -> Changes:
        """Fold one event in and return what it changed."""
        changes = evolve(self, event, body)
        for (table, id), row in changes.items():
            if row is None:
                self.tables.get(table, {}).pop(id, None)
            else:
                self.tables.setdefault(table, {})[id] = row
        if event.kind == "policy.adopted":
            self.profile = load(body["profile"])
            self.editions[str(body["digest"])] = self.profile
        return changes


def form_named(profile: Profile | None, name: str) -> Form | None:
    """The form of that name: one of the program's own, or one that the profile declares as data."""
    if name == own_form.OWN_FORM.name:
        return own_form.OWN_FORM
    return FORMS.get(name) or entry.find(profile, name)


def refusals(rows: Rows, event: Event, body: dict[str, Any]) -> list[Refusal]:
    """Why ``event`` may not stand in the state before it. The services ask before writing, ``verify`` afterwards."""
    kind = event.kind
    if kind == "answer.given":
        return inspection.answer_refusals(rows, event, body)
    if kind.startswith("record."):
        form = form_named(rows.profile, str(body.get("form")))
        if form is None:
            return [Refusal("form_unknown")]
        found = record.refusals(rows, event, body, form)
        guard = GUARDS.get(form.name)
        if found or guard is None:
            return found
        row = rows.get(form.kept_in, body["record"])
        if references.mentions_gone(rows, form, {**(row or {}), **body.get("values", {})}):
            return []
        return guard(rows, event, body, row)
    if kind in _PEOPLE:
        return people.refusals(rows, event, body)
    if kind == "definition.recorded":
        return [] if digest(body["definition"]) == body["sha256"] else [Refusal("definition_unknown")]
    if kind == "chain.started":
        return [] if event.seq == 1 else [Refusal("chain_started_twice")]
    if kind == "chain.resumed":
        return [] if rows.get("chain", event.chain) is not None else [Refusal("chain_started_twice")]
    return [Refusal("kind_unknown", values={"kind": kind})]


def evolve(rows: Rows, event: Event, body: dict[str, Any]) -> Changes:
    """The rows after ``event``. Old kinds keep their place here for ever; an unknown kind changes nothing."""
    kind = event.kind
    if kind == "answer.given":
        return inspection.evolve_answer(rows, event, body)
    if kind.startswith("record."):
        form = form_named(rows.profile, str(body.get("form")))
        changes = {} if form is None else record.evolve(rows, event, body, form)
        return changes | _with_answers(rows, kind, body)
    if kind in _PEOPLE:
        return people.evolve(rows, event, body)
    if kind == "definition.recorded":
        return {("definition", body["sha256"]): {"id": body["sha256"], "form": body["form"], "event": event.hash}}
    if kind == "chain.started":
        row = {"id": event.chain, "public": body["public"], "installation": body["installation"]}
        return {("chain", event.chain): {**row, "continues": body["continues"], "started_at": event.at}}
    return {}


def _with_answers(rows: Rows, kind: str, body: dict[str, Any]) -> Changes:
    """A discarded sheet takes its answers with it."""
    if kind != "record.discarded" or body.get("form") != "sheet":
        return {}
    sheet = rows.get("sheet", body["record"])
    return {("answer", f"{body['record']}/{code}"): None for code in (sheet["items"] if sheet else [])}
