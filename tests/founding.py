"""Founded departments for tests: the first of its kind is founded, the others are copies of it."""

import shutil
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import msgspec

from app.common.clock import FixedClock
from app.common.paths import Paths
from app.services import department
from app.services.keys import Cost
from app.services.session import Session, open_session, sign_in


class _Founded(NamedTuple):
    """Where the store and its PC's home lie as they were founded, who founded it and what time it was then."""

    folder: TemporaryDirectory
    founder: str
    time: datetime


_MADE: dict[bytes, _Founded] = {}
STORE, HOME = "founded.tenken", "home"


def found(path: Path, paths: Paths, plan: department.Foundation, clock: FixedClock, cost: Cost) -> Session:
    """What ``department.found`` gives; ``paths`` are a fresh home's. To write a whole policy down takes a while."""
    key = msgspec.msgpack.encode((plan, clock, cost))
    if key not in _MADE:
        _MADE[key] = _found(plan, clock, cost)
    made = _MADE[key]
    shutil.copyfile(Path(made.folder.name, STORE), path)
    for kept, own in zip(_home(made.folder), (paths.data, paths.config, paths.cache, paths.log), strict=True):
        shutil.copytree(kept, own, dirs_exist_ok=True)
    clock.start = made.time
    session = open_session(path, paths, clock)
    session.cost = cost
    sign_in(session, made.founder)
    return session


def _found(plan: department.Foundation, clock: FixedClock, cost: Cost) -> _Founded:
    folder = TemporaryDirectory()
    session = department.found(Path(folder.name, STORE), Paths(*_home(folder)), plan, clock, cost)
    session.close()
    return _Founded(folder, session.user, clock.start)


def _home(folder: TemporaryDirectory) -> tuple[Path, ...]:
    return tuple(Path(folder.name, HOME, name) for name in ("data", "config", "cache", "log"))
