"""What a new edition changes beside its items, in the words of the policy book."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from app.common.i18n import has, language, t
from app.domain import edition_rows as domain
from app.domain.edition_rows import CHANGED, Cell, Line
from app.domain.editions import NEW
from app.domain.policy import Profile
from app.domain.policy_book import SEPARATOR, Pairs
from app.domain.policy_choices import choices
from app.exports import policy_book as writer

#: What says where a row stands; the row is called by its name instead.
_PLACE = frozenset({"form", "within", "path"})
#: What shows in other rows: the records that a policy leaves out are themselves told as come or gone.
_TOLD = frozenset({"without_forms"})


class Change(Struct, frozen=True):
    """One property that differs: what it is called, what it was and what it is."""

    what: str
    old: str
    new: str


class Beside(Struct, frozen=True):
    """A role, class, rule, record, word or setting that came, went or changed."""

    verdict: str
    sheet: str
    name: str
    changes: tuple[Change, ...]


def compare(old: Profile, new: Profile) -> tuple[Beside, ...]:
    """Everything beside the items in which two editions differ, in the order of the policy book."""
    lines = domain.compare_rows(old, new, choices(), language())
    return tuple(_worded(line) for line in lines if line.key not in _TOLD)


def _worded(line: Line) -> Beside:
    changes = [_change(line, cell) for cell in _shown(line.cells)]
    if line.verdict == CHANGED:
        changes += [change for part in line.parts for change in _of_part(part)]
    elif line.parts:
        names = SEPARATOR.join(part.name for part in line.parts)
        changes.append(_one_sided(line, writer.sheet_name(line.parts[0].sheet.key), names))
    return Beside(line.verdict, writer.sheet_name(line.sheet.key), _name(line), tuple(changes))


def _name(line: Line) -> str:
    if isinstance(line.sheet, Pairs):
        path = f"policy_book.path.{line.key}"
        if has(path) or not line.name:
            return t(path) if has(path) else line.key
        told_by_itself = line.sheet.key == "words"  # of a setting, the value alone would not say what it sets
        return line.name if told_by_itself else t("policy_book.key_and_name", key=line.key, name=line.name)
    if line.sheet.key != "form_fields":
        return line.name
    codes = (code for code, words in choices()["core_form"].items() if line.key in words)
    label = f"field.{next(codes, '')}.{line.name}"  # one of the program's own that the city hides or demands
    return t("editions.part_of", whole=line.key, part=t(label) if has(label) else line.name)


def _shown(cells: Iterable[Cell]) -> list[Cell]:
    """The properties to be told: of two languages the one that is read, where both differ."""
    kept = [cell for cell in cells if cell.column.key not in _PLACE]
    other = {"ja": ".en", "en": ".ja"}[language()]
    twice = {cell.column.key for cell in kept if cell.head.endswith(f".{language()}")}
    return [cell for cell in kept if not (cell.head.endswith(other) and cell.column.key in twice)]


def _change(line: Line, cell: Cell) -> Change:
    name = writer.column_name(line.sheet, cell.column)
    if cell.column.kind == "words":
        name = t(f"policy_book.column.words_{cell.head[-2:]}", name=name)
    return Change(name, cell.old, cell.new)


def _of_part(part: Line) -> list[Change]:
    """A field or box that came or went by its name alone; of one that changed every property."""
    if part.verdict != CHANGED:
        return [_one_sided(part, t(f"editions.part_{part.verdict}"), part.name)]
    found = [_change(part, cell) for cell in _shown(part.cells)]
    return [Change(t("editions.part_of", whole=part.name, part=each.what), each.old, each.new) for each in found]


def _one_sided(line: Line, what: str, said: str) -> Change:
    return Change(what, "", said) if line.verdict == NEW else Change(what, said, "")
