"""Self-inspection: open the year, hand out sheets, answer, submit, review and seal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.common.errors import Refused
from app.domain import inspection as domain
from app.domain.ledger import Row
from app.domain.policy import Item, Profile
from app.domain.projection import FORMS
from app.services import record
from app.services.approval import Seen, Signet
from app.services.session import Changes, Session, changed


def open_year(session: Session) -> Changes:
    """Open this fiscal year's cycle, from today to the end of January; the office may revise it."""
    year = session.year
    due = max(date(year + 1, 1, 31), session.clock.now().date())
    basis = next((row.clause for row in session.profile.inspections.values() if row.clause), ())
    values = {
        "fiscal_year": year,
        "cycle_kind": "regular",
        "as_of": session.today,
        "starts_on": session.today,
        "due_on": due.isoformat(),
        "submit_to": session.profile.words.get("collecting_office", {}).get("ja", ""),
        "basis": "、".join(session.profile.citation(id) for id in basis),
    }
    return record.open(session, "cycle", values)


def cycle(session: Session) -> dict[str, Any] | None:
    """The cycle of this fiscal year, or the latest one that is open; ``None`` if there is none."""
    found = session.store.query("SELECT * FROM cycle WHERE state = 'open' ORDER BY fiscal_year DESC LIMIT 1")
    return found[0] if found else None


def items_for(session: Session, sheet: str) -> list[Item]:
    """The items of a sheet in the policy's order."""
    return [item for item in session.profile.items.values() if item.sheet == sheet]


def open_sheet(session: Session, sheet: str, respondent: str, subject: str = "") -> Changes:
    """Hand out one sheet of this year to one person. ``Refused`` if he has it already."""
    year = cycle(session)
    if year is None:
        raise Refused("no_cycle")
    items = [item.code for item in items_for(session, sheet)]
    if not items:
        raise Refused("sheet_without_items", sheet=sheet)
    sql = "SELECT no FROM sheet WHERE cycle = ? AND sheet = ? AND respondent = ?"
    taken = session.store.query(sql, (year["id"], sheet, respondent))
    if taken:
        raise Refused("sheet_exists", no=taken[0]["no"])
    values = {
        "cycle": year["id"],
        "sheet": sheet,
        "subject": subject or str(session.unit["unit"]),
        "respondent": respondent,
        "items": items,
        "policy": session.profile.digest,
    }
    return record.open(session, "sheet", values)


def sheets(session: Session) -> list[dict[str, Any]]:
    """This year's sheets with how many questions are answered, by number."""
    sql = """
        SELECT sheet.id, sheet.no, sheet.state, sheet.sheet, sheet.subject, sheet.respondent, person.name,
          json_array_length(sheet.items) AS total, sheet.changed_at, sheet.acts,
          (SELECT count(*) FROM answer WHERE answer.sheet = sheet.id) AS answered
        FROM sheet LEFT JOIN person ON person.id = sheet.respondent JOIN cycle ON cycle.id = sheet.cycle
        WHERE cycle.state = 'open' ORDER BY sheet.no"""
    return session.store.query(sql)


def answers(session: Session, sheet: str) -> dict[str, Row]:
    """The answers of a sheet by item code."""
    return {row["item"]: row for row in session.store.query("SELECT * FROM answer WHERE sheet = ?", (sheet,))}


def answer(session: Session, sheet: str, item: str, value: str, texts: Mapping[str, str] | None = None) -> Changes:
    """Keep one answer at once. ``texts`` may hold finding, reason and evidence; those not named stay as they are."""
    with session.change() as change:
        row = change.rows.get("sheet", sheet)
        if row is None:
            raise Refused("record_unknown")
        before = change.rows.get("answer", f"{sheet}/{item}") or {}
        asked = session.profile.items.get(item)
        if asked is None:
            raise Refused("item_unknown")
        body = {"form": "sheet", "record": sheet, "base": row["head"], "item": item, "value": value}
        body["wording"] = domain.wording(asked)
        for name in domain.ANSWER_TEXTS:
            text = (texts or {}).get(name, before.get(name, ""))
            if text:
                body[name] = text.strip()
        change.append("answer.given", body)
    return changed(change, sheet, row["no"])


def holes(session: Session, sheet: str) -> list[str]:
    """The item codes that still keep a sheet from being submitted: unanswered, or a text is missing."""
    row = record.get(session, "sheet", sheet)
    given = answers(session, sheet)
    return [
        code for code in row["items"] if code not in given or domain.missing_text(session.profile.scale, given[code])
    ]


def submit(session: Session, sheet: str, comment: str = "") -> Changes:
    """点検済: the respondent hands the sheet to the manager. ``Refused`` while a question is open."""
    return record.move(session, "sheet", sheet, "submit", {"inspected_on": session.today, "comment": comment})


def confirm(
    session: Session, sheet: str, signet: Signet, seen: Seen, *, decision: str = "confirm", remark: str = ""
) -> Changes:
    """The manager seals the sheet, or sends it back with a remark."""
    return record.seal(session, "sheet", sheet, "confirm", signet, seen, decision=decision, remark=remark)


def reopen(session: Session, sheet: str, remark: str) -> Changes:
    """Open a submitted or sealed sheet again; its seal is void from then on and both states stay readable."""
    return record.move(session, "sheet", sheet, "reopen", remark=remark)


@dataclass(frozen=True)
class Result:
    """A sheet with its score, whole and by chapter, for the screen and the paper."""

    sheet: Row
    items: tuple[Item, ...]
    answers: Mapping[str, Row]
    score: domain.Score
    chapters: tuple[tuple[str, domain.Score], ...]


def result(session: Session, sheet: str) -> Result:
    """The sheet's answers and scores."""
    row = record.get(session, "sheet", sheet)
    profile = session.profile
    items = tuple(profile.items[code] for code in row["items"] if code in profile.items)
    given = answers(session, sheet)
    pairs = [(item, str(given[item.code]["value"]) if item.code in given else "") for item in items]
    chapters = list(dict.fromkeys(item.chapter for item in items))
    by_chapter = tuple(
        (chapter, domain.score([pair for pair in pairs if pair[0].chapter == chapter], profile.scale))
        for chapter in chapters
    )
    return Result(row, items, given, domain.score(pairs, profile.scale), by_chapter)


def progress(session: Session) -> dict[str, tuple[int, int]]:
    """Answered and asked questions of this year by chapter, all sheets together."""
    profile = session.profile
    found: dict[str, tuple[int, int]] = {}
    for sheet in sheets(session):
        given = {row["item"] for row in session.store.query("SELECT item FROM answer WHERE sheet = ?", (sheet["id"],))}
        for code in record.get(session, "sheet", sheet["id"])["items"]:
            chapter = profile.items[code].chapter if code in profile.items else ""
            done, total = found.get(chapter, (0, 0))
            found[chapter] = (done + (code in given), total + 1)
    return found


def weak(result: Result) -> Sequence[Item]:
    """The items answered × or △, × first."""
    order = {"no": 0, "partly": 1}
    found = [item for item in result.items if _value(result, item) in order]
    return sorted(found, key=lambda item: order[_value(result, item)])


def _value(result: Result, item: Item) -> str:
    return str(result.answers[item.code]["value"]) if item.code in result.answers else ""


def chapter_title(profile: Profile, chapter: str, language: str) -> str:
    """A chapter as the sheet prints it: number and title."""
    title = profile.chapters.get(chapter)
    return f"{chapter} {title.get(language)}" if title else chapter


SHEET = FORMS["sheet"]
