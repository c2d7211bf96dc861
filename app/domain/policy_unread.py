"""Names what a profile says and nothing reads: a key that is spelt wrong is silent otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.domain.policy import Defect, Profile
from app.domain.policy_book import Table
from app.domain.policy_rows import list_at
from app.domain.policy_sheets import SHEETS

#: What is read of the sections that are keys and values; ``clause`` and ``basis`` tell anywhere where it comes from.
_READ: Mapping[str, tuple[str, ...]] = {
    "profile": ("schema", "id", "name", "municipality", "edition", "date", "legal_basis", "disclaimer", "confidential"),
    "adoption": ("mark", "roles", "classes", "acts"),
    "deciding": ("escalation",),
    "classification": ("copy", "copy_clause", "mixed_clause"),
    "scale": ("preset", "choices"),
    "retention": ("default_years", "per_form"),
    "password": ("min_length", "max_length", "blocklist_words"),
}
_ALWAYS = ("clause", "basis")
#: Sections of which every key is read: the city's words, and what is looked up by the key of something else.
_OPEN = ("words", "pages", "kind_groups", "field_clauses", "actors", "annotation")
#: What the form engine or the book itself reads.
_APART = ("forms", "form_fields", "without_forms", "item_off", "whole")


def unread(profile: Profile) -> Iterator[Defect]:
    """Every key that nothing reads, by the section or row in which it stands."""
    tables = {table.path: table for table in SHEETS if isinstance(table, Table) and table.path}
    sections = {path[0] for path in tables} | set(_READ) | set(_OPEN) | set(_APART)
    for name, held in profile.raw.items():
        if name not in sections:
            yield Defect("profile.toml", "key_unread", name)
        elif name in _READ and isinstance(held, Mapping):
            known = (*_READ[name], *_ALWAYS)
            yield from (Defect(name, "key_unread", key) for key in held if key not in known)
    for path, table in tables.items():
        if path[0] not in _APART:
            yield from _of_rows(table, list_at(profile.raw, path))


def _of_rows(table: Table, rows: list[Any]) -> Iterator[Defect]:
    within = ("boxes", "escalated") if table.key == "approval_boxes" else ()
    known = (*table.by_key, *within, *_ALWAYS)
    for row in rows:
        place = f"{'.'.join(table.path)} {row.get(table.name, '')}".strip()
        yield from (Defect(place, "key_unread", key) for key in row if key not in known)


def unknown_actors(profile: Profile) -> Iterator[Defect]:
    """Clauses that bind somebody who is neither a role nor an actor of the policy."""
    known = {*profile.roles, *profile.section("actors")}
    for clause in profile.clauses.values():
        yield from (Defect(clause.id, "bound_unknown", role) for role in clause.role if role not in known)
