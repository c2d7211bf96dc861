"""人事異動 in one go: who leaves, who comes, who takes over; past seals keep their day's names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from msgspec import Struct

from app.common.errors import Refused
from app.common.i18n import listed
from app.domain import approval
from app.domain.approval import value_of
from app.domain.entry import APPLICANT
from app.domain.ledger import Row
from app.services import entry, people, record
from app.services.approval import Signet, shown_for
from app.services.session import Changes, Session, changed
from app.store.ledger import Change

#: The field of a register that names who answers for its matter, such as the 管理する人 of an information asset.
MANAGER = "x_manager"
#: Until this day of a month, a transfer is taken to be that of the month before.
_HALF = 15


class Leaving(Struct, frozen=True):
    """A person who leaves after ``last_day`` (ISO), and who takes over what he holds (empty: nobody).

    With ``roles`` the successor also takes the roles, from the day after.
    """

    person: str
    last_day: str
    successor: str = ""
    roles: bool = False


class Coming(Struct, frozen=True):
    """A person who comes: the entry's values, and the role he takes from a day on (empty: none).

    ``id`` is given where somebody who leaves names the newcomer as the successor.
    """

    values: Mapping[str, Any]
    role: str = ""
    from_day: str = ""
    id: str = ""


class Holding(Struct, frozen=True):
    """What a person still holds, by number: media, registers, matters of the 改善計画, open requests, what is out,
    the department's open sheets, and open sheets of his own, which nobody else can answer."""

    media: tuple[str, ...] = ()
    registers: tuple[str, ...] = ()
    improvements: tuple[str, ...] = ()
    requests: tuple[str, ...] = ()
    out: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    own_sheets: tuple[str, ...] = ()


def last_day(today: str) -> str:
    """The end of the month that a transfer is most likely about: on 1 April, 31 March; on 25 March, the same."""
    day = date.fromisoformat(today)
    end = day.replace(day=1) if day.day <= _HALF else (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return (end - timedelta(days=1)).isoformat()


def first_day(last_day: str) -> str:
    """The day after, on which who comes begins and who takes over has the roles."""
    return (date.fromisoformat(last_day) + timedelta(days=1)).isoformat()


def holding(session: Session, person: str) -> Holding:
    """Everything that must be taken over or brought back before a person leaves, by number."""

    def numbers(sql: str) -> tuple[str, ...]:
        return tuple(str(row["no"]) for row in session.store.query(sql, (person,)))

    sheets = _open_sheets(session, person)
    return Holding(
        numbers("SELECT medium_no AS no FROM medium WHERE holder = ? AND state <> 'disposed' ORDER BY medium_no"),
        tuple(str(row["no"]) for _, row in _registers(session, person)),
        numbers("SELECT no FROM improvement WHERE owner = ? AND state IN ('planned', 'done') ORDER BY no"),
        tuple(str(row["no"]) for _, row in _open_requests(session, person)),
        numbers("SELECT no FROM carryout WHERE carrier = ? AND state = 'out' ORDER BY no"),
        tuple(str(row["no"]) for row in sheets if not _is_own(session, row)),
        tuple(str(row["no"]) for row in sheets if _is_own(session, row)),
    )


def _registers(session: Session, person: str) -> list[tuple[str, Row]]:
    """The registers' matters in use that the person answers for."""
    found = []
    for form, declared in ((name, record.form_of(session, name)) for name in entry.forms(session)):
        if declared.flow == "register" and MANAGER in declared.by_name:
            sql = f"""SELECT id FROM entry WHERE form = ? AND state = 'kept'
                AND json_extract(extra, '$.{MANAGER}') = ? ORDER BY no"""  # noqa: S608
            rows = session.store.query(sql, (form, person))
            found += [(form, record.get(session, form, str(row["id"]))) for row in rows]
    return found


def _open_sheets(session: Session, person: str) -> list[Row]:
    sql = "SELECT id FROM sheet WHERE respondent = ? AND state = 'open' ORDER BY no"
    return [record.get(session, "sheet", str(row["id"])) for row in session.store.query(sql, (person,))]


def _is_own(session: Session, sheet: Row) -> bool:
    """Whether a sheet asks what this very person does, so that nobody else can answer it."""
    kind = session.profile.inspections.get(str(sheet["sheet"]))
    return sheet["mode"] == "person" and kind is not None and kind.subject == "person"


def _open_requests(session: Session, person: str) -> list[tuple[str, Row]]:
    """What the person has asked for and is not done yet, as (form, row): the successor asks for it from now on."""
    found = []
    for form, states in (("carryout", "'requested', 'permitted'"), ("disposal", "'requested'")):
        sql = f'SELECT id FROM "{form}" WHERE applicant = ? AND state IN ({states}) ORDER BY no'  # noqa: S608
        found += [(form, str(row["id"])) for row in session.store.query(sql, (person,))]
    sql = """SELECT id, form FROM entry WHERE json_extract(extra, '$.x_applicant') = ?
        AND state IN ('requested', 'written') ORDER BY no"""
    found += [(str(row["form"]), str(row["id"])) for row in session.store.query(sql, (person,))]
    return [(form, record.get(session, form, id)) for form, id in found]


def move(session: Session, leaving: Sequence[Leaving], coming: Sequence[Coming], signet: Signet) -> Changes:
    """Do the whole transfer under one seal, or nothing of it.

    ``Refused`` if something that a leaving person carries is still out (it is brought back or extended first), or if
    whoever seals has left already as of the day he names.
    """
    for one in leaving:
        out = holding(session, one.person).out
        if out:
            raise Refused("still_out", name=_name(session, one.person), no=listed(out))
        if one.person == signet.person and one.last_day < session.today:
            raise Refused("own_leave_past", name=_name(session, one.person))
    with session.change(by=signet.person) as change:
        for newcomer in coming:
            _come(change, session, newcomer, signet)
        for one in leaving:
            _hand_over(change, session, one)
            _leave(change, session, one, signet)
    return changed(change)


def _come(change: Change, session: Session, one: Coming, signet: Signet) -> None:
    first = one.from_day or session.today
    values = {"active_from": first, **one.values}
    id, _ = record.open_in(change, session, record.form_of(session, "person"), values, id=one.id)
    if one.role:
        people.grant_in(change, session, id, one.role, first, "", signet)


def _leave(change: Change, session: Session, one: Leaving, signet: Signet) -> None:
    shown = shown_for(session, signet.person)
    for grant in people.grants(session, one.person):
        if not grant["valid_to"] or grant["valid_to"] > one.last_day:
            _pass_on(change, session, one, grant, signet)
            last = max(one.last_day, str(grant["valid_from"]))
            change.append("role.ended", {"grant": grant["id"], "valid_to": last}, seal=signet.maker(shown=shown))
    form = record.form_of(session, "person")
    row = record.get(session, "person", one.person)
    record.move_in(change, form, row, "leave", values={"active_to": one.last_day})


def _pass_on(change: Change, session: Session, one: Leaving, grant: Mapping[str, Any], signet: Signet) -> None:
    """The successor has the role from the day after, unless he has it then already."""
    first = max(first_day(one.last_day), str(grant["valid_from"]))
    if not one.successor or not one.roles or _has(change, one.successor, str(grant["role"]), first):
        return
    role, until = str(grant["role"]), str(grant["valid_to"])
    people.grant_in(change, session, one.successor, role, first, until, signet)


def _has(change: Change, person: str, role: str, day: str) -> bool:
    held = (row for row in change.rows.table("grant").values() if row["person"] == person and row["role"] == role)
    return any(row["valid_from"] <= day and (not row["valid_to"] or row["valid_to"] >= day) for row in held)


def _hand_over(change: Change, session: Session, one: Leaving) -> None:
    """The successor holds the media and registers, answers for plans and sheets, and asks for what is open.

    History keeps the old name. A permission was given to whoever asked, so what was permitted and has not left yet is
    decided anew.
    """
    if not one.successor:
        return
    reason = _name(session, one.person)
    tables = (("medium", "holder", "state <> 'disposed'"), ("improvement", "owner", "state = 'planned'"))
    for form, field, states in tables:
        sql = f'SELECT id FROM "{form}" WHERE {field} = ? AND {states}'  # noqa: S608
        for found in session.store.query(sql, (one.person,)):
            row = record.get(session, form, str(found["id"]))
            declared = record.form_of(session, form)
            if row["state"] in declared.revise:
                record.revise_in(change, declared, row, {field: one.successor}, reason)
    for form, row in _registers(session, one.person):
        record.revise_in(change, record.form_of(session, form), row, {MANAGER: one.successor}, reason)
    for form, row in _open_requests(session, one.person):
        names = [name for name in ("applicant", "carrier", APPLICANT.name) if value_of(row, name) == one.person]
        record.revise_in(change, record.form_of(session, form), row, dict.fromkeys(names, one.successor), reason)
    for row in _open_sheets(session, one.person):
        if not _is_own(session, row) and not _has_sheet(session, row, one.successor):
            declared = record.form_of(session, "sheet")
            record.revise_in(change, declared, row, {"respondent": one.successor}, reason)


def _has_sheet(session: Session, sheet: Row, person: str) -> bool:
    sql = "SELECT 1 FROM sheet WHERE cycle = ? AND sheet = ? AND subject = ? AND respondent = ?"
    return bool(session.store.query(sql, (sheet["cycle"], sheet["sheet"], sheet["subject"], person)))


def gaps(session: Session, leaving: Sequence[Leaving], coming: Sequence[Coming]) -> tuple[str, ...]:
    """What nobody would do after a transfer: each approving role that is held now and not then, and "" if nobody
    at all could set a seal, so that the password of whoever comes must be set before."""
    if not leaving:
        return ()
    day = max(first_day(one.last_day) for one in leaving)
    going = {one.person for one in leaving}
    rows, profile = session.rows, session.profile
    given = {one.role for one in coming}
    given |= {
        grant["role"] for one in leaving if one.roles and one.successor for grant in people.grants(session, one.person)
    }
    found = []
    for key, role in profile.roles.items():
        stays = any(person not in going for person in approval.holders(rows, key, day))
        if role.approver and approval.holders(rows, key, session.today) and not stays and key not in given:
            found.append(key)
    left = [person for person in approval.vouchers(rows, day) if person not in going]
    return (*found, *(() if left else ("",)))


def _name(session: Session, person: str) -> str:
    return str(record.get(session, "person", person)["name"])
