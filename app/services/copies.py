"""Copies of a store kept in folders: verified, named by moment, thinned so that they reach far back in little room."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

from msgspec import Struct

from app.common.errors import Expected, Refused, from_os_error
from app.services.session import Session
from app.services.verification import backup_of
from app.store import database

#: How many days every copy stays; after that the last of each week, of each month, of each year.
DAYS, WEEKS, MONTHS = 7, 5, 12
_STAMP = "%Y%m%d-%H%M%S"


class Kept(Struct):
    """What came of copying: the copies made, those thinned out, and the folders that did not take one, with why."""

    made: list[Path] = []
    thinned: list[Path] = []
    failed: list[tuple[Path, Expected]] = []


def keep(session: Session, folders: Sequence[Path]) -> Kept:
    """A verified copy of the open store in each folder; one folder's trouble does not keep the others from theirs.

    ``Refused`` if no folder is named.
    """
    if not folders:
        raise Refused("no_copy_folder")
    found, store = Kept(), str(session.unit["id"])
    name = f"{session.store.path.stem}_{session.clock.now().strftime(_STAMP)}.tenken"
    for folder in folders:
        try:
            found.made.append(_copy_into(session, folder, name))
            found.thinned += _thin(session, folder, store)
        except Expected as error:
            found.failed.append((folder, error))
    return found


def _copy_into(session: Session, folder: Path, name: str) -> Path:
    if folder.resolve() == session.store.path.parent.resolve():
        raise Refused("copy_beside_store", folder=str(folder))
    if not folder.is_dir():
        raise Refused("copy_folder_missing", folder=str(folder))
    return backup_of(session, folder / name)


def shares_disk(folder: Path, others: Iterable[Path]) -> bool:
    """Whether a folder lies on the same disk as one of the others, so that both would be lost with it."""
    disks = {_disk(other) for other in others}
    own = _disk(folder)
    return own is not None and own in disks


def _disk(place: Path) -> int | None:
    """The disk (or share) that a place lies on; ``None`` where it cannot be told."""
    try:
        return place.stat().st_dev
    except OSError:
        return None


def copies(session: Session, folder: Path) -> list[tuple[Path, datetime]]:
    """The copies of this store in a folder, as their names say, the newest first; empty if it cannot be read."""
    pattern = re.compile(re.escape(session.store.path.stem) + r"_(\d{8}-\d{6})\.tenken")
    try:
        names = [(path, pattern.fullmatch(path.name)) for path in folder.iterdir()]
    except OSError:
        return []
    found = [(path, _stamp(match.group(1))) for path, match in names if match]
    return sorted(((path, at) for path, at in found if at is not None), key=lambda pair: pair[1], reverse=True)


def _stamp(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, _STAMP)
    except ValueError:
        return None


def superfluous(stamps: Iterable[datetime], today: date) -> set[datetime]:
    """Which copies may go: all of the last week stay, then the last of each week, each month, and each year.

    What lies in the future (a clock that jumped) and the newest of all always stay.
    """
    kept: dict[tuple[str, object], datetime] = {}
    known = sorted(stamps)
    for at in known:  # a later one of the same day, week … takes the place of an earlier one
        age = (today - at.date()).days
        if age < DAYS:
            kept["all", at] = at
        if age < WEEKS * 7:
            kept["week", at.isocalendar()[:2]] = at
        if age < MONTHS * 31:
            kept["month", (at.year, at.month)] = at
        kept["year", at.year - (at.month < 4)] = at
    return set(known) - set(kept.values())


def _thin(session: Session, folder: Path, store: str) -> list[Path]:
    """Delete the superfluous copies, only such as are copies of this very store."""
    found = copies(session, folder)
    going = superfluous([at for _, at in found], date.fromisoformat(session.today))
    gone = []
    for path, at in found:
        if at in going and _is_of(path, store):
            try:
                path.unlink()
            except OSError as error:
                raise from_os_error(error, path) from error
            gone.append(path)
    return gone


def _is_of(path: Path, store: str) -> bool:
    """Whether the file is a store with that id; a file that cannot be read is nobody's to delete."""
    try:
        copy = database.open_store(path, read_only=True)
    except Expected:
        return False
    try:
        return any(str(row["id"]) == store for row in copy.query("SELECT id FROM store"))
    finally:
        copy.close()
