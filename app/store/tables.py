"""The tables: their columns follow from the forms, their rows from the events."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from app.domain.entry import TABLE as ENTRY
from app.domain.forms import LISTS, NUMBERS, Form
from app.domain.ledger import Changes, Key, Row
from app.domain.policy import Profile, load
from app.domain.projection import FORMS, RECORD_TABLES, SMALL

if TYPE_CHECKING:
    import sqlite_utils

#: The projection's version; a store with an older one is rebuilt, a newer one is refused by name.
USER_VERSION = 7
APPLICATION_ID = 0x54454E4B  # "TENK"

_LEDGER_SQL = """
CREATE TABLE event (
  chain TEXT NOT NULL, seq INTEGER NOT NULL CHECK (seq > 0), v INTEGER NOT NULL, id TEXT NOT NULL UNIQUE,
  prev TEXT NOT NULL CHECK (length(prev) = 64), at TEXT NOT NULL, "by" TEXT NOT NULL, kind TEXT NOT NULL,
  body TEXT, salt TEXT, body_sha256 TEXT NOT NULL CHECK (length(body_sha256) = 64),
  hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64), sig TEXT NOT NULL CHECK (length(sig) = 128),
  PRIMARY KEY (chain, seq), CHECK ((body IS NULL) = (salt IS NULL))
) STRICT;
CREATE INDEX event_record ON event (json_extract(body, '$.record')) WHERE body IS NOT NULL;
CREATE TABLE attachment (
  sha256 TEXT PRIMARY KEY NOT NULL CHECK (length(sha256) = 64), size INTEGER NOT NULL, data BLOB NOT NULL
) STRICT;
CREATE TABLE wrapped_key (
  key TEXT PRIMARY KEY NOT NULL, person TEXT NOT NULL, wrapped TEXT NOT NULL CHECK (json_valid(wrapped))
) STRICT;
CREATE TRIGGER event_stays BEFORE UPDATE ON event
WHEN NOT (new.body IS NULL AND new.salt IS NULL AND old.body IS NOT NULL AND new.chain = old.chain AND new.seq = old.seq
  AND new.v = old.v AND new.id = old.id AND new.prev = old.prev AND new.at = old.at AND new."by" = old."by"
  AND new.kind = old.kind AND new.body_sha256 = old.body_sha256 AND new.hash = old.hash AND new.sig = old.sig)
BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;
CREATE TRIGGER event_kept BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END;
CREATE TRIGGER attachment_stays BEFORE UPDATE ON attachment
BEGIN SELECT RAISE(ABORT, 'an attachment is never changed'); END;
"""

_RECORD_COLUMNS: dict[str, type] = {
    "id": str,
    "no": str,
    "state": str,
    "head": str,
    "content": str,
    "definition": str,
    "opened_at": str,
    "opened_by": str,
    "changed_at": str,
    "version": int,
}
_RECORD_TAIL: dict[str, type] = {"extra": str, "acts": str, "notes": str, "attachments": str, "search": str}


def _texts(*names: str) -> dict[str, type]:
    return dict.fromkeys(names, str)


#: The tables that do not come from a form; the first column is the primary key.
_PLAIN: dict[str, dict[str, type]] = {
    "store": {
        **_texts("id"),
        "training": int,
        **_texts("unit", "unit_kind", "bureau", "municipality", "founder", "founded_at"),
    },
    "policy": _texts("id", "profile", "edition", "event", "adopted_at"),
    "definition": _texts("id", "form", "event"),
    "chain": _texts("id", "public", "installation", "continues", "started_at"),
    "admission": _texts("id", "person", "at", "event"),
    "seal_key": _texts("id", "person", "public", "wrapped_sha256", "enrolled_at", "ended_at", "event"),
    "grant": _texts("id", "person", "role", "valid_from", "valid_to", "event"),
    "answer": {
        **_texts(
            "id", "sheet", "item", "value", "finding", "reason", "evidence", "origin", "wording", "at", "by", "event"
        ),
        "times": int,
        **_texts("search"),
    },
    "discarded": _texts("id", "form", "record", "no", "ground", "reason", "at", "event"),
}
_JSON_COLUMNS = {"chain": {"continues"}}
_INDEXES = {
    "answer": (("sheet",),),
    "sheet": (("cycle",), ("state",)),
    "received": (("cycle", "state"),),
    "carryout": (("state",), ("due_on",)),
    "disposal": (("state",),),
    "medium": (("state",),),
    "improvement": (("state",),),
    "entry": (("form", "state"),),
}


def _form_columns(form: Form) -> dict[str, type]:
    fields = {item.name: int if item.kind in NUMBERS else str for item in form.fields}
    return {**_RECORD_COLUMNS, **fields, **_RECORD_TAIL}


COLUMNS: dict[str, dict[str, type]] = {
    **_PLAIN,
    **{name: _form_columns(form) for name, form in FORMS.items()},
    ENTRY: {**_RECORD_COLUMNS, "form": str, **_RECORD_TAIL},
}
_TAIL_LISTS = frozenset({"extra", "acts", "notes", "attachments"})
NESTED: dict[str, frozenset[str]] = {
    **{name: frozenset(_JSON_COLUMNS.get(name, ())) for name in _PLAIN},
    **{name: _TAIL_LISTS | {f.name for f in form.fields if f.kind in LISTS} for name, form in FORMS.items()},
    ENTRY: _TAIL_LISTS,
}


def create(db: sqlite_utils.Database) -> None:
    """Make every table of a store, inside the caller's transaction."""
    for statement in _statements(_LEDGER_SQL):
        db.conn.execute(statement)
    create_projection(db)


def create_projection(db: sqlite_utils.Database) -> None:
    """Make the tables that are a view of the ledger."""
    for name, columns in COLUMNS.items():
        required = {"id", "state", "head"} & set(columns)
        db.create_table(name, columns, pk="id", strict=True, not_null=required)
        if name in RECORD_TABLES:
            db.table(name).create_index(["no"], unique=True)
        for index in _INDEXES.get(name, ()):
            db.table(name).create_index(list(index))


def drop_projection(db: sqlite_utils.Database) -> None:
    """Throw away the tables that can be rebuilt."""
    for name in COLUMNS:
        db.conn.execute(f'DROP TABLE IF EXISTS "{name}"')


def _statements(script: str) -> Iterator[str]:
    """The statements of a script; executescript would commit the caller's transaction."""
    part = ""
    for line in script.strip().splitlines():
        part += line + "\n"
        if line.rstrip().endswith(";") and (not part.startswith("CREATE TRIGGER") or "END;" in line):
            yield part
            part = ""


def encode(table: str, row: Mapping[str, Any]) -> tuple[Any, ...]:
    """A row as its columns hold it."""
    nested = NESTED[table]
    return tuple(_json(row[name]) if name in nested else row[name] for name in COLUMNS[table])


def _json(value: Any) -> str | None:
    if value is None:
        return None
    return msgspec.json.encode(value, order="sorted").decode()


def decode(table: str, values: tuple[Any, ...]) -> Row:
    """The row that a table's columns hold."""
    nested = NESTED[table]
    return {
        name: msgspec.json.decode(value) if name in nested and value is not None else value
        for name, value in zip(COLUMNS[table], values, strict=True)
    }


class LiveRows:
    """The state as the tables hold it: rows are read when first asked for and kept for one transaction."""

    def __init__(self, conn: Any, profile: Profile | None) -> None:
        self._conn = conn
        self._seen: dict[Key, Row | None] = {}
        self._whole: dict[str, dict[str, Row]] = {}
        self._editions: dict[str, Profile | None] = {}
        self.profile = profile

    def get(self, table: str, id: str) -> Row | None:
        key = (table, id)
        if table in SMALL:
            return self.table(table).get(id)
        if key not in self._seen:
            found = self._conn.execute(f'SELECT {_names(table)} FROM "{table}" WHERE id = ?', (id,)).fetchone()
            self._seen[key] = None if found is None else decode(table, found)
        return self._seen[key]

    def edition(self, digest: str) -> Profile | None:
        if self.profile is not None and digest == self.profile.digest:
            return self.profile
        if digest not in self._editions:
            sql = "SELECT event.body FROM event JOIN policy ON policy.event = event.hash WHERE policy.id = ?"
            found = self._conn.execute(sql, (digest,)).fetchone()
            self._editions[digest] = load(json.loads(found[0])["profile"]) if found and found[0] else None
        return self._editions[digest]

    def table(self, table: str) -> Mapping[str, Row]:
        if table not in self._whole:
            rows = self._conn.execute(f'SELECT {_names(table)} FROM "{table}"').fetchall()
            self._whole[table] = {row["id"]: row for row in (decode(table, values) for values in rows)}
        return self._whole[table]

    def apply(self, changes: Changes) -> None:
        """Write changed rows: only the columns that differ."""
        for (table, id), row in changes.items():
            before = self.get(table, id)
            if row is None:
                self._conn.execute(f'DELETE FROM "{table}" WHERE id = ?', (id,))
            elif before is None:
                marks = ",".join("?" * len(COLUMNS[table]))
                self._conn.execute(f'INSERT INTO "{table}" ({_names(table)}) VALUES ({marks})', encode(table, row))
            else:
                self._update(table, before, row)
            self._keep(table, id, row)

    def _update(self, table: str, before: Row, row: Row) -> None:
        names = [name for name in COLUMNS[table] if row[name] is not before[name] and row[name] != before[name]]
        if not names:
            return
        nested = NESTED[table]
        values = [_json(row[name]) if name in nested else row[name] for name in names]
        sets = ", ".join(f'"{name}" = ?' for name in names)
        self._conn.execute(f'UPDATE "{table}" SET {sets} WHERE id = ?', (*values, row["id"]))

    def _keep(self, table: str, id: str, row: Row | None) -> None:
        if table in SMALL:
            whole = dict(self.table(table))
            if row is None:
                whole.pop(id, None)
            else:
                whole[id] = row
            self._whole[table] = whole
        else:
            self._seen[table, id] = row


_NAMES = {table: ", ".join(f'"{name}"' for name in columns) for table, columns in COLUMNS.items()}


def further(name: str, held: str = "extra") -> str:
    """SQL for a further field of a record, whatever a city's book calls it; ``held`` is the JSON that it lies in."""
    return "(SELECT value FROM json_each({}) WHERE key = '{}')".format(held, name.replace("'", "''"))


def _names(table: str) -> str:
    return _NAMES[table]
