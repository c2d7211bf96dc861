"""Disposal: a case from request to closing, with the gate beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.common.errors import BadInput, Fault, Refused
from app.domain import disposal as domain
from app.domain.approval import value_of
from app.domain.disposal import Gate
from app.domain.ledger import Refusal, Row
from app.domain.media import RETURNING, is_held
from app.services import record
from app.services.approval import Seen, Signet
from app.services.register import register_ids, register_page
from app.services.session import Changes, Session, changed
from app.store.ledger import Change

LIST = ("id", "no", "state", "disposition", "method", "planned_on", "applicant", "applied_on", "changed_at", "media")


def gates(session: Session, media: Sequence[str], disposition: str) -> list[tuple[Row, Gate]]:
    """For each medium what the rules allow, close and demand."""
    rows = [record.get(session, "medium", id) for id in media]
    return [(row, domain.gate(session.profile, row, disposition)) for row in rows]


def _complete(session: Session, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with what the program knows: applicant, day, and who must permit by the rules."""
    entered = {"applicant": session.user, "applied_on": session.today, **values}
    known = gates(session, entered.get("media") or [], str(entered.get("disposition", "")))
    entered["permission"] = known[0][1].permission if known else "dept"
    return entered


def request(session: Session, values: Mapping[str, Any]) -> Changes:
    """Ask for permission to dispose of media; they are held as 廃棄待ち until the case ends."""
    form = record.form_of(session, "disposal")
    entered = _complete(session, values)
    with session.change() as change:
        id, no = record.open_in(change, session, form, entered)
        _move_media(change, session, entered["media"], "hold", id)
    return changed(change, id, no)


def _move_media(change: Change, session: Session, media: Sequence[str], action: str, cause: str) -> None:
    form = record.form_of(session, "medium")
    for id in media:
        row = change.rows.get("medium", id)
        kept = action == "release" and is_held(change.rows, id)  # by another case
        if row is not None and row["state"] in form.steps[action].before and not kept:
            record.move_in(change, form, row, action, cause=cause)


def revise(session: Session, id: str, values: Mapping[str, Any], reason: str) -> Changes:
    """Correct a case. Permission and closing that covered it are void; media added are held, those left out return."""
    form, row = record.form_of(session, "disposal"), record.get(session, "disposal", id)
    merged = {**{name: value_of(row, name) for name in form.by_name}, **values}
    merged["permission"] = _complete(session, merged)["permission"]
    kept = {
        name: value for name, value in record.checked(session, form, merged).items() if value != value_of(row, name)
    }
    kept |= {name: "" for name, value in values.items() if value in (None, "") and value_of(row, name)}  # struck out
    with session.change() as change:
        record.revise_in(change, form, row, kept, reason)
        if row["state"] in ("requested", "permitted", "sent_back"):
            _move_media(change, session, merged["media"], "hold", id)
            left_out = [medium for medium in row["media"] if medium not in merged["media"]]
            _move_media(change, session, left_out, "release", id)
    return changed(change, id, row["no"])


def decide(
    session: Session, id: str, signet: Signet, seen: Seen, *, decision: str, remark: str = "", exception: str = ""
) -> Changes:
    """許可・条件付許可・差戻し・不許可 under a seal; refused media go back to where they were kept."""
    form, row = record.form_of(session, "disposal"), record.get(session, "disposal", id)
    with session.change(by=signet.person) as change:
        more = {"decision": decision, "remark": remark, "exception": exception}
        record.seal_in(change, session, form, row, "decide", signet, seen, **more)
        if decision in ("refuse", "send_back"):
            _move_media(change, session, row["media"], "release", id)
    return changed(change, id, row["no"])


def withdraw(session: Session, id: str, remark: str = "") -> Changes:
    """取下げ: the case ends, the media return to stock."""
    form, row = record.form_of(session, "disposal"), record.get(session, "disposal", id)
    with session.change() as change:
        record.move_in(change, form, row, "withdraw", remark=remark)
        _move_media(change, session, row["media"], "release", id)
    return changed(change, id, row["no"])


def _check_seen(row: Row, name: str, seen: Row | None) -> None:
    """``Refused`` where others added to ``name`` since it was shown: nobody's entry is passed over unseen."""
    if seen is not None and (seen[name] or []) != (row[name] or []):
        raise Refused("record_changed_meanwhile", no=row["no"])


def perform(
    session: Session, id: str, steps: Sequence[Mapping[str, Any]], handed_on: str = "", seen: Row | None = None
) -> Changes:
    """Record what was done: 日時・担当者・処理内容, one step or more a medium; the day of handing over, if any.

    Again, it adds steps to those recorded: erased first, broken later, or done over because the verdict was not good.
    ``BadInput`` where it was handed over before it was permitted, or is yet to be. ``seen`` is the case as shown.
    """
    row = record.get(session, "disposal", id)
    _check_seen(row, "steps", seen)
    if handed_on:
        _check_handing(session, row, handed_on)
    values = {"steps": [*(row["steps"] or []), *steps], "handed_on": handed_on or row["handed_on"] or ""}
    return record.move(session, "disposal", id, "perform", values)


def hand_over(session: Session, id: str, day: str) -> Changes:
    """Record, or put right, the day (ISO) on which the media went to the vendor; certificates are due from there.

    ``BadInput`` for a day before the permission or yet to come.
    """
    _check_handing(session, record.get(session, "disposal", id), day)
    return record.move(session, "disposal", id, "hand_over", {"handed_on": day})


def _check_handing(session: Session, row: Row, handed_on: str) -> None:
    permitted = domain.permitted_on(row)
    if permitted and handed_on < permitted:
        raise BadInput(Fault("handed_on", "handed_before_permission"))
    if handed_on > session.today:
        raise BadInput(Fault("handed_on", "handed_in_future"))


def certify(session: Session, id: str, certificates: Sequence[Mapping[str, Any]], seen: Row | None = None) -> Changes:
    """証明書: numbers, issuers, days and serials as pasted; they are reconciled against the case's media.

    These are all of the case's certificates; ``seen`` is the case as it was shown.
    """
    _check_seen(record.get(session, "disposal", id), "certificates", seen)
    return record.move(session, "disposal", id, "certify", {"certificates": list(certificates)})


def reconciliation(session: Session, id: str) -> domain.Reconciliation:
    """The certificates of a case against its media."""
    row = record.get(session, "disposal", id)
    media = [record.get(session, "medium", medium) for medium in row["media"] or []]
    return domain.reconcile(media, row["certificates"] or [])


def certificates_due(session: Session) -> list[tuple[Row, str]]:
    """Cases of which a medium that was handed over stands on no certificate, with the day by which they are due.

    The most pressing comes first.
    """
    found = session.store.query("SELECT id FROM disposal WHERE state = 'performed' AND handed_on <> ''")
    rows = [record.get(session, "disposal", str(row["id"])) for row in found]
    waiting = [(row, domain.certificate_due(row)) for row in rows if _uncertified(session, row)]
    return sorted(waiting, key=lambda pair: pair[1])


def _uncertified(session: Session, row: Row) -> tuple[str, ...]:
    return domain.uncertified([record.get(session, "medium", id) for id in row["media"] or []], row)


def holes(session: Session, row: Row) -> list[Refusal]:
    """What is missing before a case whose work is done may close; empty where nothing is, or nothing was done yet."""
    if row["state"] != "performed":
        return []
    media = [record.get(session, "medium", id) for id in row["media"] or []]
    return domain.hole_refusals(session.profile, media, row)


def incomplete(session: Session) -> list[tuple[Row, list[Refusal]]]:
    """The cases whose work is done and whose record is not whole, by number, each with what is missing."""
    found = session.store.query("SELECT id FROM disposal WHERE state = 'performed' ORDER BY no")
    rows = [record.get(session, "disposal", str(row["id"])) for row in found]
    return [(row, lacking) for row in rows if (lacking := holes(session, row))]


def turn(session: Session, row: Row) -> tuple[str, ...]:
    """Whose turn it is while something is missing: of those who asked and worked whoever is still here."""
    people = [session.rows.get("person", id) for id in domain.turn(row)]
    return tuple(each["id"] for each in people if each is not None and each["state"] != "left")


def close(session: Session, id: str, signet: Signet, seen: Seen) -> Changes:
    """The manager confirms and closes; the media are gone from the register's stock, or back after a repair."""
    form, row = record.form_of(session, "disposal"), record.get(session, "disposal", id)
    with session.change(by=signet.person) as change:
        values = {"closed_on": session.today}
        record.seal_in(change, session, form, row, "close", signet, seen, values=values)
        action = "release" if row["disposition"] in RETURNING else "dispose"
        _move_media(change, session, row["media"], action, id)
    return changed(change, id, row["no"])


def ids(
    session: Session, text: str = "", states: Sequence[str] = (), order: str = "no", down: bool = True
) -> list[str]:
    """The ids of cases that hold every word of ``text``.

    Among the states "performed" are the cases that wait to be confirmed, ``LACKING`` those with something missing.
    """
    kept = list(dict.fromkeys("performed" if state == domain.LACKING else state for state in states))
    found = register_ids(session, "disposal", text, kept, order if order in LIST else "no", down)
    wanted = {"performed", domain.LACKING} & set(states)
    if len(wanted) != 1:
        return found
    lacking = {str(row["id"]) for row, _ in incomplete(session)}
    if "performed" in wanted:
        return [id for id in found if id not in lacking]
    others = {row["id"] for row in session.store.query("SELECT id FROM disposal WHERE state = 'performed'")} - lacking
    return [id for id in found if id not in others]


def page(session: Session, wanted: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of these ids, in their order."""
    return register_page(session, "disposal", LIST, wanted)
