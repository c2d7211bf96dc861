"""Records past their retention: which are listed, what is kept with others, 廃棄 of many under one seal, the list."""

from datetime import timedelta

import pytest

from app.common.errors import Refused
from app.services import carryout, home, paper, record, results, retention, training_city, verification
from app.services.approval import signet

YEARS = timedelta(days=365 * 8)


@pytest.fixture
def session(own):
    opened = own.open(training_city.MANAGER)
    opened.clock.advance(YEARS)
    yield opened
    opened.store.close()


def discard(session, chosen):
    with signet(session, session.user, training_city.PASSWORD) as seal:
        return retention.discard(session, chosen, "保存期間の満了", seal)


def numbers(session):
    return {one.no for one in retention.expired(session)}


def test_nothing_is_listed_while_the_retention_runs(own):
    session = own.open(training_city.MANAGER)
    assert retention.expired(session) == []
    assert "past_retention" not in [matter.kind for matter in home.todo(session)]
    session.close()


def test_only_what_is_finished_is_listed_and_the_manager_is_told(session):
    found = retention.expired(session)
    assert found
    for one in found:
        assert record.get(session, one.form, one.id)["state"] in record.form_of(session, one.form).final
        assert one.kept_until < session.today
    told = next(matter for matter in home.todo(session) if matter.kind == "past_retention")
    assert (told.count, told.page, told.record) == (len(found), "settings", "store/retention")
    assert "settings" not in home.counts([told])


def test_what_a_kept_record_points_at_is_kept_with_it(session, tmp_path):
    disposed = next(one for one in retention.expired(session) if one.form == "medium")
    case = next(one for one in retention.expired(session) if one.form == "disposal")
    assert disposed.id in record.get(session, "disposal", case.id)["media"]
    scan = tmp_path / "photo.pdf"
    scan.write_bytes(b"%PDF-1.4")
    record.attach(session, "disposal", case.id, scan, "evidence")  # written to anew, so that its years begin again
    assert {disposed.no, case.no}.isdisjoint(numbers(session))


def test_what_was_only_taken_in_goes_with_its_year(own):
    """Sheets of others, counted answers and earlier results hold inspection results as the sheets themselves do."""
    session = own.open(training_city.MANAGER)
    question = results.rollup(session, "staff").questions[0].item.code
    line = {"item": question, "value": "unknown", "count": 5}
    tally = {"sheet": "staff", "source": "excel", "asked": 6, "returned": 5, "counts": [line], "remark": "紙の控え"}
    results.count_in(session, tally)
    taken = {"received", "tally", "prior"}
    assert taken.isdisjoint({one.form for one in retention.expired(session)})
    session.clock.advance(YEARS)
    chosen = [one for one in retention.expired(session) if one.form in taken]
    assert {one.form for one in chosen} == taken
    discard(session, retention.expired(session))
    listed = {row[1] for row in paper.document(session, "discarded_records").data[0].rows}
    assert {one.no for one in chosen} <= listed
    results.year(session)
    session.store.close()
    assert verification.verify(own.store).findings == []
    assert "紙の控え".encode() not in own.store.read_bytes()


def test_many_go_under_one_seal_and_the_store_still_verifies(session, own):
    found = retention.expired(session)
    discard(session, found)
    assert retention.expired(session) == []
    made = paper.document(session, "discarded_records")
    listed = {row[1]: row for row in made.data[0].rows}
    assert {one.no for one in found} <= set(listed)
    assert listed[found[0].no][-1] == "髙﨑 花子"
    with pytest.raises(Refused) as refused:
        record.get(session, found[0].form, found[0].id)
    assert refused.value.code == "record_unknown"
    session.store.close()
    assert verification.verify(own.store).findings == []
    assert found[0].words.encode() not in own.store.read_bytes()


def test_all_of_them_or_none(session):
    found = retention.expired(session)
    stale = [*found[:-1], type(found[-1])(**{**_fields(found[-1]), "head": "0" * 64})]
    with pytest.raises(Refused) as refused:
        discard(session, stale)
    assert refused.value.code == "record_changed_meanwhile"
    assert numbers(session) == {one.no for one in found}


def test_a_running_retention_is_refused_even_if_asked_for(own):
    session = own.open(training_city.MANAGER)
    row = record.find(session, "carryout", "持-R08-0001")
    session.clock.advance(YEARS)
    one = next(one for one in retention.expired(session) if one.id == row["id"])
    session.clock.advance(-YEARS)
    with pytest.raises(Refused):
        discard(session, [one])
    assert carryout.page(session, [row["id"]])
    session.close()


def _fields(one):
    return {name: getattr(one, name) for name in one.__struct_fields__}
