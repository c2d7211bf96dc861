"""Makes a draft profile of a standard that was split: clauses without their text, questions from the bank."""

from __future__ import annotations

import copy
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from app.domain.policy import Profile, Text
from app.domain.question_match import Bank, Candidate, Source
from app.domain.standards import Clause, Split

#: A question settles at most so many clauses (the bar of every profile).
MOST_CLAUSES = 4
#: A standard has between so many chapters.
FEWEST_CHAPTERS, MOST_CHAPTERS = 4, 40
#: Lists and sections of a profile that a draft takes from the profile that it is based on.
_OWN = ("profile", "clauses", "item", "chapter", "not_inspected", "field_clauses")
_CHAPTER_NUMBER = re.compile(r"^(?:第\s*\d+\s*[章節条](?:の\d+)*|[\d.]*\d|[（(]\d+[)）])[\s.．、]*")


class Proposal(Struct, frozen=True):
    """A duty of the standard with the questions that may ask it; ``chosen`` is the proposal's place, -1 for none."""

    clause: Clause
    candidates: tuple[Candidate, ...]
    chosen: int = -1

    @property
    def candidate(self) -> Candidate | None:
        """The question proposed."""
        return self.candidates[self.chosen] if self.chosen >= 0 else None


def propose(split: Split, bank: Bank) -> tuple[Proposal, ...]:
    """A question for each duty where one fits. The best fits choose first; no question takes more than it may."""
    found = [(clause, bank.candidates(clause)) for clause in split.duties]
    offers = [
        (-candidate.score, at, place)
        for at, (_, candidates) in enumerate(found)
        for place, candidate in enumerate(candidates)
    ]
    chosen: dict[int, int] = {}
    taken: Counter[str] = Counter()
    for _, at, place in sorted(offers):
        key = found[at][1][place].source.key
        if at not in chosen and taken[key] < MOST_CLAUSES:
            chosen[at] = place
            taken[key] += 1
    return tuple(Proposal(clause, candidates, chosen.get(at, -1)) for at, (clause, candidates) in enumerate(found))


class Plan(Struct, frozen=True):
    """What the draft is called: its id (ASCII), the city, the title, what it says of itself, and the edition."""

    id: str
    municipality: str
    name: Text
    disclaimer: Text
    edition: str = ""


def draft(
    split: Split, chosen: Mapping[str, Source], base: Profile, bank: Bank, plan: Plan, left: Sequence[str] = ()
) -> dict[str, Any]:
    """The profile (``raw``) of a standard. ``chosen`` names the question of each clause by the clause's id.

    Roles, classes, rules and words come from ``base``; as they are not this city's rules, every one of them is marked
    as a proposal ("general") that stops nobody and names no clause. ``left`` are keys of sections that the draft
    does without.
    """
    raw = {key: copy.deepcopy(value) for key, value in base.raw.items() if key not in (*_OWN, *left)}
    made: dict[str, Any] = {key: _unbound(value) for key, value in raw.items()}
    head = {"schema": base.about.get("schema", 1), "id": plan.id, "name": _both(plan.name)}
    head |= {"municipality": {"ja": plan.municipality, "en": ""}, "edition": {"ja": plan.edition, "en": ""}, "date": ""}
    head["disclaimer"] = _both(plan.disclaimer)
    chapters = _Chapters(split)
    items = _items(split, chosen, base, chapters)
    made |= {"profile": head, "clauses": [_clause_row(clause, bank) for clause in split.clauses], "item": items}
    used = {item["chapter"] for item in items}
    made["chapter"] = [row for row in chapters.rows if row["id"] in used]
    made["not_inspected"], made["field_clauses"] = [], {}
    return made


def _both(text: Text) -> dict[str, str]:
    return {"ja": text.ja, "en": text.en}


def _unbound(value: Any) -> Any:
    """The same without a clause to stand on: what is another city's rule is a proposal here, which only warns."""
    if isinstance(value, list):
        return [_unbound(each) for each in value]
    if not isinstance(value, dict):
        return value
    made: dict[str, Any] = {}
    for key, each in value.items():
        if key == "clause" or key.endswith("_clause"):
            made[key] = []
        elif key == "basis":
            made[key] = "general"
        elif key == "effect":
            made[key] = "warn"
        else:
            made[key] = _unbound(each)
    return made


def _clause_row(clause: Clause, bank: Bank) -> dict[str, Any]:
    """A clause as a profile holds it: its place and kind, never its text."""
    topics = bank.topics.of(clause.headings, clause.text) if clause.is_duty else {}
    return {
        "id": clause.id,
        "citation": clause.citation,
        "heading": clause.heading,
        "kind": clause.kind,
        "role": sorted(bank.sheets_of(clause.subject)),
        "topic": next(iter(topics), ""),
        "records": bank.records.of(clause.headings, clause.text) if clause.is_duty else [],
        "text_sha256": text_digest(clause),
    }


def text_digest(clause: Clause) -> str:
    """Tells one text of a clause from another without holding it: width, spaces and marks aside. 16 hex digits."""
    letters = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", clause.text))
    return hashlib.sha256(letters.encode()).hexdigest()[:16]


def _items(split: Split, chosen: Mapping[str, Source], base: Profile, chapters: _Chapters) -> list[dict[str, Any]]:
    """The questions chosen, each once, with the clauses that it settles here, in the order of the text."""
    by_key: dict[str, tuple[Source, list[Clause]]] = {}
    for clause in split.clauses:
        source = chosen.get(clause.id)
        if source is not None:
            by_key.setdefault(source.key, (source, []))[1].append(clause)
    codes: Counter[str] = Counter()
    made = []
    for source, clauses in by_key.values():
        row = copy.deepcopy(next(row for row in source.profile.raw["item"] if row["code"] == source.item.code))
        code = str(row["code"])
        codes[code] += 1
        row["code"] = code if codes[code] == 1 else f"{code}-{source.profile.id}"
        row["sheet"] = row["sheet"] if row["sheet"] in base.inspections else _sheet(base)
        row["chapter"] = chapters.of(clauses[0])
        row["covers"] = [clause.id for clause in clauses]
        row["cycle"] = 0  # another city's rotation would leave out questions that this one has just chosen
        made.append(row)
    return made


def _sheet(base: Profile) -> str:
    """The sheet that takes what no sheet of the base is for: the head's of a unit, else the first."""
    units = [key for key, kind in base.inspections.items() if kind.subject == "unit"]
    return (units or list(base.inspections))[0]


class _Chapters:
    """The chapters of the standard: the headings of that depth which gives a sensible number of them."""

    def __init__(self, split: Split) -> None:
        self._depth = self._best_depth(split)
        self.rows: list[dict[str, Any]] = []
        self._ids: dict[tuple[str, ...], str] = {}
        for clause in split.clauses:
            self._note(self._above(clause))

    @staticmethod
    def _best_depth(split: Split) -> int:
        for depth in (1, 2, 3):
            if FEWEST_CHAPTERS <= len({clause.headings[:depth] for clause in split.duties}) <= MOST_CHAPTERS:
                return depth
        return 1

    def _above(self, clause: Clause) -> tuple[str, ...]:
        return clause.headings[: self._depth]

    def _note(self, headings: tuple[str, ...]) -> None:
        if headings in self._ids:
            return
        last = headings[-1] if headings else ""
        found = _CHAPTER_NUMBER.match(last)
        number = re.sub(r"[^\d.]", "", found.group()).strip(".") if found else ""
        taken = set(self._ids.values())
        id = number if number and number not in taken else f"{number or 'c'}-{len(self._ids) + 1}"
        self._ids[headings] = id
        title = last[found.end() :] if found else last
        self.rows.append({"id": id, "title": {"ja": title or last or id, "en": ""}})

    def of(self, clause: Clause) -> str:
        """The id of the chapter that a clause stands in."""
        return self._ids[self._above(clause)]
