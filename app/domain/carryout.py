"""Carry-out: the request, the rules that stand beside it, and the clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from app.common.clock import fiscal_year
from app.domain import approval, trips
from app.domain.forms import CHOICES, Action, Field, Form, Values, adapt, decision, faults
from app.domain.ledger import Event, Refusal, Row, Rows
from app.domain.policy import Profile, Rule

CHOICES["activity"] = ("carry", "offsite_work", "transport", "provide", "send_fax", "send_mail", "copy")
CHOICES["safeguard"] = (
    *("encryption", "password", "locked_case", "sealed", "kept_on_person", "screen_lock", "privacy_filter"),
    *("remote_wipe", "minimum_data", "tracking", "nda"),
)
CHOICES["transport"] = ("in_person", "official_car", "public_transport", "post_tracked", "contractor")
CHOICES["virus_check"] = ("clean", "found", "not_applicable")
CHOICES["carryout_mode"] = ("each", "blanket")
CHOICES["erasure"] = ("erased", "kept", "no_data")


#: What is handed over, sent or copied for good, if no medium goes with it: nothing comes back.
ONE_WAY = frozenset({"provide", "send_fax", "send_mail", "copy"})


def is_one_way(values: Values) -> bool:
    """Whether nothing comes back: only handing over, sending or copying is asked for, and no medium travels."""
    asked = set(values.get("activities") or ("carry",))
    return asked <= ONE_WAY and not values.get("media") and values.get("mode") != "blanket"


def _long_enough(value: Any, values: Values) -> str:
    return "purpose_too_short" if len(value) < 5 else ""


def _not_long_past(value: Any, values: Values) -> str:
    """A request may be entered some days late, never for another year."""
    applied = str(values.get("applied_on") or "")
    return "date_long_past" if applied and value < applied[:4] + "-01-01" and value < applied else ""


def _within_the_year(value: Any, values: Values) -> str:
    """A permission for many times (包括) ends with the fiscal year in which it begins."""
    if value != "blanket" or not values.get("starts_on") or not values.get("due_on"):
        return ""
    start, due = date.fromisoformat(values["starts_on"]), date.fromisoformat(values["due_on"])
    return "" if fiscal_year(start) == fiscal_year(due) else "blanket_beyond_year"


def _after_due(value: Any, values: Values) -> str:
    return "extension_not_later" if values.get("due_on") and value <= values["due_on"] else ""


CARRYOUT = Form(
    name="carryout",
    prefix="持",
    initial="requested",
    final=("closed", "refused", "withdrawn"),
    revise={
        **{"requested": "requested", "sent_back": "requested", "permitted": "requested"},
        **{"back": "back", "closed": "back"},
    },
    actors={"request": "applicant", "carry": "carrier"},
    fields=(
        Field("media", "media", required=True, when=lambda v: not v.get("info_name")),
        Field("info_name", required=True, when=lambda v: not v.get("media")),
        Field("info_class", "choice", required=True, choices="classes"),
        Field("purpose", required=True, check=_long_enough),
        Field("destination", required=True),
        Field("starts_on", "date", required=True, check=_not_long_past),
        Field("due_on", "date", required=True, when=lambda v: not is_one_way(v), after="starts_on"),
        Field("safeguards", "choices", choices="safeguard"),
        Field("activities", "choices", choices="activity", folded=True),
        Field("personal", "bool", folded=True),
        Field("personal_count", "int", required=True, when=lambda v: bool(v.get("personal")), folded=True),
        Field("transport", "choice", choices="transport", folded=True, own_choices=True),
        Field("carrier", "person", folded=True),
        Field("applicant", "person", required=True, folded=True),
        Field("applied_on", "date", required=True, folded=True),
        Field("mode", "choice", choices="carryout_mode", check=_within_the_year, folded=True),
        Field("exception_reason", "note", folded=True),
        Field("contact", folded=True),
        Field("remark", "note", folded=True),
        Field("permission", "choice", choices="roles", folded=True),
        Field("out_at", "datetime", required=True, stage="take_out", past=True),
        Field("out_virus_check", "choice", required=True, choices="virus_check", stage="take_out"),
        Field("back_at", "datetime", required=True, stage="bring_back", after="out_at", past=True),
        Field("back_virus_check", "choice", required=True, choices="virus_check", stage="bring_back"),
        Field("erasure", "choice", required=True, choices="erasure", stage="bring_back"),
        Field(
            "kept_reason",
            required=True,
            when=lambda v: v.get("erasure") == "kept",
            stage="bring_back",
        ),
        Field("back_remark", "note", stage="bring_back"),
        Field("trips", "rows", stage="trip", columns=trips.TRIP),
        Field("handed_at", "datetime", required=True, stage="hand_over", past=True),
        Field("handed_check", required=True, stage="hand_over"),
        Field("extended_until", "date", required=True, stage="ask_extension", check=_after_due),
        Field("extension_reason", required=True, stage="ask_extension"),
        Field("lost_at", "datetime", required=True, stage="lose", after="out_at", past=True),
        Field("lost_place", required=True, stage="lose"),
        Field("lost_detail", "note", required=True, stage="lose"),
    ),
    actions=(
        decision("permission"),
        Action("withdraw", before=("requested", "sent_back", "permitted"), after="withdrawn"),
        Action("take_out", before=("permitted",), after="out", act="carry"),
        Action("bring_back", before=("out", "lost"), after="back"),
        Action("hand_over", before=("permitted",), after="closed", act="carry"),
        Action("trip_out", before=("permitted", "out"), after="out", act="carry", fills=("trips",)),
        Action("trip_back", before=("out",), after="permitted", fills=("trips",)),
        Action("trip_part", before=("out",), after="out", fills=("trips",)),
        Action("ask_extension", before=("out",), after="out"),
        Action(
            "extend",
            before=("out",),
            outcomes={"permit": "out", "refuse": "out"},
            sealed=True,
            role="permission",
            act="decide",
            covers=("ask_extension",),
            remark_unless=("permit",),
            fills=("extended_until", "due_on"),
        ),
        Action("lose", before=("out",), after="lost"),
        Action(
            "confirm_return",
            before=("back",),
            after="closed",
            sealed=True,
            role="permission",
            act="confirm_return",
            covers=("", "take_out", "bring_back"),
        ),
    ),
)


#: The fields that a request is made of; a row may want some of them recorded that are not always required.
_REQUESTED = frozenset(item.name for item in CARRYOUT.stage(""))


class Demand(Struct, frozen=True):
    """What the rules ask of one request: who permits it, which safeguards, and what is refused or warned.

    ``excepted`` are rows that forbid in principle and let an exception through whose reason stands in the request;
    ``fields`` are the fields of the request that a row wants recorded.
    """

    permission: str
    safeguards: tuple[str, ...]
    any_of: tuple[tuple[str, ...], ...]
    fields: tuple[str, ...]
    record: bool
    rules: tuple[Rule, ...]
    refused: tuple[Rule, ...]
    excepted: tuple[Rule, ...]
    warned: tuple[Rule, ...]


def knows_exceptions(profile: Profile) -> bool:
    """Whether some row forbids only in principle, so that a request may plead an exception."""
    return any(rule.exception for rule in profile.carryout_rules)


def demand(profile: Profile, values: Mapping[str, Any], media: Sequence[Mapping[str, Any]]) -> Demand:
    """The rule rows that speak of this request and the media it names ("information" if it names none)."""
    activities = tuple(values.get("activities") or ("carry",))
    things = [(str(medium["medium_kind"]), str(medium.get("zone") or "")) for medium in media] or [("information", "")]
    rules = tuple(
        rule
        for rule in profile.carryout_rules
        if set(activities) & set(rule.activities or activities)
        and ("*" in rule.classes or values.get("info_class") in rule.classes)
        and any(profile.names_kind(rule, kind) and ("*" in rule.zones or zone in rule.zones) for kind, zone in things)
        and not (rule.transports and values.get("transport") not in rule.transports)
        and not (rule.personal_information == "only" and not values.get("personal"))
        and not (rule.personal_information == "never" and values.get("personal"))
    )
    binding = [rule for rule in rules if rule.effect == "refuse"]
    forbidding = [rule for rule in binding if rule.prohibited]
    excepted = [rule for rule in forbidding if rule.exception and values.get("exception_reason")]
    return Demand(
        permission=next((rule.permission for rule in rules if rule.permission), "dept"),
        safeguards=tuple(dict.fromkeys(key for rule in binding for key in rule.safeguards)),
        any_of=tuple(dict.fromkeys(rule.safeguards_any for rule in binding if rule.safeguards_any)),
        fields=tuple(dict.fromkeys(name for rule in binding for name in rule.record_fields if name in _REQUESTED)),
        record=any(rule.record for rule in rules),
        rules=rules,
        refused=tuple(rule for rule in forbidding if rule not in excepted),
        excepted=tuple(excepted),
        warned=tuple(rule for rule in rules if rule.effect == "warn"),
    )


def guard(rows: Rows, event: Event, body: dict[str, Any], row: Row | None) -> list[Refusal]:
    """What the rules refuse: forbidden activities, missing safeguards, media that are not here."""
    profile = rows.profile
    if profile is None:
        return [Refusal("no_policy")]
    if event.kind in ("record.opened", "record.revised"):
        if row and row["state"] in ("back", "closed"):
            return _return_refusals(adapt(CARRYOUT, profile), profile, body, row)
        values = {**(row or {}), **body["values"]}
        return request_refusals(rows, profile, values) + _here(rows, values)
    if event.kind != "record.moved" or row is None:
        return []
    action, blanket = body["action"], row["mode"] == "blanket"
    if action == "hand_over":
        return _early(row, body) if is_one_way(row) else [Refusal("not_in_this_state", values={"no": row["no"]})]
    if action in ("take_out", "trip_out"):
        found = trips.refusals(row, body) if action == "trip_out" else []
        leaving = trips.leaving(row, body) if action == "trip_out" and not found else row["media"] or []
        found += _here(rows, {"media": leaving})
        found += _early(row, body)
        if blanket != (action == "trip_out"):
            found.append(Refusal("not_in_this_state", values={"no": row["no"]}))
        if blanket and event.at[:10] > str(row["due_on"]):
            found.append(Refusal("blanket_over", values={"no": row["no"], "due": str(row["due_on"])}))
        return found
    if action in trips.BACK:
        return trips.refusals(row, body) if blanket else [Refusal("not_in_this_state", values={"no": row["no"]})]
    return _extension_refusals(rows, profile, body, row)


#: The steps whose record may be put right once the thing is back.
RETURNED = ("take_out", "bring_back")


def _return_refusals(form: Form, profile: Profile, body: dict[str, Any], row: Row) -> list[Refusal]:
    """What left and came back is put right as a whole; the request stays what was permitted."""
    if row["handed_at"]:  # nothing came back; what has to be said further is added (追記)
        return [Refusal("not_in_this_state", values={"no": row["no"]})]
    stages = {name: form.by_name[name].stage for name in body["values"]}
    found = [
        Refusal("request_settled", values={"form": form.name, "field": name})
        for name, stage in stages.items()
        if stage not in RETURNED
    ]
    said = {item.name: approval.value_of(row, item.name) for item in form.fields} | body["values"]
    found += [
        Refusal(f"field_{fault.code}", values={"form": form.name, "field": fault.field, "value": fault.value})
        for stage in RETURNED
        if stage in stages.values()
        for fault in faults(form, said, profile, stage)
    ]
    return found + _early(row, body)


def _early(row: Row, body: dict[str, Any]) -> list[Refusal]:
    """Leaving before the day of the permission: what was done without one has a record of its own."""
    permitted = [item for item in row["acts"] if item["action"] == "decide" and not item["void"]]
    values = body.get("values", {})
    out_at = str(values.get("out_at") or values.get("handed_at") or "")
    if not permitted or not out_at:
        return []
    decided_on = str(permitted[-1]["paper"].get("decided_on") or permitted[-1]["at"])[:10]
    return [Refusal("out_before_permission", values={"no": row["no"]})] if out_at[:10] < decided_on else []


def _extension_refusals(rows: Rows, profile: Profile, body: dict[str, Any], row: Row) -> list[Refusal]:
    """Only the day that was asked for is decided on, and it stays within the longest time out."""
    if body["action"] == "ask_extension":
        until = {**row, "due_on": body.get("values", {}).get("extended_until")}
        return _too_long(demand(profile, row, _media(rows, row)), until)
    asked = row["extended_until"]
    if body["action"] == "extend" and (not asked or body.get("values", {}).get("due_on", asked) != asked):
        return [Refusal("no_extension_asked", values={"no": row["no"]})]
    return []


def _lacking(code: str, rules: Iterable[Rule], safeguards: Iterable[str]) -> Refusal:
    """The safeguards that are not chosen, with the clauses of the rules that ask for them."""
    clauses = tuple(clause for rule in rules for clause in rule.clause)
    return Refusal(code, clauses, {"safeguards": ",".join(safeguards)})


def request_refusals(rows: Rows, profile: Profile, values: Mapping[str, Any]) -> list[Refusal]:
    """What stands against a request as it is filled in."""
    media = _media(rows, values)
    asked = demand(profile, values, media)
    found = [_forbidden(rule) for rule in asked.refused] + _unrecorded(asked, values) + _too_long(asked, values)
    chosen = set(values.get("safeguards") or [])
    missing = [key for key in asked.safeguards if key not in chosen]
    if missing:
        rules = [rule for rule in asked.rules if set(rule.safeguards) & set(missing)]
        found.append(_lacking("safeguard_missing", rules, missing))
    for group in asked.any_of:
        if not chosen & set(group):
            rules = [rule for rule in asked.rules if rule.safeguards_any == group]
            found.append(_lacking("safeguard_one_missing", rules, group))
    found += _class_too_low(profile, values, media)
    if values.get("permission") != asked.permission:
        found.append(Refusal("permission_role_wrong"))
    return found


def _class_too_low(profile: Profile, values: Mapping[str, Any], media: Sequence[Mapping[str, Any]]) -> list[Refusal]:
    """A request has at least the class of its media, and what it is about has the class that the policy defines."""
    chosen = values.get("info_class")

    def below(least: str) -> bool:
        return bool(least) and profile.strictest([least, str(chosen)]) != chosen

    strictest, least = profile.strictest([medium["info_class"] for medium in media]), floor(profile, values)
    if below(strictest):
        mixed = tuple(profile.section("classification").get("mixed_clause") or ())
        return [Refusal("class_below_medium", mixed or profile.classes[strictest].clause, {"class": strictest})]
    if below(least) and profile.classes[least].clause:  # a class that is only proposed refuses nothing
        return [Refusal("class_below_content", profile.classes[least].clause, {"class": least})]
    return []


def floor(profile: Profile, values: Mapping[str, Any]) -> str:
    """The class of what has personal information in it, whatever it is kept on; empty if the policy says none."""
    if not values.get("personal"):
        return ""
    return profile.strictest(key for key, row in profile.classes.items() if "personal_information" in row.floor_for)


def _forbidden(rule: Rule) -> Refusal:
    code = "carryout_means_forbidden" if rule.transports else "carryout_forbidden"
    return Refusal("carryout_only_by_exception" if rule.exception else code, rule.clause, {"rule": rule.id})


def _unrecorded(asked: Demand, values: Mapping[str, Any]) -> list[Refusal]:
    """What a row wants written down and the request does not say, such as the means of transport."""
    found = []
    for name in asked.fields:
        if values.get(name) in (None, "", []):
            rules = [rule for rule in asked.rules if name in rule.record_fields]
            clauses = tuple(dict.fromkeys(clause for rule in rules for clause in rule.clause))
            found.append(Refusal("carryout_not_recorded", clauses, {"form": "carryout", "field": name}))
    return found


def _too_long(asked: Demand, values: Mapping[str, Any]) -> list[Refusal]:
    """A binding row's longest time out; a permission for many times (包括) is bounded by its year instead."""
    start, due = str(values.get("starts_on") or ""), str(values.get("due_on") or "")
    if not start or not due or values.get("mode") == "blanket":
        return []
    days = (date.fromisoformat(due) - date.fromisoformat(start)).days + 1
    limits = [rule for rule in asked.rules if rule.effect == "refuse" and 0 < rule.max_days < days]
    return [Refusal("carryout_too_long", rule.clause, {"days": str(rule.max_days)}) for rule in limits]


def _media(rows: Rows, values: Mapping[str, Any]) -> list[Row]:
    return [medium for id in values.get("media") or [] if (medium := rows.get("medium", id))]


def _here(rows: Rows, values: Mapping[str, Any]) -> list[Refusal]:
    return [
        Refusal("medium_not_here", values={"no": medium["medium_no"]})
        for medium in _media(rows, values)
        if medium["state"] != "stored"
    ]


def is_overdue(row: Mapping[str, Any], today: str) -> bool:
    """Whether something that is out should have been back before ``today`` (ISO date)."""
    return row["state"] == "out" and str(row["due_on"]) < today
