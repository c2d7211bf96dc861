"""What careless hands and tired machines do: odd searches, held stores, clocks set back, names of devices."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from app.common.clock import FixedClock
from app.common.errors import Refused, Unavailable, WrongPassword
from app.domain.policy import load
from app.services import (
    carryout,
    editions,
    media,
    own_forms,
    paper,
    printing,
    record,
    search,
    training_city,
    verification,
)
from app.services.approval import signet
from app.services.session import open_session
from app.store import database
from tests.acts import person

MANAGER, CLERK = training_city.MANAGER, training_city.CLERK
ODD = ["%", "_", "' OR 1=1 --", '"', "\\", "\0", "\ud800", "a\udc00b", "a" * 1_000_000, "x " * 40_000]
ODD += [" ".join(f"{n}" for n in range(3000)), "髙", "﨑", "𠮷", "葛\U000e0100", "Ⅰ", "①", "ﷺ" * 1000]


@pytest.fixture
def session(own):
    opened = own.open(CLERK)
    yield opened
    opened.store.close()


def ask(session, name="資料"):
    dates = {"starts_on": session.today, "due_on": session.today}
    return carryout.request(session, {**training_city.OWN, **dates, "info_name": name}).id


@pytest.mark.parametrize("text", ODD, ids=lambda text: repr(text[:6]))
def test_whatever_is_typed_into_a_search_is_searched_for(session, text):
    search.find(session, text)
    media.ids(session, text)


@pytest.mark.parametrize(("kept", "typed"), [("髙﨑の家屋", "高崎"), ("𠮷田①", "吉田1"), ("葛\U000e0100西Ⅰ", "葛西I")])
def test_odd_characters_are_found_by_everyday_ones(session, kept, typed):
    id = ask(session, kept)
    assert id in [hit.record for hit in search.find(session, typed)]
    assert record.get(session, "carryout", id)["info_name"] == kept


@pytest.mark.parametrize("password", ["", "\0", "\ud800", "あ" * 100_000])
def test_no_password_is_taken_for_a_damaged_key(session, password):
    with pytest.raises(WrongPassword), signet(session, person(session, MANAGER), password):
        pass


HOLDER = "import sqlite3, sys; d = sqlite3.connect(sys.argv[1], isolation_level=None); "
HOLDER += "d.execute('BEGIN EXCLUSIVE'); print(1, flush=True); sys.stdin.read()"


@pytest.fixture
def held(own, session, monkeypatch):
    """The store while another program holds it, and nobody wants to wait for long."""
    session.store.conn.execute("PRAGMA busy_timeout = 50")
    monkeypatch.setattr(database, "_BUSY_MS", 50)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(own.store)], **pipes) as other:
        other.stdout.readline()
        yield session
        other.communicate()


READ = {
    "a row": lambda session: record.get(session, "carryout", "x"),
    "the people": lambda session: session.rows.table("person"),
    "a history": lambda session: record.history(session, "x"),
    "a paper": lambda session: paper.document(session, "media_register", ""),
    "its number": verification.verification_number,
    "a seal": lambda session: signet(session, session.user, "x").__enter__(),
    "a search": lambda session: search.find(session, "pc"),
    "a request": ask,
    "all of it": lambda session: verification.verify(session.store.path),
}


@pytest.mark.parametrize("what", READ)
def test_a_store_that_another_program_holds_is_said_to_be_held(held, what):
    with pytest.raises(Unavailable) as said:
        READ[what](held)
    assert said.value.code == "store_locked"


def test_a_clock_that_was_set_back_turns_nothing_round(own):
    """The order is that of writing; that the clock went back is told."""
    session = own.open(CLERK)
    id = ask(session)
    session.clock = FixedClock(session.clock.start - timedelta(hours=5), timedelta(seconds=1))
    carryout.withdraw(session, id)
    assert [step["kind"] for step in record.history(session, id)] == ["record.opened", "record.moved"]
    session.close()
    found = verification.verify(own.store)
    assert found.findings == []
    assert [notice.code for notice in found.notices if notice.code == "clock_went_back"] == ["clock_went_back"]


def test_the_policy_adopted_last_holds_whatever_the_clock_said(own):
    session = own.open(MANAGER)
    raw = {**session.profile.raw, "profile": {**session.profile.raw["profile"], "edition": "時計を戻した版"}}
    session.clock = FixedClock(session.clock.start - timedelta(days=30), timedelta(seconds=1))
    with signet(session, session.user, training_city.PASSWORD) as seal, session.change(by=session.user) as change:
        made = load(raw)
        body = {"digest": made.digest, "profile": raw}
        change.append("policy.adopted", body, seal=seal.maker(shown={"name": MANAGER}))
    session.close()
    again = open_session(own.store, own.paths)
    assert again.profile.digest == made.digest
    assert editions.of(again, made.digest) is again.profile
    again.store.close()
    assert verification.verify(own.store).findings == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such files")
@pytest.mark.parametrize("kind", ["pdf", "xlsx"])
def test_a_paper_never_takes_the_place_of_a_device(session, tmp_path, kind):
    device = tmp_path / f"a.{kind}"
    os.mkfifo(device)
    with pytest.raises(Unavailable):
        printing.export(session, "media_register", "", kind, device)
    assert device.is_fifo()


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="only where the system has endless devices")
def test_a_device_is_no_form_and_is_not_read_for_ever():
    with pytest.raises(Refused):
        own_forms.inspect(Path("/dev/zero"))


def test_a_number_that_no_roll_up_has_is_not_printed_empty(session):
    with pytest.raises(Refused, match="その記録はありません"):
        paper.record_for(session, "rollup", "NO")
