"""A whole profile as the sheets of a policy book and back, so that nothing of it is lost on the way."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from app.domain import policy_cells as cells
from app.domain.policy_book import (
    ABSENT,
    ALWAYS,
    AS_WRITTEN,
    BY_KEY,
    FILL,
    MODE_PATH,
    MORE,
    NOTHING,
    OTHER,
    REMARK,
    SHEETS,
    Column,
    Flaw,
    Grid,
    Pairs,
    Place,
    Table,
)
from app.domain.policy_cells import Choices, Unreadable

_SAFE = re.compile(r"[A-Za-z0-9_-]+")
#: In ``more``: properties that the row does not have although an empty cell would mean something.
_WITHOUT = "~"
#: The lists of a parent's row that lie in a sheet of their own.
_CHILDREN = {"approval_boxes": ("boxes", "escalated"), "forms": ("fields",)}
_MODE = Column("", "choice", "book_mode")

Row = tuple[str | int | None, ...]


@dataclass
class Read:
    """What a book says: the profile as far as it goes, flaws, the rows of each table by number, and its mode."""

    raw: dict[str, Any] = field(default_factory=dict)
    flaws: list[Flaw] = field(default_factory=list)
    lines: dict[str, list[tuple[int, dict[str, Any]]]] = field(default_factory=dict)
    mode: str = FILL


# ---- From the profile to the sheets ----


def encode(raw: Mapping[str, Any], choices: Choices, language: str) -> list[Grid]:
    """The sheets of a profile; a section that its sheets would not give back exactly goes to the sheet ``other``."""
    left = {key: value for key, value in raw.items() if not (key in ALWAYS and value == [])}
    grids = _sheets(left, choices, language)
    back = decode(grids, choices).raw
    strange = [key for key in left if not cells.same(left[key], back.get(key, ABSENT_JSON))]
    strange += [key for key in back if key not in left and not (key in ALWAYS and back[key] == [])]
    if strange:
        held = {key: value for key, value in left.items() if key not in strange}
        grids = _sheets(held, choices, language)
        others = [(key, None, None, None, *_chunks(left[key])) for key in strange if key in left]
        grids[-1] = Grid(OTHER, tuple(others))
    return grids


#: Compares unlike to every value of a profile.
ABSENT_JSON = "\x00absent"


def _sheets(raw: Mapping[str, Any], choices: Choices, language: str) -> list[Grid]:
    made: dict[str, list[Row]] = {sheet.key: [] for sheet in SHEETS}
    for sheet in SHEETS:
        if isinstance(sheet, Pairs):
            made[sheet.key] = _pairs(sheet, raw, choices, language)
        elif not sheet.parent:
            for row in _list_at(raw, sheet.path):
                if isinstance(row, dict):
                    made[sheet.key].append(_parent_row(sheet, row, made, choices, language))
    mode = cells.encode(_MODE, AS_WRITTEN, choices, language) or (AS_WRITTEN,)
    made["profile"].insert(0, (MODE_PATH, None, *mode, None))
    return [*(Grid(sheet, tuple(made[sheet.key])) for sheet in SHEETS), Grid(OTHER, ())]


def _list_at(raw: Mapping[str, Any], path: tuple[str, ...]) -> list[Any]:
    value: Any = raw
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value if isinstance(value, list) else []


def _chunks(value: Any) -> list[str]:
    text = json.dumps(value, ensure_ascii=False)
    if not cells.plain(text[: cells.MOST]) or not cells.plain(text[-cells.MOST :]) or "_x" in text:
        text = json.dumps(value, ensure_ascii=True).replace("_x", "\\u005fx")
    # No piece may begin or end with a space: a reader may strip it.
    pieces, start = [], 0
    while start < len(text):
        end = min(start + cells.MOST, len(text))
        while end < len(text) and (text[end - 1].isspace() or text[end].isspace()):
            end -= 1
        pieces.append(text[start:end])
        start = end
    return pieces


def _row(table: Table, row: Mapping[str, Any], choices: Choices, language: str) -> Row:
    made: list[str | int | None] = []
    more: dict[str, Any] = {}
    without = [c.key for c in table.columns if c.key not in row and c.empty is not ABSENT]
    without += [c.key for c in table.columns if c.key not in row and c.required]
    for column in table.columns:
        found: cells.Cells = (None,) * len(column.heads)
        if column.key in row and not (column.empty is not ABSENT and cells.same(row[column.key], column.empty)):
            encoded = cells.encode(column, row[column.key], choices, language)
            if encoded is None or (not made and str(encoded[0]).startswith(REMARK)):
                more[column.key] = row[column.key]
            else:
                found = encoded
        made += found
    more |= {_escaped(key): value for key, value in row.items() if key not in table.by_key}
    if without:
        more[_WITHOUT] = without
    if more or not any(cell is not None for cell in made):
        made += _chunks(more)
    return tuple(made)


def _escaped(key: str) -> str:
    return _WITHOUT + key if key.startswith(_WITHOUT) else key


def _parent_row(table: Table, row: dict[str, Any], made: dict[str, list[Row]], choices: Choices, language: str) -> Row:
    """The row, and the rows of the sheet that holds its lists, if they give them back exactly."""
    child = next((sheet for sheet in SHEETS if isinstance(sheet, Table) and sheet.parent == table.key), None)
    if child is None:
        return _row(table, row, choices, language)
    names = _CHILDREN[table.key]
    taken = {str(cell[0]) for cell in made[child.key]}
    lists = {name: row[name] for name in names if name in row}
    bare = {key: value for key, value in row.items() if key not in names}
    key = cells.encode(child.columns[0], row.get(table.name), choices, language)
    lines = _child_rows(table, row, lists)
    if key is None or lines is None or str(key[0]) in taken:
        return _row(table, row, choices, language)
    encoded = [_row(child, line, choices, language) for line in lines]
    back = [_line(child, line, choices, [], 0) for line in encoded]
    if not cells.same(_gathered(table, back).get(row[table.name]), lists):
        return _row(table, row, choices, language)
    made[child.key] += encoded
    return _row(table, bare, choices, language)


def _child_rows(table: Table, row: Mapping[str, Any], lists: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    found: list[dict[str, Any]] = []
    for name, rows in lists.items():
        if not isinstance(rows, list) or not rows or not all(isinstance(line, dict) for line in rows):
            return None
        for line in rows:
            columns = line.get("columns") if table.key == "forms" else None
            if {"form", "within"} & set(line) or not isinstance(columns, list | None):
                return None
            bare = {key: value for key, value in line.items() if not (columns and key == "columns")}
            within = {"within": ""} if table.key == "forms" else {"within": name}
            found.append({"form": row[table.name], **within, **bare})
            for column in columns or []:
                if not isinstance(column, dict) or {"form", "within"} & set(column):
                    return None
                found.append({"form": row[table.name], "within": line.get("name"), **column})
    return found


def _pairs(sheet: Pairs, raw: Mapping[str, Any], choices: Choices, language: str) -> list[Row]:
    rows: list[Row] = []
    for section in sheet.sections:
        value = raw.get(section)
        if isinstance(value, dict):
            for path, leaf in _leaves(sheet, section, value):
                rows.append(_pair(sheet, path, leaf, choices, language))
    return rows


def _leaves(sheet: Pairs, path: str, value: Any) -> Iterable[tuple[str, Any]]:
    table_of = {".".join(s.path) for s in SHEETS if isinstance(s, Table)}
    if path in table_of:
        return
    is_branch = isinstance(value, dict) and value and all(_SAFE.fullmatch(key) for key in value)
    if not is_branch or (_known(sheet, path).kind == "words" and path.count(".")) or set(value) <= {"ja", "en"}:
        yield path, value
        return
    left = [key for key in value if f"{path}.{key}" not in table_of]
    if not left and not any(isinstance(value[key], list) and value[key] for key in value):
        yield path, value
    for key in left:
        yield from _leaves(sheet, f"{path}.{key}", value[key])


def _known(sheet: Pairs, path: str) -> Column:
    return next((column for pattern, column in sheet.known if fnmatchcase(path, pattern)), Column("", "text"))


def _pair(sheet: Pairs, path: str, value: Any, choices: Choices, language: str) -> Row:
    column = _known(sheet, path)
    found: cells.Cells | None
    if cells.same(value, [] if column.kind in ("list", "codes") else ""):
        found = (NOTHING,) if value == [] or column.kind == "text" else None
    else:
        found = cells.encode(column, value, choices, language)
        found = None if found and found[0] == NOTHING else found
    if found is None and column.kind == "text":
        found = cells.encode(Column("", "words"), value, choices, language)
        if found is not None and found[1] is None:  # one cell alone would be read as plain text
            found = None
    if found is None:
        return (path, None, None, None, *_chunks(value))
    return (path, None, found[0], found[1] if len(found) > 1 else None)


# ---- From the sheets to the profile ----


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
            (grid.number(index), _line(grid.sheet, row, choices, read.flaws, grid.number(index)))
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
    rows = [line for _, line in read.lines.get(table.key, [])] or _list_at(general, table.path)
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


def _line(table: Table, row: Row, choices: Choices, flaws: list[Flaw], number: int) -> dict[str, Any] | None:
    said = [cells.written(cell) for cell in row]
    if not any(said) or said[0].startswith(REMARK):
        return None
    width = len(table.heads) - 1
    more = _more(table.key, said[width:], flaws, number)
    more = more if isinstance(more, dict) else {}
    without = more.pop(_WITHOUT, [])
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
    return key[1:] if key.startswith(_WITHOUT) else key


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
        flaws.append(Flaw(Place(table.key, number, column.heads[0]), error.code, error.value[:60], error.known))


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
        value = _more(sheet.key, said[4:], read.flaws, number) if not (ja or en) else ABSENT
        if path == MODE_PATH:
            read.mode = _mode(ja, choices, read, sheet.key, number)
            continue
        if value is ABSENT and (ja or en):
            value = _pair_value(sheet, path, ja, en, choices, read, number)
        if value is ABSENT:
            continue
        steps = path.split(".") if sheet is not OTHER else [path]
        if sheet is not OTHER and steps[0] not in sheet.sections:
            read.flaws.append(Flaw(Place(sheet.key, number, "path"), "path_unknown", path, "；".join(sheet.sections)))
        elif not _put(read.raw, steps, value) and sheet is not OTHER:
            read.flaws.append(Flaw(Place(sheet.key, number, "path"), "double", path))


def _mode(said: str, choices: Choices, read: Read, sheet: str, number: int) -> str:
    try:
        return str(cells.decode(_MODE, (said,), choices)) if said else FILL
    except Unreadable as error:
        read.flaws.append(Flaw(Place(sheet, number, "ja"), error.code, error.value, error.known))
        return FILL


def _pair_value(sheet: Pairs, path: str, ja: str, en: str, choices: Choices, read: Read, number: int) -> Any:
    column = _known(sheet, path)
    if column.kind == "text" and en:
        column = Column("", "words")
    if ja == NOTHING and not en and column.kind in ("list", "codes", "text"):
        return "" if column.kind == "text" else []
    try:
        return cells.decode(column, (ja, en) if column.kind == "words" else (ja,), choices)
    except Unreadable as error:
        read.flaws.append(Flaw(Place(sheet.key, number, "ja"), error.code, error.value[:60], error.known))
        return ABSENT


def _gathered(parent: Table, lines: Sequence[dict[str, Any] | None]) -> dict[Any, dict[str, Any]]:
    """The lists of each parent row, by its key."""
    found: dict[Any, dict[str, Any]] = {}
    last: dict[tuple[Any, Any], dict[str, Any]] = {}
    for line in lines:
        if line is None or "form" not in line:
            continue
        row = {key: value for key, value in line.items() if key not in ("form", "within")}
        lists = found.setdefault(line["form"], {})
        within = line.get("within")
        if parent.key != "forms":
            lists.setdefault(str(within), []).append(row)
        elif not within:
            lists.setdefault("fields", []).append(row)
            last[line["form"], row.get("name")] = row
        elif (line["form"], within) in last:
            last[line["form"], within].setdefault("columns", []).append(row)
    return found


def _adopt(sheet: Table, read: Read) -> None:
    """Put the rows of a sheet into the rows of another that they belong to."""
    parent = BY_KEY[sheet.parent]
    assert isinstance(parent, Table)
    rows = {row.get(parent.name): row for row in reversed(_list_at(read.raw, parent.path)) if isinstance(row, dict)}
    names: set[tuple[Any, Any]] = set()
    for number, line in read.lines[sheet.key]:
        form, within = line.get("form"), line.get("within")
        if form is not None and form not in rows:
            read.flaws.append(Flaw(Place(sheet.key, number, "form"), "not_listed", str(form), parent.key))
        elif parent.key == "forms" and within and (form, within) not in names:
            read.flaws.append(Flaw(Place(sheet.key, number, "within"), "within_unknown", str(within)))
        names.add((form, line.get("name")))
    for key, lists in _gathered(parent, [line for _, line in read.lines[sheet.key]]).items():
        if key in rows:
            rows[key].update(lists)
