"""Writes a profile as the folder of a policy: profile.toml, checklist.toml and clauses.csv, whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import re
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from app.common.errors import Refused, Unavailable, from_os_error

_CHECKLIST = ("chapter", "item", "not_inspected")
_CLAUSE = ("id", "citation", "heading", "kind", "role", "topic", "records")
#: The columns of a clause made from a text.
_CLAUSE_OF_TEXT = (*_CLAUSE, "text_sha256")
_PARTED = ("role", "records")
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def write(folder: Path, raw: Mapping[str, Any], proof: Callable[[Path], bool]) -> Path:
    """Write the files beside ``folder``, let ``proof`` read them back, then give the folder its name.

    ``folder`` must not exist or be empty. ``Unavailable`` if the disk does not take it or gives it back otherwise.
    """
    beside = folder.with_name(f".{secrets.token_hex(4)}.part")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside.mkdir()
        for name, text in _files(raw):
            (beside / name).write_text(text, "utf-8", newline="\n")
        if not proof(beside):
            raise Unavailable("not_readable_back", file=folder.name, folder=str(folder.parent))
        if folder.is_dir():
            folder.rmdir()
        beside.replace(folder)
    except OSError as error:
        raise from_os_error(error, folder) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return folder


def _files(raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    listed = _clause_list(raw.get("clauses", []))
    left = {key: value for key, value in raw.items() if key not in _CHECKLIST}
    if listed is not None:
        left.pop("clauses", None)
        yield "clauses.csv", listed
    yield "profile.toml", toml(left)
    yield "checklist.toml", toml({key: raw[key] for key in _CHECKLIST if raw.get(key)})


def _clause_list(rows: Any) -> str | None:
    """The clauses as CSV; ``None`` if they hold more than the list has columns for."""
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        return None
    columns = _CLAUSE_OF_TEXT if rows and "text_sha256" in rows[0] else _CLAUSE
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        if set(row) != set(columns) or not _is_listed(row):
            return None
        writer.writerow([";".join(row[name]) if name in _PARTED else row[name] for name in columns])
    return out.getvalue()


def _is_listed(row: Mapping[str, Any]) -> bool:
    for name, value in row.items():
        parts = value if name in _PARTED else [value]
        if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
            return False
        if any("\r" in part or "\0" in part or (name in _PARTED and (not part or ";" in part)) for part in parts):
            return False
    return True


def toml(raw: Mapping[str, Any]) -> str:
    """A profile as TOML: a table for each section, one for each row of a list. ``Refused`` for what TOML lacks."""
    plain = [f"{_key(key)} = {_value(value, key)}" for key, value in raw.items() if not _is_table(value)]
    blocks = ["\n".join(plain)] if plain else []
    for key, value in raw.items():
        if isinstance(value, Mapping) and value:
            blocks.append("\n".join([f"[{_key(key)}]", *_lines(value, key)]))
        elif _is_table(value):
            blocks += ["\n".join([f"[[{_key(key)}]]", *_lines(row, key)]) for row in value]
    return "\n\n".join(blocks) + "\n"


def _is_table(value: Any) -> bool:
    if isinstance(value, Mapping):
        return bool(value)
    return isinstance(value, list) and bool(value) and all(isinstance(row, Mapping) for row in value)


def _lines(row: Mapping[str, Any], place: str) -> list[str]:
    return [f"{_key(key)} = {_value(value, f'{place}.{key}')}" for key, value in row.items()]


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: Any, place: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        if any(0xD800 <= ord(char) <= 0xDFFF for char in value):
            raise Refused("policy_null", place=place)
        return _text(value)
    if isinstance(value, list):
        return "[" + ", ".join(_value(part, place) for part in value) + "]"
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(key)} = {_value(part, f'{place}.{key}')}" for key, part in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    raise Refused("policy_null", place=place)
