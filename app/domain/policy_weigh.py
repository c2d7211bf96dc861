"""Weighs a profile that came from a book: what would make it unusable, each with the place where it is mended."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from app.domain import entry, policy_sense
from app.domain.policy import Profile, load
from app.domain.policy_book import Column, Flaw, Place, Table
from app.domain.policy_rows import Read
from app.domain.policy_sheets import BY_KEY, RULES, SHEETS

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_KEY = re.compile(r"[A-Za-z0-9_.-]{1,40}")
#: Sheets in which a key may stand more than once.
_REPEATED = frozenset(
    {"permissions", "reporting", "not_inspected", "no_form", "form_fields", "box_lines", "form_parts"}
)
#: Sheets whose keys the program itself uses.
_PLAIN_KEYS = frozenset({"roles", "unit_kinds", "classes", "zones", "items", "items_off", "forms"})
#: Roles without which nobody could answer or decide.
NEEDED_ROLES = ("dept", "staff")


def weigh(raw: Mapping[str, Any], read: Read) -> list[Flaw]:
    """The flaws of the profile ``raw`` that ``read`` became; none means that it can be adopted."""
    found = _missing(raw, read)
    tables = [sheet for sheet in SHEETS if isinstance(sheet, Table)]
    known = {table.key: _keys(raw, table) for table in tables}
    for table in tables:
        found += _doubles(table, read) + _strangers(table, read, known)
    found += _too_strict(read)
    found += _ranks(read)
    found += policy_sense.odd_forms(read, breaking=True)
    return found if found or read.flaws else _whole(raw)


def is_id(text: str) -> bool:
    """Whether a text can be the key of a profile and the name of its folder."""
    return bool(_ID.fullmatch(text))


def refuses_as_proposal(row: Mapping[str, Any]) -> bool:
    """Whether a row of a rule table would stop people although no policy says so: a proposal may only warn."""
    return row.get("basis") == "general" and row.get("effect") == "refuse"


def _missing(raw: Mapping[str, Any], read: Read) -> list[Flaw]:
    about = raw.get("profile", {})
    found = [
        Flaw(Place("profile", read.paths.get(f"profile.{key}", 0), "ja"), "required_path", f"profile.{key}")
        for key in ("id", "municipality", "name")
        if not about.get(key)
    ]
    if about.get("id") and not is_id(str(about["id"])):
        place = Place("profile", read.paths.get("profile.id", 0), "ja")
        found.append(Flaw(place, "id_odd", str(about["id"])[:60]))
    for key in ("roles", "classes", "items"):
        table = BY_KEY[key]
        assert isinstance(table, Table)
        if not raw.get(table.path[0]) and not any(flaw.place.sheet == key for flaw in read.flaws):
            found.append(Flaw(Place(key), "sheet_missing", "", key))
    if not any(raw.get(name) for name in RULES):
        found.append(Flaw(Place(RULES[0]), "rules_missing"))
    roles = {row.get("key") for row in raw.get("roles") or [] if isinstance(row, Mapping)}
    if roles:
        found += [Flaw(Place("roles"), "role_missing", key) for key in NEEDED_ROLES if key not in roles]
    return found


def _keys(raw: Mapping[str, Any], table: Table) -> set[str]:
    value: Any = raw
    for step in table.path:
        value = value.get(step) if isinstance(value, Mapping) else None
    rows = value if isinstance(value, list) else []
    return {str(row[table.name]) for row in rows if isinstance(row, Mapping) and table.name in row}


def _doubles(table: Table, read: Read) -> list[Flaw]:
    lines = read.lines.get(table.key, [])
    found = []
    if table.key in _PLAIN_KEYS:
        found = [
            Flaw(Place(table.key, number, table.name), "key_odd", str(line[table.name])[:60])
            for number, line in lines
            if table.name in line and not _KEY.fullmatch(str(line[table.name]))
        ]
    if table.key in _REPEATED:
        return found
    others = {"items_off": "items", "carryout_rules": "disposal_rules", "media_rules": "disposal_rules"}
    before = [str(line.get(table.name)) for _, line in read.lines.get(others.get(table.key, ""), [])]
    counted = Counter(before)
    for number, line in lines:
        key = str(line.get(table.name, ""))
        counted[key] += 1
        if key and counted[key] == 2:
            found.append(Flaw(Place(table.key, number, table.name), "double", key[:60]))
    return found


def _strangers(table: Table, read: Read, known: Mapping[str, set[str]]) -> list[Flaw]:
    """Roles, classes, chapters and so on that are named but not listed."""
    found: list[Flaw] = []
    if table.key == "forms":  # a further record whose role the city lacks is decided by the head of the section
        return []
    for number, line in read.lines.get(table.key, []):
        for column in table.columns:
            if column.kind in ("ref", "refs"):
                for said in _named(column, line):
                    if said not in known[column.of] and not (said == "*" and column.of in ("classes", "zones")):
                        place = Place(table.key, number, column.key)
                        found.append(Flaw(place, "not_listed", said[:60], column.of))
    return found


def _named(column: Column, line: Mapping[str, Any]) -> list[str]:
    value = line.get(column.key)
    if isinstance(value, str):
        return [value] if value else []
    return [str(part) for part in value] if isinstance(value, list) else []


def _too_strict(read: Read) -> list[Flaw]:
    """Rules that stop people although the policy does not say so: a general proposal only warns."""
    return [
        Flaw(Place(name, number, "effect"), "general_refuses")
        for name in RULES
        for number, line in read.lines.get(name, [])
        if refuses_as_proposal(line)
    ]


def _ranks(read: Read) -> list[Flaw]:
    counted: Counter[Any] = Counter()
    found = []
    for number, line in read.lines.get("classes", []):
        rank = line.get("rank")
        counted[rank] += 1
        if rank is not None and counted[rank] == 2:
            found.append(Flaw(Place("classes", number, "rank"), "rank_double", str(rank)))
    return found


def _whole(raw: Mapping[str, Any]) -> list[Flaw]:
    """Build every part once: what cannot be built would stop the program later."""
    profile = load(raw)
    parts: tuple[tuple[str, Callable[[Profile], object]], ...] = (
        ("profile", lambda p: (p.id, p.name, p.municipality, p.words, p.scale, p.section("retention"))),
        ("roles", lambda p: p.roles),
        ("unit_kinds", lambda p: [(row["key"], row["label"]["ja"], row["head_role"]) for row in p.raw["unit_kinds"]]),
        ("classes", lambda p: p.classes),
        ("zones", lambda p: p.zones),
        ("disposal_rules", lambda p: p.disposal_rules),
        ("carryout_rules", lambda p: p.carryout_rules),
        ("media_rules", lambda p: p.media_rules),
        ("permissions", lambda p: [(row["act"], row["role"]) for row in p.raw.get("permissions", [])]),
        ("escalation", lambda p: [p.escalation(role) for role in p.roles]),
        ("separation", lambda p: p.separations),
        ("inspections", lambda p: p.inspections),
        ("paper_titles", lambda p: [p.title(row["form"]) for row in p.raw.get("paper_titles", [])]),
        ("approval_boxes", lambda p: [p.boxes(row["form"]) for row in p.raw.get("approval_boxes", [])]),
        ("chapters", lambda p: p.chapters),
        ("items", lambda p: p.items),
        ("clauses", lambda p: p.clauses),
        ("not_inspected", lambda p: p.excuses),
        ("forms", entry.forms_of),
    )
    found = []
    for sheet, build in parts:
        try:
            build(profile)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            code = "nothing_at" if sheet == "profile" else "row_odd"
            found.append(Flaw(Place(sheet), code, f"{type(error).__name__}: {error}"[:80]))
    return found
