"""How this year's inspection stands, all sheets together: the ring and the bars of the home screen."""

from __future__ import annotations

from collections import Counter
from datetime import date

from msgspec import Struct

from app.domain.inspection import Score, score
from app.services import editions, inspection, record
from app.services.session import Session


class Year(Struct, frozen=True):
    """This year's inspection: answered and asked by chapter, days to the deadline, and the result so far.

    ``past`` is the fiscal year of the inspection where it is not this one's: none was begun since. 0 otherwise.
    """

    chapters: tuple[tuple[str, int, int, Counter[str]], ...]
    answered: int
    asked: int
    due_on: str
    days_left: int | None
    result: Score | None
    past: int = 0


def year(session: Session) -> Year:
    """How this year's sheets stand, all together."""
    cycle = inspection.cycle(session)
    profile = session.profile
    chapters: dict[str, tuple[int, int, Counter[str]]] = {}
    pairs = []
    for sheet in inspection.sheets(session):
        given = inspection.answers(session, sheet["id"])
        whole = record.get(session, "sheet", sheet["id"])
        for code in whole["items"]:
            item = editions.item_of(session, str(whole["policy"]), code)
            if item is None:
                continue
            value = str(given[code]["value"]) if code in given else ""
            done, total, values = chapters.get(item.chapter, (0, 0, Counter()))
            values[value] += 1
            chapters[item.chapter] = (done + bool(value), total + 1, values)
            pairs.append((item, value))
    due = str(cycle["due_on"]) if cycle else ""
    left = (date.fromisoformat(due) - date.fromisoformat(session.today)).days if due else None
    rows = tuple((chapter, *chapters[chapter]) for chapter in profile.chapters if chapter in chapters)
    answered = sum(row[1] for row in rows)
    of = int(cycle["fiscal_year"]) if cycle else session.year
    past = of if of < session.year else 0
    return Year(rows, answered, len(pairs), due, left, score(pairs, profile.scale) if pairs else None, past)
