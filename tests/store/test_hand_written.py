"""Events written by hand with this PC's own key: signed and chained as they should be, and against the rules."""

import pytest

from app.services import carryout, inspection, received, record, training_city, verification
from app.services.approval import Seen, signet
from app.store import ledger
from tests.acts import other_book, person, sealed

CLERK, MANAGER = training_city.CLERK, training_city.MANAGER


@pytest.fixture
def lawless(own, monkeypatch):
    """A session that writes whatever it is told; what it wrote is verified with the rules in place."""
    session = own.open(CLERK)
    monkeypatch.setattr(ledger, "refusals", lambda *_: [])
    yield session
    session.store.close()


@pytest.fixture
def broken(own, lawless):
    def look():
        lawless.store.close()
        found = verification.verify(own.store).findings
        return {(one.table, one.detail) for one in found if one.code == "rule_broken"}

    return look


def permitted(session, **more):
    dates = {"starts_on": session.today, "due_on": session.today}
    id = carryout.request(session, {**training_city.OWN, **dates, "info_name": "資料", **more}).id
    sealed(session, "carryout", id, carryout.decide, decision="permit")
    return id


def step(session, form, id, action, values=None, **more):
    with session.change() as change:
        record.move_in(
            change, record.form_of(session, form), record.get(session, form, id), action, values=values, **more
        )


def take_as(session, found, **said):
    """A sheet of another department as its book says it, and otherwise."""
    year = inspection.cycle(session)["id"]
    told = {"cycle": year, "file": found.file, "sha256": found.handed.sha256}
    with session.change() as change:
        form = record.form_of(session, "received")
        id, _ = record.open_in(change, session, form, {**found.handed.values, **told, **said})
        record.attach_in(change, form, id, found.file, found.data, "source")
    return id


def taken(session, unit):
    received.take_in(session, received.preview(session, [other_book(session, unit)]))
    return next(row for row in received.kept(session) if row["unit"] == unit)


def preview(session, unit, **changed):
    return received.preview(session, [other_book(session, unit, **changed)])[0]


@pytest.mark.parametrize(
    "values", [{"destination": "自宅"}, {"info_class": "none"}, {"transport": "rocket"}, {"applicant": "nobody"}]
)
def test_a_step_is_no_way_round_a_correction(lawless, broken, values):
    """What the seal covered would change, and the seal would still stand."""
    step(lawless, "carryout", permitted(lawless), "withdraw", values)
    assert broken() == {("carryout", "field_unknown_field")}


def test_a_decision_on_an_extension_changes_nothing_else(lawless, broken):
    id = permitted(lawless)
    carryout.take_out(lawless, id, {"out_at": f"{lawless.today}T09:00", "out_virus_check": "clean"})
    carryout.ask_extension(lawless, id, "2026-06-30", "調査が延びたため")
    row, form = record.get(lawless, "carryout", id), record.form_of(lawless, "carryout")
    more = {"decision": "permit", "values": {"extended_until": "", "due_on": "2026-06-30", "destination": "自宅"}}
    who = person(lawless, MANAGER)
    with signet(lawless, who, training_city.PASSWORD) as seal, lawless.change(by=who) as change:
        record.seal_in(change, lawless, form, row, "extend", seal, Seen.of(row), **more)
    assert broken() == {("carryout", "field_unknown_field")}


@pytest.mark.parametrize("kind", ["rewritten", "none", "ended", "two"])
def test_trips_are_only_added(lawless, broken, kind):
    id = permitted(lawless, mode="blanket")
    carryout.trip_out(lawless, id)
    carryout.trip_back(lawless, id)
    before = record.get(lawless, "carryout", id)["trips"]
    line = {"out_at": f"{lawless.today}T09:00", "carrier": lawless.user}
    trips = {
        "rewritten": [{**before[0], "out_at": "2020-01-01T00:00"}, line],
        "none": before,
        "ended": [*before, {**line, "back_at": f"{lawless.today}T10:00"}],
        "two": [*before, line, line],
    }[kind]
    step(lawless, "carryout", id, "trip_out", {"trips": trips})
    assert broken() == {("carryout", "trips_rewritten")}


def test_coming_back_only_ends_the_last_trip(lawless, broken):
    id = permitted(lawless, mode="blanket")
    carryout.trip_out(lawless, id)
    (line,) = record.get(lawless, "carryout", id)["trips"]
    later = {**line, "out_at": "2020-01-01T00:00", "back_at": f"{lawless.today}T10:00"}
    step(lawless, "carryout", id, "trip_back", {"trips": [later]})
    assert broken() == {("carryout", "trips_rewritten")}


def test_who_did_the_work_is_somebody(lawless, broken):
    """A performer whom nobody knows would get round the separation from the witness and from the decision."""
    row = record.find(lawless, "disposal", "廃-R08-0002")
    made = {"started": f"{lawless.today}T09:00", "performer": "nobody", "method": row["method"], "verdict": "passed"}
    steps = [*(row["steps"] or []), *({**made, "medium": one, "detail": "細断"} for one in row["media"])]
    step(lawless, "disposal", row["id"], "perform", {"steps": steps})
    assert ("disposal", "field_unknown_reference") in broken()


def test_what_was_discarded_before_is_not_named_anew(lawless, broken):
    """The rules are not asked where they cannot be: naming something gone would switch them off."""
    gone = next(iter(lawless.rows.table("discarded")))
    dates = {"starts_on": lawless.today, "due_on": "2099-01-01"}
    carryout.request(lawless, {**training_city.OWN, **dates, "info_name": "資料", "carrier": gone})
    assert broken() == {("carryout", "field_unknown_reference")}


def test_a_sheet_in_the_place_of_another_departments(lawless, broken):
    row = taken(lawless, "収納課")
    step(lawless, "received", row["id"], "replace")
    take_as(lawless, preview(lawless, "契約課"), replaces=row["id"])
    assert broken() == {("received", "received_replaces_other")}


def test_an_older_version_in_the_place_of_a_later_one(lawless, broken):
    row, older = taken(lawless, "収納課"), other_book(lawless, "収納課", sealed_at="2026-05-01T10:00:00+09:00")
    step(lawless, "received", row["id"], "replace")
    take_as(lawless, received.preview(lawless, [older])[0], replaces=row["id"])
    assert broken() == {("received", "received_older")}


def test_a_sheet_put_aside_for_nothing(lawless, broken):
    step(lawless, "received", taken(lawless, "収納課")["id"], "replace")
    assert broken() == {("received", "received_replaced_by_none")}


def test_the_same_sheet_counted_twice(lawless, broken):
    found = preview(lawless, "収納課")
    take_as(lawless, found)
    take_as(lawless, found)
    assert broken() == {("received", "received_replaces_other")}


def test_answers_that_no_book_says(lawless, broken):
    found = preview(lawless, "収納課")
    better = [{**line, "value": "yes"} for line in found.handed.values["results"]]
    take_as(lawless, found, results=better, content_sha256="")
    assert broken() == {("received", "received_edited")}


def test_a_sheet_whose_file_is_not_kept_with_it(lawless, broken):
    take_as(lawless, preview(lawless, "収納課"), sha256="0" * 64)
    assert broken() == {("received", "received_without_file")}


@pytest.mark.parametrize("who", [CLERK, MANAGER])
def test_a_request_of_ones_own_is_not_decided_by_oneself(lawless, broken, who):
    """Whoever is named as the applicant, who wrote it asks for it."""
    lawless.user = person(lawless, MANAGER)
    permitted(lawless, applicant=person(lawless, who), carrier=person(lawless, who))
    assert broken() == {("carryout", "separation_request_decide")}


def test_a_file_that_a_seal_has_seen_is_taken_off(lawless, broken, tmp_path):
    dates = {"starts_on": lawless.today, "due_on": lawless.today}
    id = carryout.request(lawless, {**training_city.OWN, **dates, "info_name": "資料"}).id
    file = tmp_path / "地図.pdf"
    file.write_bytes(b"%PDF-1.4")
    sha256 = record.attach(lawless, "carryout", id, file)
    sealed(lawless, "carryout", id, carryout.decide, decision="permit")
    record.detach(lawless, "carryout", id, sha256, file.name, "なかったことにする")
    assert broken() == {("carryout", "attachment_seen")}


def test_a_returned_request_is_rewritten(lawless, broken):
    id, today = permitted(lawless), lawless.today
    carryout.take_out(lawless, id, {"out_at": f"{today}T09:00", "out_virus_check": "clean"})
    carryout.bring_back(lawless, id, {"back_at": f"{today}T09:00", "back_virus_check": "clean", "erasure": "erased"})
    record.revise(lawless, "carryout", id, {"destination": "自宅"}, "書き直す")
    assert broken() == {("carryout", "request_settled")}
