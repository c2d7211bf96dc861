"""Carry-out: request, decision, out, back, return confirmed; and what is out on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from app.common.errors import Refused
from app.common.i18n import t
from app.common.text import fold, fold_id
from app.domain import carryout as domain
from app.domain import entry
from app.domain.approval import value_of
from app.domain.carryout import Demand
from app.domain.forms import LISTS, NUMBERS, Field
from app.domain.ledger import Row
from app.domain.media import id_in_code
from app.domain.record import field_values
from app.domain.trips import away, taken
from app.domain.words import field_label
from app.services import record
from app.services.approval import Seen, Signet
from app.services.register import register_ids, register_page
from app.services.session import Changes, Session, changed
from app.store.ledger import Change

LIST = (
    *("id", "no", "state", "media", "info_name", "info_class", "purpose", "destination", "starts_on", "due_on"),
    *("applicant", "carrier", "out_at", "back_at", "changed_at", "extended_until"),
)
#: What is out and waits for the decision on a longer time, among the states by which requests are listed.
EXTENSION = "extension"


def demand(session: Session, values: Mapping[str, Any]) -> Demand:
    """What the rules ask of a request as it is filled in; it stands beside the form."""
    rows = session.rows
    media = [medium for id in values.get("media") or [] if (medium := rows.get("medium", id))]
    return domain.demand(session.profile, values, media)


def _complete(session: Session, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with what the program knows: applicant, carrier, day, 都度, kind of activity, and who must permit."""
    known = {"applicant": session.user, "carrier": session.user, "applied_on": session.today, "activities": ["carry"]}
    known["mode"] = "each"
    entered = known | {name: value for name, value in values.items() if value not in (None, "", [], ())}
    entered["permission"] = demand(session, entered).permission
    return entered


def least_class(session: Session, media: Sequence[str]) -> str:
    """The class a request must have at least: the highest of its media."""
    return session.profile.strictest([str(record.get(session, "medium", id)["info_class"]) for id in media])


def request(session: Session, values: Mapping[str, Any]) -> Changes:
    """Ask to take something out. ``BadInput`` by field; ``Refused`` with the clause where the rules object."""
    return record.open(session, "carryout", _complete(session, values))


def revise(session: Session, id: str, values: Mapping[str, Any], reason: str) -> Changes:
    """Correct a request; a permission that covered it is void and it waits for a new decision."""
    form, row = record.form_of(session, "carryout"), record.get(session, "carryout", id)
    merged = {**{item.name: value_of(row, item.name) for item in form.stage("")}, **values}
    merged["permission"] = demand(session, merged).permission
    kept = {
        name: value for name, value in record.checked(session, form, merged).items() if value != value_of(row, name)
    }
    struck = [name for name, value in values.items() if value in (None, "", []) and value_of(row, name)]
    kept |= {name: _nothing(form.by_name[name]) for name in struck}
    with session.change() as change:
        record.revise_in(change, form, row, kept, reason)
    return changed(change, id, row["no"])


def _nothing(item: Field) -> Any:
    """What a field that was struck out holds."""
    return None if item.kind in NUMBERS else [] if item.kind in LISTS else ""


def decide(
    session: Session, id: str, signet: Signet, seen: Seen, *, decision: str, remark: str = "", exception: str = ""
) -> Changes:
    """許可・条件付許可・差戻し・不許可 under a seal; ``exception`` is the reason of an unavoidable case."""
    return record.seal(
        session, "carryout", id, "decide", signet, seen, decision=decision, remark=remark, exception=exception
    )


def withdraw(session: Session, id: str, remark: str = "") -> Changes:
    """取下げ by the applicant's side; nothing is deleted."""
    return record.move(session, "carryout", id, "withdraw", remark=remark)


def take_out(session: Session, id: str, values: Mapping[str, Any]) -> Changes:
    """It leaves the office now: time and virus check; the media are out from here on."""
    return _with_media(session, id, "take_out", values)


def hand_over(session: Session, id: str, values: Mapping[str, Any]) -> Changes:
    """It was handed over, sent or copied for good: when, and how it was made sure of; nothing is left to do."""
    return record.move(session, "carryout", id, "hand_over", values)


def bring_back(session: Session, id: str, values: Mapping[str, Any]) -> Changes:
    """It is back: time, virus check, erased or why not."""
    return _with_media(session, id, "bring_back", values)


def trip_out(session: Session, id: str, carrier: str = "", virus_check: str = "", media: Sequence[str] = ()) -> Changes:
    """A permission for many times (包括): it leaves now; a line is added to its trips for each thing that does.

    ``media`` are those that leave, of several under one permission; without, all that are not out already.
    """
    row = record.get(session, "carryout", id)
    out = away(row)
    leaving = list(media) or [one for one in row["media"] or [] if one not in out]
    line: dict[str, Any] = {"out_at": _minute(session), "carrier": carrier or session.user}
    line |= {"virus_check": virus_check} if virus_check else {}
    lines = [{**line, "media": [one]} for one in leaving] or [line]
    return _trip(session, row, "trip_out", "take_out", [*(row["trips"] or []), *lines], leaving)


def trip_back(session: Session, id: str, media: Sequence[str] = ()) -> Changes:
    """A permission for many times (包括): it is back, and may leave again until the day agreed.

    ``media`` are those that are back, of several that are out; without, all of them.
    """
    row = record.get(session, "carryout", id)
    trips, back = [], []
    for trip in row["trips"] or []:
        gone = taken(row, trip)
        ends = not trip.get("back_at") and (not media or bool(set(media) & set(gone)))
        trips.append({**trip, "back_at": _minute(session)} if ends else dict(trip))
        back += gone if ends else []
    still_out = any(not trip.get("back_at") for trip in trips)
    return _trip(session, row, "trip_part" if still_out else "trip_back", "bring_back", trips, back)


class Scanned(Struct, frozen=True):
    """What a label that was read may do now: its request, the step that comes next, and the medium itself."""

    row: Row
    step: str
    medium: str
    no: str


def scanned(session: Session, number: str) -> Scanned:
    """The request whose thing has this number on its label, and the step that comes next for it.

    What is out comes back; else a permission that is running lets it out. ``Refused`` if there is neither.
    """
    no, id = fold_id(number), id_in_code(number)
    sql = "SELECT id, medium_no, state FROM medium WHERE (medium_no = ? OR ? <> '' AND id LIKE ? || '%')"
    media = session.store.query(sql + " AND state <> 'disposed'", (no, id, id))
    if not media:
        raise Refused("medium_no_unknown", no=no)
    no = str(media[0]["medium_no"])
    medium, is_out = str(media[0]["id"]), media[0]["state"] == "out"
    # A thing in the office may leave under a permission of which another thing is out already.
    states = "state = 'out'" if is_out else "(state = 'permitted' OR state = 'out' AND mode = 'blanket')"
    sql = f"""SELECT id FROM carryout WHERE {states} AND instr(media, ?)
        ORDER BY starts_on > ?, due_on < ?, due_on"""  # noqa: S608 - the states stand above
    found = session.store.query(sql, (medium, session.today, session.today))
    rows = [record.get(session, "carryout", str(one["id"])) for one in found]
    row = next((one for one in rows if not is_out or one["mode"] != "blanket" or medium in away(one)), None)
    if row is None:
        raise Refused("nothing_permitted", no=no)
    steps = ("trip_out", "trip_back") if row["mode"] == "blanket" else ("take_out", "bring_back")
    return Scanned(row, steps[is_out], medium, no)


def _minute(session: Session) -> str:
    return session.clock.now().strftime("%Y-%m-%dT%H:%M")


def _trip(
    session: Session, row: Row, action: str, medium_action: str, trips: list[dict[str, Any]], media: Sequence[str]
) -> Changes:
    form = record.form_of(session, "carryout")
    with session.change() as change:
        record.move_in(change, form, row, action, values={"trips": trips})
        _move_media(change, session, media, medium_action, str(row["id"]))
    return changed(change, str(row["id"]), row["no"])


def ask_extension(session: Session, id: str, until: str, reason: str) -> Changes:
    """Ask to keep it out longer; the day agreed stands until the extension is decided."""
    values = {"extended_until": until, "extension_reason": reason}
    return record.move(session, "carryout", id, "ask_extension", values)


def extend(session: Session, id: str, signet: Signet, seen: Seen, *, decision: str, remark: str = "") -> Changes:
    """Decide on the extension under a seal; a permitted one moves the day agreed."""
    row = record.get(session, "carryout", id)
    values = {"extended_until": "", **({"due_on": row["extended_until"]} if decision == "permit" else {})}
    more = {"decision": decision, "remark": remark, "values": values}
    return record.seal(session, "carryout", id, "extend", signet, seen, **more)


def lose(session: Session, id: str, values: Mapping[str, Any]) -> Changes:
    """紛失: the media are lost, and an incident is begun with everything that is known already."""
    form, row = record.form_of(session, "carryout"), record.get(session, "carryout", id)
    kept = record.checked_step(session, form, row, "lose", values)
    # Of several under one permission (包括), what lies in the office is not lost.
    lost = _out_of(session, row)
    with session.change() as change:
        record.move_in(change, form, row, "lose", values=kept)
        _move_media(change, session, lost, "lose", id)
        incident = _begin_incident(change, session, {**row, **kept, "media": lost})
    return changed(change, incident or id, row["no"])


def _begin_incident(change: Change, session: Session, row: Row) -> str:
    """The incident's draft; empty where the policy's profile has no such form."""
    form = entry.find(session.profile, "incident")
    if form is None:
        return ""
    known = {
        "x_applicant": session.user,
        "x_kind": "loss",
        "x_happened_at": row["lost_at"],
        "x_found_at": row["lost_at"],
        "x_found_by": "inside",
        "x_place": row["lost_place"],
        "x_content": f"{row['lost_detail']}\n\n{_what_is_known(session, row)}",
        "x_media": row["media"] or [],
        "x_info_class": row["info_class"],
        "x_personal_count": row["personal_count"],
        "x_encrypted": "yes" if "encryption" in (row["safeguards"] or []) else "unknown",
    }
    values = {name: value for name, value in known.items() if name in form.by_name and value not in (None, "", [])}
    missing = [item for item in form.stage("") if item.is_required(values) and item.name not in values]
    if missing:
        return ""
    return record.open_in(change, session, form, values)[0]


#: What the report of a loss says of the request, in this order, beside the fields that it fills.
_TOLD = (
    *("info_name", "purpose", "destination", "carrier", "out_at", "due_on", "safeguards", "transport"),
    *("personal_count", "permission"),
)


def _what_is_known(session: Session, row: Row) -> str:
    """The request and the media in words, a line each, for the report of a loss."""
    from app.exports import forms as words  # what prints papers is loaded by who needs its words
    from app.services.paper_setting import setting_of

    setting, form = setting_of(session), record.form_of(session, "carryout")
    lines = [(t("paper.no"), str(row["no"]))]
    for id in row["media"] or []:
        medium = record.get(session, "medium", id)
        said = (medium["medium_no"], medium["name"], medium["capacity"], medium["serial"], medium["contents"])
        lines.append((field_label(form, "media"), "　".join(str(part) for part in said if part)))
    for name in _TOLD:
        if row.get(name) not in (None, "", []):
            lines.append((field_label(form, name), words.value_text(setting, form.by_name[name], row[name])))
    return "\n".join(f"{label}：{said}" for label, said in lines)


def incident_of(session: Session, row: Row) -> str:
    """The report that the loss of a request began; empty for none, or where the policy has no such form."""
    sql = """SELECT id FROM entry WHERE form = 'incident' AND instr(search, ?) > 0 AND opened_at >= ?
        ORDER BY opened_at LIMIT 1"""
    lost = next((act["at"] for act in reversed(row["acts"]) if act["action"] == "lose"), "")
    found = session.store.query(sql, (fold(str(row["no"])), lost)) if lost else []
    return str(found[0]["id"]) if found else ""


def decide_many(
    session: Session, seen: Sequence[tuple[str, Seen]], signet: Signet, *, decision: str, remark: str = ""
) -> Changes:
    """The same decision on several requests that were all shown, after one password; all of them or none."""
    form = record.form_of(session, "carryout")
    with session.change(by=signet.person) as change:
        for id, looked in seen:
            row = record.get(session, "carryout", id)
            record.seal_in(change, session, form, row, "decide", signet, looked, decision=decision, remark=remark)
    return changed(change, seen[-1][0] if seen else "")


def out_on(session: Session, day: str) -> list[dict[str, Any]]:
    """Who had what out on that day (ISO): requests whose time out covers it, trips of 包括 permissions too."""
    sql = """SELECT id FROM carryout WHERE (out_at <> '' AND substr(out_at, 1, 10) <= ?
        AND (back_at IS NULL OR back_at = '' OR substr(back_at, 1, 10) >= ?)) OR trips IS NOT NULL ORDER BY no"""
    found = [record.get(session, "carryout", str(row["id"])) for row in session.store.query(sql, (day, day))]
    return [row for row in found if outing(row, day)]


def ids_out_on(session: Session, day: str, text: str = "") -> list[str]:
    """The ids of `out_on` that hold every word of ``text``, by number."""
    wanted = set(ids(session, text)) if text.strip() else None
    return [str(row["id"]) for row in out_on(session, day) if wanted is None or row["id"] in wanted]


def outing(row: Mapping[str, Any], day: str) -> Mapping[str, Any]:
    """The time out that covers the day: ``out_at``, ``back_at``, ``carrier``; empty if it was in the office then."""
    return next(iter(outings(row, day)), {})


def outings(row: Mapping[str, Any], day: str) -> list[Mapping[str, Any]]:
    """Every time out of a request that covers the day; a trip under 包括 names the media that went on it."""
    times = row["trips"] or ([row] if row["out_at"] else [])
    return [time for time in times if _covers({**time, "back_at": time.get("back_at") or row.get("back_at")}, day)]


def _covers(time: Mapping[str, Any], day: str) -> bool:
    return str(time["out_at"])[:10] <= day <= (str(time.get("back_at") or "")[:10] or "9999")


def _with_media(session: Session, id: str, action: str, values: Mapping[str, Any]) -> Changes:
    form, row = record.form_of(session, "carryout"), record.get(session, "carryout", id)
    kept = record.checked_step(session, form, row, action, values)
    moved = (row["media"] or []) if action == "take_out" else _out_of(session, row)
    with session.change() as change:
        record.move_in(change, form, row, action, values=kept)
        _move_media(change, session, moved, action, id)
    return changed(change, id, row["no"])


def _move_media(change: Change, session: Session, media: Sequence[str], action: str, cause: str) -> None:
    form = record.form_of(session, "medium")
    for id in media:
        row = change.rows.get("medium", id)
        if row is not None:
            record.move_in(change, form, row, action, cause=cause)


def _out_of(session: Session, row: Row) -> list[str]:
    """The media of a request that are not in the office: of a permission for many times (包括) some may be."""
    return [id for id in row["media"] or [] if record.get(session, "medium", id)["state"] != "stored"]


def correct_return(session: Session, id: str, values: Mapping[str, Any], reason: str) -> Changes:
    """訂正 of what was written down of leaving and coming back; it waits for the confirmation (again).

    ``BadInput`` by field; ``Refused`` without a reason, or where nothing changed.
    """
    form, row = record.form_of(session, "carryout"), record.get(session, "carryout", id)
    names = [item.name for stage in domain.RETURNED for item in form.stage(stage)]
    given = {name: values[name] or "" for name in names if name in values}
    if (given.get("erasure") or row["erasure"]) != "kept":
        given["kept_reason"] = ""
    merged = {**field_values(form, row), **given}
    for stage in domain.RETURNED:
        if any(form.by_name[name].stage == stage and value for name, value in given.items()):
            record.checked(session, form, merged, stage)
    return record.revise(session, "carryout", id, given, reason)


def confirm_return(session: Session, id: str, signet: Signet, seen: Seen, *, exception: str = "") -> Changes:
    """The manager confirms under a seal that everything is back."""
    return record.seal(session, "carryout", id, "confirm_return", signet, seen, exception=exception)


def ids(
    session: Session, text: str = "", states: Sequence[str] = (), order: str = "no", down: bool = True
) -> list[str]:
    """The ids of requests that hold every word of ``text``; the state ``EXTENSION`` is out, and asked for longer."""
    plain = [state for state in states if state != EXTENSION]
    where = ""
    if EXTENSION in states:
        marks = ",".join("?" * len(plain))
        where, states = f"(state IN ({marks}) OR state = 'out' AND extended_until <> '')", ()
    column = order if order in LIST else "no"
    return register_ids(session, "carryout", text, states, column, down, where, plain if where else ())


def page(session: Session, wanted: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of these ids, in their order."""
    return register_page(session, "carryout", LIST, wanted)


def overdue(session: Session) -> list[dict[str, Any]]:
    """What is out and should have been back before today, the longest first."""
    sql = (
        "SELECT id, no, due_on, destination, applicant FROM carryout WHERE state = 'out' AND due_on < ? ORDER BY due_on"
    )
    return session.store.query(sql, (session.today,))
