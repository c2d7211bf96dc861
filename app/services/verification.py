"""Verify, rebuild, digest and back up a store."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from app.common.errors import Refused, Unavailable
from app.common.heads import Heads
from app.common.paths import Paths
from app.domain.approval import value_of
from app.domain.ledger import digest as digest_of
from app.domain.policy import Profile
from app.domain.projection import RECORD_TABLES, form_named
from app.domain.references import references
from app.services.approval import Signet, shown_for
from app.services.session import Changes, Session
from app.store import audit, database, ledger, tables
from app.store.audit import Audit as Audit

Progress = Callable[[int, int], None]


def verify(path: Path, paths: Paths | None = None, progress: Progress | None = None) -> Audit:
    """Check a store from its raw rows upwards, also against the heads that this PC has seen before."""
    store = database.open_store(path, read_only=True)
    try:
        known: Mapping[str, tuple[int, str]] = {}
        with contextlib.suppress(Unavailable):  # the table may be gone, which the audit tells
            unit = store.query("SELECT id FROM store") if paths is not None else []
            if paths is not None and unit:
                known = Heads(paths.heads).get(str(unit[0]["id"]))
        return audit.audit(store, known, progress)
    finally:
        store.close()


def rebuild(path: Path) -> int:
    """Make the tables again from the events; returns the number of events."""
    store = database.open_store(path)
    try:
        with store.transaction():
            return ledger.rebuild(store)
    finally:
        store.close()


def backup(path: Path, target: Path) -> Path:
    """A verified copy of a store through SQLite's backup API."""
    _elsewhere(path, target)
    store = database.open_store(path, read_only=True)
    try:
        return database.backup(store, target)
    finally:
        store.close()


def backup_of(session: Session, target: Path) -> Path:
    """A verified copy of the open store. ``Refused`` if the target is the store itself."""
    _elsewhere(session.store.path, target)
    try:
        return database.backup(session.store, target)
    except Unavailable as error:
        if error.code in ("store_disk_full", "disk_full"):  # nothing that was typed is concerned
            raise Unavailable("copy_disk_full", folder=str(target.parent)) from error
        raise


def accept_restored(session: Session, signet: Signet) -> Changes:
    """Somebody who may enrol knows why the store is older than what this PC saw: it was restored from a copy.

    The ledger keeps who it was, when, and the last events that this PC had seen and are lost. From now on this PC goes
    by the store as it stands. ``Refused`` for who holds no approving role.
    """
    known = Heads(session.paths.heads).get(str(session.unit["id"]))
    lost = [{"chain": chain, "seq": seq, "hash": hashed} for chain, (seq, hashed) in sorted(known.items())]
    with session.change(by=signet.person) as change:
        change.append("store.restored", {"lost": lost}, seal=signet.maker(shown=shown_for(session, signet.person)))
    session.rolled_back = False
    session.remember_heads()
    return Changes(frozenset({"store"}))


class Restored(Struct, frozen=True):
    """That somebody confirmed a copy in the store's place: the moment (ISO), name and post as of that day."""

    at: str
    name: str
    post: str


def restorations(session: Session) -> list[Restored]:
    """Who confirmed that the store was restored from a copy, the latest first."""
    found = reversed(list(ledger.events(session.store, "kind = ? AND body IS NOT NULL", ("store.restored",), "rowid")))
    seals = [(event.at, event.body["seal"]["shown"]) for event in found]
    return [Restored(at, str(shown.get("name", "")), str(shown.get("post", ""))) for at, shown in seals]


def _elsewhere(path: Path, target: Path) -> None:
    if target.resolve() == path.resolve():
        raise Refused("copy_over_itself", file=path.name)


def business_digest(path: Path) -> str:
    """SHA-256 (hex) of the business content only: no ids, chains, order of arrival, times or keys.

    Records are named by their numbers, so the same year done twice gives the same digest. ``Unavailable`` if the
    tables do not fit together, which verification tells in detail.
    """
    try:
        with database.calm(path):
            return digest_of(_business(path))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unavailable("store_damaged", file=path.name) from error


def _business(path: Path) -> dict[str, Any]:
    store = database.open_store(path, read_only=True)
    try:
        rows = {
            name: {row["id"]: row for row in map(_decoded(name), store.conn.execute(f'SELECT * FROM "{name}"'))}  # noqa: S608
            for name in (*RECORD_TABLES, "answer", "store", "policy", "grant", "discarded")
        }
        profile = ledger.adopted_profile(store)
    finally:
        store.close()
    names = {id: f"{table}:{row['no']}" for table in RECORD_TABLES for id, row in rows[table].items()}
    content = {
        table: sorted(_content(profile, table, row, names) for row in rows[table].values()) for table in RECORD_TABLES
    }
    content["answer"] = sorted(
        digest_of(
            [names[row["sheet"]], *(row[key] or "" for key in ("item", "value", "finding", "reason", "evidence"))]
        )
        for row in rows["answer"].values()
    )
    content["grant"] = sorted(digest_of([names.get(row["person"], ""), row["role"]]) for row in rows["grant"].values())
    content["store"] = [digest_of([row["unit"], row["unit_kind"], row["training"]]) for row in rows["store"].values()]
    content["policy"] = sorted(rows["policy"])
    content["discarded"] = sorted(f"{row['form']}:{row['no']}" for row in rows["discarded"].values())
    return content


def _decoded(table: str) -> Callable[[tuple[Any, ...]], dict[str, Any]]:
    return lambda values: tables.decode(table, values)


def _content(profile: Profile | None, table: str, row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """One record's digest: number, state, values with references by number, decisions and who made them."""
    form = form_named(profile, str(row.get("form") or table))
    if form is None:
        return digest_of([row["no"], row["state"]])
    fields = {field.name: _named(field.kind, value_of(row, field.name), names) for field in form.fields}
    for field in form.fields:
        if field.kind == "rows":
            steps = value_of(row, field.name) or []
            fields[field.name] = [
                {column.name: _named(column.kind, step.get(column.name), names) for column in field.columns}
                for step in steps
            ]
    acts = [
        [act["action"], act["decision"], names.get(act["person"], ""), act["sealed"], act["void"], act["remark"]]
        for act in row["acts"]
    ]
    scans = [item["sha256"] for item in row["attachments"] if item["purpose"] != "source"]
    notes = [[note["field"], note["text"]] for note in row["notes"]]
    extra = {name: value for name, value in row["extra"].items() if name not in fields}
    return digest_of([row["no"], row["state"], fields, extra, acts, scans, notes])


def _named(kind: str, value: Any, names: Mapping[str, str]) -> Any:
    found = references(kind, value)
    if not found:
        return value if kind not in ("datetime", "trace") else ""
    return sorted(names.get(id, "") for _, id in found)


def verification_number(session: Session) -> str:
    """検証番号 for papers: the last number of this PC's chain (or of the longest one) and twelve digits of its hash."""
    heads = ledger.heads(session.store)
    if not heads:
        return ""
    seq, hashed = heads.get(session.pen.chain) or max(heads.values())
    return f"{seq}-{hashed[:4]}-{hashed[4:8]}-{hashed[8:12]}".upper()
