"""What tests of every room share: a home of their own, and the training city's store."""

import pickle
import shutil
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

import pytest

from app.common import catalogue, i18n
from app.common.clock import JAPAN, FixedClock
from app.common.paths import Paths
from app.services import people as people_service
from app.services import training, training_city
from app.services.approval import signet
from app.services.keys import Cost
from app.services.session import Session, open_session, sign_in

#: Cheap on purpose: tests open seals hundreds of times.
CHEAP = Cost(memory=64, passes=1, lanes=1)
START = datetime(2026, 5, 11, 9, 0, tzinfo=JAPAN)


@lru_cache
def _catalogue(language: str) -> catalogue.Messages:
    """The shipped messages, read once for all tests: with a home of its own each of them would compile them anew."""
    return catalogue.load(language)


_parse = tomllib.loads


@lru_cache
def _parsed(text: str) -> bytes:
    return pickle.dumps(_parse(text))


@pytest.fixture(autouse=True)
def _files_parsed_once(monkeypatch):
    """The same TOML gives the same data, a copy for each who asks: the built-in policies take long to parse."""
    monkeypatch.setattr(tomllib, "loads", lambda text: pickle.loads(_parsed(text)))


@pytest.fixture(autouse=True)
def _japanese(request, monkeypatch):
    """Each test starts in Japanese with no city's words, whatever the one before it did."""
    if "common" not in request.path.parts:  # there the catalogues themselves are tested
        read = {language: _catalogue(language) for language in i18n.LANGUAGES}
        monkeypatch.setattr(catalogue, "load", read.__getitem__)
    i18n.use("ja")
    i18n.use_words({})


@dataclass
class Practised:
    """A store with a whole year in it, and where its installation key lies."""

    store: Path
    home: Path

    @property
    def paths(self) -> Paths:
        return Paths.under(self.home)

    def copy(self, folder: Path) -> "Practised":
        """The same store and home somewhere else."""
        made = Practised(folder / "copy.tenken", folder / "home")
        shutil.copyfile(self.store, made.store)
        shutil.copytree(self.home, made.home)
        return made

    def open(self, who: str = training_city.CLERK) -> Session:
        """The store open on the PC that wrote it, somebody at the keyboard, a day after the year's last entry."""
        clock = FixedClock(START + timedelta(days=15), timedelta(seconds=1))
        session = open_session(self.store, self.paths, clock)
        session.cost = CHEAP
        people = {row["name"]: id for id, row in session.rows.table("person").items()}
        sign_in(session, people[who])
        return session


@pytest.fixture(scope="session")
def practised(tmp_path_factory) -> Practised:
    """The training city's year, written once by the services; tests that write take a copy."""
    folder = tmp_path_factory.mktemp("practised")
    i18n.use("ja")
    made = Practised(folder / "year.tenken", folder / "home")
    session = training.practise(made.store, made.paths, folder / "scratch", lambda _: None, start=START, cost=CHEAP)
    session.close()
    admit_another_pc(made, folder)
    return made


def admit_another_pc(made: Practised, folder: Path) -> None:
    """A second PC writes into the store, and the manager admits it: every table of a store holds something."""
    clock = FixedClock(START + timedelta(days=14), timedelta(seconds=1))
    session = open_session(made.store, Paths.under(folder / "pc2").make(), clock)
    people = {row["name"]: id for id, row in session.rows.table("person").items()}
    sign_in(session, people[training_city.COLLEAGUE])
    session.close()
    session = made.open(training_city.MANAGER)
    other = next(id for id in session.rows.table("chain") if id != session.pen.chain)
    with signet(session, session.user, training_city.PASSWORD) as seal:
        people_service.admit_chain(session, other, seal)
    session.close()


@pytest.fixture
def own(practised, tmp_path) -> Practised:
    """A copy of the year that this test alone writes to."""
    return practised.copy(tmp_path)
