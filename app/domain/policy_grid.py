"""A whole profile as the sheets of a policy book, so that nothing of it is lost on the way."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from app.domain import policy_cells as cells
from app.domain import policy_rows
from app.domain.policy_book import (
    ABSENT,
    ALWAYS,
    AS_WRITTEN,
    MODE_PATH,
    NOTHING,
    REMARK,
    Column,
    Grid,
    Pairs,
    Row,
    Table,
)
from app.domain.policy_cells import Choices
from app.domain.policy_rows import gathered, known, line_of, list_at
from app.domain.policy_sheets import OTHER, SHEETS

_SAFE = re.compile(r"[A-Za-z0-9_-]+")
#: The lists of a parent's row that lie in a sheet of their own.
_CHILDREN = {"approval_boxes": ("boxes", "escalated"), "forms": ("fields",)}


def encode(raw: Mapping[str, Any], choices: Choices, language: str) -> list[Grid]:
    """The sheets of a profile; a section that its sheets would not give back exactly goes to the sheet ``other``."""
    left = {key: value for key, value in raw.items() if not (key in ALWAYS and value == [])}
    grids = _sheets(left, choices, language)
    back = policy_rows.decode(grids, choices).raw
    strange = [key for key in left if not cells.same(left[key], back.get(key, ABSENT_JSON))]
    strange += [key for key in back if key not in left and not (key in ALWAYS and back[key] == [])]
    if strange:
        held = {key: value for key, value in left.items() if key not in strange}
        grids = _sheets(held, choices, language)
        grids[-1] = Grid(OTHER, tuple(_other(key, left[key]) for key in strange if key in left))
    return grids


def _other(key: str, value: Any) -> Row:
    """A section as JSON; one whose name no cell holds brings its name along."""
    if cells.plain(key) and not key.startswith((REMARK, policy_rows.UNNAMED)):
        return (key, None, None, None, *_chunks(value))
    return (policy_rows.UNNAMED, None, None, None, *_chunks([key, value]))


#: Compares unlike to every value of a profile.
ABSENT_JSON = "\x00absent"


def _sheets(raw: Mapping[str, Any], choices: Choices, language: str) -> list[Grid]:
    made: dict[str, list[Row]] = {sheet.key: [] for sheet in SHEETS}
    for sheet in SHEETS:
        if isinstance(sheet, Pairs):
            made[sheet.key] = _pairs(sheet, raw, choices, language)
        elif not sheet.parent:
            for row in list_at(raw, sheet.path):
                if isinstance(row, dict):
                    made[sheet.key].append(_parent_row(sheet, row, made, choices, language))
    mode = cells.encode(policy_rows.MODE, AS_WRITTEN, choices, language) or (AS_WRITTEN,)
    made["profile"].insert(0, (MODE_PATH, None, *mode, None))
    return [*(Grid(sheet, tuple(made[sheet.key])) for sheet in SHEETS), Grid(OTHER, ())]


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
        more[policy_rows.WITHOUT] = without
    if more or not any(cell is not None for cell in made):
        made += _chunks(more)
    return tuple(made)


def _escaped(key: str) -> str:
    return policy_rows.WITHOUT + key if key.startswith(policy_rows.WITHOUT) else key


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
    if key is None or not isinstance(row[table.name], str) or lines is None or str(key[0]) in taken:
        return _row(table, row, choices, language)
    encoded = [_row(child, line, choices, language) for line in lines]
    back = [line_of(child, line, choices, [], 0) for line in encoded]
    if not cells.same(gathered(table, back).get(row[table.name]), lists):
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
    if not is_branch or (known(sheet, path).kind == "words" and path.count(".")) or set(value) <= {"ja", "en"}:
        yield path, value
        return
    left = [key for key in value if f"{path}.{key}" not in table_of]
    if not left and not any(isinstance(value[key], list) and value[key] for key in value):
        yield path, value
    for key in left:
        yield from _leaves(sheet, f"{path}.{key}", value[key])


def _pair(sheet: Pairs, path: str, value: Any, choices: Choices, language: str) -> Row:
    column = known(sheet, path)
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
