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
from app.domain import policy_grid, policy_rows, policy_sense
from app.domain.policy import Profile, load, same
from app.domain.policy_book import FILL, MODE_PATH, REMARK, SEPARATOR, Flaw, Grid, Pairs, Place, Table
from app.domain.policy_choices import choices
from app.domain.policy_defaults import fill
from app.domain.policy_sheets import BY_KEY, OTHER, SHEETS
from app.domain.policy_weigh import NEEDED_ROLES, weigh
from app.exchange import policy_book as reader
from app.exports import policy_book as writer
from app.services import demanded, policy, policy_check
from app.services.policy_trouble import apart

#: The neutral defaults and the examples of the empty template.
_GENERAL, _EXAMPLE = "general.toml", "example.toml"
#: Sheets whose standards the template shows, beside the examples; rows of roles that it does not show stay out.
_STANDARDS = (
    "unit_kinds",
    "zones",
    "permissions",
    "separation",
    "inspections",
    "paper_titles",
    "approval_boxes",
    "chapter",
)
#: Defaults that are kept with a profile and that nothing asks for: nobody is to fill them in.
_SILENT = frozenset({"profile.schema"})
#: So many of what stands on a sheet are named where something is not there.
_NAMED = 16
#: Faults whose ``known`` is the key of a sheet.
_KNOWN_IS_SHEET = frozenset({"not_listed", "sheet_missing", "sheet_double"})


class BookFault(Struct, frozen=True):
    """What to mend in a book: the sheet, the cell (may be empty), what stands there, and the sentence about it."""

    sheet: str
    cell: str
    value: str
    code: str
    known: str = ""
    there: str = ""

    def __str__(self) -> str:
        known, there = (apart(said) for said in (self.known, self.there))
        if self.code == "not_listed" and not there:
            return t("policy_book.fault.nothing_listed", value=self.value, known=known)
        return t(f"policy_book.fault.{self.code}", value=self.value, known=known, there=there)


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
    shown = {name: _standard(name) for name in _STANDARDS} | {"scale": {"choices": policy.scales()["maru"]["choices"]}}
    grids = policy_grid.encode({**shown, **example}, choices(), language())
    blank = {"profile": _general()["profile"] | dict.fromkeys(("id", "name", "municipality"), "")}
    made = [_template_grid(grid, blank) for grid in grids]
    return writer.write(path, t("policy_book.template_title"), made, choices(), _meanings(), remarks=True)


def _standard(name: str) -> list[dict[str, Any]]:
    """The rows of a list that stand in where a book has none, without what says nothing to whoever fills it in."""
    return [{key: value for key, value in row.items() if key not in ("basis", "clause")} for row in _general()[name]]


def _template_grid(grid: Grid, blank: Mapping[str, Any]) -> Grid:
    if grid.sheet is OTHER or not isinstance(grid.sheet, Pairs):
        width = len(grid.sheet.heads) - 1
        return Grid(grid.sheet, tuple((f"{REMARK} {row[0] or ''}".strip(), *row[1:width]) for row in grid.rows))
    paths = [path for section in grid.sheet.sections for path in _paths(section, {**_general(), **blank}.get(section))]
    rows: list[tuple[str | int | None, ...]] = [(path, None, None, None) for path in paths if path not in _SILENT]
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
        shown = _word("yes_no", "yes" if value else "no")
    else:
        parts = value if isinstance(value, list) else [str(value or "")]
        shown = SEPARATOR.join(_word(_list_of(path), part) for part in parts)
    standard = t("policy_book.standard", value=shown) if shown and path != "profile.disclaimer" else ""
    return "\n".join(filter(None, (said, standard)))


def _list_of(path: str) -> str:
    """The list from which a value of the settings is chosen; empty if from none."""
    settings = BY_KEY["settings"]
    return policy_rows.known(settings, path).of if isinstance(settings, Pairs) else ""


def _word(name: str, code: str) -> str:
    """The word of a list for a code, in the language in force; the code where the list has no word for it."""
    labels = choices().get(name, {}).get(code)
    return (labels[0 if language() == "ja" else 1] or labels[0]) if labels else code


def export(profile: Profile, path: Path) -> Path:
    """Write a profile as a book that gives it back exactly. ``Unavailable`` if the disk does not take it."""
    grids = policy_grid.encode(profile.raw, choices(), language())
    if not same(policy_rows.decode(grids, choices()).raw, profile.raw):
        raise Unavailable("not_readable_back", file=path.name, folder=str(path.parent))
    title = profile.name.get(language())
    if profile.is_confidential:  # what a city adds to such a policy is handled like its papers
        title = f"{title}　（{t('paper.mark.confidential')}）"
    return writer.write(path, title, grids, choices(), _meanings())


def preview(path: Path) -> Preview:
    """What a book would become. ``Refused`` if it is no policy book; its faults are listed, nothing is written."""
    found = reader.read(path)
    read = policy_rows.decode(found.grids, choices(), _general())
    raw = read.raw
    strange = _strange_scale(read)
    if read.mode == FILL:
        raw = policy.complete(fill(raw, _general()))
    odd = [*policy_sense.unknown(raw, read, choices()), *policy_sense.out_of_bounds(raw, read)]
    odd += policy_sense.odd_forms(read, breaking=False)
    flaws = found.flaws + read.flaws + strange + weigh(raw, read) + (odd if read.mode == FILL else [])
    if any(flaw.code in ("sheet_missing", "role_missing") for flaw in flaws):
        flaws = [flaw for flaw in flaws if not _stands_in(flaw, read.raw)]
    if flaws:
        return Preview(found.file, None, tuple(_fault(found, flaw, raw) for flaw in _sorted(flaws)))
    profile = load(raw)
    said = tuple(_noted(_fault(found, flaw, raw)) for flaw in _sorted(odd))
    return Preview(found.file, profile, (), (*said, *notes(profile, forms=False)))


def _strange_scale(read: policy_rows.Read) -> list[Flaw]:
    """A scale of answers that the program does not have; it is taken out of what was read."""
    scale = read.raw.get("scale")
    if not isinstance(scale, dict) or "choices" in scale or scale.get("preset", "") in ("", *policy.scales()):
        return []
    del read.raw["scale"]
    place = Place("settings", read.paths.get("scale.preset", 0), "ja")
    return [Flaw(place, "not_offered", str(scale["preset"])[:60], SEPARATOR.join(policy.scales()))]


def _noted(fault: BookFault) -> str:
    return t("policy_book.noted", sheet=fault.sheet, cell=fault.cell, said=str(fault))


def _sorted(flaws: Iterable[Flaw]) -> list[Flaw]:
    """Each place once, in the order of the sheets; a cell that cannot be read is not called missing as well."""
    order = [sheet.key for sheet in (*SHEETS, OTHER)]
    first: dict[tuple[Place, str], Flaw] = {}
    for flaw in flaws:
        key = (flaw.place, "" if flaw.place.row else flaw.code + flaw.value)
        first.setdefault(key, flaw)
    return sorted(first.values(), key=lambda flaw: (order.index(flaw.place.sheet), flaw.place.row))


def _fault(found: reader.Found, flaw: Flaw, raw: Mapping[str, Any]) -> BookFault:
    sheet, cell = found.cell(flaw.place)
    known, there = flaw.known, ""
    if flaw.code in _KNOWN_IS_SHEET:
        known, there = found.names.get(flaw.known) or writer.sheet_name(flaw.known), _there(flaw.known, raw)
    elif flaw.of:
        known = SEPARATOR.join(_word(flaw.of, code) for code in flaw.known.split(SEPARATOR))
    return BookFault(sheet or writer.sheet_name(flaw.place.sheet), cell, flaw.value, flaw.code, known, there)


def _stands_in(flaw: Flaw, raw: Mapping[str, Any]) -> bool:
    """Whether what is not listed is in the standard, so that only what else is missing keeps it away."""
    table = BY_KEY.get(flaw.known) if flaw.code == "not_listed" else None
    if not isinstance(table, Table) or policy_rows.list_at(raw, table.path):
        return False
    standard = [str(row.get(table.name)) for row in policy_rows.list_at(_general(), table.path)]
    return flaw.value in NEEDED_ROLES and flaw.value in standard  # the sheets of staff and head bear their keys


def _there(key: str, raw: Mapping[str, Any]) -> str:
    """What stands on a sheet, and what was filled in for it: keys, each with its name."""
    table = BY_KEY[key]
    if not isinstance(table, Table):
        return ""
    named = []
    for row in policy_rows.list_at(raw, table.path):
        label = (row.get("label") or row.get("title")) if isinstance(row, Mapping) else None
        if isinstance(label, Mapping) and table.name in row:
            word = label.get(language()) or label.get("ja", "")
            named.append(t("policy_book.key_and_name", key=row[table.name], name=word))
    return SEPARATOR.join(named[:_NAMED]) + ("…" if len(named) > _NAMED else "")


def notes(profile: Profile, *, forms: bool = True) -> tuple[str, ...]:
    """What is not wrong but worth knowing: duties that nothing asks, thin questions, records without a form.

    ``forms``: with what a form of one's own says that means nothing.
    """
    faults = [*policy_check.check(profile).faults, *demanded.missing(profile)]
    faults = [fault for fault in faults if forms or fault.code != policy_check.FORM_ODD]
    if not profile.clauses:
        faults = [fault for fault in faults if fault.code not in ("covers_nothing", "clause_unknown")]
    return tuple(t(f"fault.{each.code}", place=profile.citation(each.place), value=each.value) for each in faults)
