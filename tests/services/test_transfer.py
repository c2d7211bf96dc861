"""人事異動 in one go, and who decides afterwards; past seals keep the names of their day."""

from datetime import timedelta

import pytest

from app.common.errors import Refused
from app.services import carryout, disposal, entry, media, people, record, training_city, transfer, verification
from app.services.approval import signet
from app.services.transfer import Coming, Leaving
from tests.acts import PASSWORDS, person, sealed, sit
from tests.inventions import filled

CLERK, MANAGER, SUPERIOR, COLLEAGUE = (
    *(training_city.CLERK, training_city.MANAGER),
    *(training_city.SUPERIOR, training_city.COLLEAGUE),
)
NEW = {"name": "森 桜子", "kana": "モリ サクラコ", "post": "課長"}
BACK = {"back_at": "2026-05-26T08:00", "back_virus_check": "clean", "erasure": "no_data"}


@pytest.fixture
def session(own):
    opened = own.open(CLERK)
    yield opened
    opened.close()
    assert verification.verify(own.store).findings == []


def move(session, leaving=(), coming=(), who=MANAGER):
    with signet(session, person(session, who), PASSWORDS.get(who, training_city.PASSWORD)) as seal:
        transfer.move(session, leaving, coming, seal)


def held(session, name, no="PC-0055"):
    values = {**training_city.MEDIA["pc"], "medium_no": no, "serial": "", "holder": person(session, name)}
    return media.register(session, values).id


def test_what_a_person_holds_is_listed(session):
    held(session, CLERK)
    found = transfer.holding(session, person(session, CLERK))
    assert found.media == ("PC-0055",)
    assert len(found.improvements) == 1
    assert transfer.holding(session, person(session, COLLEAGUE)).out == ("持-R08-0003",)


def test_nobody_leaves_with_something_that_is_still_out(session):
    colleague, clerk = person(session, COLLEAGUE), person(session, CLERK)
    leaving = [Leaving(clerk, "2026-05-31"), Leaving(colleague, "2026-05-31")]
    with pytest.raises(Refused) as refused:
        move(session, leaving)
    assert (refused.value.code, "持-R08-0003" in str(refused.value)) == ("still_out", True)
    assert record.get(session, "person", clerk)["state"] == "active"
    id = str(record.find(session, "carryout", "持-R08-0003")["id"])
    carryout.bring_back(session, id, BACK)
    move(session, leaving)
    assert record.get(session, "person", colleague)["state"] == "left"


def test_a_successor_takes_over_and_the_old_name_stays_in_the_history(session):
    clerk, colleague = person(session, CLERK), person(session, COLLEAGUE)
    id = held(session, CLERK)
    plans = transfer.holding(session, clerk).improvements
    move(session, [Leaving(clerk, "2026-05-31", colleague)])
    assert record.get(session, "medium", id)["holder"] == colleague
    assert transfer.holding(session, colleague).improvements == plans
    assert transfer.holding(session, clerk) == transfer.Holding((), (), (), (), ())
    assert record.history(session, id)[0]["body"]["values"]["holder"] == clerk


def test_open_requests_go_to_the_successor_too(session):
    """Who asked first stays in the ledger; what was permitted is asked and permitted anew."""
    clerk, colleague = person(session, CLERK), person(session, COLLEAGUE)
    dates = {"starts_on": "2026-05-27", "due_on": "2026-05-28"}
    out = carryout.request(session, {**training_city.OWN, **dates, "info_name": "説明会の資料"}).id
    gone = held(session, CLERK)
    case = disposal.request(session, {**training_city.DISPOSAL, "media": [gone], "planned_on": "2026-05-27"}).id
    written = entry.open(session, "incident", filled(session, record.form_of(session, "incident"))).id
    numbers = [
        record.get(session, *each)["no"] for each in (("carryout", out), ("disposal", case), ("incident", written))
    ]
    assert transfer.holding(session, clerk).requests == tuple(numbers)
    move(session, [Leaving(clerk, "2026-05-31", colleague)])
    assert record.get(session, "carryout", out)["applicant"] == colleague
    assert record.get(session, "carryout", out)["carrier"] == colleague
    assert record.get(session, "disposal", case)["applicant"] == colleague
    assert record.get(session, "incident", written)["extra"]["x_applicant"] == colleague
    sealed(session, "carryout", out, carryout.decide, decision="permit")


def test_a_permission_does_not_pass_to_another_person(session):
    clerk, colleague = person(session, CLERK), person(session, COLLEAGUE)
    dates = {"starts_on": "2026-05-27", "due_on": "2026-05-28"}
    id = carryout.request(session, {**training_city.OWN, **dates, "info_name": "説明会の資料"}).id
    sealed(session, "carryout", id, carryout.decide, decision="permit")
    move(session, [Leaving(clerk, "2026-05-31", colleague)])
    row = record.get(session, "carryout", id)
    assert (row["state"], row["acts"][0]["void"]) == ("requested", 1)


def test_a_new_manager_comes_and_the_old_ones_seals_stay(session):
    old = record.find(session, "carryout", "持-R08-0001")["acts"]
    manager = person(session, MANAGER)
    with signet(session, manager, training_city.PASSWORD) as seal:
        transfer.move(session, [Leaving(manager, "2026-05-26")], [Coming(NEW, "dept", "2026-05-27")], seal)
        people.enrol(session, person(session, NEW["name"]), "木枯らしと三色の団子屋さん", seal)
    assert record.find(session, "carryout", "持-R08-0001")["acts"] == old
    session.clock.advance(timedelta(days=2))
    sit(session, CLERK)
    dates = {"starts_on": "2026-05-28", "due_on": "2026-05-28"}
    id = carryout.request(session, {**training_city.OWN, **dates, "info_name": "説明会の資料"}).id
    with pytest.raises(Refused) as refused:
        sealed(session, "carryout", id, carryout.decide, MANAGER, decision="permit")
    assert refused.value.code == "role_not_held"
    PASSWORDS[NEW["name"]] = "木枯らしと三色の団子屋さん"
    try:
        sealed(session, "carryout", id, carryout.decide, NEW["name"], decision="permit")
    finally:
        del PASSWORDS[NEW["name"]]


def test_a_clerk_transfers_nobody(session):
    with signet(session, person(session, MANAGER), training_city.PASSWORD) as seal:
        people.enrol(session, person(session, COLLEAGUE), "北風と太陽と冬の三番勝負", seal)
    with (
        signet(session, person(session, COLLEAGUE), "北風と太陽と冬の三番勝負") as seal,
        pytest.raises(Refused) as refused,
    ):
        transfer.move(session, [], [Coming(NEW, "dept")], seal)
    assert refused.value.code == "role_not_held"
    assert NEW["name"] not in [row["name"] for row in people.all_people(session)]


def test_a_role_that_begins_later_ends_no_earlier_than_it_begins(session):
    superior = person(session, SUPERIOR)
    with signet(session, person(session, MANAGER), training_city.PASSWORD) as seal:
        people.grant(session, superior, "dept", "2026-07-01", "", seal)
    move(session, [Leaving(superior, "2026-05-31")])
    for grant in people.grants(session, superior):
        assert grant["valid_from"] <= grant["valid_to"]
