"""人事異動 in one go: who leaves, who comes, who takes over; past seals keep their day's names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from app.common.errors import Refused
from app.domain.approval import value_of
from app.domain.entry import APPLICANT
from app.domain.ledger import Row
from app.services import people, record
from app.services.approval import Signet, shown_for
from app.services.session import Changes, Session, changed
from app.store.ledger import Change


class Leaving(Struct, frozen=True):
    """A person who leaves after ``last_day`` (ISO), and who takes over what he holds (empty: nobody)."""

    person: str
    last_day: str
    successor: str = ""


class Coming(Struct, frozen=True):
    """A person who comes: the entry's values, and the role he takes from a day on (empty: none)."""

    values: Mapping[str, Any]
    role: str = ""
    from_day: str = ""


class Holding(Struct, frozen=True):
    """What a person still holds: media, matters of the 改善計画, open requests, things that are out, open sheets."""

    media: tuple[str, ...]
    improvements: tuple[str, ...]
    requests: tuple[str, ...]
    out: tuple[str, ...]
    sheets: tuple[str, ...]


def holding(session: Session, person: str) -> Holding:
    """Everything that must be taken over or brought back before a person leaves, by number."""

    def numbers(sql: str) -> tuple[str, ...]:
        return tuple(str(row["no"]) for row in session.store.query(sql, (person,)))

    requests = tuple(str(row["no"]) for _, row in _open_requests(session, person))
    return Holding(
        numbers("SELECT medium_no AS no FROM medium WHERE holder = ? AND state <> 'disposed' ORDER BY medium_no"),
        numbers("SELECT no FROM improvement WHERE owner = ? AND state IN ('planned', 'done') ORDER BY no"),
        requests,
        numbers("SELECT no FROM carryout WHERE carrier = ? AND state = 'out' ORDER BY no"),
        numbers("SELECT no FROM sheet WHERE respondent = ? AND state = 'open' ORDER BY no"),
    )


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

    ``Refused`` if something that a leaving person carries is still out: it is brought back or extended first.
    """
    for one in leaving:
        out = holding(session, one.person).out
        if out:
            raise Refused("still_out", name=_name(session, one.person), no="、".join(out))
    with session.change(by=signet.person) as change:
        for newcomer in coming:
            _come(change, session, newcomer, signet)
        for one in leaving:
            _hand_over(change, session, one)
            _leave(change, session, one, signet)
    return changed(change)


def _come(change: Change, session: Session, one: Coming, signet: Signet) -> None:
    id, _ = record.open_in(change, session, record.form_of(session, "person"), one.values)
    if one.role:
        people.grant_in(change, session, id, one.role, one.from_day or session.today, "", signet)


def _leave(change: Change, session: Session, one: Leaving, signet: Signet) -> None:
    shown = shown_for(session, signet.person)
    for grant in people.grants(session, one.person):
        if not grant["valid_to"] or grant["valid_to"] > one.last_day:
            last = max(one.last_day, str(grant["valid_from"]))
            change.append("role.ended", {"grant": grant["id"], "valid_to": last}, seal=signet.maker(shown=shown))
    form = record.form_of(session, "person")
    row = record.get(session, "person", one.person)
    record.move_in(change, form, row, "leave", values={"active_to": one.last_day})


def _hand_over(change: Change, session: Session, one: Leaving) -> None:
    """The successor holds the media, answers for the plans and asks for what is open; history keeps the old name.

    A permission was given to whoever asked, so what was permitted and has not left yet is decided anew.
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
    for form, row in _open_requests(session, one.person):
        names = [name for name in ("applicant", "carrier", APPLICANT.name) if value_of(row, name) == one.person]
        record.revise_in(change, record.form_of(session, form), row, dict.fromkeys(names, one.successor), reason)


def _name(session: Session, person: str) -> str:
    return str(record.get(session, "person", person)["name"])
