"""A form as a record is read: what an earlier edition of the policy asked stays readable beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from app.domain import past_form as domain
from app.domain.approval import value_of
from app.domain.forms import Form
from app.domain.ledger import Row
from app.domain.projection import FORMS
from app.services import record
from app.services.session import Session
from app.store import ledger


def form_read(session: Session, form: str, rows: Sequence[Row]) -> Form:
    """Today's form, and of its earlier editions the fields that one of the records still holds."""
    declared, past = record.form_of(session, form), remembered(session, form)
    if past is declared:
        return declared
    gone = [item for item in past.fields if item.name not in declared.by_name]
    kept = {item.name for item in gone if any(value_of(row, item.name) for row in rows)} | set(declared.by_name)
    return replace(past, fields=tuple(item for item in past.fields if item.name in kept))


def remembered(session: Session, form: str) -> Form:
    """Today's form with every field that it ever had, for what a history tells."""
    declared, base = record.form_of(session, form), FORMS.get(form)
    found = _definitions(session, declared)
    hides = base is not None and not base.by_name.keys() <= declared.by_name.keys()
    return domain.remembering(declared, found, base) if found or hides else declared


def _definitions(session: Session, declared: Form) -> list[Mapping[str, Any]]:
    """The form as it was when records were written before, the oldest first."""
    sql = 'SELECT event FROM "definition" WHERE form = ? AND id <> ?'
    hashes = [str(each["event"]) for each in session.store.query(sql, (declared.name, declared.definition_digest))]
    marks = ", ".join("?" * len(hashes))
    found = ledger.events(session.store, f"hash IN ({marks})", tuple(hashes)) if hashes else ()
    return [event.body["definition"] for event in found]
