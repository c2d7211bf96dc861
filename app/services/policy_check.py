"""Checks a policy: what is asked and excused, and what is unknown, double, thin or read by nothing."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct

from app.domain import form_sense, policy_unread
from app.domain.policy import Defect, Item, Profile
from app.services.policy_trouble import odd_form

#: At most this share of the duties may be excused.
MOST_EXCUSED = 0.25
#: An item covers at most so many clauses: more cannot be settled by looking once.
MOST_CLAUSES = 4
#: The shortest question that still names a thing to look at, in characters.
SHORTEST_QUESTION = 12


#: The code of what a form of the city's own says that means nothing.
FORM_ODD = "form_odd"


class Check(Struct, frozen=True):
    """What ``policy check`` prints: the figures and the faults."""

    clauses: int
    duties: int
    asked: int
    excused: int
    items: dict[str, int]
    faults: tuple[Defect, ...]


def check(profile: Profile) -> Check:
    """Count what is asked and excused, and name unknown ids, double codes or questions and thin items.

    A duty that no item asks and no excuse names is a fault, and so are too many excuses.
    """
    duties = {id for id, clause in profile.clauses.items() if clause.is_duty}
    asked = {id for item in profile.items.values() for id in item.covers}
    excused = {row.clause for row in profile.excuses}
    sheets = Counter(item.sheet for item in profile.items.values())
    left = duties - asked - excused
    faults = [Defect(id, "duty_not_asked") for id in profile.clauses if id in left]
    if len(duties & excused) > len(duties) * MOST_EXCUSED:
        faults.append(Defect("not_inspected", "too_many_excused", str(len(duties & excused))))
    faults += [Defect(id, "asked_and_excused") for id in sorted(asked & excused)]
    faults += _unknown_ids(profile) + _doubles(profile)
    faults += [*policy_unread.unknown_actors(profile), *policy_unread.unread(profile)]
    faults += [Defect(each.place, FORM_ODD, odd_form(each)) for each in form_sense.odd(profile.raw)]
    faults += [Defect(item.code, code) for item in profile.items.values() for code in _thin(item)]
    return Check(
        len(profile.clauses),
        len(duties),
        len(duties & asked),
        len(duties & excused),
        dict(sheets),
        tuple(faults),
    )


def _unknown_ids(profile: Profile) -> list[Defect]:
    named = [(item.code, id) for item in profile.items.values() for id in item.covers]
    named += [("not_inspected", row.clause) for row in profile.excuses]
    for table in ("roles", "classes", "zones", "unit_kinds", "disposal_rules", "carryout_rules", "media_rules"):
        for row in profile.raw.get(table, []):
            named += [(str(row.get("id") or row.get("key")), id) for id in row.get("clause", [])]
    return [Defect(place, "clause_unknown", id) for place, id in named if id not in profile.clauses]


def _doubles(profile: Profile) -> list[Defect]:
    rows = profile.raw.get("item", [])
    codes = Counter(row["code"] for row in rows)
    questions = Counter(row["question"]["ja"] for row in rows)
    found = [Defect(code, "code_double") for code, times in codes.items() if times > 1]
    return found + [Defect(text, "question_double") for text, times in questions.items() if times > 1]


def _thin(item: Item) -> list[str]:
    found = []
    if not item.covers and not item.template:
        found.append("covers_nothing")
    if len(item.covers) > MOST_CLAUSES:
        found.append("covers_too_much")
    if len(item.question.ja) < SHORTEST_QUESTION:
        found.append("question_thin")
    if not item.guide.ja or not item.evidence.ja:
        found.append("guidance_missing")
    return found
