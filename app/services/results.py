"""What the sheets of a year say together: rolled up by question, compared with last year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct

from app.common.i18n import t
from app.domain import inspection as domain
from app.domain.ledger import Row
from app.domain.policy import Choice, Item
from app.services import editions, inspection, record
from app.services.earlier import Earlier, earlier_answers
from app.services.inspection import Result
from app.services.session import Changes, Session


class Question(Struct, frozen=True):
    """One question over all sheets of its kind: how often each answer was given, of how many that were asked."""

    item: Item
    counts: Mapping[str, int]
    asked: int

    @property
    def answered(self) -> int:
        """How many answered it at all."""
        return sum(self.counts.values())

    def share(self, value: str) -> Decimal | None:
        """The share of one answer among those given, in per cent; ``None`` where nobody answered."""
        return domain.percent(self.counts.get(value, 0), self.answered)


class Rollup(Struct, frozen=True):
    """One kind of sheet: its questions, how many persons were asked and how many handed in (回答率)."""

    sheet: str
    questions: tuple[Question, ...]
    asked: int
    returned: int

    @property
    def rate(self) -> Decimal | None:
        """回答率: handed in ÷ asked in per cent; ``None`` if nobody was asked."""
        return domain.percent(self.returned, self.asked)


def tallies(session: Session, cycle_id: str) -> list[Row]:
    """Answers of this cycle that were counted in from paper or Excel."""
    found = session.store.query("SELECT id FROM tally WHERE cycle = ? AND state = 'kept' ORDER BY no", (cycle_id,))
    return [record.get(session, "tally", str(row["id"])) for row in found]


def rollup(session: Session, sheet: str, cycle_id: str = "") -> Rollup:
    """One kind of sheet over everybody who answered, in the program, on paper or in Excel."""
    year = cycle_id or str((inspection.cycle(session) or {}).get("id", ""))
    mine = [row for row in inspection.sheets(session, year) if row["sheet"] == sheet]
    counts: dict[Item, Counter[str]] = {}
    asked: Counter[Item] = Counter()
    for row in mine:
        given = inspection.answers(session, str(row["id"]))
        whole = record.get(session, "sheet", str(row["id"]))
        for code in whole["items"]:
            item = editions.item_of(session, str(whole["policy"]), code)
            if item is None:
                continue
            asked[item] += 1
            if code in given:
                counts.setdefault(item, Counter())[str(given[code]["value"])] += 1
    people, returned = len(mine), sum(row["state"] != "open" for row in mine)
    for tally in tallies(session, year):
        if tally["sheet"] != sheet:
            continue
        people, returned = people + int(tally["asked"]), returned + int(tally["returned"])
        edition = editions.in_force(session, str(tally["opened_at"]))
        named = {
            str(line["item"]): editions.item_of(session, edition, str(line["item"])) for line in tally["counts"] or []
        }
        for line in tally["counts"] or []:
            item = named[str(line["item"])]
            if item is not None:
                counts.setdefault(item, Counter())[line["value"]] += int(line.get("count") or 0)
        for item in filter(None, named.values()):
            asked[item] += int(tally["asked"])
    questions = tuple(Question(item, counts.get(item, Counter()), number) for item, number in asked.items())
    order = {code: place for place, code in enumerate(session.profile.items)}
    return Rollup(sheet, tuple(sorted(questions, key=lambda q: order.get(q.item.code, len(order)))), people, returned)


def counted_in(session: Session, cycle_id: str = "") -> int:
    """How many persons' answers came on paper or in Excel this year; they are in the rollups, not in the scores."""
    year = cycle_id or str((inspection.cycle(session) or {}).get("id", ""))
    return sum(int(tally["returned"]) for tally in tallies(session, year))


def count_in(session: Session, values: Mapping[str, Any]) -> Changes:
    """集計: what came back on paper or in Excel, counted in. Unknown items or answers are refused."""
    year = inspection.cycle(session)
    entered = {"cycle": year["id"] if year else "", **values}
    return record.open(session, "tally", entered)


class Comparison(Struct, frozen=True):
    """A chapter this year and last, over the items with the same code only; the difference in points (ポイント)."""

    chapter: str
    now: domain.Score
    before: domain.Score | None

    @property
    def difference(self) -> Decimal | None:
        """This year's 実施率 less last year's; ``None`` where either is missing."""
        if self.before is None or self.now.rate is None or self.before.rate is None:
            return None
        return self.now.rate - self.before.rate


class Year(Struct, frozen=True):
    """The year of one unit: its sheets with their results, together and against last year."""

    cycle: Row | None
    results: tuple[Result, ...]
    whole: domain.Score
    chapters: tuple[Comparison, ...]
    whole_before: domain.Score | None
    kept: int
    changed: int
    unconfirmed: int
    new_items: int
    remeant: int = 0
    across: bool = False

    @property
    def asked(self) -> int:
        """How many questions all sheets ask together."""
        return sum(len(result.items) for result in self.results)

    @property
    def comparable(self) -> int:
        """How many of them have an answer of an earlier year that can be compared."""
        return self.asked - self.new_items - self.remeant

    @property
    def comparable_share(self) -> Decimal | None:
        """The same in per cent; ``None`` where nothing is asked."""
        return domain.percent(self.comparable, self.asked)


def comparable_said(year: Year) -> str:
    """How much of the year can be compared, in words and per cent; empty where the policy did not change since."""
    if not year.across:
        return ""
    share = year.comparable_share
    counts = {"asked": year.asked, "n": year.comparable, "changed": year.remeant, "new": year.new_items}
    return t("editions.report", percent="－" if share is None else share, **counts)


def year(session: Session, cycle_id: str = "") -> Year:
    """All sheets of the cycle together; last year's answers count only where the same item is asked again."""
    cycle = record.get(session, "cycle", cycle_id) if cycle_id else inspection.cycle(session)
    rows = inspection.sheets(session, str(cycle["id"])) if cycle else []
    found = tuple(inspection.result(session, str(row["id"])) for row in rows)
    pairs: list[tuple[Item, str]] = []
    before: list[tuple[Item, str]] = []
    kept = changed = unconfirmed = new_items = remeant = 0
    across = False
    scale = dict(session.profile.scale)
    for result in found:
        scale = {**result.edition.scale, **scale}
        known = earlier_answers(session, result.sheet)
        for item in result.items:
            value = str(result.answers[item.code]["value"]) if item.code in result.answers else ""
            pairs.append((item, value))
            last = known.get(item.code)
            if last is None or last.older:
                new_items += 1  # to be compared with last year, that is: an older answer is offered none the less
            if last is None:
                continue
            across = across or bool(last.verdict)
            if not last.comparable:
                remeant += not last.older
                continue
            if last.beside:
                before.append((item, last.value))
            origin = str(result.answers[item.code]["origin"] or "") if value else ""
            kept += origin == "kept"
            changed += origin == "changed"
            unconfirmed += not value
    profile = session.profile
    earlier = dict(inspection.by_chapter(before, profile, scale))
    chapters = tuple(
        Comparison(chapter, score, earlier.get(chapter))
        for chapter, score in inspection.by_chapter(pairs, profile, scale)
    )
    whole_before = domain.score(before, scale) if before else None
    counts = (kept, changed, unconfirmed, new_items, remeant)
    return Year(cycle, found, domain.score(pairs, scale), chapters, whole_before, *counts, across)


class Weak(Struct, frozen=True):
    """A question answered × or △, of which sheet, with what was found."""

    sheet: Row
    item: Item
    answer: Row
    last: Earlier | None

    def last_mark(self, scale: Mapping[str, Choice]) -> str:
        """Last year's mark where it may stand beside this year's; empty where it asked nothing, or something else."""
        last = self.last
        return scale[last.value].mark if last and last.beside and last.value in scale else ""


def weak(session: Session, of: Sequence[Result]) -> list[Weak]:
    """Every × and △ of these sheets, × first."""
    found = []
    points: dict[str, float] = {}
    for result in of:
        points |= {code: float(choice.points) for code, choice in result.edition.scale.items() if choice.points}
        known = earlier_answers(session, result.sheet)
        for item in result.items:
            answer = result.answers.get(item.code)
            if answer is not None and points.get(str(answer["value"]), 1) < 1:
                found.append(Weak(result.sheet, item, answer, known.get(item.code)))
    return sorted(found, key=lambda one: points[str(one.answer["value"])])


class Coverage(Struct, frozen=True):
    """What a choice of items covers: duties asked this year, over three years, and of how many."""

    duties: int
    this_year: int
    three_years: int
    never: tuple[str, ...]


def coverage(session: Session, items: Sequence[str]) -> Coverage:
    """How much of the policy the chosen items ask now, and with the two rotations to come."""
    profile = session.profile
    duties = {id for id, clause in profile.clauses.items() if clause.is_duty}
    now = {id for code in items if code in profile.items for id in profile.items[code].covers} & duties
    year = int((inspection.cycle(session) or {}).get("fiscal_year") or session.year)
    later = {
        id
        for step in (1, 2)
        for code in domain.selected(profile, "rotation", year + step)
        for id in profile.items[code].covers
    } & duties
    asked = {id for item in profile.items.values() for id in item.covers} & duties
    never = tuple(id for id in profile.clauses if id in asked - now - later)
    return Coverage(len(duties), len(now), len(now | later), never)
