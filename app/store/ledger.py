"""Appending events: hash, sign, ask the rules, insert and update the tables, all in one transaction."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct

from app.common.errors import Refused, Unavailable
from app.domain import policy_shape, signature
from app.domain.ledger import GENESIS, VERSION, Event, Refusal, body_hash, canonical, event_hash
from app.domain.policy import Profile, load, read
from app.domain.projection import Memory, evolve, refusals
from app.store import tables
from app.store.database import Store, calm
from app.store.tables import LiveRows

_INSERT = "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_COLUMNS = 'v, id, chain, seq, prev, at, "by", kind, body, salt, body_sha256, hash, sig'


class Pen(Struct, frozen=True):
    """What writes: this installation's chain in this store, and its key."""

    chain: str
    key: Ed25519PrivateKey


class Change(Struct):
    """One transaction: events appended so far and the rows they touched."""

    store: Store
    pen: Pen
    rows: LiveRows
    at: str
    by: str
    new_id: Callable[[], str]
    touched: set[tuple[str, str]] = set()
    events: list[Event] = []

    def append(self, kind: str, body: dict[str, Any], *, seal: SealMaker | None = None) -> Event:
        """Write one event. ``Refused`` if a rule objects; nothing of the transaction stays then."""
        id = self.new_id()
        if seal is not None:
            body = seal(id, kind, self.at, self.by, body)
        raw = canonical(body)
        event = self._link(id, kind, raw)
        found = refusals(self.rows, event, body)
        if found:
            raise refused(found)
        head = (event.chain, event.seq, event.v, event.id, event.prev, event.at, event.by, event.kind)
        tail = (raw.decode(), event.salt, event.body_sha256, event.hash, event.sig)
        self.store.conn.execute(_INSERT, (*head, *tail))
        changes = evolve(self.rows, event, body)
        self.rows.apply(changes)
        if kind == "policy.adopted":
            self.rows.profile = load(body["profile"])
        self.touched |= set(changes)
        self.events.append(event)
        return event

    def _link(self, id: str, kind: str, raw: bytes) -> Event:
        seq, prev = self._head()
        salt = secrets.token_hex(16)
        body_sha256 = body_hash(salt, raw)
        hashed = event_hash(VERSION, id, self.pen.chain, seq + 1, prev, self.at, self.by, kind, body_sha256)
        sig = signature.sign_event(self.pen.key, hashed)
        return Event(
            VERSION, id, self.pen.chain, seq + 1, prev, self.at, self.by, kind, raw, salt, body_sha256, hashed, sig
        )

    def _head(self) -> tuple[int, str]:
        if self.events:
            return self.events[-1].seq, self.events[-1].hash
        last = self.store.conn.execute(
            "SELECT seq, hash FROM event WHERE chain = ? ORDER BY seq DESC LIMIT 1", (self.pen.chain,)
        ).fetchone()
        return last or (0, GENESIS)

    def attach(self, sha256: str, data: bytes) -> None:
        """Keep an attachment's bytes; the same bytes are kept once."""
        self.store.conn.execute(
            "INSERT INTO attachment VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (sha256, len(data), data)
        )

    def discard(self, records: Sequence[str]) -> None:
        """Remove the bodies of the records' events and attachments that nothing else names; then rebuild the tables.

        Hashes stay. The rebuild takes every trace of the records out of rows that mention them.
        """
        mine = "json_extract(body, '$.record') IN (SELECT value FROM json_each(?)) AND body IS NOT NULL"
        self.store.conn.execute(
            f"UPDATE event SET body = NULL, salt = NULL WHERE {mine} AND kind <> 'record.discarded'",
            (json.dumps(list(records)),),
        )
        self.store.conn.execute(
            "DELETE FROM attachment WHERE sha256 NOT IN (SELECT json_extract(body, '$.sha256') FROM event "
            "WHERE kind = 'record.attached' AND body IS NOT NULL)"
        )
        rebuild(self.store)

    def keep_key(self, key: str, person: str, wrapped: str) -> None:
        """Keep a wrapped seal key and destroy the person's earlier ones, which no seal may use again."""
        self.store.conn.execute("DELETE FROM wrapped_key WHERE person = ?", (person,))
        self.store.conn.execute("INSERT INTO wrapped_key VALUES (?, ?, ?)", (key, person, wrapped))


#: Puts a seal into a body, given the event's id, kind, time and writer.
SealMaker = Callable[[str, str, str, str, dict[str, Any]], dict[str, Any]]


def refused(found: list[Refusal]) -> Refused:
    """The first refusal as the error that the screens show, with all clauses of its like."""
    first = found[0]
    return Refused(first.code, clauses=first.clauses, **first.values)


@contextmanager
def change(
    store: Store, pen: Pen, profile: Profile | None, at: str, by: str, new_id: Callable[[], str]
) -> Iterator[Change]:
    """One transaction over ledger and tables; an error leaves nothing behind."""
    with store.transaction():
        yield Change(store, pen, LiveRows(store.conn, profile), at, by, new_id)


def events(store: Store, where: str = "", values: tuple[Any, ...] = (), order: str = "chain, seq") -> Iterator[Event]:
    """Events by chain and number, unless ``order`` says otherwise; ``where`` narrows them."""
    condition = f"WHERE {where}" if where else ""
    cursor = store.conn.execute(f"SELECT {_COLUMNS} FROM event {condition} ORDER BY {order}", values)
    for row in cursor:
        fields: list[Any] = list(row)
        fields[8] = fields[8].encode() if isinstance(fields[8], str) else fields[8]
        yield Event(*fields)


#: Events that name the heads of other chains which their writer had before him.
_JOINTS = frozenset({"chain.started", "chain.resumed"})


def in_order(found: Iterable[Event]) -> list[Event]:
    """Events so that whatever a chain had seen of the others comes before it; the order of arrival does not matter."""
    waiting: dict[str, list[Event]] = {}
    for event in found:
        waiting.setdefault(event.chain, []).append(event)
    done: dict[str, int] = {}
    ordered: list[Event] = []
    while waiting:
        # A chain that waits for what is not there goes on all the same: verification says what is missing.
        chain = next((id for id in sorted(waiting) if _ready(waiting[id][0], done, waiting)), min(waiting))
        events = waiting[chain]
        take = next((n for n, event in enumerate(events) if n and event.kind in _JOINTS), len(events))
        ordered += events[:take]
        done[chain] = events[take - 1].seq
        if take == len(events):
            del waiting[chain]
        else:
            waiting[chain] = events[take:]
    return ordered


def _ready(event: Event, done: Mapping[str, int], waiting: Mapping[str, list[Event]]) -> bool:
    """Whether every event that this one names as seen is in order already (or is not in the store at all)."""
    return all(done.get(chain, 0) >= seq or chain not in waiting for chain, seq in _named(event).items())


def _named(event: Event) -> dict[str, int]:
    if event.kind not in _JOINTS or event.raw is None:
        return {}
    try:
        return {str(link["chain"]): int(link["seq"]) for link in event.body["continues"]}
    except (ValueError, KeyError, TypeError):
        return {}


def links(store: Store, chain: str) -> list[dict[str, Any]]:
    """The heads of all other chains, as a joint names them."""
    return [{"chain": id, "seq": seq, "hash": hashed} for id, (seq, hashed) in heads(store).items() if id != chain]


def last_links(store: Store, chain: str) -> list[dict[str, Any]]:
    """The heads of other chains that this chain named last."""
    joint = "chain = ? AND kind IN ('chain.started', 'chain.resumed')"
    row = store.conn.execute(f"SELECT body FROM event WHERE {joint} ORDER BY seq DESC LIMIT 1", (chain,)).fetchone()
    return list(json.loads(row[0])["continues"]) if row else []


def rebuild(store: Store) -> int:
    """Throw the tables away and make them from the events, inside the caller's transaction; returns the event count."""
    found = in_order(events(store))
    state = Memory()
    for event in found:
        if event.raw is not None:
            _fold(store, state, event)
    tables.drop_projection(store.db)
    tables.create_projection(store.db)
    for table, rows in state.tables.items():
        marks = ",".join("?" * len(tables.COLUMNS[table]))
        store.conn.executemany(
            f'INSERT INTO "{table}" VALUES ({marks})', [tables.encode(table, row) for row in rows.values()]
        )
    store.conn.execute(f"PRAGMA user_version = {tables.USER_VERSION}")
    return len(found)


def _fold(store: Store, state: Memory, event: Event) -> None:
    try:
        state.apply(event, event.body)
    except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
        name = f"{event.chain[:8]}-{event.seq}"
        raise Unavailable("event_unreadable", file=store.path.name, event=name) from error


def of_record(store: Store, record: str) -> list[Event]:
    """The history of one record, in the order in which it was written."""
    # not by time: a PC's clock may have been set back meanwhile
    return list(events(store, "json_extract(body, '$.record') = ? AND body IS NOT NULL", (record,), "rowid"))


def heads(store: Store) -> dict[str, tuple[int, str]]:
    """The last number and hash of every chain."""
    rows = store.conn.execute("SELECT chain, max(seq), hash FROM event GROUP BY chain").fetchall()
    return {chain: (seq, hashed) for chain, seq, hashed in rows}


def adopted_profile(store: Store) -> Profile | None:
    """The profile adopted last, read from the ledger itself: the last one written, whatever the clock said then."""
    with calm(store.path):
        row = store.conn.execute(
            "SELECT json_extract(body, '$.profile'), policy.id FROM event JOIN policy ON policy.event = event.hash"
            " ORDER BY event.rowid DESC LIMIT 1"
        ).fetchone()
    if row is None:
        return None
    return _sound(store, str(row[0]), row[1])


def _sound(store: Store, text: str, digest: str) -> Profile:
    """The profile, which is looked through only if it is not what was adopted: that costs 40 ms at every start."""
    profile = read(text)
    try:
        if profile.digest == digest or next(policy_shape.odd(profile.raw), None) is None:
            return profile
    except (ValueError, AttributeError):
        pass
    raise Unavailable("store_damaged", file=store.path.name)
