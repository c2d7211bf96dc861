"""Killed at any moment, a store loses nothing that was acknowledged and keeps nothing half done."""

import os
import random
import signal
import time

import pytest

from app.services import inspection, media, training_city, verification
from app.services.session import open_session, sign_in

KILLS = 500


def work(own, number, pipe):
    """What a child does until it is killed: registers media and answers questions, and says so once it is kept."""
    session = own.open()
    sheet = next(row for row in inspection.sheets(session) if row["state"] == "open")
    items = inspection.items_for(session, "staff")
    for turn in range(10_000):
        made = media.register(
            session, {**training_city.MEDIA["pc"], "medium_no": f"PC-{number:04d}-{turn:04d}", "serial": ""}
        )
        os.write(pipe, f"medium {made.id}\n".encode())
        item, value = items[turn % len(items)], ("yes", "no", "partly")[turn % 3]
        inspection.answer(session, sheet["id"], item.code, value, {"finding": f"{number}-{turn}"})
        os.write(pipe, f"answer {item.code} {number}-{turn}\n".encode())


def kill_once(own, number, rnd):
    """Fork a worker, kill it after a few milliseconds of work, and return what it had acknowledged."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            work(own, number, writer)
        finally:
            os._exit(1)
    os.close(writer)
    with os.fdopen(reader, "rb") as said:
        first = said.readline()  # the store is open and works
        time.sleep(rnd.random() * 0.02)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return [
            line.decode().split() for line in (first + said.read()).splitlines(keepends=True) if line.endswith(b"\n")
        ]


@pytest.mark.timeout(400)
def test_nothing_acknowledged_is_lost_and_nothing_is_half_done(practised, tmp_path):
    rnd, acknowledged = random.Random(11), 0
    for batch in range(KILLS // 50):
        folder = tmp_path / str(batch)
        folder.mkdir()
        own = practised.copy(folder)
        with_open_sheet(own)
        for number in range(50):
            said = kill_once(own, number, rnd)
            acknowledged += len(said)
            check(own, said)
            if number % 10 == 9:  # damage stays: what a kill breaks is still there nine kills later
                assert verification.verify(own.store).findings == []
    assert acknowledged > KILLS


def with_open_sheet(own):
    session = own.open(training_city.SUPERIOR)
    people = {row["name"]: id for id, row in session.rows.table("person").items()}
    inspection.open_sheet(session, "staff", people[training_city.SUPERIOR])
    session.close()


def check(own, said):
    session = open_session(own.store, own.paths)
    try:
        kept = {row["id"] for row in session.store.query("SELECT id FROM medium")}
        assert {words[1] for words in said if words[0] == "medium"} <= kept
        answers = [words for words in said if words[0] == "answer"]
        if answers:
            _, code, mark = answers[-1]
            turn = int(mark.split("-")[1])
            found = session.store.query("SELECT finding FROM answer WHERE item = ? ORDER BY at DESC LIMIT 1", (code,))
            # The very next answer to the same question may have been kept too, unheard.
            assert found
            assert int(found[0]["finding"].split("-")[1]) >= turn
    finally:
        session.store.close()


def test_two_sign_ins_write_one_chain(own):
    """Sitting down again starts no further chain."""
    for _ in range(2):
        session = own.open()
        sign_in(session, session.user)
        session.close()
    session = own.open()
    assert len(session.store.query("SELECT id FROM chain")) == 2  # this PC's and the admitted one
    session.close()
