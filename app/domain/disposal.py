"""Disposal: the case, and the gate that says which treatment a medium's kind, class and zone allow."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from msgspec import Struct

from app.common.i18n import listed, t
from app.common.text import fold_id
from app.domain.forms import CHOICES, Action, Field, Form, Values, decision
from app.domain.ledger import Event, Refusal, Row, Rows
from app.domain.media import NON_MAGNETIC
from app.domain.policy import Objection, Profile, Rule

METHODS = (
    *("destroy", "degauss", "overwrite", "block_erase", "crypto_erase"),
    *("dissolve", "incinerate", "shred", "nda", "format_only"),
)
CHOICES["method"] = METHODS
CHOICES["disposition"] = ("discard", "lease_return", "repair", "transfer", "reuse")
CHOICES["disposal_reason"] = ("old", "broken", "replaced", "lease_end", "unneeded")
CHOICES["disposal_place"] = ("inside", "vendor_site", "vendor_vehicle")
CHOICES["verdict"] = ("passed", "failed", "unverified")


def _after_start(value: Any, values: Values) -> str:
    return "dates_reversed" if values.get("started") and value < values["started"] else ""


STEP = (
    Field("medium", "medium", required=True),
    Field("started", "datetime", required=True, source="高崎 2.3(2)⑩イ 日時"),
    Field("ended", "datetime", check=_after_start),
    Field("performer", "person", required=True, source="高崎 2.3(2)⑩イ 担当者"),
    Field("witness", "person"),
    Field("method", "choice", required=True, choices="method"),
    Field("place", "choice", choices="disposal_place"),
    Field("tool"),
    Field("detail", required=True, source="高崎 2.3(2)⑩イ 処理内容"),
    Field("verified_by"),
    Field("verdict", "choice", required=True, choices="verdict"),
    Field("vendor"),
)


def _not_long_past(value: Any, values: Values) -> str:
    """A plan may be entered some days late, never for another year."""
    applied = str(values.get("applied_on") or "")
    return "date_long_past" if applied and value < applied[:4] + "-01-01" and value < applied else ""


CERTIFICATE = (
    Field("number", "id", required=True),
    Field("issuer", required=True),
    Field("issued_on", "date", required=True),
    Field("serials", "note", required=True),
)
#: How long after handing over a certificate is due, unless the contract says otherwise, in days (two months).
CERTIFICATE_DAYS = 61

DISPOSAL = Form(
    name="disposal",
    prefix="廃",
    initial="requested",
    final=("closed", "refused", "withdrawn"),
    revise={"requested": "requested", "sent_back": "requested", "permitted": "requested", "closed": "performed"},
    actors={"request": "applicant", "perform": "steps.performer", "witness": "steps.witness"},
    fields=(
        Field("media", "media", required=True, source="高崎 2.3(2)②"),
        Field("disposition", "choice", required=True, choices="disposition"),
        Field("reason", "choice", required=True, choices="disposal_reason"),
        Field("method", "choice", required=True, choices="method"),
        Field("planned_on", "date", required=True, check=_not_long_past),
        Field("place", "choice", required=True, choices="disposal_place"),
        Field("applicant", "person", required=True),
        Field("applied_on", "date", required=True, folded=True),
        Field("vendor", folded=True),
        Field("contract_no", "id", folded=True),
        Field("remark", "note", folded=True),
        Field("permission", "choice", choices="roles", folded=True),
        Field("steps", "rows", required=True, stage="perform", columns=STEP),
        Field("handed_on", "date", stage="perform", folded=True),
        Field("certificates", "rows", required=True, stage="certify", columns=CERTIFICATE),
        Field("closed_on", "date", stage="close"),
    ),
    actions=(
        decision("permission"),
        Action("withdraw", before=("requested", "sent_back", "permitted"), after="withdrawn"),
        Action("perform", before=("permitted", "performed"), after="performed", act="perform"),
        Action("hand_over", before=("performed",), after="performed", fills=("handed_on",)),
        Action("certify", before=("performed",), after="performed"),
        Action(
            "close",
            before=("performed",),
            after="closed",
            sealed=True,
            role="permission",
            act="confirm_disposal",
            covers=("", "perform", "certify", "close"),
        ),
    ),
)


class Gate(Struct, frozen=True):
    """What one medium's kind, class and zone demand, and what they allow; ``place``: inside the offices."""

    permission: str
    methods: tuple[str, ...]
    closed: Mapping[str, Objection]
    witness: str
    certificate: str
    photo: str
    place: str
    rules: tuple[Rule, ...]


_STRENGTH = {"none": 0, "recommended": 1, "required": 2}


def matching(profile: Profile, medium: Mapping[str, Any], disposition: str) -> tuple[Rule, ...]:
    """The rule rows that speak of this medium; all of them apply and the strictest wins."""
    return tuple(
        rule
        for rule in profile.disposal_rules
        if profile.names_kind(rule, medium["medium_kind"])
        and ("*" in rule.classes or medium.get("info_class") in rule.classes)
        and ("*" in rule.zones or medium.get("zone") in rule.zones)
        and ("*" in rule.dispositions or disposition in rule.dispositions)
    )


def gate(profile: Profile, medium: Mapping[str, Any], disposition: str) -> Gate:
    """The gate of one medium: allowed methods, closed ones with the reason, and what evidence is needed."""
    rules = matching(profile, medium, disposition)
    closed = {method: found for method in METHODS if (found := _against(medium["medium_kind"], method, rules))}
    return Gate(
        permission=next((rule.permission for rule in rules if rule.permission), "dept"),
        methods=tuple(method for method in METHODS if method not in closed or closed[method].effect == "warn"),
        closed=closed,
        witness=_strongest((rule.witness, rule.effect) for rule in rules),
        certificate=_strongest((rule.certificate, rule.effect) for rule in rules),
        photo=_strongest((rule.photo, rule.effect) for rule in rules),
        place=_strongest(("required" if rule.place else "none", rule.effect) for rule in rules),
        rules=rules,
    )


def _strongest(asked: Iterable[tuple[str, str]]) -> str:
    """The strictest of what the rows ask; a row that only warns recommends, it does not require."""
    values = ["recommended" if value == "required" and effect == "warn" else value for value, effect in asked]
    return max(values, key=lambda value: _STRENGTH.get(value, 0), default="none")


def _against(kind: str, method: str, rules: tuple[Rule, ...]) -> Objection | None:
    """Physics first (the same in every city), then the profile's rows, refusals before warnings."""
    if method == "format_only":
        rule = next((rule for rule in rules if "format_only" in rule.refuse_methods), None)
        return Objection("format_only", "refuse", rule)
    if method == "nda" and not any("nda" in rule.alternatives for rule in rules):
        return Objection("nda_erases_nothing", "refuse")
    if method == "degauss" and kind in NON_MAGNETIC:
        return Objection("degauss_not_magnetic", "refuse")
    against = [rule for rule in rules if _refuses(rule, method)]
    if not against:
        return None
    against.sort(key=lambda rule: (rule.effect != "refuse", rule.basis != "policy"))
    return Objection("method_not_allowed", against[0].effect, against[0])


def _refuses(rule: Rule, method: str) -> bool:
    if method in rule.refuse_methods:
        return True
    return bool(rule.methods) and method not in rule.methods and method not in rule.alternatives


def guard(rows: Rows, event: Event, body: dict[str, Any], row: Row | None) -> list[Refusal]:
    """What the gate refuses at opening, performing and closing; a case cannot close with a hole."""
    profile = rows.profile
    if profile is None:
        return [Refusal("no_policy")]
    if event.kind in ("record.opened", "record.revised"):
        values = {**(row or {}), **body["values"]}
        held = row["media"] if row and row["state"] != "sent_back" else ()
        if row and row["state"] == "closed" and any(values[name] != row[name] for name in ("media", "disposition")):
            return [Refusal("case_is_over", values={"no": row["no"]})]  # what left the register does not come back
        return request_refusals(rows, profile, values) + _here(rows, values, held)
    if event.kind == "record.moved" and row is not None:
        if body["action"] == "perform":
            return step_refusals(rows, profile, row, body.get("values", {}).get("steps", []), event)
        if body["action"] == "close":
            return hole_refusals(profile, _media(rows, row), row)
    return []


def request_refusals(rows: Rows, profile: Profile, values: Mapping[str, Any]) -> list[Refusal]:
    """What the gate refuses about a case as it is filled in."""
    found: list[Refusal] = []
    permission = ""
    for medium in _media(rows, values):
        bar = gate(profile, medium, values["disposition"])
        permission = permission or bar.permission
        found += _method_refusal(bar, medium, values["method"]) + _place_refusal(bar, medium, values)
    if permission and values.get("permission") != permission:
        found.append(Refusal("permission_role_wrong"))
    return found


def _here(rows: Rows, values: Mapping[str, Any], held: Collection[str]) -> list[Refusal]:
    """What the case asks for and has not in hand yet must be in store: not out, nor in another case."""
    return [
        Refusal("medium_not_here", values={"no": medium["medium_no"]})
        for medium in _media(rows, values)
        if medium["state"] != "stored" and medium["id"] not in held
    ]


def _method_refusal(bar: Gate, medium: Row, method: str) -> list[Refusal]:
    objection = bar.closed.get(method)
    if objection is None or objection.effect != "refuse":
        return []
    return [Refusal(objection.code, objection.clauses, {"no": medium["medium_no"], "method": method})]


def _place_refusal(bar: Gate, medium: Row, values: Mapping[str, Any]) -> list[Refusal]:
    if bar.place != "required" or values.get("place") in ("inside", None, ""):
        return []
    clause = next(rule.clause for rule in bar.rules if rule.place and rule.effect == "refuse")
    return [Refusal("place_not_inside", clause, {"no": medium["medium_no"]})]


def _media(rows: Rows, values: Mapping[str, Any]) -> list[Row]:
    return [medium for id in values.get("media") or [] if (medium := rows.get("medium", id))]


def step_refusals(rows: Rows, profile: Profile, row: Row, steps: list[Row], event: Event) -> list[Refusal]:
    """Permission before work, a step for every medium, allowed methods, a witness other than the performer.

    Later steps (erased, then broken) are added to the earlier ones, which stay as they are.
    """
    found: list[Refusal] = []
    if steps[: len(row["steps"] or [])] != (row["steps"] or []):
        found.append(Refusal("steps_rewritten", values={"no": row["no"]}))
    permitted = permitted_on(row)
    for medium in _media(rows, row):
        own = [step for step in steps if step["medium"] == medium["id"]]
        if not own:
            found.append(Refusal("step_missing", values={"no": medium["medium_no"]}))
        bar = gate(profile, medium, row["disposition"])
        for step in own:
            found += _method_refusal(bar, medium, step["method"]) + _place_refusal(bar, medium, step)
            found += _step_refusal(profile, bar, medium, step)
            if step["started"][:10] < permitted:
                found.append(Refusal("work_before_permission", _clauses(bar), {"no": medium["medium_no"]}))
            if step["started"][:16] > event.at[:16]:
                found.append(Refusal("work_in_future", values={"no": medium["medium_no"]}))
    return found


def alike(steps: Iterable[Mapping[str, Any]]) -> list[tuple[dict[str, Any], list[str]]]:
    """Steps that say the same of several media, as one each with those media; in the order in which they were done."""
    found: dict[tuple[tuple[str, str], ...], tuple[dict[str, Any], list[str]]] = {}
    for step in steps:
        said = {name: value for name, value in step.items() if name != "medium" and value not in (None, "")}
        key = tuple(sorted((name, str(value)) for name, value in said.items()))
        found.setdefault(key, (said, []))[1].append(str(step.get("medium") or ""))
    return list(found.values())


def permitted_on(row: Row) -> str:
    """The day of the decision (ISO), on paper that of the paper; empty before there is one.

    A correction of a closed case voids its seals, not the fact that it was permitted before the work.
    """
    decided = [item for item in row["acts"] if item["action"] == "decide"]
    acts = [item for item in decided if not item["void"]] or (decided if row["steps"] else [])
    return str(acts[-1]["paper"].get("decided_on") or acts[-1]["at"][:10]) if acts else ""


def _clauses(bar: Gate) -> tuple[str, ...]:
    return next((rule.clause for rule in bar.rules if rule.permission), ())


def _step_refusal(profile: Profile, bar: Gate, medium: Row, step: Row) -> list[Refusal]:
    if bar.witness == "required" and not step.get("witness"):
        clause = next((rule.clause for rule in bar.rules if rule.witness == "required"), ())
        return [Refusal("witness_missing", clause, {"no": medium["medium_no"]})]
    if step.get("witness") and step["witness"] == step["performer"]:
        clause = next((rule.clause for rule in profile.separations if set(rule.acts) == {"perform", "witness"}), ())
        return [Refusal("witness_is_performer", clause, {"no": medium["medium_no"]})]
    return []


#: How a case stands whose work is done and whose record is not whole: nobody waits to confirm it yet.
LACKING = "lacking"


def standing(state: str, holes: Sequence[Refusal]) -> str:
    """How a case stands, in words: where something is missing for closing, what."""
    if state != "performed":
        return t(f"state.disposal.{state}")
    codes = dict.fromkeys(hole.code for hole in holes)
    said = listed(t(f"disposal.lacks.{code}") for code in codes)
    return t("state.disposal.lacking", what=said) if codes else t("state.disposal.whole")


def turn(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Whose turn it is (ids of persons) while the record is not whole: whoever asked, and whoever did the work."""
    return tuple(dict.fromkeys([row["applicant"], *(step["performer"] for step in row["steps"] or [])]))


def hole_refusals(profile: Profile, media: Sequence[Row], row: Row) -> list[Refusal]:
    """What is still missing before the case may close: verdicts, photos and certificates that the gate demands.

    ``media`` are the rows of the case's media.
    """
    last = {step["medium"]: step for step in row["steps"] or []}
    undone = [str(medium["medium_no"]) for medium in media if not _proven(last.get(medium["id"], {}))]
    found = [Refusal("verdict_not_passed", values={"no": _some(undone)})] if undone else []
    gates = [gate(profile, medium, row["disposition"]) for medium in media]
    photos = [item for item in row["attachments"] if item["purpose"] == "photo"]
    if any(bar.photo == "required" for bar in gates) and not photos:
        found.append(Refusal("photo_missing", _demanding(gates, "photo")))
    certified = [medium for medium, bar in zip(media, gates, strict=True) if bar.certificate == "required"]
    said = reconcile(certified, row["certificates"] or [])
    if said.missing:
        found.append(Refusal("certificate_missing", _demanding(gates, "certificate"), {"no": _some(said.missing)}))
    if row["certificates"] and (extra := reconcile(media, row["certificates"]).extra):
        found.append(Refusal("certificate_extra", values={"no": _some(extra)}))
    return found


def _proven(step: Mapping[str, Any]) -> bool:
    """Whether a medium's last step lets the case close; a contract in place of erasing leaves nothing to verify."""
    return step.get("verdict") == "passed" or (step.get("method") == "nda" and step.get("verdict") == "unverified")


def _some(numbers: Sequence[str]) -> str:
    """So many as a sentence can bear."""
    return listed(numbers[:5]) + ("…" if len(numbers) > 5 else "")


def _demanding(gates: Iterable[Gate], what: str) -> tuple[str, ...]:
    return next((rule.clause for bar in gates for rule in bar.rules if getattr(rule, what) == "required"), ())


class Reconciliation(Struct, frozen=True):
    """Certificates against the list, by serial (or identification number where there is none), folded."""

    matched: tuple[str, ...]
    missing: tuple[str, ...]
    extra: tuple[str, ...]


def reconcile(media: Iterable[Mapping[str, Any]], certificates: Iterable[Mapping[str, Any]]) -> Reconciliation:
    """証明書照合: which media a certificate names, which none names, and what is named that is not on the list."""
    named = {fold_id(word) for line in certificates for word in serials_of(str(line.get("serials", "")))}
    known: dict[str, str] = {}
    missing = []
    for medium in media:
        keys = [fold_id(str(medium[name])) for name in ("serial", "medium_no") if medium.get(name)]
        hit = next((key for key in keys if key in named), "")
        if hit:
            known[hit] = str(medium["medium_no"])
        else:
            missing.append(str(medium["medium_no"]))
    return Reconciliation(tuple(known.values()), tuple(missing), tuple(sorted(named - set(known))))


def uncertified(media: Iterable[Mapping[str, Any]], row: Mapping[str, Any]) -> tuple[str, ...]:
    """The numbers of the media that went to a vendor, as far as steps say which, and that no certificate names."""
    if not row.get("handed_on"):
        return ()
    sent = {step["medium"] for step in row["steps"] or [] if step.get("vendor")}
    return reconcile([each for each in media if not sent or each["id"] in sent], row["certificates"] or []).missing


def serials_of(text: str) -> list[str]:
    """The serial numbers in a pasted list: one a line, or parted by commas, tabs or blanks."""
    return [part for part in re.split(r"[\s,、，;；]+", text) if part]


def certificate_due(row: Mapping[str, Any]) -> str:
    """The day by which certificates should be here (ISO); empty while nothing was handed over."""
    handed = str(row.get("handed_on") or "")
    if not handed:
        return ""
    return (date.fromisoformat(handed) + timedelta(days=CERTIFICATE_DAYS)).isoformat()
