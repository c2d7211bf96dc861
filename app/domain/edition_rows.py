"""Two editions beside their items, by the rows of the policy book: roles, classes, rules, records, words, settings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct

from app.domain import policy_grid
from app.domain.editions import NEW, WITHDRAWN
from app.domain.policy import Profile
from app.domain.policy_book import MORE, SEPARATOR, Column, Grid, Pairs, Row, Sheet, Table
from app.domain.policy_cells import Choices
from app.domain.policy_sheets import BY_KEY

CHANGED = "changed"
#: Sections that are compared item by item, or only told through the items.
_APART = frozenset({"item", "item_off", "clauses", "not_inspected"})
#: What names the edition itself; every edition has another one.
_HEAD = frozenset({"book.mode", "profile.id", "profile.schema", "profile.name", "profile.edition", "profile.date"})
#: What tells the rows of a sheet apart, where that is not its key alone.
_APART_BY = {
    "form_fields": ("form", "field"),
    "form_parts": ("form", "within", "name"),
    "box_lines": ("form", "within", "role", "post"),
}
#: The columns that name a row for people, the best first.
_NAMES = ("label", "title", "note")


class Cell(Struct, frozen=True):
    """What one property of a row was and is, in the words of the book; empty for what it did not say."""

    column: Column
    head: str
    old: str
    new: str


class Line(Struct, frozen=True):
    """One row of the policy book that came, went or changed, called by its name.

    ``parts`` are the lines of a sheet that belong to it: the fields of a record, the boxes of a 決裁欄.
    """

    sheet: Sheet
    key: str
    name: str
    verdict: str
    cells: tuple[Cell, ...] = ()
    parts: tuple[Line, ...] = ()


def compare_rows(old: Profile, new: Profile, choices: Choices, language: str) -> tuple[Line, ...]:
    """What differs between two editions beside their items, in the order of the book."""
    before, after = _grids(old, choices, language), _grids(new, choices, language)
    labels = {**_labels(before, language), **_labels(after, language)}
    lines: dict[str, list[Line]] = {}
    for one, other in zip(before, after, strict=True):
        lines[one.sheet.key] = list(_compared(one, other, labels, language))
    for sheet in (grid.sheet for grid in after):
        if isinstance(sheet, Table) and sheet.parent:
            lines[sheet.parent] = _gathered(sheet, lines, labels)
    return tuple(line for found in lines.values() for line in found)


def _grids(profile: Profile, choices: Choices, language: str) -> list[Grid]:
    return policy_grid.encode(
        {key: value for key, value in profile.raw.items() if key not in _APART}, choices, language
    )


def _labels(grids: Iterable[Grid], language: str) -> dict[tuple[str, str], str]:
    """How a row is called by whatever names it elsewhere: by sheet and key."""
    found = {}
    for grid in grids:
        if isinstance(grid.sheet, Table) and not grid.sheet.parent:
            for row in grid.rows:
                if said := _named(grid.sheet, _by_head(grid.sheet, row), language):
                    found[grid.sheet.key, str(row[0])] = said
    return found


def _by_head(sheet: Sheet, row: Row) -> dict[str, str]:
    """The cells of a row that say something; what runs on to the right belongs to the last."""
    heads = [*sheet.heads, *(f"{MORE}{place}" for place in range(len(sheet.heads), len(row)))]
    return {head: str(cell) for head, cell in zip(heads, row, strict=False) if cell not in (None, "")}


def _named(sheet: Table, cells: Mapping[str, str], language: str) -> str:
    for name in _NAMES:
        if name in sheet.by_key and (said := cells.get(f"{name}.{language}") or cells.get(f"{name}.ja")):
            return said
    return ""


def _compared(before: Grid, after: Grid, labels: Mapping[tuple[str, str], str], language: str) -> Iterable[Line]:
    """The rows of one sheet that differ; those that are equal need not be paired."""
    sheet = after.sheet
    equal = Counter(before.rows) & Counter(after.rows)
    old, new = _keyed(sheet, before.rows, equal), _keyed(sheet, after.rows, equal)
    for key in dict.fromkeys((*new, *old)):
        was, now = old.get(key, {}), new.get(key, {})
        said = (now or was).get(sheet.heads[0], "")
        if isinstance(sheet, Pairs) and said in _HEAD:
            continue
        name = _called(sheet, now or was, labels, language)
        verdict = CHANGED if was and now else NEW if now else WITHDRAWN
        yield Line(sheet, said, name, verdict, tuple(_cells(sheet, was, now, labels)))


def _keyed(sheet: Sheet, rows: Iterable[Row], equal: Counter[Row]) -> dict[tuple[str, ...], dict[str, str]]:
    """The rows that differ by what tells them apart; rows of the same key are counted through."""
    left, found = Counter(equal), {}
    for row in rows:
        if left[row]:
            left[row] -= 1
            continue
        cells = _by_head(sheet, row)
        heads = _APART_BY.get(sheet.key) or ((sheet.name,) if isinstance(sheet, Table) else ("path",))
        key = tuple(cells.get(head, "") for head in heads)
        number = 0
        while (*key, str(number)) in found:
            number += 1
        found[*key, str(number)] = cells
    return found


def _called(sheet: Sheet, cells: Mapping[str, str], labels: Mapping[tuple[str, str], str], language: str) -> str:
    if isinstance(sheet, Pairs):
        return cells.get("ja", "") if language == "ja" else cells.get("en", cells.get("ja", ""))
    first = sheet.columns[0]
    key = cells.get("field") or cells.get(first.key, "")
    return _named(sheet, cells, language) or labels.get((first.of, key), key)


def _cells(
    sheet: Sheet, was: Mapping[str, str], now: Mapping[str, str], labels: Mapping[tuple[str, str], str]
) -> Iterable[Cell]:
    columns = {head: column for column in sheet.columns for head in column.heads}
    known = dict.fromkeys((*sheet.heads, *was, *now))
    for head in known:
        column = columns.get(head, Column(MORE))
        one, other = (_worded(column, each.get(head, ""), labels) for each in (was, now))
        if one != other and not (isinstance(sheet, Pairs) and head == "path"):
            yield Cell(column, head, one, other)


def _worded(column: Column, said: str, labels: Mapping[tuple[str, str], str]) -> str:
    """A reference to another sheet by the name that stands there."""
    if column.kind not in ("ref", "refs"):
        return said
    return SEPARATOR.join(labels.get((column.of, part), part) for part in said.split(SEPARATOR))


def _gathered(sheet: Table, lines: dict[str, list[Line]], labels: Mapping[tuple[str, str], str]) -> list[Line]:
    """The lines of the parent sheet, each with those of this one that belong to it."""
    parent = BY_KEY[sheet.parent]
    inside: dict[str, list[Line]] = {}
    for line in lines.pop(sheet.key):
        inside.setdefault(line.key, []).append(line)
    made = []
    for line in lines[sheet.parent]:
        parts = tuple(inside.pop(line.key, ()))
        made.append(Line(line.sheet, line.key, line.name, line.verdict, line.cells, parts))
    for key, found in inside.items():
        made.append(Line(parent, key, labels.get((sheet.parent, key), key), CHANGED, (), tuple(found)))
    return made
