"""Nobody permits what he asked for: refused by the service, found by verify, allowed only as a recorded exception."""

import pytest

from app.common.errors import Refused
from app.services import carryout, disposal, people, record, training_city, verification
from app.services.approval import Seen, deciders, shown_for, signet
from app.store import ledger

DATES = {"starts_on": "2026-05-27", "due_on": "2026-05-28"}


def request(session, form="carryout"):
    pc = record.find(session, "medium", "媒-R08-0001")["id"]
    if form == "carryout":
        return carryout.request(session, {**training_city.OWN, **DATES, "media": [pc]}).id
    return disposal.request(session, {**training_city.DISPOSAL, "media": [pc], "planned_on": "2026-05-27"}).id


VERBS = {"carryout": carryout.decide, "disposal": disposal.decide}


@pytest.mark.parametrize("form", sorted(VERBS))
def test_the_manager_cannot_permit_her_own_request(own, form):
    session = own.open(training_city.MANAGER)
    id = request(session, form)
    seen = Seen.of(record.get(session, form, id))
    with signet(session, session.user, training_city.PASSWORD) as seal, pytest.raises(Refused) as refused:
        VERBS[form](session, id, seal, seen, decision="permit")
    assert refused.value.code == "separation_request_decide"
    assert refused.value.clauses == ("2.2(10)1",)
    assert record.get(session, form, id)["state"] == "requested"
    session.close()


@pytest.mark.parametrize("form", sorted(VERBS))
def test_an_unavoidable_case_is_recorded_as_one(own, form):
    session = own.open(training_city.MANAGER)
    id = request(session, form)
    seen = Seen.of(record.get(session, form, id))
    with signet(session, session.user, training_city.PASSWORD) as seal:
        VERBS[form](session, id, seal, seen, decision="permit", exception="部長が海外出張中で、今日中に必要なため")
    assert record.get(session, form, id)["acts"][-1]["exception"]
    session.close()
    found = verification.verify(own.store)
    assert found.findings == []
    assert "exception_used" in {notice.code for notice in found.notices}


def test_verify_finds_a_self_permission_written_by_hand(own, monkeypatch):
    """Somebody with both keys writes the event past the rules; verify reads the rules again."""
    session = own.open(training_city.MANAGER)
    id = request(session)
    monkeypatch.setattr(ledger, "refusals", lambda *_: [])
    seen = Seen.of(record.get(session, "carryout", id))
    with signet(session, session.user, training_city.PASSWORD) as seal:
        carryout.decide(session, id, seal, seen, decision="permit")
    assert record.get(session, "carryout", id)["state"] == "permitted"
    session.close()
    monkeypatch.undo()
    assert [(item.code, item.detail) for item in verification.verify(own.store).findings] == [
        ("rule_broken", "separation_request_decide")
    ]


def test_it_is_the_person_who_counts_not_the_name(own):
    """Renaming herself does not let the manager decide."""
    session = own.open(training_city.MANAGER)
    id = request(session)
    people.revise(session, session.user, {"name": "髙﨑 華子"}, "表記の訂正")
    seen = Seen.of(record.get(session, "carryout", id))
    with signet(session, session.user, training_city.PASSWORD) as seal, pytest.raises(Refused) as refused:
        carryout.decide(session, id, seal, seen, decision="permit")
    assert refused.value.code == "separation_request_decide"
    session.close()


def test_her_request_goes_to_the_superior_alone(own):
    session = own.open(training_city.MANAGER)
    row = record.get(session, "carryout", request(session))
    names = {id: person["name"] for id, person in session.rows.table("person").items()}
    assert [names[id] for id in deciders(session, record.form_of(session, "carryout"), "decide", row)] == [
        training_city.SUPERIOR
    ]
    session.close()


def test_a_clerk_holds_no_role_to_decide(own):
    session = own.open(training_city.CLERK)
    id = request(session)
    colleague = next(i for i, row in session.rows.table("person").items() if row["name"] == training_city.COLLEAGUE)
    manager = next(i for i, row in session.rows.table("person").items() if row["name"] == training_city.MANAGER)
    with signet(session, manager, training_city.PASSWORD) as seal:
        people.enrol(session, colleague, "北風と太陽と冬の三番勝負", seal)
    with signet(session, colleague, "北風と太陽と冬の三番勝負") as seal, pytest.raises(Refused) as refused:
        carryout.decide(session, id, seal, Seen.of(record.get(session, "carryout", id)), decision="permit")
    assert refused.value.code == "role_not_held"
    session.close()


def test_a_role_that_has_ended_decides_nothing(own):
    session = own.open(training_city.CLERK)
    id = request(session)
    manager = next(i for i, row in session.rows.table("person").items() if row["name"] == training_city.MANAGER)
    grant = next(iter(people.grants(session, manager)))
    with signet(session, manager, training_city.PASSWORD) as seal:
        people.end_role(session, grant["id"], "2026-05-20", seal)
        with pytest.raises(Refused) as refused:
            carryout.decide(session, id, seal, Seen.of(record.get(session, "carryout", id)), decision="permit")
    assert refused.value.code == "role_not_held"
    session.close()


def test_what_changed_after_it_was_shown_cannot_be_sealed(own):
    session = own.open(training_city.CLERK)
    id = request(session)
    manager = next(i for i, row in session.rows.table("person").items() if row["name"] == training_city.MANAGER)
    seen = Seen.of(record.get(session, "carryout", id))
    carryout.revise(session, id, {"destination": "自宅"}, "行き先の変更")
    with signet(session, manager, training_city.PASSWORD) as seal, pytest.raises(Refused) as refused:
        carryout.decide(session, id, seal, seen, decision="permit")
    assert refused.value.code == "seen_is_stale"
    session.close()


def test_an_edit_after_the_seal_makes_it_void(own):
    session = own.open(training_city.CLERK)
    id = request(session)
    manager = next(i for i, row in session.rows.table("person").items() if row["name"] == training_city.MANAGER)
    with signet(session, manager, training_city.PASSWORD) as seal:
        carryout.decide(session, id, seal, Seen.of(record.get(session, "carryout", id)), decision="permit")
    carryout.revise(session, id, {"destination": "自宅"}, "行き先の変更")
    row = record.get(session, "carryout", id)
    assert (row["state"], row["acts"][-1]["void"]) == ("requested", 1)
    session.close()
    assert verification.verify(own.store).findings == []


def test_names_and_titles_of_the_day_stay_with_the_seal(own):
    session = own.open(training_city.MANAGER)
    row = record.find(session, "carryout", "持-R08-0001")
    people.revise(session, session.user, {"name": "高崎 花子", "post": "次長"}, "改姓の届出")
    assert record.get(session, "carryout", row["id"])["acts"][0]["shown"] == row["acts"][0]["shown"]
    assert shown_for(session, session.user)["post"] == "次長"
    session.close()
    assert verification.verify(own.store).findings == []
