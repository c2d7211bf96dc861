"""人事異動 in one go, and who decides afterwards; past seals keep the names of their day."""

from datetime import timedelta

import pytest

from app.common.errors import Refused
from app.services import (
    carryout,
    disposal,
    entry,
    home,
    inspection,
    media,
    people,
    record,
    training_city,
    transfer,
    verification,
)
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
    assert transfer.holding(session, clerk) == transfer.Holding()
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
    assert refused.value.code == "person_not_here"
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


@pytest.mark.parametrize(
    ("today", "last"),
    [
        ("2027-04-01", "2027-03-31"),
        ("2027-03-25", "2027-03-31"),
        ("2026-10-02", "2026-09-30"),
        ("2028-02-20", "2028-02-29"),
    ],
)
def test_the_last_day_proposed_is_the_nearest_end_of_a_month(today, last):
    assert transfer.last_day(today) == last


def test_who_comes_takes_over_and_begins_the_day_after(session):
    """The newcomer is the successor: media now, the roles and the place at the keyboard from the first day."""
    manager, new = person(session, MANAGER), session.ids()
    id = held(session, MANAGER)
    roles = {grant["role"] for grant in people.grants(session, manager)}
    move(session, [Leaving(manager, "2026-05-31", new, roles=True)], [Coming(NEW, "", "2026-06-01", new)])
    assert record.get(session, "medium", id)["holder"] == new
    assert {grant["role"] for grant in people.grants(session, new)} == roles
    assert (people.roles_of(session, manager) != [], people.roles_of(session, new)) == (True, [])
    sit(session, MANAGER)
    with pytest.raises(Refused) as refused:
        sit(session, NEW["name"])
    assert refused.value.code == "person_not_here"
    session.clock.advance(timedelta(days=10))
    assert (people.roles_of(session, manager), set(people.roles_of(session, new))) == ([], roles)
    sit(session, NEW["name"])
    assert "PC-0055" in next(each for each in home.todo(session) if each.kind == "taken_over").name
    with pytest.raises(Refused):
        sit(session, MANAGER)


def test_a_role_is_not_given_twice_to_who_has_it(session):
    manager, superior = person(session, MANAGER), person(session, SUPERIOR)
    with signet(session, manager, training_city.PASSWORD) as seal:
        people.grant(session, superior, "dept", "2026-05-01", "", seal)
    move(session, [Leaving(manager, "2026-05-31", superior, roles=True)])
    held_roles = [grant["role"] for grant in people.grants(session, superior)]
    assert held_roles.count("dept") == 1


def test_registers_go_to_the_successor(session):
    clerk, colleague = person(session, CLERK), person(session, COLLEAGUE)
    carryout.bring_back(session, str(record.find(session, "carryout", "持-R08-0003")["id"]), BACK)
    form = record.form_of(session, "asset")
    asset = entry.open(session, "asset", filled(session, form) | {"x_manager": colleague}).id
    assert transfer.holding(session, colleague).registers == (record.get(session, "asset", asset)["no"],)
    move(session, [Leaving(colleague, "2026-05-31", clerk)])
    assert record.get(session, "asset", asset)["extra"]["x_manager"] == clerk


def test_the_departments_open_sheet_goes_to_whoever_comes(session):
    sheet = reopened(session)
    assert transfer.holding(session, sheet["respondent"]).sheets == (sheet["no"],)
    new = session.ids()
    move(session, [Leaving(sheet["respondent"], "2026-05-31", new)], [Coming(NEW, "", "2026-06-01", new)])
    assert record.get(session, "sheet", sheet["id"])["respondent"] == new


def reopened(session):
    manager = person(session, MANAGER)
    (sheet, *_) = [row for row in inspection.sheets(session) if row["respondent"] == manager]
    if sheet["state"] != "open":
        inspection.reopen(session, sheet["id"], "書き直すため")
    return record.get(session, "sheet", sheet["id"])


def test_a_sheet_changes_hands_and_nothing_else(session):
    with pytest.raises(Refused) as refused:
        record.revise(session, "sheet", reopened(session)["id"], {"subject": "ほかの課"}, "訂正")
    assert refused.value.code == "field_unknown_field"


def test_what_nobody_would_do_is_said_before(session):
    manager, superior = person(session, MANAGER), person(session, SUPERIOR)
    leave = Leaving(manager, "2026-05-31")
    assert set(transfer.gaps(session, [leave], [])) == {"dept", "system"}
    assert transfer.gaps(session, [leave], [Coming(NEW, "dept", "2026-06-01")]) == ("system",)
    assert transfer.gaps(session, [Leaving(manager, "2026-05-31", superior, roles=True)], []) == ()
    assert transfer.gaps(session, [leave, Leaving(superior, "2026-05-31")], [])[-1] == ""


def test_nobody_seals_the_own_departure_with_a_past_date(session):
    with pytest.raises(Refused) as refused:
        move(session, [Leaving(person(session, MANAGER), "2026-05-01")])
    assert refused.value.code == "own_leave_past"


def test_a_founder_who_left_vouches_only_where_nobody_else_can(session):
    manager, superior = person(session, MANAGER), person(session, SUPERIOR)
    assert str(session.unit["founder"]) == manager
    move(session, [Leaving(manager, "2026-05-31")], [Coming(NEW, "dept", "2026-06-01")])
    session.clock.advance(timedelta(days=10))
    with pytest.raises(Refused):
        sit(session, MANAGER)
    sit(session, SUPERIOR)
    move(session, [Leaving(superior, session.today)], who=SUPERIOR)
    session.clock.advance(timedelta(days=1))
    assert home.todo(session)[0].kind == "nobody_seals"
    sit(session, MANAGER)
    with signet(session, manager, training_city.PASSWORD) as seal:
        people.enrol(session, person(session, NEW["name"]), "木枯らしと三色の団子屋さん", seal)
    with pytest.raises(Refused):
        sit(session, MANAGER)
    with pytest.raises(Refused):
        sit(session, SUPERIOR)


def test_a_mistaken_departure_is_taken_back(session):
    clerk = person(session, CLERK)
    move(session, [Leaving(clerk, "2026-05-20")])
    assert next(row for row in people.all_people(session) if row["id"] == clerk)["gone"]
    sit(session, MANAGER)
    people.rejoin(session, clerk)
    sit(session, CLERK)
    assert not record.get(session, "person", clerk)["active_to"]
