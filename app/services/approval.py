"""Seals as verbs: unwrap a key for one act or one shown batch, set the seal, drop the key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct

from app.common.errors import Refused
from app.domain import approval, signature
from app.domain.forms import Form
from app.domain.ledger import Row
from app.services.keys import unwrap
from app.services.session import Session
from app.store.ledger import SealMaker


class Seen(Struct, frozen=True):
    """What was on the screen when the seal was set: the record's last event, its attachments and its definition."""

    event: str
    attachments: tuple[str, ...]
    definition: str

    @classmethod
    def of(cls, row: Row) -> Seen:
        """What a person sees who looks at ``row`` now."""
        return cls(row["head"], tuple(item["sha256"] for item in row["attachments"]), row["definition"])


class Signet(Struct, frozen=True):
    """An opened seal key and whose it is; it lives only inside :func:`signet`."""

    person: str
    key_id: str
    key: Ed25519PrivateKey

    def maker(self, *, shown: dict[str, str], role: str = "", grant: str = "", seen: Seen | None = None) -> SealMaker:
        """What puts this seal under an event body."""
        seal: dict[str, Any] = {"person": self.person, "key": self.key_id, "shown": shown}
        if role:
            seal |= {"role": role, "grant": grant}
        if seen is not None:
            seen_body = {"event": seen.event, "attachments": list(seen.attachments), "definition": seen.definition}
            seal["seen"] = seen_body

        def put(id: str, kind: str, at: str, by: str, body: dict[str, Any]) -> dict[str, Any]:
            sealed = {**body, "seal": dict(seal)}
            sealed["seal"]["sig"] = signature.sign_seal(self.key, signature.sealed_bytes(id, kind, at, by, sealed))
            return sealed

        return put


@contextmanager
def signet(session: Session, person: str, password: str) -> Iterator[Signet]:
    """The person's seal for one act or one shown batch. ``WrongPassword``, or ``Refused`` without a key or not here."""
    if not approval.may_sit(session.rows, person, session.today):
        raise Refused("person_not_here", name=name_of(session, person))
    key_id = approval.active_key(session.rows, person)
    found = session.store.query("SELECT wrapped FROM wrapped_key WHERE key = ?", (key_id,))
    if not found:
        raise Refused("not_enrolled", name=name_of(session, person))
    yield Signet(person, key_id, unwrap(found[0]["wrapped"], password, person=person, key_id=key_id))
    if not session.rolled_back:  # no seal of the day hides that an older store was put in place
        session.remember_heads()


def name_of(session: Session, person: str) -> str:
    """The person's name as it is today."""
    row = session.rows.get("person", person)
    return str(row["name"]) if row else ""


def shown_for(session: Session, person: str, role: str = "", title: str = "") -> dict[str, str]:
    """The names and titles that are displayed with a seal; they stay those of the day."""
    row = session.rows.get("person", person) or {}
    unit = session.unit
    label = session.profile.roles[role].label.ja if role in session.profile.roles else ""
    post = str(row.get("post") or "")
    if not post and role:
        post = session.profile.post(role, str(unit["unit_kind"])).ja
    return {"name": str(row.get("name", "")), "post": post, "role": label, "unit": str(unit["unit"]), "title": title}


def standing_in(session: Session, form: Form, action: str, row: Row, person: str) -> tuple[str, str]:
    """The (role, grant) in which a person may take a sealed step. ``Refused`` with the clause if there is none."""
    step = form.steps[action]
    role = approval.required_role(session.profile, form, step, row)
    roles = _roles(session, form, action, row)
    grant = approval.grant_of(session.rows, person, roles, session.today)
    if not grant:
        grant = approval.grant_of(session.rows, person, _deputies(session, roles), session.today)
    if not grant:
        known = session.profile.roles.get(role)
        raise Refused("role_not_held", clauses=known.clause if known else ())
    return str(session.rows.table("grant")[grant]["role"]), grant


def _deputies(session: Session, roles: tuple[str, ...]) -> tuple[str, ...]:
    """The roles that the policy lets act for one of these."""
    known = (session.profile.roles.get(role) for role in roles)
    return tuple(role.deputy for role in known if role is not None and role.deputy)


def acting_for(session: Session, form: Form, action: str, row: Row, role: str) -> str:
    """The role for which ``role`` would decide here as its deputy (代決); empty where it decides in its own right."""
    roles = _roles(session, form, action, row)
    return "" if role in roles else approval.principal_of(session.profile, roles, role)


def roles_for(session: Session, form: Form, action: str, row: Row) -> tuple[str, ...]:
    """The roles in which a sealed step may be taken, their deputies last."""
    roles = _roles(session, form, action, row)
    return tuple(dict.fromkeys((*roles, *_deputies(session, roles))))


def _roles(session: Session, form: Form, action: str, row: Row) -> tuple[str, ...]:
    """The roles that may take a sealed step in their own right today."""
    wanted = approval.required_roles(session.profile, form, form.steps[action], row)
    applicants = approval.applicants_of(form, row)
    return approval.deciding_roles(session.rows, session.profile, wanted, applicants, session.today)


def permitting(session: Session, form: Form, row: Row, action: str = "decide") -> str:
    """The role that permits what a record asks for: who did, or who will where the head of the unit applies himself."""
    acts = [act for act in row["acts"] if act["action"] == action and not act["void"] and act["sealed"] and act["role"]]
    if acts:
        return str(acts[-1]["deputy"] or acts[-1]["role"])
    wanted = approval.required_roles(session.profile, form, form.steps[action], row)
    roles = _roles(session, form, action, row)
    if roles == wanted:
        return wanted[0]
    own = (*wanted, *_deputies(session, wanted))
    here = deciders(session, form, action, row)
    held = any(approval.grant_of(session.rows, person, own, session.today) for person in here)
    return wanted[0] if held else roles[-1]


def deciders(session: Session, form: Form, action: str, row: Row) -> list[str]:
    """Who could take a sealed step now: role and key in force, and no rule of separation in the way."""
    step = form.steps[action]
    people = approval.enrolled(session.rows, roles_for(session, form, action, row), session.today)
    return [
        person
        for person in people
        if not approval.separation_refusals(session.profile, form, step, row, person, exception="")
    ]
