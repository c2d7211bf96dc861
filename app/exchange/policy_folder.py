"""Writes a profile as a folder: profile.toml, clauses.csv and checklist.toml, as the built-in ones lie."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.common.errors import from_os_error
from app.common.safefile import write_beside

CLAUSE_COLUMNS = ("id", "citation", "heading", "kind", "role", "topic", "records")
CHECKLIST = ("chapter", "item", "not_inspected")
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def write(raw: Mapping[str, Any], folder: Path) -> Path:
    """Write the three files into ``folder`` (made if it is not there) and return it. ``Unavailable`` if that fails."""
    profile = {key: value for key, value in raw.items() if key not in (*CHECKLIST, "clauses")}
    checklist = {key: raw[key] for key in CHECKLIST if raw.get(key)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise from_os_error(error, folder) from error
    _put(folder / "profile.toml", toml(profile))
    _put(folder / "clauses.csv", _clauses(raw.get("clauses", [])))
    _put(folder / "checklist.toml", toml(checklist))
    return folder


def _put(path: Path, text: str) -> None:
    def reread(beside: Path) -> None:
        if beside.read_bytes() != text.encode():
            raise ValueError("read back differently")

    write_beside(path, lambda beside: _fill(beside, text), reread)


def _fill(path: Path, text: str) -> None:
    path.write_bytes(text.encode())


def _clauses(rows: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CLAUSE_COLUMNS)
    for row in rows:
        writer.writerow([_cell(row.get(name, "")) for name in CLAUSE_COLUMNS])
    return out.getvalue()


def _cell(value: Any) -> str:
    return ";".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def toml(values: Mapping[str, Any]) -> str:
    """The values as TOML: plain values first, then sections, then lists of rows; read back, they are the same."""
    plain, sections, lists = [], [], []
    for key, value in values.items():
        if isinstance(value, Mapping):
            sections.append(f"[{_key(key)}]\n" + "".join(f"{_key(k)} = {_value(v)}\n" for k, v in value.items()))
        elif isinstance(value, list | tuple) and value and all(isinstance(row, Mapping) for row in value):
            rows = ("".join(f"{_key(k)} = {_value(v)}\n" for k, v in row.items()) for row in value)
            lists += [f"[[{_key(key)}]]\n{row}" for row in rows]
        else:
            plain.append(f"{_key(key)} = {_value(value)}\n")
    return "\n".join(filter(None, ["".join(plain), *sections, *lists]))


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items()) + " }" if value else "{}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return _text(str(value))


def _text(text: str) -> str:
    # JSON's escapes are TOML's, but for the one control character that JSON leaves alone
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
