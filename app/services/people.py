"""People, their seal keys and their dated roles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.common.errors import Refused
from app.common.text import fold
from app.domain import approval, signature
from app.services import record
from app.services.approval import Signet, shown_for
from app.services.keys import check_password, fingerprint, wrap
from app.services.session import Changes, Session, changed
from app.store.ledger import Change


def add(session: Session, values: Mapping[str, Any]) -> Changes:
    """Write a person into the department's list."""
    return record.open(session, "person", values)


def revise(session: Session, person: str, values: Mapping[str, Any], reason: str) -> Changes:
    """Correct a person's entry; seals set before keep the names of their day."""
    return record.revise(session, "person", person, values, reason)


def all_people(session: Session) -> list[dict[str, Any]]:
    """Everybody, by reading, with roles of today, whether a seal key is in force, and who is here, gone or may sit."""
    rows, today = session.rows, session.today
    found = []
    for id, person in rows.table("person").items():
        here = approval.is_here(rows, id, today)
        standing = {"here": here, "gone": not here and str(person["active_from"] or "") <= today}
        standing |= {"may_sit": approval.may_sit(rows, id, today), "enrolled": bool(approval.active_key(rows, id))}
        found.append({**person, "roles": approval.roles_of(rows, id, today), **standing})
    return sorted(found, key=lambda row: (fold(str(row["kana"] or row["name"])), row["no"]))


def may_sit(session: Session, person: str) -> bool:
    """Whether the person is known and may sit at the keyboard today."""
    rows = session.rows
    return rows.get("person", person) is not None and approval.may_sit(rows, person, session.today)


def may_enrol(session: Session, person: str) -> bool:
    """Whether the person may enrol others and give roles today."""
    return approval.may_enrol(session.rows, person, session.today)


def rejoin(session: Session, person: str) -> Changes:
    """Somebody who left is here again, or a mistaken transfer is taken back; roles are given anew."""
    form, row = record.form_of(session, "person"), record.get(session, "person", person)
    with session.change() as change:
        record.move_in(change, form, row, "rejoin", values={"active_to": ""})
    return changed(change, person)


def roles_of(session: Session, person: str) -> list[str]:
    """The roles that a person holds today."""
    return approval.roles_of(session.rows, person, session.today)


def may_seal(session: Session, person: str) -> bool:
    """Whether the person holds an approving role and a key today."""
    profile = session.profile
    roles = [role for role in roles_of(session, person) if role in profile.roles and profile.roles[role].approver]
    return bool(roles) and bool(approval.active_key(session.rows, person))


def enrol_in(change: Change, session: Session, person: str, password: str, by: Signet | None) -> Signet:
    """Make a new seal key for a person inside a transaction. Without ``by`` it vouches for itself (the founder's)."""
    key, key_id = Ed25519PrivateKey.generate(), session.ids()
    wrapped = wrap(key, password, person=person, key_id=key_id, cost=session.cost)
    own = Signet(person, key_id, key)
    sealer = by or own
    body = {
        "person": person,
        "key": key_id,
        "public": signature.public_hex(key),
        "wrapped_sha256": fingerprint(wrapped),
    }
    name = str((change.rows.get("person", sealer.person) or {}).get("name", ""))
    change.append("key.enrolled", body, seal=sealer.maker(shown={"name": name}))
    change.keep_key(key_id, person, wrapped)
    return own


def enrol(session: Session, person: str, password: str, by: Signet) -> Changes:
    """Enrol a person with a password of his own, or again after a forgotten one: a new key, old seals stay valid."""
    row = session.rows.get("person", person)
    if row is None:
        raise Refused("person_unknown")
    check_password(session.profile, password, names=(row["name"], session.unit["unit"]))
    with session.change(by=by.person) as change:
        enrol_in(change, session, person, password, by)
    return changed(change, person)


def grant_in(
    change: Change, session: Session, person: str, role: str, valid_from: str, valid_to: str, by: Signet
) -> str:
    """Give a person a role with its dates inside a transaction; returns the grant's id."""
    grant = session.ids()
    body = {"grant": grant, "person": person, "role": role, "valid_from": valid_from, "valid_to": valid_to}
    name = str((change.rows.get("person", by.person) or {}).get("name", ""))
    change.append("role.granted", body, seal=by.maker(shown={"name": name}))
    return grant


def grant(session: Session, person: str, role: str, valid_from: str, valid_to: str, by: Signet) -> Changes:
    """Give a person a role from a day, until a day or (empty) until further notice."""
    with session.change(by=by.person) as change:
        id = grant_in(change, session, person, role, valid_from, valid_to, by)
    return changed(change, id)


def end_role(session: Session, grant: str, last_day: str, by: Signet) -> Changes:
    """End a role on a day; what was sealed in it until then stands."""
    body = {"grant": grant, "valid_to": last_day}
    with session.change(by=by.person) as change:
        change.append("role.ended", body, seal=by.maker(shown=shown_for(session, by.person)))
    return changed(change, grant)


def grants(session: Session, person: str) -> list[dict[str, Any]]:
    """The person's roles with their dates, the latest first."""
    found = [row for row in session.rows.table("grant").values() if row["person"] == person]
    return sorted(found, key=lambda row: row["valid_from"], reverse=True)


def admit_chain(session: Session, chain: str, by: Signet) -> Changes:
    """Confirm under a seal that another PC writes into this store."""
    with session.change(by=by.person) as change:
        change.append("chain.admitted", {"chain": chain}, seal=by.maker(shown=shown_for(session, by.person)))
    return changed(change, chain)
