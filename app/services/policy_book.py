"""The policy book: an empty template, a profile as a book, and what a book that was filled in would become."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from app.common import resources
from app.common.errors import Unavailable
from app.common.i18n import has, language, t
from app.domain import policy_grid, policy_rows
from app.domain.policy import Profile, load, same
from app.domain.policy_book import FILL, MODE_PATH, REMARK, Flaw, Grid, Pairs, Place
from app.domain.policy_choices import choices
from app.domain.policy_defaults import fill
from app.domain.policy_sheets import OTHER, SHEETS
from app.domain.policy_weigh import weigh
from app.exchange import policy_book as reader
from app.exports import policy_book as writer
from app.services import demanded, policy

#: The neutral defaults and the examples of the empty template.
_GENERAL, _EXAMPLE = "general.toml", "example.toml"
#: Faults whose ``known`` is the key of a sheet.
_KNOWN_IS_SHEET = frozenset({"not_listed", "sheet_missing", "sheet_double"})


class BookFault(Struct, frozen=True):
    """What to mend in a book: the sheet, the cell (may be empty), what stands there, and the sentence about it."""

    sheet: str
    cell: str
    value: str
    code: str
    known: str = ""

    def __str__(self) -> str:
        return t(f"policy_book.fault.{self.code}", value=self.value, known=self.known)


class Preview(Struct, frozen=True):
    """What a book would become: a profile, or the faults that stand against it; notes are no hindrance."""

    file: str
    profile: Profile | None
    faults: tuple[BookFault, ...] = ()
    notes: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def _general() -> dict[str, Any]:
    return policy.toml(resources.path("policies", _GENERAL))


def template(path: Path) -> Path:
    """Write the empty book with its guide, its lists and examples. ``Unavailable`` if the disk does not take it."""
    example = policy.toml(resources.path("policies", _EXAMPLE))
    grids = policy_grid.encode(example, choices(), language())
    blank = {"profile": _general()["profile"] | dict.fromkeys(("id", "name", "municipality"), "")}
    shown = [_template_grid(grid, blank) for grid in grids]
    return writer.write(path, t("policy_book.template_title"), shown, choices(), _meanings(), remarks=True)


def _template_grid(grid: Grid, blank: Mapping[str, Any]) -> Grid:
    if grid.sheet is OTHER or not isinstance(grid.sheet, Pairs):
        width = len(grid.sheet.heads) - 1
        return Grid(grid.sheet, tuple((f"{REMARK} {row[0] or ''}".strip(), *row[1:width]) for row in grid.rows))
    paths = [path for section in grid.sheet.sections for path in _paths(section, {**_general(), **blank}.get(section))]
    rows: list[tuple[str | int | None, ...]] = [(path, None, None, None) for path in paths]
    if grid.sheet.key == "profile":
        rows.insert(0, (MODE_PATH, None, _mode(FILL), None))
        first = ["profile.id", "profile.municipality", "profile.name"]
        rows.sort(key=lambda row: (row[0] != MODE_PATH, row[0] not in first))
    return Grid(grid.sheet, tuple(rows))


def _mode(code: str) -> str:
    return choices()["book_mode"][code][0 if language() == "ja" else 1]


def _paths(path: str, value: Any) -> list[str]:
    if isinstance(value, Mapping) and value and not set(value) <= {"ja", "en"}:
        return [found for key, inner in value.items() for found in _paths(f"{path}.{key}", inner)]
    return [] if value is None else [path]


def _meanings() -> dict[str, str]:
    """What a path of keys and values means, and its standard."""
    found = {MODE_PATH: t(f"policy_book.path.{MODE_PATH}")}
    for section in ("profile", "words", "pages", "settings"):
        sections = _general() if section == "settings" else {section: _general()[section]}
        for name, value in sections.items():
            if isinstance(value, Mapping):
                found |= {path: _meaning(path) for path in _paths(name, value)}
    found |= {path: _meaning(path) for path in ("profile.id", "profile.name", "profile.municipality")}
    return found


def _meaning(path: str) -> str:
    value: Any = _general()
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    said = t(f"policy_book.path.{path}") if has(f"policy_book.path.{path}") else ""
    if isinstance(value, Mapping):
        shown = value.get(language()) or value.get("ja", "")
    elif isinstance(value, bool):
        shown = choices()["yes_no"]["yes" if value else "no"][0 if language() == "ja" else 1]
    else:
        shown = "；".join(value) if isinstance(value, list) else str(value or "")
    standard = t("policy_book.standard", value=shown) if shown and path != "profile.disclaimer" else ""
    return "\n".join(filter(None, (said, standard)))


def export(profile: Profile, path: Path) -> Path:
    """Write a profile as a book that gives it back exactly. ``Unavailable`` if the disk does not take it."""
    grids = policy_grid.encode(profile.raw, choices(), language())
    if not same(policy_rows.decode(grids, choices()).raw, profile.raw):
        raise Unavailable("not_readable_back", file=path.name, folder=str(path.parent))
    return writer.write(path, profile.name.get(language()), grids, choices(), _meanings())


def preview(path: Path) -> Preview:
    """What a book would become. ``Refused`` if it is no policy book; its faults are listed, nothing is written."""
    found = reader.read(path)
    read = policy_rows.decode(found.grids, choices(), _general())
    raw = read.raw
    if read.mode == FILL:
        raw = policy.complete(fill(raw, _general()))
    flaws = _sorted(found.flaws + read.flaws + weigh(raw, read))
    if flaws:
        return Preview(found.file, None, tuple(_fault(found, flaw) for flaw in flaws))
    profile = load(raw)
    return Preview(found.file, profile, (), notes(profile))


def _sorted(flaws: Iterable[Flaw]) -> list[Flaw]:
    """Each place once, in the order of the sheets; a cell that cannot be read is not called missing as well."""
    order = [sheet.key for sheet in (*SHEETS, OTHER)]
    first: dict[tuple[Place, str], Flaw] = {}
    for flaw in flaws:
        key = (flaw.place, "" if flaw.place.row else flaw.code + flaw.value)
        first.setdefault(key, flaw)
    return sorted(first.values(), key=lambda flaw: (order.index(flaw.place.sheet), flaw.place.row))


def _fault(found: reader.Found, flaw: Flaw) -> BookFault:
    sheet, cell = found.cell(flaw.place)
    known = writer.sheet_name(flaw.known) if flaw.code in _KNOWN_IS_SHEET else flaw.known
    return BookFault(sheet or writer.sheet_name(flaw.place.sheet), cell, flaw.value, flaw.code, known)


def notes(profile: Profile) -> tuple[str, ...]:
    """What is not wrong but worth knowing: duties that nothing asks, thin questions, records without a form."""
    faults = [*policy.check(profile).faults, *demanded.missing(profile)]
    if not profile.clauses:
        faults = [fault for fault in faults if fault.code not in ("covers_nothing", "clause_unknown")]
    return tuple(t(f"fault.{fault.code}", place=fault.place, value=fault.value) for fault in faults)
