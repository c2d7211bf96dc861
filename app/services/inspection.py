"""Self-inspection: open the year, choose its items, hand out sheets, answer, submit, review and seal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from app.common.errors import Refused
from app.domain import entry
from app.domain import inspection as domain
from app.domain.ledger import Row
from app.domain.policy import Choice, Item, Profile
from app.services import editions, improvement, record
from app.services.approval import Seen, Signet
from app.services.earlier import earlier_answers
from app.services.session import Changes, Session, changed
from app.store.ledger import Change


def open_year(session: Session) -> Changes:
    """Open this fiscal year's cycle: from today to the end of January, the rotation's items; all may be revised.

    The departments that handed in to this bureau last year are expected again. The inspection of an earlier year that
    still runs ends with it: its sheets stay readable and stand beside this year's questions.
    """
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
        "selection": "rotation",
        "items": domain.selected(session.profile, "rotation", year),
        "mode": "unit",
        "units": _units_before(session),
    }
    form = record.form_of(session, "cycle")
    over = session.store.query("SELECT id FROM cycle WHERE state = 'open' AND fiscal_year < ?", (year,))
    with session.change() as change:
        for row in over:
            record.move_in(change, form, record.get(session, "cycle", str(row["id"])), "close")
        id, no = record.open_in(change, session, form, values)
    return changed(change, id, no)


def _units_before(session: Session) -> list[str]:
    found = session.store.query("SELECT id FROM cycle ORDER BY fiscal_year DESC LIMIT 1")
    return list(record.get(session, "cycle", str(found[0]["id"]))["units"] or []) if found else []


def cycle(session: Session) -> dict[str, Any] | None:
    """The cycle of this fiscal year, or the latest one that is open; ``None`` if there is none."""
    found = session.store.query("SELECT id FROM cycle WHERE state = 'open' ORDER BY fiscal_year DESC LIMIT 1")
    return record.get(session, "cycle", str(found[0]["id"])) if found else None


def years(session: Session) -> list[tuple[int, str]]:
    """The fiscal years that were inspected here, the latest first, each with the id of its cycle."""
    found = session.store.query("SELECT id, fiscal_year FROM cycle ORDER BY fiscal_year DESC, no DESC")
    return [(int(row["fiscal_year"]), str(row["id"])) for row in found]


def plan_year(session: Session, values: Mapping[str, Any], reason: str) -> Changes:
    """Revise this year's cycle: dates, mode, and which items are asked. Sheets handed out keep their items.

    A choice other than "own" makes the list of items anew.
    """
    year = cycle(session)
    if year is None:
        raise Refused("no_cycle")
    selection = str(values.get("selection") or year["selection"] or "rotation")
    planned = dict(values)
    if selection != "own":
        planned["items"] = domain.selected(session.profile, selection, int(year["fiscal_year"]))
    return record.revise(session, "cycle", str(year["id"]), planned, reason)


def close_year(session: Session) -> Changes:
    """End this year's cycle; its sheets stay readable and stand beside next year's questions."""
    year = cycle(session)
    if year is None:
        raise Refused("no_cycle")
    return record.move(session, "cycle", str(year["id"]), "close")


def items_for(session: Session, sheet: str) -> list[Item]:
    """The items of a sheet that this year asks, in the policy's order."""
    year = cycle(session)
    chosen = set((year or {}).get("items") or session.profile.items)
    return [item for item in session.profile.items.values() if item.sheet == sheet and item.code in chosen]


def listed(session: Session, subject: str) -> list[Row]:
    """What sheets of this subject are about, as the register has it: systems and networks, facilities; by number."""
    form = domain.REGISTERS.get(subject, "")
    if not form or form not in entry.forms_of(session.profile):
        return []
    found = session.store.query("SELECT id FROM entry WHERE form = ? AND state = 'kept' ORDER BY no", (form,))
    return [record.get(session, form, str(row["id"])) for row in found]


def open_sheet(
    session: Session, sheet: str, respondent: str, subject: str = "", *, system: str = "", mode: str = ""
) -> Changes:
    """Hand out one sheet of this year to one person. ``Refused`` if he has it already.

    ``system`` is what the sheet is about in its register (a system, a facility); ``mode`` "person" is each person's
    own, "unit" the section's.
    """
    with session.change() as change:
        id, no = open_sheet_in(change, session, sheet, respondent, subject, system, mode)
    return changed(change, id, no)


def open_sheet_in(
    change: Change, session: Session, sheet: str, respondent: str, subject: str = "", system: str = "", mode: str = ""
) -> tuple[str, str]:
    """Hand out one sheet inside a transaction; returns its id and number."""
    year = cycle(session)
    if year is None:
        raise Refused("no_cycle")
    items = [item.code for item in items_for(session, sheet)]
    if not items:
        raise Refused("sheet_without_items", sheet=sheet)
    about = record.get(session, "system", system) if system else None
    named = about["extra"].get("x_name", "") if about else ""
    subject = subject or str(named or session.unit["unit"])
    sql = "SELECT no FROM sheet WHERE cycle = ? AND sheet = ? AND respondent = ? AND subject = ?"
    taken = session.store.query(sql, (year["id"], sheet, respondent, subject))
    if taken:
        raise Refused("sheet_exists", no=taken[0]["no"])
    values = {
        "cycle": year["id"],
        "sheet": sheet,
        "subject": subject,
        "system": system,
        "mode": mode or str(year.get("mode") or "unit"),
        "respondent": respondent,
        "items": items,
        "policy": session.profile.digest,
    }
    return record.open_in(change, session, record.form_of(session, "sheet"), values)


def sheets(session: Session, cycle_id: str = "") -> list[dict[str, Any]]:
    """The sheets of this year (or of one cycle) with how many questions are answered, by number."""
    year = cycle_id or str((cycle(session) or {}).get("id", ""))
    sql = """
        SELECT sheet.id, sheet.no, sheet.state, sheet.sheet, sheet.subject, sheet.respondent, person.name, sheet.mode,
          json_array_length(sheet.items) AS total, sheet.changed_at, sheet.acts, sheet.system,
          (SELECT count(*) FROM answer WHERE answer.sheet = sheet.id AND answer.value <> '') AS answered
        FROM sheet LEFT JOIN person ON person.id = sheet.respondent
        WHERE sheet.cycle = ? ORDER BY sheet.no"""
    return session.store.query(sql, (year,))


def answers(session: Session, sheet: str) -> dict[str, Row]:
    """The answers of a sheet by item code; those that were taken back are not among them."""
    found = session.store.query("SELECT * FROM answer WHERE sheet = ? AND value <> ''", (sheet,))
    return {row["item"]: row for row in found}


def cleared(session: Session, sheet: str) -> frozenset[str]:
    """The items whose answer was taken back; last year's answer is not offered again there."""
    found = session.store.query("SELECT item FROM answer WHERE sheet = ? AND value = ''", (sheet,))
    return frozenset(str(row["item"]) for row in found)


def answer(session: Session, sheet: str, item: str, value: str, texts: Mapping[str, str] | None = None) -> Changes:
    """Keep one answer at once. ``texts`` may hold finding, reason and evidence; those not named stay as they are.

    An empty value takes the answer back.
    """
    with session.change() as change:
        row = answer_in(change, session, sheet, item, value, texts or {})
    return changed(change, sheet, row["no"])


def answer_many(session: Session, sheet: str, items: Sequence[str], value: str, texts: Mapping[str, str]) -> Changes:
    """The same answer to several questions at once, such as 該当なし with one reason for a whole chapter."""
    with session.change() as change:
        for item in items:
            row = answer_in(change, session, sheet, item, value, texts)
    return changed(change, sheet, row["no"])


def answer_in(change: Change, session: Session, sheet: str, item: str, value: str, texts: Mapping[str, str]) -> Row:
    """Keep one answer inside a transaction; returns the sheet."""
    row = change.rows.get("sheet", sheet)
    if row is None:
        raise Refused("record_unknown")
    asked = editions.of(session, str(row["policy"])).items.get(item)
    if asked is None:
        raise Refused("item_unknown")
    before = change.rows.get("answer", f"{sheet}/{item}") or {}
    body = {"form": "sheet", "record": sheet, "base": row["head"], "item": item, "value": value}
    body["wording"] = domain.wording(asked)
    known = earlier_answers(session, row).get(item)
    if known is not None and known.comparable and value:
        body["origin"] = "kept" if known.value == value else "changed"
    for name in domain.ANSWER_TEXTS if value else ():
        text = texts.get(name, before.get(name, ""))
        if text:
            body[name] = text.strip()
    change.append("answer.given", body)
    return row


def holes(session: Session, sheet: str) -> list[str]:
    """The item codes that still keep a sheet from being submitted: unanswered, or a text is missing."""
    row = record.get(session, "sheet", sheet)
    given, scale = answers(session, sheet), editions.of(session, str(row["policy"])).scale
    return [code for code in row["items"] if code not in given or domain.missing_text(scale, given[code])]


def submit(session: Session, sheet: str, comment: str = "") -> Changes:
    """点検済: the respondent hands the sheet to the manager; each weak answer becomes a matter of the 改善計画.

    ``Refused`` while a question is open.
    """
    with session.change() as change:
        row = submit_in(change, session, sheet, comment)
    return changed(change, sheet, row["no"])


def submit_in(change: Change, session: Session, sheet: str, comment: str) -> Row:
    """点検済 inside a transaction; returns the sheet as it was."""
    form, row = record.form_of(session, "sheet"), change.rows.get("sheet", sheet)
    if row is None:
        raise Refused("record_unknown")
    values = record.checked_step(session, form, row, "submit", {"inspected_on": session.today, "comment": comment})
    record.move_in(change, form, row, "submit", values=values)
    before = {code: last for code, last in earlier_answers(session, row).items() if last.beside}
    improvement.follow_in(change, session, row, answers(session, sheet), before)
    return row


def confirm(
    session: Session,
    sheet: str,
    signet: Signet,
    seen: Seen,
    *,
    decision: str = "confirm",
    remark: str = "",
    exception: str = "",
    items: Sequence[str] = (),
) -> Changes:
    """The manager seals the sheet, or sends it back with a remark and, if he likes, the questions it is about."""
    more = {"decision": decision, "remark": remark, "exception": exception, "items": list(items)}
    return record.seal(session, "sheet", sheet, "confirm", signet, seen, **more)


def reopen(session: Session, sheet: str, remark: str) -> Changes:
    """Open a submitted or sealed sheet again; its seal is void from then on and both states stay readable."""
    return record.move(session, "sheet", sheet, "reopen", remark=remark)


class Result(Struct, frozen=True):
    """A sheet with its score, whole and by chapter, for the screen and the paper; ``edition`` is the policy it asks."""

    edition: Profile
    sheet: Row
    items: tuple[Item, ...]
    answers: Mapping[str, Row]
    score: domain.Score
    chapters: tuple[tuple[str, domain.Score], ...]


def result(session: Session, sheet: str) -> Result:
    """The sheet's answers and scores."""
    row = record.get(session, "sheet", sheet)
    profile = editions.of(session, str(row["policy"]))
    items = tuple(profile.items[code] for code in row["items"] if code in profile.items)
    given = answers(session, sheet)
    pairs = [(item, str(given[item.code]["value"]) if item.code in given else "") for item in items]
    return Result(profile, row, items, given, domain.score(pairs, profile.scale), by_chapter(pairs, profile))


def voided_versions(session: Session, sheet: str) -> list[Result]:
    """The sheet as it stood under each seal that was voided when it was opened again, the oldest first."""
    whole = result(session, sheet)
    found: list[Result] = []
    given: dict[str, Row] = {}
    handed_in: dict[str, Any] = {}
    seals = {act["event"]: place for place, act in enumerate(whole.sheet["acts"], 1)}
    for event in record.history(session, sheet):
        body = event["body"]
        if event["kind"] == "answer.given":
            texts = {name: body.get(name, "") for name in domain.ANSWER_TEXTS}
            given[body["item"]] = {"value": body["value"], **texts, "origin": body.get("origin", "")}
        elif body.get("action") == "submit":
            handed_in = {"inspected_on": None, "comment": "", **body["values"]}
        elif (acts := whole.sheet["acts"][: seals.get(event["hash"], 0)]) and domain.is_voided_seal(acts[-1]):
            row, answers = {**whole.sheet, **handed_in, "acts": acts}, dict(given)
            pairs = [(item, str(answers.get(item.code, {}).get("value", ""))) for item in whole.items]
            profile = whole.edition
            score, chapters = domain.score(pairs, profile.scale), by_chapter(pairs, profile)
            found.append(Result(profile, row, whole.items, answers, score, chapters))
    return found


def by_chapter(
    pairs: Sequence[tuple[Item, str]], profile: Profile, scale: Mapping[str, Choice] | None = None
) -> tuple[tuple[str, domain.Score], ...]:
    """The score of each chapter, in the order of the questions, by the profile's own scale unless told otherwise."""
    scale = profile.scale if scale is None else scale
    asked = {item.chapter for item, _ in pairs}
    chapters = [chapter for chapter in profile.chapters if chapter in asked]
    chapters += sorted(asked - set(chapters))
    return tuple(
        (chapter, domain.score([pair for pair in pairs if pair[0].chapter == chapter], scale)) for chapter in chapters
    )


def chapter_title(profile: Profile, chapter: str, language: str) -> str:
    """A chapter as the sheet prints it: number and title."""
    title = profile.chapters.get(chapter)
    return f"{chapter} {title.get(language)}" if title else chapter
