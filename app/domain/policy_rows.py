"""The sheets of a policy book as a whole profile: what they say, and every flaw by its place."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from msgspec import Struct

from app.domain import policy_cells as cells
from app.domain.policy_book import (
    ABSENT,
    ALWAYS,
    FILL,
    MODE_PATH,
    MORE,
    NOTHING,
    REMARK,
    Column,
    Flaw,
    Grid,
    Pairs,
    Place,
    Row,
    Table,
)
from app.domain.policy_cells import Choices, Unreadable
from app.domain.policy_sheets import BY_KEY, OTHER, SHEETS

#: In ``more``: properties that the row does not have although an empty cell would mean something.
WITHOUT = "~"
#: On the sheet ``other``: the name of the section stands in its content.
UNNAMED = "…"
MODE = Column("", "choice", "book_mode")


class Read(Struct):
    """What a book says: its profile as far as it goes, flaws, rows of each table, rows of each path, and its mode."""

    raw: dict[str, Any] = {}
    flaws: list[Flaw] = []
    lines: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    paths: dict[str, int] = {}
    mode: str = FILL


def list_at(raw: Mapping[str, Any], path: tuple[str, ...]) -> list[Any]:
    """The list that lies there in a profile; empty if there is none."""
    value: Any = raw
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value if isinstance(value, list) else []


def known(sheet: Pairs, path: str) -> Column:
    """The kind of value that a path holds."""
    return next((column for pattern, column in sheet.known if fnmatchcase(path, pattern)), Column("", "text"))


def decode(grids: Sequence[Grid], choices: Choices, general: Mapping[str, Any] | None = None) -> Read:
    """What the sheets say, with every flaw; what is wrong is left out of the profile.

    ``general`` holds the defaults, so that a cell of a book to be filled may name their rows by their label, too.
    """
    read = Read()
    for grid in grids:
        if isinstance(grid.sheet, Pairs):
            _read_pairs(grid, read, choices)
            continue
        found = [
            (grid.number(index), line_of(grid.sheet, row, choices, read.flaws, grid.number(index)))
            for index, row in enumerate(grid.rows)
        ]
        read.lines[grid.sheet.key] = [(number, line) for number, line in found if line is not None]
    tables = [grid.sheet for grid in grids if isinstance(grid.sheet, Table)]
    if read.mode == FILL:
        _resolve(tables, read, general or {})
    for table in tables:
        lines = [line for _, line in read.lines[table.key]]
        if lines and not table.parent:
            _put(read.raw, table.path, lines)
    for name in ALWAYS:
        read.raw.setdefault(name, [])
    for table in tables:
        if table.parent:
            _adopt(table, read)
    return read


def _resolve(tables: Sequence[Table], read: Read, general: Mapping[str, Any]) -> None:
    """Names of roles, classes and the like become their keys."""
    keys = {table.key: _names(table, read, general) for table in SHEETS if isinstance(table, Table)}
    for table in tables:
        for column in table.columns:
            for _, line in read.lines[table.key]:
                said = line.get(column.key)
                if column.kind == "ref" and isinstance(said, str):
                    line[column.key] = keys[column.of].get(said, said)
                elif column.kind == "refs" and isinstance(said, list):
                    line[column.key] = [keys[column.of].get(part, part) for part in said]


def _names(table: Table, read: Read, general: Mapping[str, Any]) -> dict[str, str]:
    rows = [line for _, line in read.lines.get(table.key, [])] or list_at(general, table.path)
    found: dict[str, str] = {}
    for row in rows:
        label = row.get("label") or row.get("title")
        if isinstance(label, dict) and table.name in row:
            found.setdefault(str(label.get("ja")), str(row[table.name]))
    keys = {str(row.get(table.name)) for row in rows}
    return {label: key for label, key in found.items() if label not in keys}


def _put(raw: dict[str, Any], path: Sequence[str], value: Any) -> bool:
    """Set a value deep in the profile; false if something stands there or in the way."""
    at: Any = raw
    for step in path[:-1]:
        at = at.setdefault(step, {})
        if not isinstance(at, dict):
            return False
    if path[-1] in at:
        return False
    at[path[-1]] = value
    return True


def _more(table: str, texts: Sequence[str], flaws: list[Flaw], number: int) -> Any:
    text = "".join(texts)
    if not text:
        return ABSENT
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        flaws.append(Flaw(Place(table, number, MORE), "more_unreadable", text[:40]))
        return ABSENT


def line_of(table: Table, row: Row, choices: Choices, flaws: list[Flaw], number: int) -> dict[str, Any] | None:
    """One row of a sheet; ``None`` for an empty one and for a remark."""
    said = [cells.written(cell) for cell in row]
    if not any(said) or said[0].startswith(REMARK):
        return None
    width = len(table.heads) - 1
    more = _more(table.key, said[width:], flaws, number)
    more = more if isinstance(more, dict) else {}
    without = more.pop(WITHOUT, [])
    found: dict[str, Any] = {}
    at = 0
    for column in table.columns:
        here = tuple((said + [""] * width)[at : at + len(column.heads)])
        at += len(column.heads)
        if any(here):
            _take(table, column, here, choices, flaws, number, found)
            more.pop(column.key, None)
        elif column.key in more:
            found[column.key] = more.pop(column.key)
        elif column.key in without:
            continue
        elif column.empty is not ABSENT:
            found[column.key] = json.loads(json.dumps(column.empty))
        elif column.required:
            flaws.append(Flaw(Place(table.key, number, column.heads[0]), "required"))
    return found | {_unescaped(key): value for key, value in more.items()}


def _unescaped(key: str) -> str:
    return key[1:] if key.startswith(WITHOUT) else key


def _take(
    table: Table,
    column: Column,
    here: tuple[str, ...],
    choices: Choices,
    flaws: list[Flaw],
    number: int,
    found: dict[str, Any],
) -> None:
    try:
        found[column.key] = cells.decode(column, here, choices)
    except Unreadable as error:
        flaws.append(
            Flaw(Place(table.key, number, column.heads[0]), error.code, error.value[:60], error.known, error.of)
        )


def _read_pairs(grid: Grid, read: Read, choices: Choices) -> None:
    sheet = grid.sheet
    assert isinstance(sheet, Pairs)
    for index, row in enumerate(grid.rows):
        said = [cells.written(cell) for cell in row] + [""] * 4
        path, ja, en = said[0], said[2], said[3]
        number = grid.number(index)
        if not path or path.startswith(REMARK):
            if not path and (ja or en):
                read.flaws.append(Flaw(Place(sheet.key, number, "path"), "required"))
            continue
        read.paths.setdefault(path, number)
        value = _more(sheet.key, said[4:], read.flaws, number) if not (ja or en) else ABSENT
        if path == MODE_PATH:
            read.mode = _mode(ja, choices, read, sheet.key, number)
            continue
        if value is ABSENT and (ja or en):
            value = _pair_value(sheet, path, ja, en, choices, read, number)
        if value is ABSENT:
            continue
        if sheet is OTHER and path == UNNAMED and isinstance(value, list) and len(value) == 2:
            path, value = str(value[0]), value[1]
        steps = path.split(".") if sheet is not OTHER else [path]
        if sheet is not OTHER and steps[0] not in sheet.sections:
            read.flaws.append(Flaw(Place(sheet.key, number, "path"), "path_unknown", path, "；".join(sheet.sections)))
        elif not _put(read.raw, steps, value) and sheet is not OTHER:
            read.flaws.append(Flaw(Place(sheet.key, number, "path"), "double", path))


def _mode(said: str, choices: Choices, read: Read, sheet: str, number: int) -> str:
    try:
        return str(cells.decode(MODE, (said,), choices)) if said else FILL
    except Unreadable as error:
        read.flaws.append(Flaw(Place(sheet, number, "ja"), error.code, error.value, error.known, error.of))
        return FILL


def _pair_value(sheet: Pairs, path: str, ja: str, en: str, choices: Choices, read: Read, number: int) -> Any:
    column = known(sheet, path)
    if column.kind == "text" and en:
        column = Column("", "words")
    if ja == NOTHING and not en and column.kind in ("list", "codes", "text"):
        return "" if column.kind == "text" else []
    try:
        return cells.decode(column, (ja, en) if column.kind == "words" else (ja,), choices)
    except Unreadable as error:
        read.flaws.append(Flaw(Place(sheet.key, number, "ja"), error.code, error.value[:60], error.known, error.of))
        return ABSENT


def gathered(parent: Table, lines: Sequence[dict[str, Any] | None]) -> dict[Any, dict[str, Any]]:
    """The lists of each parent row, by its key."""
    found: dict[Any, dict[str, Any]] = {}
    last: dict[tuple[Any, Any], dict[str, Any]] = {}
    for line in lines:
        if line is None or not isinstance(line.get("form"), str):
            continue
        row = {key: value for key, value in line.items() if key not in ("form", "within")}
        lists = found.setdefault(line["form"], {})
        within = line.get("within")
        if parent.key != "forms":
            lists.setdefault(str(within), []).append(row)
        elif not within:
            lists.setdefault("fields", []).append(row)
            last[line["form"], str(row.get("name"))] = row
        elif (line["form"], str(within)) in last:
            last[line["form"], str(within)].setdefault("columns", []).append(row)
    return found


def _adopt(sheet: Table, read: Read) -> None:
    """Put the rows of a sheet into the rows of another that they belong to."""
    parent = BY_KEY[sheet.parent]
    assert isinstance(parent, Table)
    listed = [row for row in reversed(list_at(read.raw, parent.path)) if isinstance(row, dict)]
    rows = {row[parent.name]: row for row in listed if isinstance(row.get(parent.name), str)}
    names: set[tuple[str, str]] = set()
    for number, line in read.lines[sheet.key]:
        form, within = line.get("form"), line.get("within")
        if form is not None and str(form) not in rows:
            read.flaws.append(Flaw(Place(sheet.key, number, "form"), "not_listed", str(form), parent.key))
        elif parent.key == "forms" and within and (str(form), str(within)) not in names:
            read.flaws.append(Flaw(Place(sheet.key, number, "within"), "within_unknown", str(within)))
        names.add((str(form), str(line.get("name"))))
    for key, lists in gathered(parent, [line for _, line in read.lines[sheet.key]]).items():
        if key in rows:
            rows[key].update(lists)
