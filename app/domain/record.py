"""Records of any form: what may happen to one, and what an event makes of its row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.common.text import fold
from app.domain import approval, attachment
from app.domain.forms import Action, Field, Form, adapt, ahead, faults
from app.domain.ledger import Changes, Event, Refusal, Row, Rows
from app.domain.references import is_gone, references, references_in

#: Columns that every record has beside its form's fields.
COMMON = ("id", "no", "state", "head", "content", "definition", "opened_at", "opened_by", "changed_at", "version")
#: Columns that hold JSON: values of fields that a profile added, steps taken, notes (追記) and attachments.
NESTED = ("extra", "acts", "notes", "attachments")

Body = dict[str, Any]


def refusals(rows: Rows, event: Event, body: Body, form: Form) -> list[Refusal]:
    """Why a record event may not stand, in the state before it; empty if it may."""
    form = adapt(form, rows.profile)
    row = rows.get(form.kept_in, str(body.get("record")))
    if row is not None and row.get("form", form.name) != form.name:
        return [Refusal("form_unknown")]
    if event.kind == "record.opened":
        return _opening(rows, body, form, row) + _future_refusals(form, event, body)
    if row is None:
        return [Refusal("record_unknown")]
    if body.get("base") != row["head"]:
        return [Refusal("record_changed_meanwhile", values={"no": row["no"]})]
    found = {
        "record.revised": _revising,
        "record.moved": _moving,
        "record.noted": _noting,
        "record.attached": attachment.attaching,
        "record.detached": attachment.detaching,
        "record.discarded": _discarding,
        "record.reviewed": _reviewing,
    }[event.kind](rows, event, body, form, row)
    return found + _future_refusals(form, event, body)


def _future_refusals(form: Form, event: Event, body: Body) -> list[Refusal]:
    """What has happened is not written down before it does."""
    given = body.get("values", {})
    return [
        Refusal("field_in_future", values={"form": form.name, "field": fault.field, "value": fault.value})
        for fault in ahead(form, given if isinstance(given, dict) else {}, event.at)
    ]


def _opening(rows: Rows, body: Body, form: Form, row: Row | None) -> list[Refusal]:
    if row is not None:
        return [Refusal("record_exists")]
    if rows.get("definition", str(body.get("definition"))) is None:
        return [Refusal("definition_unknown")]
    given = body.get("values", {})
    return _value_refusals(rows, form, given, "") + _gone_refusals(rows, form, given, {})


def _revising(rows: Rows, event: Event, body: Body, form: Form, row: Row) -> list[Refusal]:
    if row["state"] not in form.revise:
        return [Refusal("not_in_this_state", values={"no": row["no"]})]
    if not body.get("reason"):
        return [Refusal("reason_missing")]
    changed = body.get("values", {})
    merged = {**field_values(form, row), **changed}
    # A revision may correct any field that is filled already, whatever step filled it.
    found: list[Refusal] = []
    beside = frozenset(changed) | {item.name for item in form.fields if item.after in changed and item.name in merged}
    for stage in {form.by_name[name].stage for name in beside if name in form.by_name}:
        found += _value_refusals(rows, form, merged, stage, beside)
    found += _gone_refusals(rows, form, changed, row)
    unknown = [name for name in changed if name not in form.by_name]
    return found + [Refusal("field_unknown_field", values={"field": name}) for name in unknown]


def _moving(rows: Rows, event: Event, body: Body, form: Form, row: Row) -> list[Refusal]:
    action = form.steps.get(str(body.get("action")))
    if action is None or row["state"] not in action.before:
        return [Refusal("not_in_this_state", values={"no": row["no"]})]
    decision = body.get("decision", "")
    if action.outcomes and decision not in action.outcomes:
        return [Refusal("decision_unknown")]
    found: list[Refusal] = []
    if action.remark_unless is not None and decision not in action.remark_unless and not body.get("remark"):
        found.append(Refusal("remark_missing"))
    given = body.get("values", {})
    merged = {**field_values(form, row), **given}
    found += _value_refusals(rows, form, merged, action.name)
    found += _filling(rows, form, action, merged, given) + _gone_refusals(rows, form, given, row)
    return found + _standing(rows, event, body, form, action, row)


def _filling(
    rows: Rows, form: Form, action: Action, merged: Mapping[str, Any], given: Mapping[str, Any]
) -> list[Refusal]:
    """A step fills the fields of its own stage and those that it declares; it is no way round a correction (訂正)."""
    own = {item.name for item in form.stage(action.name)}
    found = [
        Refusal("field_unknown_field", values={"field": name})
        for name in given
        if name in form.by_name and name not in own and name not in action.fills
    ]
    beside = frozenset(name for name in action.fills if given.get(name) not in (None, "", []) and name in form.by_name)
    for stage in sorted({form.by_name[name].stage for name in beside}):
        found += _value_refusals(rows, form, merged, stage, beside)
    return found


def _gone_refusals(rows: Rows, form: Form, given: Mapping[str, Any], row: Row) -> list[Refusal]:
    """What was discarded before is not named anew: rules about it could no longer be asked.

    Verification knows beforehand what was discarded later; those rows are bare, and tell nothing about this event.
    """
    found = []
    for name, value in given.items():
        item = form.by_name.get(name)
        if item is None:
            continue
        known = set(references_in(item, approval.value_of(row, name))) if row else set()
        new = [id for _, id in references_in(item, value) if id not in {other for _, other in known}]
        if any("event" in (rows.get("discarded", id) or {}) for id in new):
            found.append(Refusal("field_unknown_reference", values={"form": form.name, "field": name}))
    return found


def _standing(rows: Rows, event: Event, body: Body, form: Form, action: Action, row: Row) -> list[Refusal]:
    """By what right the step is taken: a seal, a decision on paper, or (unsealed steps) simply by whoever writes."""
    if body.get("paper") is not None:
        return _paper_refusals(body["paper"], action, row, event)
    if action.sealed:
        return approval.act_refusals(rows, event, body, form, action, row)
    profile = rows.profile
    if profile is None or not action.act:
        return []
    return approval.separation_refusals(profile, form, action, row, event.by, str(body.get("exception", "")))


def _paper_refusals(paper: Mapping[str, Any], action: Action, row: Row, event: Event) -> list[Refusal]:
    """紙決裁: allowed by the form, with day, decider and a scan that is attached to this record."""
    if not action.paper:
        return [Refusal("paper_not_allowed")]
    if not (paper.get("decided_on") and paper.get("decider")):
        return [Refusal("paper_incomplete")]
    if paper["decided_on"] > event.at[:10]:
        return [Refusal("paper_in_future")]
    if paper.get("scan") not in [item["sha256"] for item in row["attachments"]]:
        return [Refusal("paper_without_scan")]
    return []


def _noting(rows: Rows, event: Event, body: Body, form: Form, row: Row) -> list[Refusal]:
    """追記: only fields that the profile lists, and only under a seal."""
    allowed = rows.profile.section("annotation").get(form.name, []) if rows.profile else []
    if body.get("field") not in allowed:
        return [Refusal("note_not_allowed", values={"field": str(body.get("field"))})]
    return approval.seal_refusals(rows, event, body) + approval.seen_refusals(body["seal"].get("seen", {}), row)


def _reviewing(rows: Rows, event: Event, body: Body, form: Form, row: Row) -> list[Refusal]:
    return approval.review_refusals(rows, event, body, row)


def _discarding(rows: Rows, event: Event, body: Body, form: Form, row: Row) -> list[Refusal]:
    found = discard_refusals(rows, event, body)
    if body.get("ground") == "retention" and row["state"] not in form.final:
        found.append(Refusal("not_in_this_state", values={"no": row["no"]}))
    return found


def discard_refusals(rows: Rows, event: Event, body: Body) -> list[Refusal]:
    """廃棄: under a seal, once the retention has run out, or because it should never have been typed."""
    if not body.get("reason"):
        return [Refusal("reason_missing")]
    found = approval.seal_refusals(rows, event, body)
    if not found and not approval.may_enrol(rows, body["seal"]["person"], event.at[:10]):
        found.append(Refusal("role_not_held"))
    if body.get("ground") not in ("retention", "never"):
        found.append(Refusal("reason_missing"))
    elif body["ground"] == "retention" and str(body.get("kept_until") or "9999") >= event.at[:10]:
        found.append(Refusal("retention_running", values={"until": str(body.get("kept_until", ""))}))
    return found


def _value_refusals(
    rows: Rows, form: Form, values: Mapping[str, Any], stage: str, only: frozenset[str] | None = None
) -> list[Refusal]:
    found = [
        Refusal(f"field_{fault.code}", values={"form": form.name, "field": fault.field, "value": fault.value})
        for fault in faults(form, values, rows.profile, stage, only)
    ]
    if found:  # what is not of its kind refers to nothing
        return found
    for item in form.stage(stage):
        for table, id in references_in(item, values.get(item.name)):
            if (only is None or item.name in only) and rows.get(table, id) is None and not is_gone(rows, id):
                found.append(Refusal("field_unknown_reference", values={"form": form.name, "field": item.name}))
    return found


def field_values(form: Form, row: Row) -> dict[str, Any]:
    """The values of the form's fields in a row, added ones included, empty ones left out."""
    extra = row["extra"]
    found = {
        item.name: extra.get(item.name) if item.name.startswith("x_") else row.get(item.name) for item in form.fields
    }
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def evolve(rows: Rows, event: Event, body: Body, form: Form) -> Changes:
    """The record's row after the event."""
    form = adapt(form, rows.profile)
    key = (form.kept_in, str(body["record"]))
    if event.kind == "record.discarded":
        left = {name: body[name] for name in ("form", "record", "no", "ground", "reason")}
        return {key: None, ("discarded", key[1]): {"id": key[1], **left, "at": event.at, "event": event.hash}}
    if event.kind == "record.opened":
        row = _blank(event, body, form)
    else:
        before = rows.get(*key)
        if before is None:
            return {}
        row = {**before, "head": event.hash, "changed_at": event.at}
        _STEPS[event.kind](event, body, form, row)
        attachment.look(row, is_sealed=bool(body.get("seal") or body.get("paper")))
        if event.kind == "record.moved" and _is_awaited(rows, form, body, row):
            row["state"] = before["state"]
    row["search"] = search_text(rows, form, row)
    return {key: row}


def _is_awaited(rows: Rows, form: Form, body: Body, row: Row) -> bool:
    """Whether the policy lets several permit together, and one of them has yet to."""
    action = form.steps[body["action"]]
    if rows.profile is None or action.role != "form" or not approval.agrees(action, str(body.get("decision", ""))):
        return False
    return bool(approval.lacking(rows.profile, form, action, row))


def _blank(event: Event, body: Body, form: Form) -> Row:
    row: Row = {"id": body["record"], "no": body["no"], "state": form.initial, "head": event.hash, "version": 1}
    row |= {"content": event.hash, "definition": body["definition"], "opened_at": event.at, "opened_by": event.by}
    row |= {"changed_at": event.at, "extra": {}, "acts": [], "notes": [], "attachments": []}
    row |= {item.name: None for item in form.fields if not item.name.startswith("x_")}
    if form.table:
        row["form"] = form.name
    _fill(form, row, body["values"])
    return row


def _fill(form: Form, row: Row, values: Mapping[str, Any]) -> None:
    added = {name: value for name, value in values.items() if name.startswith("x_")}
    row["extra"] = {**row["extra"], **added}
    row |= {name: value for name, value in values.items() if name in form.by_name and name not in added}


def _revise(event: Event, body: Body, form: Form, row: Row) -> None:
    stages = {form.by_name[name].stage for name in body["values"] if name in form.by_name}
    row["acts"] = [_void(item, form, stages) for item in row["acts"]]
    row["state"] = form.revise[row["state"]]
    row["content"] = event.hash
    row["version"] += 1
    _fill(form, row, body["values"])


def _void(item: dict[str, Any], form: Form, stages: set[str]) -> dict[str, Any]:
    """A seal covers what it saw: once something it covers is edited, it is void (承認無効) and stays readable."""
    return {**item, "void": 1} if stages & set(form.steps[item["action"]].covers) else item


def _move(event: Event, body: Body, form: Form, row: Row) -> None:
    action = form.steps[body["action"]]
    seal, paper = body.get("seal"), body.get("paper")
    if action.voids:
        row["acts"] = [{**item, "void": 1} for item in row["acts"]]
    row["acts"] = [
        *row["acts"],
        {
            "action": action.name,
            "decision": body.get("decision", ""),
            "at": event.at,
            "person": seal["person"] if seal else event.by,
            "role": seal["role"] if seal else "",
            "shown": seal["shown"] if seal else {},
            "sealed": 1 if seal else 0,
            "paper": paper or {},
            "exception": body.get("exception", ""),
            "remark": body.get("remark", ""),
            "items": body.get("items", []),
            "deputy": body.get("deputy", ""),
            "reviewed": {},
            "event": event.hash,
            "void": 0,
        },
    ]
    row["state"] = action.outcomes.get(body.get("decision", ""), action.after)
    _fill(form, row, body.get("values", {}))


def _note(event: Event, body: Body, form: Form, row: Row) -> None:
    shown = body["seal"]["shown"]
    note = {"field": body["field"], "text": body["text"], "at": event.at, "person": event.by, "shown": shown}
    row["notes"] = [*row["notes"], note]


def _review(event: Event, body: Body, form: Form, row: Row) -> None:
    seal = body["seal"]
    seen = {"person": seal["person"], "at": event.at, "shown": seal["shown"]}
    row["acts"] = [{**act, "reviewed": seen} if act["event"] == body["act"] else act for act in row["acts"]]


_STEPS = {
    "record.revised": _revise,
    "record.moved": _move,
    "record.noted": _note,
    "record.attached": attachment.attach,
    "record.detached": attachment.detach,
    "record.reviewed": _review,
}


def search_text(rows: Rows, form: Form, row: Row) -> str:
    """Everything of a record that a person might look for, folded.

    Number, texts, people's names, media numbers, the columns of its lines, remarks, notes (追記), names of attachments.
    """
    words = [str(row["no"])]
    for item in form.fields:
        value = row["extra"].get(item.name) if item.name.startswith("x_") else row.get(item.name)
        words += spoken(rows, item, value)
    words += [str(act["remark"]) for act in row["acts"]] + [str(note["text"]) for note in row["notes"]]
    words += [str(kept["name"]) for kept in row["attachments"]]
    return fold(" ".join(word for word in words if word))


def spoken(rows: Rows, item: Field, value: Any) -> list[str]:
    """The words of one field: its text, or what the records are called at which it points."""
    if not value:
        return []
    if item.kind == "rows":
        return [
            word for line in value for column in item.columns for word in spoken(rows, column, line.get(column.name))
        ]
    if item.kind in ("text", "note", "id"):
        return [str(value)]
    named = [rows.get(table, id) or {} for table, id in references(item.kind, value)]
    return [str(row[name]) for row in named for name in ("medium_no", "name") if row.get(name)]


def standing(row: Row, action: str) -> dict[str, Any] | None:
    """The last act of that name that still stands (neither void nor missing)."""
    found = [item for item in row["acts"] if item["action"] == action and not item["void"]]
    return found[-1] if found else None


def condition(row: Row) -> str:
    """What the permission that stands is tied to, by everybody who permitted; empty for nothing."""
    found = [item for item in row["acts"] if item["decision"] == "permit_with_conditions" and not item["void"]]
    return "\n".join(str(item["remark"]) for item in found)
