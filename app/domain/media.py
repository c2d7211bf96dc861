"""Media and devices: what they are physically, and the register entry that everything else refers to."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from typing import Any

from app.common.text import fold_id
from app.domain.forms import CHOICES, Action, Field, Form, Values
from app.domain.ledger import Event, Refusal, Row, Rows
from app.domain.policy import Objection, Profile, Rule
from app.domain.trips import away

KINDS = (
    *("pc", "tablet", "phone", "hdd", "ssd", "usb", "sd", "external_hdd", "optical", "tape", "fd", "mo"),
    *("ic_card", "mfp", "network_device", "paper", "other"),
)
#: Media that a magnetic field does not erase (NIST SP 800-88: degaussing is for magnetic media only).
NON_MAGNETIC = frozenset({"tablet", "phone", "ssd", "usb", "sd", "optical", "ic_card", "network_device", "paper"})

CHOICES["medium_kind"] = KINDS
CHOICES["ownership"] = ("owned", "leased", "rented", "borrowed", "private")


def _positive(value: Any, values: Values) -> str:
    return "" if value >= 1 else "not_positive"


def _one_if_serial(value: Any, values: Values) -> str:
    """A line with a serial number is one thing; many of a kind (CD 40枚) go without."""
    return "serial_for_many" if value and values.get("quantity", 1) > 1 else ""


MEDIUM = Form(
    name="medium",
    prefix="媒",
    initial="stored",
    final=("disposed",),
    revise={"stored": "stored", "out": "out", "waiting": "waiting"},
    fields=(
        Field("medium_no", "id", required=True, source="高崎 2.3(2)②"),
        Field("medium_kind", "choice", required=True, choices="medium_kind"),
        Field("quantity", "int", required=True, check=_positive),
        Field("name"),
        Field("info_class", "choice", required=True, choices="classes"),
        Field("place", required=True),
        Field("zone", "choice", choices="zones"),
        Field("contents"),
        Field("locked", "bool", folded=True),
        Field("holder", "person", folded=True),
        Field("maker", folded=True),
        Field("model", folded=True),
        Field("serial", "id", check=_one_if_serial, folded=True),
        Field("capacity", folded=True),
        Field("asset_no", "id", folded=True),
        Field("ownership", "choice", choices="ownership", folded=True),
        Field("registered_on", "date", folded=True),
        Field("parent", "medium", folded=True),
        Field("copied_from", "medium", folded=True, source="高崎 2.3(2)①イ"),
        Field("remark", "note", folded=True),
    ),
    actions=(
        Action("take_out", before=("stored",), after="out"),
        Action("bring_back", before=("out", "lost"), after="stored"),
        Action("lose", before=("out",), after="lost"),
        Action("hold", before=("stored",), after="waiting"),
        Action("release", before=("waiting",), after="stored"),
        Action("dispose", before=("waiting",), after="disposed"),
    ),
)

_RANGE = re.compile(r"(.*?)([0-9]{1,9})\s*[〜~～]\s*([^0-9]*)([0-9]{1,9})")


def numbers_in(text: str) -> int:
    """How many numbers a line's range spans: CD-0001〜0040 holds 40, CD-0001 and what is no range hold 1."""
    found = _RANGE.fullmatch(text)
    if found is None or found[3] not in ("", found[1]):
        return 1
    return max(int(found[4]) - int(found[2]) + 1, 1)


#: How much of a medium's id stands in a QR code whose number a keyboard cannot type.
_CODE = 10


def label_code(id: str, number: str) -> str:
    """What the QR code of a label holds: the number, or for one with 漢字 or 〜, which a scanner that works as a
    keyboard cannot type, a code made of the medium's id."""
    return number if number.isascii() else f"M{id[:_CODE].upper()}"


def id_in_code(said: str) -> str:
    """How the id begins that stands in a label's code; empty where it is no such code."""
    found = re.fullmatch(rf"M([0-9A-F]{{{_CODE}}})", fold_id(said))
    return found[1].lower() if found else ""


#: Dispositions after which the medium stays the section's own.
RETURNING = ("repair", "reuse")

#: The form by which the use of something private is permitted.
PRIVATE = "private_device"

#: Which state of which form a step on a medium must follow: nobody marks a medium as gone by hand.
_CAUSES = {
    "take_out": ("carryout", ("out",)),
    "bring_back": ("carryout", ("back", "closed", "permitted")),
    "lose": ("carryout", ("lost",)),
    "hold": ("disposal", ("requested", "permitted")),
    "release": ("disposal", ("refused", "withdrawn", "sent_back", "closed")),
    "dispose": ("disposal", ("closed",)),
}


def permitted_private(rows: Rows, day: str) -> frozenset[str]:
    """The serials of private devices and media whose use is permitted on that day (ISO), as identifiers are folded."""
    return frozenset(
        fold_id(str(row["extra"]["x_serial"]))
        for row in rows.table("entry").values()
        if row["form"] == PRIVATE
        and row["state"] == "permitted"
        and row["extra"].get("x_serial")
        and str(row["extra"].get("x_starts_on") or "") <= day <= str(row["extra"].get("x_ends_on") or "9999")
    )


def objections(profile: Profile, values: Mapping[str, Any], private: Container[str] = ()) -> list[Objection]:
    """What the rules about the register have against an entry as it is filled in.

    ``private`` are the serials of private things whose use is permitted.
    """
    rules = [
        rule
        for rule in profile.media_rules
        if profile.names_kind(rule, str(values.get("medium_kind")))
        and ("*" in rule.classes or values.get("info_class") in rule.classes)
        and ("*" in rule.zones or values.get("zone") in rule.zones)
    ]
    return [Objection(f"medium_{rule.demand}", rule.effect, rule) for rule in rules if not _met(rule, values, private)]


def _met(rule: Rule, values: Mapping[str, Any], private: Container[str]) -> bool:
    """Whether an entry meets what a row demands; a row that only reminds (no_export …) is never met by an entry."""
    return {
        "identification_number": bool(values.get("medium_no")),
        "one_zone": bool(values.get("zone")),
        "locked_storage": bool(values.get("locked")),
        "not_private": values.get("ownership") != "private",
        "private_permission": values.get("ownership") != "private"
        or fold_id(str(values.get("serial") or "")) in private,
    }.get(rule.demand, False)


def _below_source(rows: Rows, profile: Profile, values: Mapping[str, Any]) -> list[Refusal]:
    """A copy has at least the class of its original, where the policy says that it inherits it."""
    rule = profile.section("classification")
    source = rows.get("medium", str(values.get("copied_from") or ""))
    if source is None or rule.get("copy") != "inherit":
        return []
    kept = str(values.get("info_class"))
    if profile.strictest([str(source["info_class"]), kept]) == kept:
        return []
    clauses = tuple(rule.get("copy_clause") or ())
    return [
        Refusal("class_below_source", clauses, {"no": str(source["medium_no"]), "class": str(source["info_class"])})
    ]


def guard(rows: Rows, event: Event, body: dict[str, Any], row: Row | None) -> list[Refusal]:
    """A step on a medium follows from the case or the permission that names it."""
    if event.kind in ("record.opened", "record.revised") and rows.profile is not None:
        values = {**(row or {}), **body["values"]}
        private = permitted_private(rows, event.at[:10]) if values.get("ownership") == "private" else ()
        against = objections(rows.profile, values, private)
        refused = [Refusal(item.code, item.clauses) for item in against if item.effect == "refuse"]
        return refused + _below_source(rows, rows.profile, values)
    if event.kind != "record.moved":
        return []
    form, states = _CAUSES[body["action"]]
    if rows.get("discarded", str(body.get("cause"))) is not None:
        return []
    cause = rows.get(form, str(body.get("cause")))
    named = cause is not None and body["record"] in (cause["media"] or [])
    if body["action"] == "release" and cause is not None and not named and not is_held(rows, str(body["record"])):
        return []  # a correction left it out of its case
    known = cause is not None and named and cause["state"] in states
    if cause is not None and named and body["action"] == "bring_back" and cause["state"] == "out":
        # One of several under a permission for many times (包括) is back, the others are still out.
        known = cause["mode"] == "blanket" and body["record"] not in away(cause)
    if cause is not None and known and cause["state"] == "closed" and form == "disposal":
        # Repaired or reused media come back; all others are gone.
        known = (body["action"] == "release") == (cause["disposition"] in RETURNING)
    if body["action"] == "release" and is_held(rows, str(body["record"])):
        known = False  # another case has taken it meanwhile
    return [] if known else [Refusal("medium_moved_without_cause")]


def is_held(rows: Rows, medium: str) -> bool:
    """Whether a case that is not over names the medium."""
    cases = rows.table("disposal").values()
    return any(row["state"] in ("requested", "permitted", "performed") and medium in row["media"] for row in cases)
