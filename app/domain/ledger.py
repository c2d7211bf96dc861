"""Events: what is written, how it is hashed, and how one event follows another."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Protocol

import msgspec

from app.domain.policy import Profile

VERSION = 1
GENESIS = "0" * 64
_EVENT_DOMAIN = b"tenkencho/event/1\0"

Row = dict[str, Any]
Key = tuple[str, str]
Changes = dict[Key, Row | None]


class Draft(msgspec.Struct, frozen=True):
    """An event as a verb wants it: its kind and its body, not yet in a chain."""

    kind: str
    body: dict[str, Any]


class Event(msgspec.Struct, frozen=True):
    """One link of a chain. ``raw`` is the body's canonical JSON verbatim, ``None`` once it was discarded (廃棄)."""

    v: int
    id: str
    chain: str
    seq: int
    prev: str
    at: str
    by: str
    kind: str
    raw: bytes | None
    salt: str | None
    body_sha256: str
    hash: str
    sig: str

    @property
    def body(self) -> dict[str, Any]:
        """The parsed body; an empty one if it was discarded."""
        return {} if self.raw is None else msgspec.json.decode(self.raw)


class Refusal(msgspec.Struct, frozen=True):
    """Why an event may not stand: a code whose text says what to do, with the clauses that demand it."""

    code: str
    clauses: tuple[str, ...] = ()
    values: Mapping[str, str] = {}


class Rows(Protocol):
    """The state that rules and evolution read: rows by table and id, and the adopted profile."""

    profile: Profile | None

    def get(self, table: str, id: str, /) -> Row | None: ...

    def table(self, table: str, /) -> Mapping[str, Row]:
        """All rows of a small table (people, keys, grants, chains)."""
        ...

    def edition(self, digest: str, /) -> Profile | None:
        """An edition of the policy that was adopted here, by its digest: old sheets keep theirs."""
        ...


def canonical(value: Any) -> bytes:
    """RFC 8785 bytes of ``value``. ``ValueError`` for floats, integers beyond 2^53, keys that are not ASCII text.

    Without floats and with ASCII keys the rules of RFC 8785 are those of an encoder with sorted keys; a test compares
    both on invented values.
    """
    _refuse_foreign(value)
    return _ENCODER.encode(value)


_ENCODER = msgspec.json.Encoder(order="sorted")
_LARGEST = 2**53 - 1


def _refuse_foreign(value: Any) -> None:
    if isinstance(value, str) or value is None:
        return
    if isinstance(value, dict):
        for key, item in value.items():
            if not (isinstance(key, str) and key.isascii()):
                raise ValueError("a body's keys are ASCII text")
            _refuse_foreign(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_foreign(item)
    elif not isinstance(value, int) or abs(value) > _LARGEST:
        raise ValueError("a body holds integers up to 2^53 and text, no floats")


def digest(value: Any) -> str:
    """SHA-256 (hex) of the canonical bytes of ``value``."""
    return hashlib.sha256(canonical(value)).hexdigest()


def body_hash(salt: str, raw: bytes) -> str:
    """SHA-256 (hex) of salt ‖ body; the salt keeps a discarded body from being guessed from its hash."""
    return hashlib.sha256(bytes.fromhex(salt) + raw).hexdigest()


def event_hash(v: int, id: str, chain: str, seq: int, prev: str, at: str, by: str, kind: str, body_sha256: str) -> str:
    """The hash (hex) that the chain and the signature rest on: everything of an event but salt and body themselves."""
    # The keys stand in RFC 8785 order already, so that 10,000 events are verified without sorting them again.
    raw = msgspec.json.encode(
        {"at": at, "body_sha256": body_sha256, "by": by, "chain": chain, "id": id, "kind": kind, "prev": prev}
        | {"seq": seq, "v": v}
    )
    return hashlib.sha256(_EVENT_DOMAIN + raw).hexdigest()


def parse_strict(raw: bytes) -> dict[str, Any]:
    """Parse a stored body; ``ValueError`` on a repeated key, what no body holds, or bytes that are not canonical."""
    body = _DECODER.decode(raw.decode())
    if not isinstance(body, dict) or canonical(body) != raw:
        raise ValueError("the body is not canonical JSON")
    return body


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    if not all(map(str.isascii, found)):
        raise ValueError("a body's keys are ASCII text")
    return found


def _no_float(text: str) -> Any:
    raise ValueError("a body holds no floats")


_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_float=_no_float, parse_constant=_no_float)
