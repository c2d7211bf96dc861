"""Where a policy names two who may permit, one of them is enough; where it names one, the other may not."""

from datetime import datetime, timedelta

import pytest

from app.common.clock import JAPAN, FixedClock
from app.common.errors import Refused
from app.common.paths import Paths
from app.domain import entry as rules
from app.services import department, entry, media, people, policy, record, training, verification
from app.services.approval import signet
from app.services.session import sign_in
from app.services.training_city import CLERK, COLLEAGUE, MANAGER, PASSWORD
from tests.acts import person, sealed
from tests.conftest import CHEAP
from tests.inventions import filled

START = datetime(2026, 5, 11, 9, 0, tzinfo=JAPAN)
#: Who decides on the further requests of 仙台市 and 港区, the main role first, read in their texts.
DECIDERS = {
    "sendai": {
        "software": ("system",),
        "hardware_change": ("dept", "system"),
        "setting_change": ("system", "dept"),
        "network_connection": ("system", "dept"),
        "network_link": ("system",),
        "external_connection": ("ciso",),
        "account_request": ("system",),
        "exception": ("ciso",),
        "procedure_approval": ("bureau",),
    },
    "minato": {
        "private_device": ("central",),
        "software": ("system",),
        "hardware_change": ("system",),
        "network_connection": ("central",),
        "external_connection": ("committee",),
        "external_connection_other": ("central",),
        "account_request": ("system",),
        "carry_in_out": ("dept",),
        "entry_permission": ("dept",),
        "facility_check": ("ciso",),
        "facility_system": ("central",),
        "facility_device": ("central",),
    },
}


@pytest.fixture
def sendai(tmp_path):
    clock = FixedClock(START, timedelta(seconds=2))
    paths = Paths.under(tmp_path / "home").make()
    session = department.found(tmp_path / "city.tenken", paths, training.plan("sendai"), clock, CHEAP)
    with signet(session, person(session, MANAGER), PASSWORD) as seal:
        people.enrol(session, person(session, COLLEAGUE), PASSWORD, seal)
        people.grant(session, person(session, COLLEAGUE), "system", session.today, "", seal)
    sign_in(session, person(session, CLERK))
    stick = {"medium_no": "U-1", "medium_kind": "usb", "name": "訓練用", "place": "書庫", "locked": 1, "serial": "S-1"}
    media.register(session, {**stick, "info_class": "S", "zone": "other"})
    yield session
    session.close()
    assert verification.verify(tmp_path / "city.tenken").findings == []


@pytest.mark.parametrize("city", DECIDERS)
def test_who_decides_is_whom_the_clauses_name(city):
    profile = policy.find(city)
    assert {key: rules.deciders(profile, key) for key in DECIDERS[city]} == DECIDERS[city]


def test_what_is_forbidden_has_no_form_to_ask_for_it():
    assert "private_device" not in rules.forms_of(policy.find("sendai"))


def test_what_a_policy_does_not_know_has_no_record():
    assert "facility" not in rules.forms_of(policy.find("sendai"))
    assert "facility" in rules.forms_of(policy.find("minato"))


def asked(session, form):
    return entry.open(session, form, filled(session, record.form_of(session, form), "")).id


def permit(session, form, who):
    def decide(opened, id, seal, seen):
        return entry.seal(opened, form, id, seal, seen, decision="permit")

    id = asked(session, form)
    sealed(session, form, id, decide, who)
    return record.get(session, form, id)


@pytest.mark.parametrize("form", ["setting_change", "network_connection", "hardware_change"])
@pytest.mark.parametrize("who", [MANAGER, COLLEAGUE])
def test_one_of_the_two_is_enough(sendai, form, who):
    row = permit(sendai, form, who)
    assert row["state"] == "permitted"
    assert row["acts"][-1]["role"] == ("dept" if who == MANAGER else "system")
    assert not row["acts"][-1]["deputy"]


@pytest.mark.parametrize("form", ["software", "network_link", "account_request"])
def test_where_one_is_named_the_other_may_not(sendai, form):
    with pytest.raises(Refused) as refused:
        permit(sendai, form, MANAGER)
    assert refused.value.code == "role_not_held"
    assert permit(sendai, form, COLLEAGUE)["state"] == "permitted"
