"""The register's own figures that stand beside a checklist question: how many of how many, and which."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from app.common.i18n import t
from app.domain.record import standing
from app.services import carryout, media, record
from app.services.session import Session


class Figure(Struct, frozen=True):
    """``counted`` are the records that the question is about, of ``whole``; ``key`` names the sentence.

    Each is named by its form and id; ``pages`` list the whole.
    """

    key: str
    counted: tuple[tuple[str, str], ...]
    whole: int
    pages: tuple[str, ...]

    @property
    def part(self) -> int:
        """How many records the question is about."""
        return len(self.counted)


class Counted(Struct, frozen=True):
    """One record of a figure as a row: the page that shows it, its id, number, state and what it is about."""

    page: str
    id: str
    no: str
    form: str
    state: str
    words: str


_PAGES = {"medium": "media", "carryout": "carryout", "disposal": "disposal"}


def figure(session: Session, key: str) -> Figure | None:
    """The figure that an item names; ``None`` for a name that this program does not count."""
    found = _FIGURES.get(key)
    if found is None:
        return None
    count, forms = found
    held = [(form, *count(session, form)) for form in forms]
    counted = tuple((form, id) for form, ids, _ in held for id in ids)
    return Figure(key, counted, sum(whole for *_, whole in held), tuple(_PAGES[form] for form in forms))


def rows(session: Session, found: Figure) -> list[Counted]:
    """The very records that a figure counts, in the order in which they were counted."""
    return [_row(session, form, id) for form, id in found.counted]


def _row(session: Session, form: str, id: str) -> Counted:
    row = record.get(session, form, id)
    no = row["no"]
    if form == "medium":
        no, words = row["medium_no"] or no, row["name"] or row["place"]
    elif form == "carryout":
        words = row["info_name"] or row["purpose"]
    else:
        named = [media.name_of(record.get(session, "medium", medium)) for medium in row["media"] or []]
        words = named[0] if len(named) == 1 else t("disposal_page.and_more", name=named[0], n=len(named) - 1)
    return Counted(_PAGES[form], id, str(no), form, str(row["state"]), str(words or ""))


#: The ids of the records that a question is about, and how many there are in all.
Count = tuple[list[str], int]


def _split(session: Session, sql: str, values: tuple[Any, ...]) -> Count:
    """``sql`` gives ``id`` and whether it is counted as ``part``, in order."""
    found = session.store.query(sql, values)
    return [str(row["id"]) for row in found if row["part"]], len(found)


def _media_without_number(session: Session, _form: str) -> Count:
    """Entries of the register without an identification number, of all that are not disposed."""
    sql = "SELECT id, medium_no = '' AS part FROM medium WHERE state <> 'disposed' ORDER BY no"
    return _split(session, sql, ())


def _media_not_checked(session: Session, _form: str) -> Count:
    """Media that no entry of this fiscal year speaks of, of all that are not disposed."""
    sql = "SELECT id, changed_at < ? AS part FROM medium WHERE state <> 'disposed' ORDER BY medium_no"
    return _split(session, sql, (session.year_start,))


def _carryout_overdue(session: Session, _form: str) -> Count:
    """What should have been back before today, of what is out."""
    sql = "SELECT id, due_on < ? AS part FROM carryout WHERE state = 'out' ORDER BY due_on"
    return _split(session, sql, (session.today,))


def _disposal_incomplete(session: Session, _form: str) -> Count:
    """Disposals of this fiscal year whose record is not closed, of those that were permitted."""
    sql = """SELECT id, state <> 'closed' AS part FROM disposal
        WHERE state IN ('permitted', 'performed', 'closed') AND opened_at >= ? ORDER BY no"""
    return _split(session, sql, (session.year_start,))


def _requests_waiting(session: Session, form: str) -> Count:
    """Requests that wait for a decision, of all requests of this fiscal year."""
    sql = f"""SELECT id, state = 'requested' AS part FROM "{form}"
        WHERE opened_at >= ? OR state = 'requested' ORDER BY no"""  # noqa: S608
    return _split(session, sql, (session.year_start,))


def _carryout_before_permission(session: Session, name: str) -> Count:
    """Carry-outs of this fiscal year that left before they were permitted, of all that left."""
    all_rows = [record.get(session, name, id) for id in carryout.ids(session, down=False)]
    moments = [(row, str(row["out_at"] or row["handed_at"] or "")) for row in all_rows]
    left = [(row, at) for row, at in moments if at >= session.year_start]
    return [str(row["id"]) for row, at in left if _left_early(standing(row, "decide"), at)], len(left)


def _left_early(permission: dict[str, Any] | None, out_at: str) -> bool:
    if permission is None:
        return True
    if permission["paper"]:
        return out_at[:10] < str(permission["paper"]["decided_on"])
    return out_at[:16] < str(permission["at"])[:16]


_FIGURES: dict[str, tuple[Callable[[Session, str], Count], tuple[str, ...]]] = {
    "media_without_number": (_media_without_number, ("medium",)),
    "media_not_checked": (_media_not_checked, ("medium",)),
    "carryout_overdue": (_carryout_overdue, ("carryout",)),
    "carryout_before_permission": (_carryout_before_permission, ("carryout",)),
    "disposal_incomplete": (_disposal_incomplete, ("disposal",)),
    "requests_waiting": (_requests_waiting, ("carryout", "disposal")),
}
