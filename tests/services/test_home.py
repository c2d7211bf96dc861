"""The home screen's list: what is out too long, over the year's end, or with somebody who has gone."""

from datetime import datetime, timedelta

import pytest

from app.common.clock import JAPAN
from app.services import carryout, home, media, people, progress, record, training_city
from app.services.session import sign_in


@pytest.fixture
def session(practised, tmp_path):
    made = practised.copy(tmp_path).open()
    yield made
    made.close()


def kinds(session):
    return {matter.kind: matter for matter in home.todo(session)}


def go_to(session, year, month, day):
    session.clock.advance(datetime(year, month, day, 9, 0, tzinfo=JAPAN) - session.clock.now())


def person(session, name):
    return next(row["id"] for row in people.all_people(session) if row["name"] == name)


def test_nothing_of_it_is_said_in_an_ordinary_week(session):
    assert not {"out_since_last_year", "carrier_gone", "holder_gone", "year_end"} & set(kinds(session))


def test_what_is_out_is_asked_for_before_the_year_ends_and_after(session):
    go_to(session, 2027, 3, 16)
    assert "year_end" not in kinds(session)
    go_to(session, 2027, 3, 17)
    found = kinds(session)["year_end"]
    assert (found.count, found.days, found.page) == (1, 14, "carryout")
    go_to(session, 2027, 4, 2)
    found = kinds(session)
    assert "year_end" not in found
    assert found["out_since_last_year"].count == 1
    row = record.get(session, "carryout", found["out_since_last_year"].record)
    assert row["state"] == "out"


def test_who_leaves_with_something_is_named(session):
    out = record.get(session, "carryout", kinds(session)["overdue"].record)
    gone = str(out["carrier"])
    pc = {**training_city.MEDIA["pc"], "medium_no": "PC-0077", "serial": "X-77", "holder": gone}
    held = media.register(session, pc).id
    yesterday = (session.clock.now().date() - timedelta(days=1)).isoformat()
    record.revise(session, "person", gone, {"active_to": yesterday}, "異動の入力")
    found = kinds(session)
    assert found["carrier_gone"].record == out["id"]
    assert (found["holder_gone"].count, found["holder_gone"].record) == (1, held)
    sign_in(session, person(session, training_city.MANAGER))
    carryout.bring_back(
        session,
        out["id"],
        {"back_at": session.clock.now().strftime("%Y-%m-%dT%H:%M"), "back_virus_check": "clean", "erasure": "no_data"},
    )
    assert "carrier_gone" not in kinds(session)


def test_last_years_inspection_is_not_called_this_years(session):
    assert progress.year(session).past == 0
    assert "year_not_begun" not in kinds(session)
    session.clock.advance(timedelta(days=365))
    assert progress.year(session).past == session.year - 1
    assert "year_not_begun" in kinds(session)


def test_a_clock_that_was_set_back_is_told_before_anything_is_written(session):
    assert "clock_behind" not in kinds(session)
    last = session.store.query("SELECT max(at) AS at FROM event")[0]["at"]
    session.clock.start = datetime.fromisoformat(last) - timedelta(minutes=5)
    assert "clock_behind" not in kinds(session)  # another PC's clock may be a little ahead
    session.clock.start = datetime.fromisoformat(last) - timedelta(days=2)
    found = kinds(session)["clock_behind"]
    assert (found.look, found.page) == ("not", "settings")
    assert "settings" not in home.counts([found])
