"""A store that is open on this PC, and the person who sits at it: what every verb takes first."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct, field

from app.common.clock import Clock, SystemClock, fiscal_year, stamp
from app.common.errors import Refused
from app.common.heads import Heads
from app.common.paths import Paths
from app.domain import approval, signature
from app.domain.policy import Profile
from app.services.keys import STANDARD, Cost, installation_key
from app.store import database, ledger, tables
from app.store.database import Store
from app.store.ledger import Change, Pen
from app.store.tables import LiveRows


def new_id() -> str:
    """A random id; two PCs never make the same one."""
    return uuid.uuid4().hex


class Changes(Struct, frozen=True):
    """What a verb changed: the tables, for the screens that show them, and the record's id."""

    tables: frozenset[str]
    id: str = ""
    no: str = ""


class Session(Struct):
    """An open store with this installation's chain, the adopted profile, the clock and the person at the keyboard."""

    store: Store
    pen: Pen
    profile: Profile
    paths: Paths
    clock: Clock = field(default_factory=SystemClock)
    user: str = ""
    cost: Cost = STANDARD
    ids: Callable[[], str] = new_id
    rolled_back: bool = False
    seen: list[dict[str, Any]] | None = None
    #: Editions of the policy that were read, by digest.
    editions: dict[str, Profile] = {}
    #: The answers of an earlier year that belong to a sheet (by its id), and where they were read.
    earlier: dict[str, tuple[tuple[Any, ...], Mapping[str, Any]]] = {}

    @property
    def today(self) -> str:
        """Today's date in ISO form."""
        return self.clock.now().date().isoformat()

    @property
    def year(self) -> int:
        """The fiscal year of today (年度, named by the year it begins in)."""
        return fiscal_year(self.clock.now().date())

    @property
    def year_start(self) -> str:
        """The first day of this fiscal year, in ISO form."""
        return f"{self.year}-04-01"

    @property
    def rows(self) -> LiveRows:
        """The state as it stands, for reading."""
        return LiveRows(self.store.conn, self.profile)

    @property
    def unit(self) -> dict[str, Any]:
        """The store's own row: id, unit, kind, training, founder."""
        return self.store.query("SELECT * FROM store")[0]

    @contextmanager
    def change(self, by: str = "") -> Iterator[Change]:
        """One transaction; ``by`` is who writes (the person at the keyboard unless told otherwise)."""
        writer = by or self.user
        if not writer:
            raise Refused("nobody_at_the_keyboard")
        at = stamp(self.clock.now())
        with ledger.change(self.store, self.pen, self.profile, at, writer, self.ids) as change:
            self._join(change)
            yield change

    def _join(self, change: Change) -> None:
        """Name what other PCs wrote since this chain last did, so that the order can be told without a clock."""
        if len(self.store.conn.execute("SELECT id FROM chain LIMIT 2").fetchall()) < 2:
            return
        now = ledger.links(self.store, self.pen.chain)
        if self.seen is None:
            self.seen = ledger.last_links(self.store, self.pen.chain)
        if change.rows.get("chain", self.pen.chain) is not None and now != self.seen:
            change.append("chain.resumed", {"continues": now})
        self.seen = now

    def remember_heads(self) -> None:
        """Note the last heads in the user's profile; an older store put in this one's place is noticed then."""
        Heads(self.paths.heads).put(str(self.unit["id"]), ledger.heads(self.store))

    def close(self) -> None:
        """Note the heads and let go of the file."""
        if not self.rolled_back:
            self.remember_heads()
        self.store.close()


def changed(change: Change, id: str = "", no: str = "") -> Changes:
    """What a finished transaction tells the screens."""
    return Changes(frozenset(table for table, _ in change.touched), id, no)


def open_session(path: Path, paths: Paths, clock: Clock | None = None) -> Session:
    """Open a department's store. An installation that never wrote to it starts a chain at its first write."""
    store = database.open_store(path)
    try:
        if store.conn.execute("PRAGMA user_version").fetchone()[0] < tables.USER_VERSION:
            with store.transaction():
                ledger.rebuild(store)
        profile = ledger.adopted_profile(store)
        if profile is None:
            raise Refused("no_policy")
        database.assert_whole(store)
        key = installation_key(paths.installation_key)
        session = Session(store, Pen(_own_chain(store, key), key), profile, paths, clock or SystemClock())
        session.rolled_back = _is_rolled_back(session)
    except BaseException:
        store.close()
        raise
    return session


def _own_chain(store: Store, key: Ed25519PrivateKey) -> str:
    found = store.query("SELECT id FROM chain WHERE public = ?", (signature.public_hex(key),))
    return str(found[0]["id"]) if found else ""


def sign_in(session: Session, person: str) -> None:
    """Somebody sits down. A first write of this installation into an older store starts its chain here.

    ``Refused`` for who has left as of today, or has not begun yet.
    """
    row = session.rows.get("person", person)
    if row is None:
        raise Refused("person_unknown")
    if not approval.may_sit(session.rows, person, session.today):
        raise Refused("person_not_here", name=row["name"])
    session.user = person
    if not session.pen.chain:
        session.pen = Pen(session.ids(), session.pen.key)
        with session.change() as change:
            start_chain(change, session)


def start_chain(change: Change, session: Session) -> None:
    """The first event of an installation's chain names its key and the heads that it continues."""
    import platform

    links = ledger.links(session.store, session.pen.chain)
    name = platform.node() or "PC"
    body = {"public": signature.public_hex(session.pen.key), "installation": name, "continues": links}
    change.append("chain.started", body)


def _is_rolled_back(session: Session) -> bool:
    """Whether this PC has seen a later state of the store than the one that was opened."""
    known = Heads(session.paths.heads).get(str(session.unit["id"]))
    for chain, (seq, hashed) in known.items():
        found = session.store.query("SELECT hash FROM event WHERE chain = ? AND seq = ?", (chain, seq))
        if not found or found[0]["hash"] != hashed:
            return True
    return False
