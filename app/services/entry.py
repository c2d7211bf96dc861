"""Further records: what one can do with any form that a profile holds as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from app.domain import entry as domain
from app.domain.forms import Form
from app.domain.ledger import Row
from app.services import record
from app.services.approval import Seen, Signet
from app.services.register import register_ids
from app.services.session import Changes, Session
from app.store import tables

#: How many days before its day a record is named.
NEAR_DAYS = 14


def forms(session: Session) -> dict[str, Form]:
    """The forms of the adopted profile that are data, by key."""
    return dict(domain.forms_of(session.profile))


def group(session: Session, form: str) -> str:
    """The group of the list in which a form stands."""
    return str(domain.row_of(session.profile, form).get("group", "other"))


def open(session: Session, form: str, values: Mapping[str, Any]) -> Changes:
    """Write a record; the person at the keyboard applies where nobody else is named."""
    declared = record.form_of(session, form)
    entered = dict(values)
    if declared.actors and not entered.get(domain.APPLICANT.name):
        entered[domain.APPLICANT.name] = session.user
    return record.open(session, form, entered)


def seal(
    session: Session,
    form: str,
    id: str,
    signet: Signet,
    seen: Seen,
    *,
    decision: str,
    remark: str = "",
    exception: str = "",
) -> Changes:
    """Decide on a request, or confirm a report, under a seal."""
    step = sealed_step(record.form_of(session, form))
    more = {"decision": decision, "remark": remark, "exception": exception}
    return record.seal(session, form, id, step, signet, seen, **more)


def sealed_step(form: Form) -> str:
    """The sealed step of the form's flow; empty for registers."""
    return next((action.name for action in form.actions if action.sealed), "")


def rows(session: Session, form: str, states: Sequence[str] = ()) -> list[Row]:
    """All records of a form, by number."""
    return page(session, ids(session, form, states=states, down=False))


def ids(
    session: Session,
    form: str,
    text: str = "",
    states: Sequence[str] = (),
    order: str = "no",
    down: bool = True,
) -> list[str]:
    """The ids of the form's records that hold every word of ``text``; ordered by number, state or a field."""
    declared = record.form_of(session, form)
    known = declared.by_name
    column = order if order in ("no", "state", "changed_at") else "no"
    sort = tables.further(order) if order in known else f'"{column}"'
    return register_ids(
        session, domain.TABLE, text, states, sort, down, where="form = ?", values=(form,), forms=(declared,)
    )


def days(session: Session) -> list[tuple[bool, str, list[tuple[str, Row]]]]:
    """The forms with records whose day has passed (``True``), then those with days that come soon, with the records."""
    near = (date.fromisoformat(session.today) + timedelta(days=NEAR_DAYS)).isoformat()
    found = []
    for form in forms(session):
        some = due(session, form, near)
        late = [each for each in some if each[0] < session.today]
        found += [(True, form, late), (False, form, some[len(late) :])]
    return sorted((each for each in found if each[2]), key=lambda each: not each[0])


def due(session: Session, form: str, until: str) -> list[tuple[str, Row]]:
    """The records of a form with a day to be reminded of up to ``until`` (ISO), the earliest first, with that day."""
    if not domain.dues(session.profile, form):
        return []
    declared = record.form_of(session, form)
    found = [
        (days[0][0], row)
        for row in page(session, _with_days(session, declared, until))
        if (days := domain.days_due(session.profile, declared, row))
    ]
    return sorted((each for each in found if each[0] <= until), key=lambda each: each[0])


def _with_days(session: Session, form: Form, until: str) -> list[str]:
    """The records that still wait for some day that is not after ``until``, by number.

    The same as :func:`app.domain.entry.days_due`, asked of the store: few of very many records are read for it.
    """
    open_ones = (
        "state = 'permitted'" if form.flow == "request" else f"state NOT IN ({', '.join('?' * len(form.final))})"
    )
    parts: list[str] = []
    values: list[str] = [form.name]
    for due in domain.dues(session.profile, form.name):
        held, day = tables.further(due.field), tables.further(due.column, "line.value")
        undone = f"coalesce({tables.further('done', 'line.value')}, '') IN ('', 0)"
        lines = f"EXISTS (SELECT 1 FROM json_each({held}) AS line WHERE {day} <= ? AND {undone})"  # noqa: S608
        waits = f"coalesce({tables.further(due.closes)}, '') = ''" if due.closes else open_ones
        parts.append(f"({waits} AND {lines if due.column else f'{held} <= ?'})")
        values += [*(form.final if waits == open_ones and form.flow != "request" else ()), until]
    sql = f"SELECT id FROM entry WHERE form = ? AND ({' OR '.join(parts)}) ORDER BY no"  # noqa: S608
    return [str(row["id"]) for row in session.store.query(sql, tuple(values))]


def to_submit(session: Session) -> list[str]:
    """One's own reports that are written, or came back, and are not handed in: as ``form/id``, the oldest first."""
    sql = """SELECT form || '/' || id AS id FROM entry WHERE state = 'written'
        AND json_extract(extra, '$.x_applicant') = ? ORDER BY no"""
    return [str(row["id"]) for row in session.store.query(sql, (session.user,))]


def to_record(session: Session) -> list[str]:
    """One's own permitted requests of which it is not recorded yet that they were carried out: as ``form/id``."""
    found = []
    for form in forms(session):
        declared = record.form_of(session, form)
        asked = [tables.further(item.name) for item in declared.stage("check") if item.required]
        if asked:
            lacking = " OR ".join(f"coalesce({held}, '') IN ('', '[]', 0)" for held in asked)
            sql = f"""SELECT id FROM entry WHERE form = ? AND state = 'permitted'
                AND {tables.further(domain.APPLICANT.name)} = ? AND ({lacking}) ORDER BY no"""  # noqa: S608
            found += [f"{form}/{row['id']}" for row in session.store.query(sql, (form, session.user))]
    return found


def proposed(session: Session, form: Form) -> dict[str, list[dict[str, str]]]:
    """What the registers hold from which fields of the form are proposed: by register, the values of each record."""
    drawn: dict[str, list[tuple[str, str]]] = {}
    for item in form.fields:
        register, _, field = item.source.partition(".")
        if field and register in forms(session):
            drawn.setdefault(register, []).append((item.name, f"x_{field}"))
    return {
        register: [
            {name: str(row["extra"].get(field) or "") for name, field in names}
            for row in rows(session, register, ("kept",))
        ]
        for register, names in drawn.items()
    }


def page(session: Session, wanted: Sequence[str]) -> list[Row]:
    """The rows of these ids, in their order."""
    found = {id: session.rows.get(domain.TABLE, id) for id in wanted}
    return [row for id in wanted if (row := found[id]) is not None]


def called(session: Session, form: str, row: Row) -> str:
    """What names a record in a line: the first text of those that its list shows, else the first that it has."""
    known = record.form_of(session, form).by_name
    texts = (name for name in (*listed(session, form), *known) if known[name].kind in ("text", "note", "id"))
    return next((str(said) for name in texts if (said := row["extra"].get(name))), "")


def listed(session: Session, form: str) -> list[str]:
    """The fields that lists and registers show: those that the form names, else the first that are not folded."""
    declared = record.form_of(session, form)
    named = [f"x_{name}" for name in domain.row_of(session.profile, form).get("listed", [])]
    plain = [item.name for item in declared.fields if not item.folded and item.kind not in ("note", "rows")]
    return [name for name in named if name in declared.by_name] or plain[:6]
