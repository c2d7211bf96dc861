"""One answer, and the verification of many events, beside the bare work underneath."""

import hashlib
import itertools
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlcipher3 import dbapi2 as sqlite

from app.common.clock import JAPAN, FixedClock
from app.common.paths import Paths
from app.domain.ledger import Event
from app.services import department, inspection, training, training_city, verification
from app.services.keys import Cost
from app.services.session import Session, sign_in
from app.store import database, ledger

CHEAP = Cost(memory=64, passes=1, lanes=1)
Pair = tuple[Callable[[], float], Callable[[], float]]


def founded(folder: Path, name: str) -> Session:
    """A fresh training department with the clerk at the keyboard and one open sheet."""
    clock = FixedClock(datetime(2026, 5, 11, 9, tzinfo=JAPAN), timedelta(seconds=1))
    session = department.found(folder / f"{name}.tenken", Paths.under(folder / name), training.plan(), clock, CHEAP)
    person = next(id for id, row in session.rows.table("person").items() if row["name"] == training_city.CLERK)
    sign_in(session, person)
    inspection.open_sheet(session, "staff", person)
    return session


def answer(folder: Path, count: int) -> Pair:
    """Seconds an answer through the service, and a bare durable insert of the same bytes with two signatures."""
    session = founded(folder, "answer")
    sheet = inspection.sheets(session)[0]["id"]
    codes = itertools.cycle(item.code for item in inspection.items_for(session, "staff"))
    values = itertools.cycle(("yes", "no", "partly"))
    inspection.answer(session, sheet, next(codes), "yes")
    sample = next(reversed(list(ledger.events(session.store, "kind = 'answer.given'"))))

    def ours() -> float:
        start = time.perf_counter()
        for _ in range(count):
            inspection.answer(session, sheet, next(codes), next(values), {"finding": "机の上に書類が残っていました"})
        return (time.perf_counter() - start) / count

    conn = sqlite.connect(str(folder / "bare.db"), isolation_level=None)
    for name, value, _ in database.PRAGMAS:
        conn.execute(f"PRAGMA {name} = {value}")
    conn.execute("CREATE TABLE event (seq INTEGER PRIMARY KEY, data TEXT, sig TEXT, sig2 TEXT) STRICT")
    key = Ed25519PrivateKey.generate()
    data = (sample.raw or b"").decode() + sample.hash * 6

    def bare() -> float:
        start = time.perf_counter()
        for _ in range(count):
            digest = hashlib.sha256(data.encode()).digest()
            conn.execute("BEGIN IMMEDIATE")
            sigs = key.sign(digest).hex(), key.sign(digest).hex()
            conn.execute("INSERT INTO event (data, sig, sig2) VALUES (?, ?, ?)", (data, *sigs))
            conn.execute("COMMIT")
        return (time.perf_counter() - start) / count

    return ours, bare


def verify(folder: Path, count: int) -> Pair:
    """Seconds to verify a store of so many events, and the bare hashes and signature checks of the same events."""
    session = founded(folder, "verify")
    sheet = inspection.sheets(session)[0]["id"]
    codes = itertools.cycle(item.code for item in inspection.items_for(session, "staff"))
    session.store.conn.execute("PRAGMA synchronous = OFF")  # only while the events are made
    for number in range(count):
        inspection.answer(session, sheet, next(codes), ("yes", "no")[number % 2], {"finding": f"確認 {number}"})
    session.close()
    path = session.store.path
    opened = database.open_store(path, read_only=True)
    events: list[Event] = list(ledger.events(opened))
    opened.close()
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(events[0].body["public"]))

    def ours() -> float:
        start = time.perf_counter()
        found = verification.verify(path)
        assert not found.findings
        return time.perf_counter() - start

    def bare() -> float:
        start = time.perf_counter()
        for event in events:
            hashlib.sha256(bytes.fromhex(event.salt or "") + (event.raw or b"")).hexdigest()
            hashlib.sha256(event.prev.encode() + event.body_sha256.encode()).hexdigest()
            public.verify(bytes.fromhex(event.sig), b"tenkencho/sig/1\0" + bytes.fromhex(event.hash))
        return time.perf_counter() - start

    return ours, bare
