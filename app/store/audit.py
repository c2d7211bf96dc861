"""Verification: the whole store against its own events, from the raw rows upwards."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import Struct
from sqlcipher3 import dbapi2 as sqlite

from app.domain import received, record, signature
from app.domain.ledger import GENESIS, VERSION, Event, body_hash, event_hash, parse_strict
from app.domain.projection import RECORD_TABLES, Memory, form_named, refusals
from app.store import ledger, tables
from app.store.database import Store

#: So much a clock may be put right without a word, in seconds.
CLOCK_SLACK_S = 600
Progress = Callable[[int, int], None]


class Finding(Struct, frozen=True):
    """One thing that is not as it was written: a code whose text explains it, the table and the record."""

    code: str
    table: str
    record: str
    detail: str = ""


class Audit(Struct):
    """What a verification found. ``notices`` are lawful but worth knowing: exceptions, chains nobody admitted yet."""

    findings: list[Finding] = []
    notices: list[Finding] = []
    events: int = 0
    chains: int = 0
    heads: dict[str, tuple[int, str]] = {}

    def add(self, code: str, table: str, record: object, detail: str = "") -> None:
        self.findings.append(Finding(code, table, str(record), detail))


def audit(
    store: Store, known_heads: Mapping[str, tuple[int, str]] | None = None, progress: Progress | None = None
) -> Audit:
    """Check file, schema, chains, hashes, signatures, seals and rules, attachments, keys, and tables = rebuild."""
    result = Audit()
    try:
        _check_file(store, result)
        _check_schema(store, result)
        found = list(_well_formed(ledger.events(store), result))
        state = _replay(found, result, progress)
        _check_attachments(store, found, result)
        _check_keys(store, state, result)
        _check_tables(store, state, result)
    except (sqlite.Error, UnicodeDecodeError, OverflowError) as error:
        result.add("store_unreadable", "event", "", type(error).__name__)
        return result
    result.heads = ledger.heads(store)
    for chain, (seq, hashed) in (known_heads or {}).items():
        if not any(event.chain == chain and event.seq == seq and event.hash == hashed for event in found):
            result.add("head_missing", "event", f"{chain[:8]}-{seq}")
    return result


def _check_file(store: Store, result: Audit) -> None:
    for (said,) in store.conn.execute("PRAGMA integrity_check"):
        if said != "ok":
            result.add("file_damaged", "sqlite", "", str(said)[:200])
    version = store.conn.execute("PRAGMA user_version").fetchone()[0]
    if version != tables.USER_VERSION:
        result.add("tables_older" if version < tables.USER_VERSION else "schema_changed", "sqlite", "user_version")


_SCHEMA_SQL = "SELECT type || ' ' || name, tbl_name, sql FROM sqlite_schema"


@cache
def _fresh_schema() -> Mapping[str, tuple[str, str | None]]:
    """What a store's schema must be, by object: made once, by making a store."""
    import sqlite_utils

    fresh = sqlite_utils.Database(sqlite.connect(":memory:", isolation_level=None))
    tables.create(fresh)
    return {name: (table, text) for name, table, text in fresh.conn.execute(_SCHEMA_SQL)}


def _check_schema(store: Store, result: Audit) -> None:
    """The schema text, triggers and checks included, must be that of a fresh store."""
    want = _fresh_schema()
    have = {name: (table, text) for name, table, text in store.conn.execute(_SCHEMA_SQL)}
    for name in sorted(set(want) | set(have)):
        if want.get(name) != have.get(name):
            table = (have.get(name) or want[name])[0]
            result.add("schema_changed", str(table), name)


_HEX = re.compile(r"(?:[0-9a-f]{2})+")


def _well_formed(found: Iterable[Event], result: Audit) -> Iterator[Event]:
    """The events whose columns are of the right kind; others are reported and kept out of what is computed.

    Hashes, salts and signatures are compared as bytes, so only one spelling of them may pass: lower case, no blanks.
    """
    for event in found:
        texts = (event.id, event.chain, event.prev, event.at, event.by, event.kind, event.body_sha256, event.hash)
        digits = (
            event.prev,
            event.body_sha256,
            event.hash,
            event.sig,
            *([event.salt] if event.raw is not None else []),
        )
        plain = all(isinstance(value, str) for value in texts) and isinstance(event.seq, int)
        if plain and all(isinstance(value, str) and _HEX.fullmatch(value) for value in digits):
            yield event
        else:
            result.add("event_changed", "event", f"{str(event.chain)[:8]}-{event.seq}")


def _replay(found: list[Event], result: Audit, progress: Progress | None) -> Memory:
    """Check every link, then fold it in; an event that does not hold is reported and still folded where it can be."""
    state = Memory()
    state.tables["discarded"] = dict(_discards(found))
    gone = {hashed for event in found if event.kind == "record.discarded" for hashed in _listed(event)}
    keys: dict[str, Ed25519PublicKey | None] = {}
    prev: dict[str, tuple[int, str]] = {}
    ordered = ledger.in_order(found)
    for number, event in enumerate(ordered):
        body = _check_link(event, prev, keys, gone, result)
        if body:
            _check_rules(state, event, body, result)
            _fold(state, event, body, result)
        if progress is not None and number % 200 == 0:
            progress(number, len(ordered))
    for no, code in received.unfinished(state):
        result.add("rule_broken", "received", no, code)
    result.events, result.chains = len(ordered), len(prev)
    _check_writers(state, ordered, result)
    return state


def _fold(state: Memory, event: Event, body: dict[str, Any], result: Audit) -> None:
    """Fold an event in; one whose content nobody can read changes nothing, and is named."""
    try:
        state.apply(event, body)
    except (KeyError, TypeError, AttributeError, IndexError, ValueError):
        result.add("rule_broken", "event", f"{event.chain[:8]}-{event.seq}", "malformed")


def _discards(found: Iterable[Event]) -> Iterable[tuple[str, dict[str, Any]]]:
    for event in found:
        if event.kind == "record.discarded" and event.raw is not None:
            body = _parsed(event)
            if body:
                yield str(body.get("record")), {"id": str(body.get("record"))}


def _listed(event: Event) -> list[str]:
    return [str(hashed) for hashed in (_parsed(event) or {}).get("events", [])]


def _parsed(event: Event) -> dict[str, Any] | None:
    try:
        return parse_strict(event.raw or b"")
    except (ValueError, RecursionError):
        return None


def _check_link(
    event: Event,
    prev: dict[str, tuple[int, str]],
    keys: dict[str, Ed25519PublicKey | None],
    gone: set[str],
    result: Audit,
) -> dict[str, Any] | None:
    """One event's place in its chain, its hashes and its signature. Returns the body, or ``None`` if there is none."""
    name = f"{event.chain[:8]}-{event.seq}"
    seq, head = prev.get(event.chain, (0, GENESIS))
    if event.seq != seq + 1 or event.prev != head:
        result.add("chain_broken", "event", name)
    prev[event.chain] = (event.seq, event.hash)
    if event.v != VERSION:
        result.add("event_changed", "event", name, "v")
    hashed = event_hash(
        event.v, event.id, event.chain, event.seq, event.prev, event.at, event.by, event.kind, event.body_sha256
    )
    if hashed != event.hash:
        result.add("event_changed", "event", name)
    body = None
    if event.raw is None:
        if event.hash not in gone:
            result.add("body_missing", "event", name)
    else:
        body = _check_body(event, name, result)
    if event.chain not in keys:
        keys[event.chain] = _chain_key(event, body, name, result)
    key = keys[event.chain]
    if key is None or not signature.event_signed_by(key, event.hash, event.sig):
        result.add("signature_wrong", "event", name)
    return body


def _check_body(event: Event, name: str, result: Audit) -> dict[str, Any] | None:
    body = _parsed(event)
    try:
        same = body_hash(event.salt or "", event.raw or b"") == event.body_sha256
    except ValueError:
        same = False
    if not same or body is None:
        result.add("body_changed", "event", name)
    return body


def _chain_key(event: Event, body: dict[str, Any] | None, name: str, result: Audit) -> Ed25519PublicKey | None:
    """The installation key of a chain stands in its first event."""
    try:
        if event.kind == "chain.started" and body is not None:
            return signature.public_key(str(body.get("public")))
    except ValueError:
        pass
    result.add("chain_unsigned", "event", name)
    return None


def _check_rules(state: Memory, event: Event, body: dict[str, Any], result: Audit) -> None:
    """The rules the services asked before writing, asked again; also what is lawful but worth knowing."""
    name = f"{event.chain[:8]}-{event.seq}"
    try:
        form = form_named(state.profile, str(body.get("form")))
        kept_in = form.kept_in if form else str(body.get("form"))
        gone = event.kind == "record.discarded" and state.get(kept_in, str(body.get("record"))) is None
        found = record.discard_refusals(state, event, body) if gone else refusals(state, event, body)
    except (KeyError, TypeError, AttributeError, IndexError, ValueError):
        result.add("rule_broken", "event", name, "malformed")
        return
    table = str(body.get("form") or "event")
    for refusal in found:
        number = (state.get(kept_in, str(body.get("record"))) or {}).get("no") or name
        result.add("rule_broken", table, number, refusal.code)
    if body.get("exception"):
        result.notices.append(Finding("exception_used", table, name, str(body["exception"])))


def _check_writers(state: Memory, found: list[Event], result: Audit) -> None:
    known = set(state.table("person")) | set(state.table("discarded"))
    for event in found:
        if event.by not in known:
            result.add("writer_unknown", "event", f"{event.chain[:8]}-{event.seq}")
    _check_clocks(found, result)
    first = found[0].chain if found else ""
    for id, chain in state.table("chain").items():
        if id != first and chain["continues"] and state.get("admission", id) is None:
            result.notices.append(Finding("chain_not_admitted", "chain", id[:8], chain["installation"]))


def _check_clocks(found: list[Event], result: Audit) -> None:
    """A PC whose clock was set back: roles and days are asked at the time that an event tells of itself."""
    last: dict[str, str] = {}
    for event in found:
        before = last.get(event.chain, "")
        if before and _seconds(before) - _seconds(event.at) > CLOCK_SLACK_S:
            name = f"{event.chain[:8]}-{event.seq}"
            result.notices.append(Finding("clock_went_back", "event", name, f"{before[:16]} → {event.at[:16]}"))
        last[event.chain] = event.at


def _seconds(at: str) -> float:
    try:
        return datetime.fromisoformat(at).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0


def _check_attachments(store: Store, found: list[Event], result: Audit) -> None:
    named: dict[str, int] = {}
    for event in found:
        if event.kind == "record.attached" and event.raw is not None:
            body = _parsed(event) or {}
            named[str(body.get("sha256"))] = int(body.get("size") or 0)
    kept: set[str] = set()
    for sha256, size, data in store.conn.execute("SELECT sha256, size, data FROM attachment"):
        kept.add(sha256)
        if sha256 not in named:
            result.add("attachment_extra", "attachment", sha256[:12])
        elif hashlib.sha256(data).hexdigest() != sha256 or size != len(data) or size != named[sha256]:
            result.add("attachment_changed", "attachment", sha256[:12])
    for sha256 in sorted(set(named) - kept):
        result.add("attachment_missing", "attachment", sha256[:12])


def _check_keys(store: Store, state: Memory, result: Audit) -> None:
    want = {id: key for id, key in state.table("seal_key").items() if not key["ended_at"]}
    for key, person, wrapped in store.conn.execute("SELECT key, person, wrapped FROM wrapped_key"):
        enrolled = want.pop(key, None)
        same = enrolled is not None and enrolled["person"] == person
        if not same or hashlib.sha256(wrapped.encode()).hexdigest() != (enrolled or {})["wrapped_sha256"]:
            result.add("key_changed", "wrapped_key", person or key)
    for key in want.values():
        result.add("key_missing", "wrapped_key", key["person"])


def _check_tables(store: Store, state: Memory, result: Audit) -> None:
    """Every row of every table must be the one that the events make."""
    for table, columns in tables.COLUMNS.items():
        want = {id: tables.encode(table, row) for id, row in state.table(table).items() if len(row) > 1}
        cursor = store.conn.execute(f'SELECT * FROM "{table}"')
        if [column[0] for column in cursor.description] != list(columns):
            continue  # another version's table, which is named already
        for values in cursor:
            expected = want.pop(values[0], None)
            if expected is None:
                result.add("row_extra", table, _name(table, values))
            elif tuple(values) != expected:
                changed = [name for name, a, b in zip(columns, values, expected, strict=True) if a != b]
                result.add("row_changed", table, _name(table, expected), ", ".join(changed))
        for expected in want.values():
            result.add("row_missing", table, _name(table, expected))


def _name(table: str, values: tuple[Any, ...]) -> str:
    """How a finding names a row: the number people know it by, else its id."""
    return str(values[1]) if table in RECORD_TABLES and values[1] else str(values[0])
