"""The register's own figures that stand beside a checklist question: how many of how many, and where to look."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from app.domain.record import standing
from app.services import carryout, record
from app.services.session import Session


class Figure(Struct, frozen=True):
    """``part`` of ``whole`` records are what the question is about; ``page`` lists them, ``key`` names the sentence."""

    key: str
    part: int
    whole: int
    page: str


def figure(session: Session, key: str) -> Figure | None:
    """The figure that an item names; ``None`` for a name that this program does not count."""
    found = _FIGURES.get(key)
    if found is None:
        return None
    count, page = found
    return Figure(key, *count(session), page)


def _counts(session: Session, sql: str, values: tuple[Any, ...]) -> tuple[int, int]:
    row = session.store.query(sql, values)[0]
    return int(row["part"] or 0), int(row["whole"] or 0)


def _media_without_number(session: Session) -> tuple[int, int]:
    """Entries of the register without an identification number, of all that are not disposed."""
    sql = "SELECT sum(medium_no = '') AS part, count(*) AS whole FROM medium WHERE state <> 'disposed'"
    return _counts(session, sql, ())


def _media_not_checked(session: Session) -> tuple[int, int]:
    """Media that no entry of this fiscal year speaks of, of all that are not disposed."""
    sql = "SELECT sum(changed_at < ?) AS part, count(*) AS whole FROM medium WHERE state <> 'disposed'"
    return _counts(session, sql, (session.year_start,))


def _carryout_overdue(session: Session) -> tuple[int, int]:
    """What should have been back before today, of what is out."""
    sql = "SELECT sum(due_on < ?) AS part, count(*) AS whole FROM carryout WHERE state = 'out'"
    return _counts(session, sql, (session.today,))


def _disposal_incomplete(session: Session) -> tuple[int, int]:
    """Disposals of this fiscal year whose record is not closed, of those that were permitted."""
    sql = """SELECT sum(state <> 'closed') AS part, count(*) AS whole FROM disposal
        WHERE state IN ('permitted', 'performed', 'closed') AND opened_at >= ?"""
    return _counts(session, sql, (session.year_start,))


def _requests_waiting(session: Session) -> tuple[int, int]:
    """Requests that wait for a decision, of all requests of this fiscal year."""
    one = "SELECT state FROM {} WHERE opened_at >= ? OR state = 'requested'"
    sql = f"""SELECT sum(state = 'requested') AS part, count(*) AS whole
        FROM ({one.format("carryout")} UNION ALL {one.format("disposal")})"""  # noqa: S608
    return _counts(session, sql, (session.year_start, session.year_start))


def _carryout_before_permission(session: Session) -> tuple[int, int]:
    """Carry-outs of this fiscal year that left before they were permitted, of all that left."""
    form = record.form_of(session, "carryout")
    rows = [record.get(session, "carryout", id) for id in carryout.ids(session)]
    left = [row for row in rows if str(row["out_at"] or "") >= session.year_start]
    return sum(_left_early(standing(form, row, "decide"), str(row["out_at"])) for row in left), len(left)


def _left_early(permission: dict[str, Any] | None, out_at: str) -> bool:
    if permission is None:
        return True
    if permission["paper"]:
        return out_at[:10] < str(permission["paper"]["decided_on"])
    return out_at[:16] < str(permission["at"])[:16]


_FIGURES: dict[str, tuple[Callable[[Session], tuple[int, int]], str]] = {
    "media_without_number": (_media_without_number, "media"),
    "media_not_checked": (_media_not_checked, "media"),
    "carryout_overdue": (_carryout_overdue, "carryout"),
    "carryout_before_permission": (_carryout_before_permission, "carryout"),
    "disposal_incomplete": (_disposal_incomplete, "disposal"),
    "requests_waiting": (_requests_waiting, "carryout"),
}
