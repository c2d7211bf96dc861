"""Profiles on board: which there are, reading one from its folder, and what is wrong with one."""

from __future__ import annotations

import csv
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.common import resources
from app.common.errors import Unavailable, from_os_error
from app.domain.policy import Defect, Item, Profile, load

#: An item covers at most so many clauses: more cannot be settled by looking once.
MOST_CLAUSES = 4
#: The shortest question that still names a thing to look at, in characters.
SHORTEST_QUESTION = 12


@dataclass(frozen=True)
class OnBoard:
    """A built-in profile: its id, its folder, its city and what it calls itself."""

    id: str
    folder: Path
    municipality: dict[str, str]
    name: dict[str, str]


def built_in() -> tuple[OnBoard, ...]:
    """The profiles that come with the program, the default first."""
    index = _toml(resources.path("policies", "index.toml"))
    rows = sorted(index["policies"], key=lambda row: row["id"] != index["default"])
    return tuple(
        OnBoard(row["id"], resources.path("policies", row["folder"]), row["municipality"], row["name"]) for row in rows
    )


def read(folder: Path) -> Profile:
    """The profile in a folder: profile.toml, clauses.csv and checklist.toml as one."""
    raw: dict[str, Any] = _toml(folder / "profile.toml")
    checklist = _toml(folder / "checklist.toml")
    raw["clauses"] = _clauses(folder / "clauses.csv")
    for part in ("chapter", "item", "not_inspected"):
        raw[part] = checklist.get(part, [])
    return load(raw)


def find(name: str) -> Profile:
    """A built-in profile by id, or any profile by its folder. ``Unavailable`` if there is none."""
    for item in built_in():
        if item.id == name:
            return read(item.folder)
    folder = Path(name)
    if folder.is_dir():
        return read(folder)
    raise Unavailable("policy_unknown", name=name, known=", ".join(item.id for item in built_in()))


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise from_os_error(error, path) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unavailable("policy_unreadable", file=path.name, folder=str(path.parent), said=str(error)) from error


def _clauses(path: Path) -> list[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except OSError as error:
        raise from_os_error(error, path) from error
    return [{**row, **{name: _parts(row[name]) for name in ("role", "records")}} for row in rows]


def _parts(cell: str) -> list[str]:
    return [part for part in cell.split(";") if part]


@dataclass(frozen=True)
class Check:
    """What ``policy check`` prints: the figures and the faults."""

    clauses: int
    duties: int
    asked: int
    excused: int
    items: dict[str, int]
    faults: tuple[Defect, ...]
    open_duties: tuple[str, ...]


def check(profile: Profile) -> Check:
    """Count what is asked and excused, and name unknown ids, double codes or questions and thin items.

    Duties of roles whose sheet the profile does not have yet are listed as open, not as faults.
    """
    duties = {id for id, clause in profile.clauses.items() if clause.is_duty}
    asked = {id for item in profile.items.values() for id in item.covers}
    excused = {row.clause for row in profile.excuses}
    sheets = Counter(item.sheet for item in profile.items.values())
    left = duties - asked - excused
    due = {id for id in left if set(profile.clauses[id].role) & set(sheets)}
    faults = [Defect(id, "duty_not_asked") for id in sorted(due)]
    faults += _unknown_ids(profile) + _doubles(profile)
    faults += [Defect(item.code, code) for item in profile.items.values() for code in _thin(item)]
    open_duties = tuple(sorted(left - due))
    return Check(
        len(profile.clauses),
        len(duties),
        len(duties & asked),
        len(duties & excused),
        dict(sheets),
        tuple(faults),
        open_duties,
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
    if not item.covers:
        found.append("covers_nothing")
    if len(item.covers) > MOST_CLAUSES:
        found.append("covers_too_much")
    if len(item.question.ja) < SHORTEST_QUESTION:
        found.append("question_thin")
    if not item.guide.ja or not item.evidence.ja:
        found.append("guidance_missing")
    return found
