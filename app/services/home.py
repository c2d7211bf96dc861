"""What waits for the person at the keyboard today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct

from app.common.clock import JAPAN, stamp
from app.common.i18n import language, listed, t
from app.domain import words
from app.domain.approval import active_key, deputised_by, head_role, holders, vouchers
from app.domain.disposal import standing
from app.domain.entry import deciders
from app.domain.improvement import is_late, returned
from app.domain.ledger import Row
from app.services import (
    approval,
    carryout,
    disposal,
    entry,
    improvement,
    inspection,
    record,
    retention,
    transfer,
)
from app.services.session import Session

#: How many days before the fiscal year ends it is asked whether everything comes back.
YEAR_END_DAYS = 15
#: How many days what a newcomer has taken over is named.
NEWCOMER_DAYS = 31
#: What is out now, with the day on which it left.
_OUT = """SELECT id FROM (SELECT id, carrier, substr(coalesce(out_at, starts_on), 1, 10) AS left_on FROM carryout
    WHERE state = 'out' ORDER BY left_on) WHERE 1"""


#: What is said and waits for nobody in particular.
_NOT_COUNTED = ("deadline", "taken_over", "past_retention", "clock_behind", "year_not_begun", "no_deputy")

#: By how much another PC's clock may be ahead of this one's.
_SLACK = timedelta(minutes=10)


class Matter(Struct, frozen=True):
    """One thing to do: a message id ``home.<kind>``, how many, on which page, which record, and how pressing it is."""

    kind: str
    count: int
    page: str
    record: str = ""
    look: str = "accent"
    name: str = ""
    days: int = 0


def todo(session: Session) -> list[Matter]:
    """Today's matters, the most pressing first."""
    return [
        *_clock(session),
        *_seals(session),
        *_overdue(session),
        *_custody(session),
        *_late_improvements(session),
        *_certificates(session),
        *_reviews(session),
        *_to_decide(session),
        *_records_due(session),
        *_own_sheets(session),
        *_taken_over(session),
        *_deputies(session),
        *_to_do(session),
        *_to_improve(session),
        *_past_retention(session),
        *_deadline(session),
    ]


def counts(matters: list[Matter]) -> dict[str, int]:
    """How much waits on each page."""
    found: Counter[str] = Counter()
    for matter in matters:
        if matter.kind not in _NOT_COUNTED:
            found[matter.page] += matter.count
    return dict(found)


def _clock(session: Session) -> list[Matter]:
    """The PC's clock is behind what was written lately: what is written now would bear an earlier time."""
    latest = session.clock.now().astimezone(JAPAN) + _SLACK
    sql = "SELECT count(*) AS n FROM (SELECT at FROM event ORDER BY rowid DESC LIMIT 200) WHERE at > ?"
    ahead = int(session.store.query(sql, (stamp(latest),))[0]["n"])
    return [Matter("clock_behind", ahead, "settings", "store", "not")] if ahead else []


def _seals(session: Session) -> list[Matter]:
    """Nobody here can set a seal, or somebody holds a role and has no seal yet: the first thing after a transfer."""
    rows, today = session.rows, session.today
    able = vouchers(rows, today)
    if not able:
        return [Matter("nobody_seals", 1, "settings", "people", "not")]
    roles = [key for key, role in session.profile.roles.items() if role.approver]
    holding = dict.fromkeys(person for role in roles for person in holders(rows, role, today))
    bare = [person for person in holding if not active_key(rows, person)]
    if session.user not in (*able, *bare) or not bare:
        return []
    one = str(bare[0])
    place = f"people/{one}" if len(bare) == 1 else "people"
    return [Matter("no_seal_yet", len(bare), "settings", place, "partly", approval.name_of(session, one))]


def _deputies(session: Session) -> list[Matter]:
    """The head is a deputy and nobody holds the role stood in for, or the deputy of the head is not named."""
    profile, rows, today = session.profile, session.rows, session.today
    head = head_role(profile, str(session.unit["unit_kind"]))
    above = deputised_by(profile, head)
    kind, role, look = ("only_a_deputy", above, "not") if above else ("no_deputy", profile.roles[head].deputy, "na")
    if not role or holders(rows, role, today) or session.user not in vouchers(rows, today):
        return []
    return [Matter(kind, 1, "settings", "people", look, profile.roles[role].label.get(language()))]


def _past_retention(session: Session) -> list[Matter]:
    """Finished records past their retention, for those whose seal may discard them."""
    if session.user not in vouchers(session.rows, session.today):
        return []
    n = len(retention.expired(session))
    return [Matter("past_retention", n, "settings", "store/retention")] if n else []


def _overdue(session: Session) -> list[Matter]:
    today = date.fromisoformat(session.today)
    late = carryout.overdue(session)
    if not late:
        return []
    days = (today - date.fromisoformat(late[0]["due_on"])).days
    return [Matter("overdue", len(late), "carryout", late[0]["id"], "not", late[0]["destination"], days)]


#: What waits for a seal: the form, the state it waits in, the step, and the kind of matter.
_WAITING = (
    ("carryout", "requested", "decide", "carryout_requests"),
    ("carryout", "out", "extend", "extensions"),
    ("carryout", "back", "confirm_return", "returns"),
    ("disposal", "requested", "decide", "disposal_requests"),
    ("disposal", "performed", "close", "disposals_done"),
    ("sheet", "submitted", "confirm", "sheets_to_confirm"),
    ("improvement", "done", "confirm", "improvements_done"),
    ("compilation", "draft", "confirm", "compilations"),
    ("stocktake", "counted", "confirm", "stocktakes"),
)
_PAGES = {"sheet": "inspection", "compilation": "inspection", "stocktake": "media"}


def _place(form: str, id: str) -> tuple[str, str]:
    """The page on which a record stands, and how the page calls it."""
    called = {"compilation": "bureau", "stocktake": f"stock/{id}"}
    return _PAGES.get(form, form), called.get(form, id)


def _waiting(session: Session) -> Iterator[tuple[str, str, str, list[str]]]:
    """Everything that waits for a seal, with who could set it: kind of matter, page, record on it, persons."""
    for form, state, step, kind in _WAITING:
        declared = record.form_of(session, form)
        also = " AND extended_until <> ''" if step == "extend" else ""
        sql = f'SELECT id FROM "{form}" WHERE state = ?{also} ORDER BY no'  # noqa: S608
        for row in session.store.query(sql, (state,)):
            found = record.get(session, form, row["id"])
            if form == "disposal" and disposal.holes(session, found):
                continue  # the work is not whole yet
            people = approval.deciders(session, declared, step, found)
            yield kind, *_place(form, str(row["id"])), people
    sql = "SELECT id, form FROM entry WHERE state IN ('requested', 'submitted') ORDER BY no"
    for row in session.store.query(sql):
        declared = record.form_of(session, row["form"])
        people = approval.deciders(
            session, declared, entry.sealed_step(declared), record.get(session, row["form"], row["id"])
        )
        yield "records_to_decide", "records", f"{row['form']}/{row['id']}", people


def _to_decide(session: Session) -> list[Matter]:
    """What waits for a seal that this person could set, and requests that nobody here could decide."""
    mine: dict[tuple[str, str, str], list[str]] = {}
    stuck = []
    for kind, page, id, people in _waiting(session):
        if session.user in people:
            form = id.partition("/")[0] if page == "records" else ""  # each form has a list of its own
            mine.setdefault((kind, page, form), []).append(id)
        elif not people:
            stuck.append((page, id))
    found = [
        Matter(kind, len(ids), page, ids[0] if len(ids) == 1 else form, "partly", _title(session, form))
        for (kind, page, form), ids in mine.items()
    ]
    if stuck:
        page, id = stuck[0]
        found.append(Matter("nobody_decides", len(stuck), page, id, "partly"))
    return found


def _title(session: Session, form: str) -> str:
    return words.form_title(record.form_of(session, form)) if form else ""


def _certificates(session: Session) -> list[Matter]:
    """Certificates that should be here by now, or soon: chased from a week before their day."""
    today = date.fromisoformat(session.today)
    due = [(row, (date.fromisoformat(day) - today).days) for row, day in disposal.certificates_due(session)]
    near = [(row, days) for row, days in due if days <= 7]
    if not near:
        return []
    row, days = near[0]
    kind = "certificates_late" if days < 0 else "certificates_due"
    look = "not" if days < 0 else "partly"
    return [Matter(kind, len(near), "disposal", str(row["id"]), look, str(row["no"]), abs(days))]


def _reviews(session: Session) -> list[Matter]:
    """後閲: what a deputy decided in this person's stead."""
    found = [
        Matter("reviews", len(waiting), *_place(form, waiting[0][0]), "partly")
        for form in dict.fromkeys(form for form, *_ in _WAITING)
        if (waiting := record.to_review(session, form, session.user))
    ]
    records = [
        f"{form}/{id}"
        for form in entry.forms(session)
        if _has_deputy(session, form)
        for id, _ in record.to_review(session, form, session.user)
    ]
    return [*found, Matter("reviews", len(records), "records", records[0], "partly")] if records else found


def _has_deputy(session: Session, form: str) -> bool:
    """Whether the policy lets somebody act for whoever decides on a form's records."""
    return any(session.profile.roles[role].deputy for role in deciders(session.profile, form))


def _custody(session: Session) -> list[Matter]:
    """What ought not to be where it is: out since last year, out as the year ends, or with somebody who has gone."""
    found = []
    gone = """(SELECT id FROM person WHERE state = 'left' OR (active_to <> '' AND active_to < ?))"""
    for kind, page, sql, values, look in (
        ("out_since_last_year", "carryout", _OUT + " AND left_on < ?", (session.year_start,), "not"),
        ("carrier_gone", "carryout", f"{_OUT} AND carrier IN {gone}", (session.today,), "not"),
        (
            *("holder_gone", "media", f"SELECT id FROM medium WHERE state <> 'disposed' AND holder IN {gone}"),  # noqa: S608
            *((session.today,), "partly"),
        ),
    ):
        rows = session.store.query(sql, values)
        if rows:
            found.append(Matter(kind, len(rows), page, str(rows[0]["id"]) if len(rows) == 1 else "", look))
    days = (date(session.year + 1, 3, 31) - date.fromisoformat(session.today)).days
    out = session.store.query(_OUT) if days < YEAR_END_DAYS else []
    if out:
        found.append(Matter("year_end", len(out), "carryout", "", "partly", days=days))
    return found


def _records_due(session: Session) -> list[Matter]:
    """The further records of which a day has passed, or comes soon: what has passed stands first."""
    found = []
    for late, form, some in entry.days(session):
        day, row = some[0]
        days = abs((date.fromisoformat(day) - date.fromisoformat(session.today)).days)
        place = f"{form}/{row['id']}" if len(some) == 1 else form
        kind, look = ("records_late", "not") if late else ("records_near", "partly")
        found.append(Matter(kind, len(some), "records", place, look, _title(session, form), days))
    return found


def _late_improvements(session: Session) -> list[Matter]:
    late = improvement.late(session)
    if not late:
        return []
    return [Matter("improvements_late", len(late), "improvement", str(late[0]["id"]), "not", str(late[0]["no"]))]


def _to_improve(session: Session) -> list[Matter]:
    """Weak answers without a plan, and what this person has undertaken to mend."""
    found = []
    rows = session.store.query("SELECT id FROM improvement WHERE state = 'open' ORDER BY no")
    if rows:
        found.append(Matter("improvements_to_plan", len(rows), "improvement", "", "accent"))
    own = "SELECT id FROM improvement WHERE state = 'planned' AND owner = ? ORDER BY due_on"
    mine = [record.get(session, "improvement", row["id"]) for row in session.store.query(own, (session.user,))]
    back = [row for row in mine if returned(row) is not None]
    if back:
        found.append(Matter("improvements_returned", len(back), "improvement", back[0]["id"], "partly"))
    going = [row for row in mine if row not in back and not is_late(row, session.today)]
    if going:
        found.append(Matter("improvements_mine", len(going), "improvement", going[0]["id"], "accent"))
    return found


def _taken_over(session: Session) -> list[Matter]:
    """What somebody who has come lately holds from whoever was there before, by number."""
    came = str((session.rows.get("person", session.user) or {}).get("active_from") or "")
    if not came or (date.fromisoformat(session.today) - date.fromisoformat(came)).days >= NEWCOMER_DAYS:
        return []
    held = transfer.holding(session, session.user)
    places = (
        *((held.requests, "carryout"), (held.media, "media"), (held.registers, "records")),
        *((held.improvements, "improvement"), (held.sheets, "inspection")),
    )
    numbers = [number for found, _ in places for number in found]
    page = next((page for found, page in places if found), "")
    return [Matter("taken_over", len(numbers), page, "", "na", listed(numbers[:8]))] if numbers else []


def _own_sheets(session: Session) -> list[Matter]:
    found = []
    for sheet in inspection.sheets(session):
        if sheet["respondent"] == session.user and sheet["state"] == "open":
            left = int(sheet["total"]) - int(sheet["answered"])
            came_back = _came_back(session, str(sheet["id"]))
            kind = "came_back" if came_back else "unanswered" if left else "to_submit"
            look = "partly" if came_back else "accent"
            found.append(Matter(kind, left or 1, "inspection", sheet["id"], look, _sheet_name(session, sheet)))
    return sorted(found, key=lambda matter: matter.kind != "came_back")


def _came_back(session: Session, id: str) -> bool:
    """Whether a sheet was sent back and not handed in again."""
    acts = record.get(session, "sheet", id)["acts"]
    return bool(acts) and acts[-1]["decision"] == "send_back"


def _sheet_name(session: Session, sheet: Row) -> str:
    """A sheet's number and kind: one person may have several."""
    kind = session.profile.inspections.get(str(sheet["sheet"]))
    return f"{sheet['no']} {kind.label.get(language())}" if kind else str(sheet["no"])


def _to_do(session: Session) -> list[Matter]:
    """What is permitted and not done yet, and what comes back today."""
    found = []
    rows = session.store.query("SELECT id, no FROM disposal WHERE state = 'permitted' ORDER BY planned_on")
    if rows:
        found.append(Matter("disposals_to_do", len(rows), "disposal", rows[0]["id"]))
    found += _incomplete(session)
    rows = session.store.query("SELECT id FROM carryout WHERE state = 'out' AND due_on = ?", (session.today,))
    if rows:
        found.append(Matter("due_today", len(rows), "carryout", rows[0]["id"], "partly"))
    return found + _own_requests(session)


def _incomplete(session: Session) -> list[Matter]:
    """Disposals that are done and lack something: what of the first of them, and whose turn it is; one's own first."""
    cases = sorted(disposal.incomplete(session), key=lambda case: session.user not in disposal.turn(session, case[0]))
    if not cases:
        return []
    row, holes = cases[0]
    people = disposal.turn(session, row)
    said = t(
        "disposal.turn_of",
        no=row["no"],
        state=standing(row["state"], holes),
        names=listed(approval.name_of(session, id) for id in people),
    )
    look = "partly" if session.user in people else "na"
    return [Matter("disposals_incomplete", len(cases), "disposal", str(row["id"]), look, said)]


#: What a person asked for and is to take up again, or may do now: the page, and its records as the page calls them.
_OWN = (
    ("carryout", "SELECT id FROM carryout WHERE state IN ('sent_back', 'permitted') AND applicant = ?"),
    ("disposal", "SELECT id FROM disposal WHERE state = 'sent_back' AND applicant = ?"),
    (
        "records",
        "SELECT form || '/' || id AS id FROM entry WHERE state = 'sent_back'"
        " AND json_extract(extra, '$.x_applicant') = ?",
    ),
)


def _own_requests(session: Session) -> list[Matter]:
    asked = {page: [str(row["id"]) for row in session.store.query(sql, (session.user,))] for page, sql in _OWN}
    asked["records"] += entry.to_record(session)
    found = [Matter("own_requests", len(ids), page, ids[0]) for page, ids in asked.items() if ids]
    written = entry.to_submit(session)
    return [*found, Matter("reports_to_submit", len(written), "records", written[0])] if written else found


def _deadline(session: Session) -> list[Matter]:
    year = inspection.cycle(session)
    if year is not None and int(year["fiscal_year"]) < session.year:
        return [Matter("year_not_begun", 1, "inspection", "", "na")]
    if year is None or year["due_on"] < session.today:
        return []
    days = (date.fromisoformat(year["due_on"]) - date.fromisoformat(session.today)).days
    return [Matter("deadline", 1, "inspection", "", "na", days=days)]
