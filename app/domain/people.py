"""People of the department, their seal keys and their dated roles."""

from __future__ import annotations

from typing import Any

from app.domain import approval
from app.domain.forms import CHOICES, Action, Field, Form, Values
from app.domain.ledger import Changes, Event, Refusal, Rows
from app.domain.policy import load

CHOICES["person_kind"] = ("regular", "fixed_term", "dispatched", "contractor")

#: What fits on a stamp, in a list and into a footer.
LONGEST_NAME = 40


def _not_too_long(value: Any, values: Values) -> str:
    return "too_long" if len(value) > LONGEST_NAME else ""


PERSON = Form(
    name="person",
    prefix="職",
    initial="active",
    final=("left",),
    revise={"active": "active"},
    fields=(
        Field("name", required=True, check=_not_too_long),
        Field("kana", check=_not_too_long),
        Field("post", check=_not_too_long),
        Field("person_kind", "choice", choices="person_kind", folded=True),
        Field("contact", folded=True),
        Field("active_from", "date", folded=True),
        Field("active_to", "date", folded=True),
    ),
    actions=(
        Action("leave", before=("active",), after="left", fills=("active_to",)),
        Action("rejoin", before=("left",), after="active", fills=("active_to",)),
    ),
)


def refusals(rows: Rows, event: Event, body: dict[str, Any]) -> list[Refusal]:
    """Why an event about the store, a key or a role may not stand."""
    return {
        "store.founded": _founding,
        "policy.adopted": _adopting,
        "key.enrolled": _enrolling,
        "key.ended": _by_authority,
        "role.granted": _granting,
        "role.ended": _by_authority,
        "chain.admitted": _by_authority,
        "store.restored": _by_authority,
    }[event.kind](rows, event, body)


def _founding(rows: Rows, event: Event, body: dict[str, Any]) -> list[Refusal]:
    if rows.table("store"):
        return [Refusal("store_founded_already")]
    found = approval.seal_refusals(rows, event, body)
    if not found and body["founder"] != body["seal"]["person"]:
        found.append(Refusal("role_not_held"))
    return found


def _enrolling(rows: Rows, event: Event, body: dict[str, Any]) -> list[Refusal]:
    if rows.get("person", str(body.get("person"))) is None:
        return [Refusal("person_unknown")]
    if rows.get("seal_key", str(body.get("key"))) is not None:
        return [Refusal("record_exists")]
    seal = body.get("seal") or {}
    if not rows.table("seal_key") and not rows.table("store"):
        # The founder's first key vouches for itself; there is nobody before to vouch for it.
        own = seal.get("key") == body.get("key") and seal.get("person") == body["person"]
        return approval.signature_refusals(event, body, body["public"]) if own else [Refusal("seal_key_unknown")]
    found = approval.seal_refusals(rows, event, body)
    renewing = seal.get("person") == body["person"]  # a new password under the old seal
    if not found and not renewing and not approval.may_enrol(rows, seal["person"], event.at[:10]):
        found.append(Refusal("role_not_held"))
    return found


def _granting(rows: Rows, event: Event, body: dict[str, Any]) -> list[Refusal]:
    if rows.get("person", str(body.get("person"))) is None:
        return [Refusal("person_unknown")]
    if rows.profile is None or body.get("role") not in rows.profile.roles:
        return [Refusal("role_unknown")]
    if body.get("valid_to") and body["valid_to"] < body["valid_from"]:
        return [Refusal("dates_reversed")]
    return _by_authority(rows, event, body)


def _adopting(rows: Rows, event: Event, body: dict[str, Any]) -> list[Refusal]:
    """An edition is adopted under the digest of what it holds: sheets and answers refer to it by that."""
    if load(body["profile"]).digest != body.get("digest"):
        return [Refusal("policy_digest")]
    return _by_authority(rows, event, body)


def _by_authority(rows: Rows, event: Event, body: dict[str, Any]) -> list[Refusal]:
    found = approval.seal_refusals(rows, event, body)
    if not found and not approval.may_enrol(rows, body["seal"]["person"], event.at[:10]):
        found.append(Refusal("role_not_held"))
    return found


def evolve(rows: Rows, event: Event, body: dict[str, Any]) -> Changes:
    """The rows of store, policy, keys and roles after the event."""
    return {
        "store.founded": _founded,
        "policy.adopted": _adopted,
        "key.enrolled": _enrolled,
        "key.ended": _key_ended,
        "role.granted": _granted,
        "role.ended": _role_ended,
        "chain.admitted": _admitted,
        "store.restored": _restored,
    }[event.kind](rows, event, body)


def _founded(rows: Rows, event: Event, body: dict[str, Any]) -> Changes:
    unit = body["unit"]
    row = {"id": body["store"], "training": body["training"], "unit": unit["name"], "unit_kind": unit["kind"]}
    row |= {"bureau": unit.get("bureau", ""), "municipality": unit["municipality"]}
    row |= {"founder": body["founder"], "founded_at": event.at}
    return {("store", body["store"]): row}


def _adopted(rows: Rows, event: Event, body: dict[str, Any]) -> Changes:
    head = body["profile"]["profile"]
    row = {"id": body["digest"], "profile": head["id"], "edition": str(head.get("edition", "")), "event": event.hash}
    return {("policy", body["digest"]): {**row, "adopted_at": event.at}}


def _enrolled(rows: Rows, event: Event, body: dict[str, Any]) -> Changes:
    changes: Changes = {
        ("seal_key", id): {**key, "ended_at": event.at}
        for id, key in rows.table("seal_key").items()
        if key["person"] == body["person"] and not key["ended_at"]
    }
    row = {"id": body["key"], "person": body["person"], "public": body["public"], "enrolled_at": event.at}
    row |= {"wrapped_sha256": body["wrapped_sha256"], "ended_at": "", "event": event.hash}
    changes["seal_key", body["key"]] = row
    return changes


def _key_ended(rows: Rows, event: Event, body: dict[str, Any]) -> Changes:
    key = rows.get("seal_key", body["key"])
    return {} if key is None else {("seal_key", body["key"]): {**key, "ended_at": event.at}}


def _granted(rows: Rows, event: Event, body: dict[str, Any]) -> Changes:
    row = {"id": body["grant"], "person": body["person"], "role": body["role"], "event": event.hash}
    return {("grant", body["grant"]): {**row, "valid_from": body["valid_from"], "valid_to": body.get("valid_to", "")}}


def _role_ended(rows: Rows, event: Event, body: dict[str, Any]) -> Changes:
    grant = rows.get("grant", body["grant"])
    return {} if grant is None else {("grant", body["grant"]): {**grant, "valid_to": body["valid_to"]}}


def _admitted(rows: Rows, event: Event, body: dict[str, Any]) -> Changes:
    row = {"id": body["chain"], "person": body["seal"]["person"], "at": event.at, "event": event.hash}
    return {("admission", body["chain"]): row}


def _restored(rows: Rows, event: Event, body: dict[str, Any]) -> Changes:
    """That a copy took the store's place changes no row; the ledger tells who knew of it."""
    return {}
