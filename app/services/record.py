"""What one can do with a record of any form: open, revise, move on, seal, annotate, attach, discard."""

from __future__ import annotations

import hashlib
import itertools
import mimetypes
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from app.common import i18n
from app.common.clock import fiscal_year
from app.common.errors import BadInput, Fault, Refused, Unavailable, from_os_error
from app.common.wareki import era_year
from app.domain import approval as approval_rules
from app.domain import forms
from app.domain.forms import Form
from app.domain.ledger import Row
from app.domain.lengths import overlong
from app.domain.projection import form_named
from app.domain.record import field_values
from app.services.approval import Seen, Signet, acting_for, shown_for, standing_in
from app.services.session import Changes, Session, changed
from app.store import ledger, tables
from app.store.ledger import Change

#: What a record may carry, in bytes, and of which kinds: scans, photos, lists and letters.
LARGEST_ATTACHMENT = 20 * 1024 * 1024
ATTACHABLE = frozenset({".pdf", ".png", ".jpg", ".jpeg", ".xlsx", ".csv", ".txt", ".docx"})


def form_of(session: Session, name: str) -> Form:
    """The form as this city uses it. ``KeyError`` for a name that is no form."""
    found = form_named(session.profile, name)
    if found is None:
        raise KeyError(name)
    return forms.adapt(found, session.profile)


def get(session: Session, form: str, id: str) -> Row:
    """The record's row. ``Refused`` if there is none."""
    row = session.rows.get(form_of(session, form).kept_in, id)
    if row is None:
        raise Refused("record_unknown")
    return row


def find(session: Session, form: str, no: str) -> Row:
    """The record with that number (持-R08-0001). ``Refused`` if there is none."""
    found = session.store.query(f'SELECT id FROM "{form_of(session, form).kept_in}" WHERE no = ?', (no,))  # noqa: S608
    if not found:
        raise Refused("record_unknown")
    return get(session, form, str(found[0]["id"]))


def history(session: Session, id: str) -> list[dict[str, Any]]:
    """Everything that happened to a record, oldest first: kind, time, writer and body."""
    found = ledger.of_record(session.store, id)
    return [
        {"kind": event.kind, "at": event.at, "by": event.by, "hash": event.hash, "body": event.body} for event in found
    ]


def checked(session: Session, form: Form, values: Mapping[str, Any], stage: str = "") -> dict[str, Any]:
    """The values as they are kept. ``BadInput`` names every field that cannot be taken and why."""
    kept = forms.clean(form, {name: value for name, value in values.items() if value not in (None, "", [], ())})
    now = session.clock.now().isoformat(timespec="minutes")
    ahead = [item for item in forms.ahead(form, kept, now) if form.by_name[item.field.partition(".")[0]].stage == stage]
    found = [*forms.faults(form, kept, session.profile, stage), *overlong(form, kept, stage), *ahead]
    if found:
        raise BadInput(*(Fault(item.field, item.code, _filled(form, item)) for item in found))
    return kept


def _filled(form: Form, fault: forms.Fault) -> dict[str, object]:
    return {"form": form.name, "field": fault.field, "value": fault.value}


def open_in(
    change: Change, session: Session, form: Form, values: Mapping[str, Any], *, id: str = "", no: str = ""
) -> tuple[str, str]:
    """Open a record inside a transaction; returns its id and number. Who opens many gives ``no``."""
    kept = checked(session, form, values)
    digest = form.definition_digest
    if change.rows.get("definition", digest) is None:
        body = {"form": form.name, "sha256": digest, "definition": form.definition}
        change.append("definition.recorded", body)
    id = id or session.ids()
    number = no or next_number(session, form)
    change.append(
        "record.opened", {"form": form.name, "record": id, "no": number, "definition": digest, "values": kept}
    )
    return id, number


def next_number(session: Session, form: Form) -> str:
    """The next free number of a register: letter, fiscal year, four digits; it starts again each 1 April."""
    return next(free_numbers(session, form))


def free_numbers(session: Session, form: Form) -> Iterator[str]:
    """The free numbers of a register from the next one on, for who opens many at once."""
    found_era = era_year(date(session.year, 5, 1))  # 令和元年度 for 2019, whose April was still 平成
    year = f"{found_era[0].letter}{found_era[1]:02d}" if found_era else str(session.year)
    prefix = f"{form.prefix}-{year}-"
    found = session.store.query(
        f'SELECT max(CAST(substr(no, ?) AS INTEGER)) AS last FROM "{form.kept_in}" WHERE no >= ? AND no < ?',  # noqa: S608
        (len(prefix) + 1, prefix, prefix + "\uffff"),
    )
    return (f"{prefix}{number:04d}" for number in itertools.count((found[0]["last"] or 0) + 1))


def open(session: Session, form: str, values: Mapping[str, Any]) -> Changes:
    """Open a record. ``BadInput`` for its fields, ``Refused`` with the clause if a rule objects."""
    with session.change() as change:
        id, no = open_in(change, session, form_of(session, form), values)
    return changed(change, id, no)


def revise(session: Session, form: str, id: str, values: Mapping[str, Any], reason: str) -> Changes:
    """訂正: new values beside the old ones, which the ledger keeps. Seals that covered them are void from now on."""
    declared = form_of(session, form)
    row = get(session, form, id)
    kept = forms.clean(declared, values)
    kept |= {name: "" for name, value in values.items() if value is None and name.startswith("x_")}  # taken away
    before = {name: approval_rules.value_of(row, name) for name in kept}
    kept = {name: value for name, value in kept.items() if value != before[name] and (value or before[name])}
    if not kept:
        raise Refused("nothing_changed")
    with session.change() as change:
        revise_in(change, declared, row, kept, reason)
    return changed(change, id, row["no"])


def revise_in(change: Change, form: Form, row: Row, values: Mapping[str, Any], reason: str) -> None:
    """Revise a record inside a transaction."""
    body = {"form": form.name, "record": row["id"], "base": row["head"], "values": dict(values), "reason": reason}
    change.append("record.revised", body)


def move_in(
    change: Change,
    form: Form,
    row: Row,
    action: str,
    *,
    values: Mapping[str, Any] | None = None,
    signet: Signet | None = None,
    seen: Seen | None = None,
    standing: tuple[str, str] = ("", ""),
    shown: dict[str, str] | None = None,
    **more: Any,
) -> None:
    """Take one step of a record inside a transaction; ``more`` may hold decision, remark, exception, paper, cause."""
    kept = {name: value for name, value in more.items() if value}
    body = {"form": form.name, "record": row["id"], "base": row["head"], "action": action, **kept}
    if values:
        body["values"] = dict(values)
    seal = None
    if signet is not None:
        seal = signet.maker(shown=shown or {}, role=standing[0], grant=standing[1], seen=seen or Seen.of(row))
    change.append("record.moved", body, seal=seal)


def move(
    session: Session, form: str, id: str, action: str, values: Mapping[str, Any] | None = None, **more: Any
) -> Changes:
    """Take an unsealed step. ``BadInput`` for the step's own fields."""
    declared = form_of(session, form)
    row = get(session, form, id)
    kept = checked_step(session, declared, row, action, values or {})
    with session.change() as change:
        move_in(change, declared, row, action, values=kept, **more)
    return changed(change, id, row["no"])


def checked_step(session: Session, form: Form, row: Row, action: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that a step fills, as they are kept. ``BadInput`` names what is missing or wrong."""
    kept = forms.clean(form, {name: value for name, value in values.items() if value not in (None, "", [])})
    checked(session, form, {**field_values(form, row), **kept}, action)
    return kept


def seal_in(
    change: Change, session: Session, form: Form, row: Row, action: str, signet: Signet, seen: Seen, **more: Any
) -> None:
    """Take a sealed step inside a transaction, in the role in which this person may take it."""
    standing = standing_in(session, form, action, row, signet.person)
    shown = shown_for(session, signet.person, standing[0], session.profile.title(form.name)[0].ja)
    deputy = acting_for(session, form, action, row, standing[0])
    if approval_rules.needs_occasion(session.profile, form.steps[action], deputy) and not more.get("remark"):
        role = session.profile.roles[deputy]
        raise Refused("deputy_without_occasion", clauses=role.clause, scope=role.deputy_scope.get(i18n.language()))
    move_in(change, form, row, action, signet=signet, seen=seen, standing=standing, shown=shown, deputy=deputy, **more)


def seal(session: Session, form: str, id: str, action: str, signet: Signet, seen: Seen, **more: Any) -> Changes:
    """Take a sealed step: decide, confirm, close. ``Refused`` if the record changed since it was seen."""
    declared = form_of(session, form)
    row = get(session, form, id)
    with session.change(by=signet.person) as change:
        seal_in(change, session, declared, row, action, signet, seen, **more)
    return changed(change, id, row["no"])


def review(session: Session, form: str, id: str, act: str, signet: Signet, seen: Seen) -> Changes:
    """後閲: whoever was represented looks through what the deputy decided; ``act`` is the decision's event hash."""
    row = get(session, form, id)
    body = {"form": form, "record": id, "base": row["head"], "act": act}
    maker = signet.maker(shown=shown_for(session, signet.person), seen=seen)
    with session.change(by=signet.person) as change:
        change.append("record.reviewed", body, seal=maker)
    return changed(change, id, row["no"])


def to_review(session: Session, form: str, person: str) -> list[tuple[str, str]]:
    """Decisions of a deputy that wait for this person's 後閲, as (record id, event hash)."""
    roles = set(approval_rules.roles_of(session.rows, person, session.today))
    declared = form_of(session, form)
    mine = f"form = '{form}' AND " if declared.table else ""
    sql = f'SELECT id FROM "{declared.kept_in}" WHERE {mine}instr(acts, \'"deputy":"\') > 0'  # noqa: S608
    found = session.store.query(sql)
    rows = [get(session, form, str(row["id"])) for row in found]
    return [
        (str(row["id"]), str(act["event"]))
        for row in rows
        for act in row["acts"]
        if act["deputy"] in roles and not act["reviewed"] and not act["void"] and act["person"] != person
    ]


def attach(session: Session, form: str, id: str, file: Path, purpose: str = "evidence") -> str:
    """Keep a file inside the store, by its hash; returns the hash. ``Refused`` for size or kind."""
    data = attachable(file)
    with session.change() as change:
        return attach_in(change, form_of(session, form), id, file.name, data, purpose)


def attachable(file: Path) -> bytes:
    """What a file holds that may be kept. ``Refused`` for size or kind."""
    if file.suffix.lower() not in ATTACHABLE:
        raise Refused("attachment_kind", file=file.name, kinds=", ".join(sorted(ATTACHABLE)))
    try:
        size = file.stat().st_size
        if size > LARGEST_ATTACHMENT:
            raise Refused("attachment_large", file=file.name, mib=LARGEST_ATTACHMENT // 1048576)
        if not size:
            raise Refused("attachment_empty", file=file.name)
        return file.read_bytes()
    except OSError as error:
        raise from_os_error(error, file) from error


def attach_in(change: Change, form: Form, id: str, name: str, data: bytes, purpose: str = "evidence") -> str:
    """Keep a file with a record inside a transaction; returns its hash."""
    row = change.rows.get(form.kept_in, id)
    if row is None:
        raise Refused("record_unknown")
    sha256 = hashlib.sha256(data).hexdigest()
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    body = {"form": form.name, "record": id, "base": row["head"], "sha256": sha256, "name": name}
    change.attach(sha256, data)
    change.append("record.attached", {**body, "size": len(data), "media_type": media_type, "purpose": purpose})
    return sha256


def detach(session: Session, form: str, id: str, sha256: str, name: str, reason: str) -> Changes:
    """外す: a file that belongs elsewhere leaves the record, the ledger keeps it. ``Refused`` once a seal saw it."""
    row = get(session, form, id)
    body = {"form": form, "record": id, "base": row["head"], "sha256": sha256, "name": name, "reason": reason}
    with session.change() as change:
        change.append("record.detached", body)
    return changed(change, id, row["no"])


def attachment(session: Session, sha256: str) -> bytes:
    """The bytes of an attachment. ``Unavailable`` if they are gone."""
    found = session.store.query("SELECT data FROM attachment WHERE sha256 = ?", (sha256,))
    if not found:
        raise Unavailable("attachment_gone")
    return bytes(found[0]["data"])


def decide_on_paper(
    session: Session, form: str, id: str, action: str, *, decision: str, decider: str, post: str, decided_on: str,
    document_no: str, scan: str | Path, remark: str = "",
) -> Changes:  # fmt: skip
    """紙決裁: what was decided on paper, recorded as that; ``scan`` is the scan, or the hash of the attached one.

    A scan is attached together with the decision: where that is refused, nothing stays of it.
    """
    declared, row = form_of(session, form), get(session, form, id)
    data = attachable(scan) if isinstance(scan, Path) else b""
    with session.change() as change:
        kept = attach_in(change, declared, id, scan.name, data, "scan") if isinstance(scan, Path) else scan
        row = change.rows.get(declared.kept_in, id) or row
        paper = {"decider": decider, "post": post, "decided_on": decided_on, "document_no": document_no, "scan": kept}
        move_in(change, declared, row, action, decision=decision, remark=remark, paper=paper)
    return changed(change, id, row["no"])


def annotate(session: Session, form: str, id: str, field: str, text: str, signet: Signet, seen: Seen) -> Changes:
    """追記（軽微な訂正）of a field that the profile lists: sealed, printed under the record, voids nothing."""
    row = get(session, form, id)
    body = {"form": form, "record": id, "base": row["head"], "field": field, "text": text}
    maker = signet.maker(shown=shown_for(session, signet.person), seen=seen)
    with session.change(by=signet.person) as change:
        change.append("record.noted", body, seal=maker)
    return changed(change, id, row["no"])


def years_kept(session: Session, form: str) -> int:
    """For how many full fiscal years a record of the form is kept."""
    rule = session.profile.section("retention")
    return int(rule.get("per_form", {}).get(form, rule.get("default_years", 5)))


def fewest_years(session: Session) -> int:
    """The shortest of all retentions, in full fiscal years."""
    rule = session.profile.section("retention")
    return min(int(years) for years in (rule.get("default_years", 5), *rule.get("per_form", {}).values()))


def kept_until(session: Session, form: str, touched: str) -> str:
    """The last day of the retention (ISO) of a record last touched then: full years from the 1 April after it."""
    start = fiscal_year(date.fromisoformat(touched[:10])) + 1
    return f"{start + years_kept(session, form)}-03-31"


def discard(session: Session, form: str, id: str, ground: str, reason: str, signet: Signet) -> Changes:
    """廃棄 of a record: body, salt and attachments go, hashes stay and the chain still verifies.

    ``ground`` is "retention" (保存期間満了) or "never" (入力してはならなかった).
    """
    row = get(session, form, id)
    with session.change(by=signet.person) as change:
        discard_in(change, session, form, row, ground, reason, signet)
        change.discard([id])
    return Changes(frozenset(tables.COLUMNS), id, row["no"])


def discard_in(change: Change, session: Session, form: str, row: Row, ground: str, reason: str, signet: Signet) -> None:
    """The sealed event of one 廃棄 as ``row`` was seen; what it held goes with :meth:`Change.discard`."""
    id = str(row["id"])
    hashes = [event.hash for event in ledger.of_record(session.store, id)]
    body = {"form": form, "record": id, "no": row["no"], "base": row["head"], "events": hashes, "ground": ground}
    body |= {"reason": reason, "kept_until": kept_until(session, form, row["changed_at"])}
    maker = signet.maker(shown=shown_for(session, signet.person), seen=Seen.of(row))
    change.append("record.discarded", body, seal=maker)
