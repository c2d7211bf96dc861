"""Seals: what a seal says it saw, who may set it on that day, and which two acts one person must not do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.domain import entry, signature
from app.domain.forms import Action, Form
from app.domain.ledger import Event, Refusal, Row, Rows
from app.domain.policy import Profile, Separation


def holders(rows: Rows, role: str, day: str) -> list[str]:
    """The persons who hold ``role`` on ``day`` (ISO date)."""
    grants = rows.table("grant").values()
    return [grant["person"] for grant in grants if grant["role"] == role and _runs(rows, grant, day)]


def roles_of(rows: Rows, person: str, day: str) -> list[str]:
    """The roles that ``person`` holds on ``day``."""
    grants = rows.table("grant").values()
    return [grant["role"] for grant in grants if grant["person"] == person and _runs(rows, grant, day)]


def grant_of(rows: Rows, person: str, roles: tuple[str, ...], day: str) -> str:
    """The id of the person's grant for one of ``roles`` on ``day``; empty if there is none."""
    for id, grant in rows.table("grant").items():
        if grant["person"] == person and grant["role"] in roles and _runs(rows, grant, day):
            return id
    return ""


def active_key(rows: Rows, person: str) -> str:
    """The id of the person's seal key that is in force; empty if nobody enrolled the person."""
    for id, key in rows.table("seal_key").items():
        if key["person"] == person and not key["ended_at"]:
            return id
    return ""


def enrolled(rows: Rows, roles: tuple[str, ...], day: str) -> list[str]:
    """Who could set a seal in one of ``roles`` on ``day``: role and key both in force."""
    found = [person for role in roles for person in holders(rows, role, day)]
    return [person for person in dict.fromkeys(found) if active_key(rows, person)]


def deciding_roles(
    rows: Rows, profile: Profile, wanted: Iterable[str], applicants: Iterable[str], day: str
) -> tuple[str, ...]:
    """The roles that may decide: the rule's own, and a superior's where one who applies holds the rule's role."""
    held = {role for applicant in applicants for role in roles_of(rows, applicant, day)}
    named = tuple(wanted)
    superiors = [profile.escalation(role) for role in named if role in profile.roles and role in held]
    return tuple(dict.fromkeys((*named, *(role for role in superiors if role))))


def may_enrol(rows: Rows, person: str, day: str) -> bool:
    """Whether the person may enrol people and grant roles: the founder, or whoever holds an approving role.

    A founder who has left may only as long as nobody else could, so that no department is ever locked out.
    """
    if any(row["founder"] == person for row in rows.table("store").values()):
        return is_here(rows, person, day) or not vouchers(rows, day)
    return bool(_approving(rows) & set(roles_of(rows, person, day)))


def may_sit(rows: Rows, person: str, day: str) -> bool:
    """Whether somebody may sit at the keyboard: whoever works here that day, and the last one who can vouch."""
    return is_here(rows, person, day) or (may_enrol(rows, person, day) and bool(active_key(rows, person)))


def vouchers(rows: Rows, day: str) -> list[str]:
    """Who works here on ``day`` with an approving role and a seal key, and so can enrol others."""
    return enrolled(rows, tuple(sorted(_approving(rows))), day)


def is_here(rows: Rows, person: str, day: str) -> bool:
    """Whether somebody works here on ``day`` (ISO): from the first day of the entry to the last, both counted."""
    row = rows.get("person", person)
    if row is None:  # the founder vouches for himself before anybody is written down
        return True
    last = str(row.get("active_to") or "")
    gone = day > last if last else row.get("state") == "left"
    return not gone and str(row.get("active_from") or "") <= day


def _approving(rows: Rows) -> set[str]:
    """The roles of the policy that set seals."""
    return {key for key, role in rows.profile.roles.items() if role.approver} if rows.profile else set()


def _runs(rows: Rows, grant: Row, day: str) -> bool:
    """Whether a role counts on ``day``: within its own dates, and while its holder works here."""
    in_time = grant["valid_from"] <= day and (not grant["valid_to"] or day <= grant["valid_to"])
    return bool(in_time) and is_here(rows, str(grant["person"]), day)


def seal_refusals(rows: Rows, event: Event, body: dict[str, Any]) -> list[Refusal]:
    """Whether the seal on an event is one: a key in force of the person named, and a signature over this very body."""
    seal = body.get("seal")
    if not isinstance(seal, dict):
        return [Refusal("seal_missing")]
    key = rows.get("seal_key", str(seal.get("key")))
    if key is None or key["person"] != seal.get("person"):
        return [Refusal("seal_key_unknown")]
    if key["ended_at"] and key["ended_at"] <= event.at:
        return [Refusal("seal_key_ended")]
    return signature_refusals(event, body, key["public"])


def signature_refusals(event: Event, body: dict[str, Any], public: str) -> list[Refusal]:
    """Whether the seal's signature fits the body and the public key."""
    statement = signature.sealed_bytes(event.id, event.kind, event.at, event.by, body)
    try:
        key = signature.public_key(public)
    except ValueError:
        return [Refusal("seal_key_unknown")]
    return [] if signature.seal_signed_by(key, statement, str(body["seal"].get("sig"))) else [Refusal("seal_forged")]


def act_refusals(rows: Rows, event: Event, body: dict[str, Any], form: Form, action: Action, row: Row) -> list[Refusal]:
    """Whether a sealed step may stand: seal, what was seen, the role on that day, separation of duties."""
    found = seal_refusals(rows, event, body)
    if found:
        return found
    seal, profile, day = body["seal"], rows.profile, event.at[:10]
    found += seen_refusals(seal.get("seen", {}), row)
    if profile is None:
        return [*found, Refusal("no_policy")]
    role = required_role(profile, form, action, row)
    roles = deciding_roles(rows, profile, required_roles(profile, form, action, row), applicants_of(form, row), day)
    grant = rows.get("grant", str(seal.get("grant")))
    held = grant is not None and grant["person"] == seal["person"] and _runs(rows, grant, day)
    if grant is None or not held or seal.get("role") != grant["role"]:
        found.append(Refusal("role_not_held", profile.roles[role].clause if role in profile.roles else ()))
    elif grant["role"] not in roles:
        found += _deputy_refusals(profile, roles, str(grant["role"]), str(body.get("deputy", "")))
    person = rows.get("person", seal["person"])
    if person is None or seal.get("shown", {}).get("name") != person["name"]:
        found.append(Refusal("names_not_shown"))
    return found + separation_refusals(profile, form, action, row, seal["person"], str(body.get("exception", "")))


def _deputy_refusals(profile: Profile, roles: tuple[str, ...], role: str, principal: str) -> list[Refusal]:
    """代決: only by the deputy that the policy names for the role, and said so in the event."""
    if principal in roles and principal in profile.roles and profile.roles[principal].deputy == role:
        return []
    known = profile.roles.get(roles[0])
    return [Refusal("role_not_held", known.clause if known else ())]


def principal_of(profile: Profile, roles: tuple[str, ...], role: str) -> str:
    """The role that ``role`` may act for among ``roles`` (代決); empty if it is nobody's deputy there."""
    return next((each for each in roles if each in profile.roles and profile.roles[each].deputy == role != ""), "")


def head_role(profile: Profile, unit_kind: str) -> str:
    """The role of whoever heads a unit of that kind."""
    return str(profile.unit_kinds.get(unit_kind, {}).get("head_role") or "dept")


def deputised_by(profile: Profile, role: str) -> str:
    """The role for which ``role`` stands in; empty where it is nobody's deputy."""
    return principal_of(profile, tuple(profile.roles), role)


def needs_occasion(profile: Profile, action: Action, principal: str) -> bool:
    """Whether a decision as deputy must say on what occasion: the policy lets the deputy act within limits only.

    Asked before an event is written and not of the ledger: what deputies decided without a word stays sound.
    """
    return bool(action.outcomes) and principal in profile.roles and bool(profile.roles[principal].deputy_scope.ja)


def review_refusals(rows: Rows, event: Event, body: dict[str, Any], row: Row) -> list[Refusal]:
    """後閲: the holder of the role looks through what the deputy decided, once, under a seal."""
    found = seal_refusals(rows, event, body)
    act = next((item for item in row["acts"] if item["event"] == body.get("act")), None)
    if act is None or not act.get("deputy") or act.get("reviewed") or act["void"]:
        return [*found, Refusal("nothing_to_review")]
    if found:
        return found
    person = body["seal"]["person"]
    # nobody looks through his own decision, whatever role he was given since
    if act["deputy"] not in roles_of(rows, person, event.at[:10]) or act["person"] == person:
        found.append(Refusal("role_not_held"))
    return found + seen_refusals(body["seal"].get("seen", {}), row)


def required_role(profile: Profile, form: Form, action: Action, row: Row) -> str:
    """The role a step needs: what the rules put on the record, what its sheet or form names, or the step's own."""
    if action.role == "permission":
        return str(row.get("permission") or "dept")
    if action.role == "compiler":
        return next((kind.role for kind in profile.inspections.values() if kind.subject == "bureau"), "dept")
    if action.role == "sheet":
        return confirming_role(profile, str(row.get("sheet")))
    if action.role == "form":
        return entry.decider(profile, form.name)
    return action.role


def required_roles(profile: Profile, form: Form, action: Action, row: Row) -> tuple[str, ...]:
    """The roles of which any one may take the step now; the first is the one that it is addressed to."""
    if action.role != "form":
        return (required_role(profile, form, action, row),)
    open_ones = lacking(profile, form, action, row) or (entry.deciders(profile, form.name),)
    return tuple(dict.fromkeys(role for group in open_ones for role in group))


def agreed(action: Action, row: Row) -> list[Row]:
    """The acts by which the step was agreed to since it was last asked for, the earliest first."""
    found: list[Row] = []
    for act in reversed(row.get("acts") or []):
        if act["action"] == action.name and not act["void"]:
            if not agrees(action, str(act["decision"])):
                break
            found.insert(0, act)
    return found


def agrees(action: Action, decision: str) -> bool:
    """Whether a decision leads where the first one of the step does: permitted, or confirmed."""
    outcomes = action.outcomes
    return bool(outcomes) and outcomes.get(decision) == next(iter(outcomes.values()))


def lapsed(form: Form, act: Row) -> bool:
    """Whether what was agreed to holds no more; that something was sent back or refused stays as true as it was."""
    step = form.steps[act["action"]]
    return bool(act["void"]) and (not step.outcomes or agrees(step, str(act["decision"])))


def lacking(profile: Profile, form: Form, action: Action, row: Row) -> tuple[tuple[str, ...], ...]:
    """Who has yet to agree where several permit together: of each group of roles one. Empty once nobody is missing.

    A seal counts for the group of its role, or of the role whose holder applies and who reports to it. A decision on
    paper is the whole paper's, with everybody's seal on it.
    """
    open_ones = [entry.deciders(profile, form.name), *((role,) for role in entry.also(profile, form.name))]
    for act in agreed(action, row):
        if act["paper"]:
            return ()
        role = str(act["deputy"] or act["role"])
        above = [group for group in open_ones if role in [profile.escalation(each) for each in group]]
        settled = next((group for group in [*(own for own in open_ones if role in own), *above]), None)
        open_ones = [group for group in open_ones if group is not settled]
    return tuple(open_ones)


def confirming_role(profile: Profile, sheet: str) -> str:
    """Who seals a kind of sheet: whoever answers for it; of persons without a seal, the head of the unit."""
    kind = profile.inspections.get(sheet)
    role = profile.roles.get(kind.confirmed_by or kind.role) if kind else None
    return role.key if role is not None and role.approver else "dept"


def applicants_of(form: Form, row: Row) -> tuple[str, ...]:
    """Who asks for something on the record: the person named, and whoever wrote it; nobody where nothing is asked.

    A request that is only being filled in has nobody yet who wrote it.
    """
    if "request" not in form.actors:
        return ()
    found = (value_of(row, form.actors["request"]), row.get("opened_by"))
    return tuple(dict.fromkeys(str(person) for person in found if person))


def value_of(row: Mapping[str, Any], name: str) -> Any:
    """A field's value, whether it has a column or lies in the JSON column of added fields."""
    return row["extra"].get(name) if name.startswith("x_") else row.get(name)


def seen_refusals(seen: dict[str, Any], row: Row) -> list[Refusal]:
    """Whether what the person saw is what stands: the last event, every attachment, the form's definition."""
    attachments = [item["sha256"] for item in row["attachments"]]
    same = (
        seen.get("event") == row["head"]
        and seen.get("attachments") == attachments
        and seen.get("definition") == row["definition"]
    )
    return [] if same else [Refusal("seen_is_stale")]


def conflicts(profile: Profile, form: Form, action: Action, row: Row, person: str) -> list[Separation]:
    """The rules of separation that ``person`` would break by taking the step, the city's own and proposed ones."""
    return [
        rule
        for rule in profile.separations
        if action.act in rule.acts
        and any(person in _doers(form, row, other) for other in rule.acts if other != action.act)
    ]


def same_hand(profile: Profile, form: Form, row: Row, act: Row) -> bool:
    """Whether a proposed separation was not followed: one person did both, and no rule of the city forbids it."""
    if not act["sealed"] or act["void"]:
        return False
    found = conflicts(profile, form, form.steps[act["action"]], row, str(act["person"]))
    return any(rule.basis != "policy" for rule in found)


def _doers(form: Form, row: Row, act: str) -> list[str]:
    """Who did ``act`` on the record: the field that names the person, and whoever took a step of that act."""
    found: list[str] = []
    name = form.actors.get(act, "")
    if act == "request":  # to name somebody else as the applicant makes nobody else of whoever asks
        found += applicants_of(form, row)
    if "." in name:
        rows_field, column = name.split(".")
        found += [str(line.get(column)) for line in row.get(rows_field) or []]
    elif name:
        found.append(str(value_of(row, name)))
    found += [item["person"] for item in row["acts"] if form.steps[item["action"]].act == act and not item["void"]]
    return found


def separation_refusals(
    profile: Profile, form: Form, action: Action, row: Row, person: str, exception: str
) -> list[Refusal]:
    """The city's rules of separation that the step breaks; やむを得ない場合 yields to a recorded reason."""
    broken = [rule for rule in conflicts(profile, form, action, row, person) if rule.basis == "policy"]
    return [Refusal(f"separation_{rule.key}", rule.clause) for rule in broken if not (exception and rule.exception)]
