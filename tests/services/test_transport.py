"""By which means something travels: what a policy refuses, wants recorded or advises, in the service and in verify."""

from datetime import datetime, timedelta

import pytest

from app.common import i18n
from app.common.clock import JAPAN, FixedClock
from app.common.errors import BadInput, Refused
from app.common.paths import Paths
from app.domain import carryout as domain
from app.domain import forms
from app.domain.policy import load
from app.exports.document import Table
from app.services import carryout, department, media, paper, policy, record, training, training_city, verification
from app.services.paper_registers import ALL
from app.store import ledger
from tests.acts import sealed, sit
from tests.conftest import CHEAP

START = datetime(2026, 5, 11, 9, 0, tzinfo=JAPAN)
BY_STAFF = ("in_person", "official_car", "public_transport")
BY_OTHERS = ("post_tracked", "contractor")


@pytest.fixture
def found_city(tmp_path):
    """Found a training department under a policy, with one USB stick of its strictest class."""
    opened = []

    def make(city):
        i18n.use_words(policy.find(city).words)
        home = Paths.under(tmp_path / "home").make()
        clock = FixedClock(START, timedelta(seconds=1))
        session = department.found(tmp_path / f"{city}.tenken", home, training.plan(city), clock, CHEAP)
        opened.append(session)
        sit(session, training_city.CLERK)
        values = {"medium_no": "USB-9", "medium_kind": "usb", "name": "訓練用", "place": "書庫", "locked": 1}
        values |= {"info_class": next(iter(session.profile.classes)), "zone": list(session.profile.zones)[-1]}
        stick = media.register(session, {**values, "serial": "S-9"}).id
        return session, {
            "media": [stick],
            "info_class": values["info_class"],
            "purpose": "訓練の資料を運ぶため",
            "destination": "見本支所",
            "starts_on": session.today,
            "due_on": session.today,
            "activities": ["transport"],
            "safeguards": ["locked_case"],
        }

    yield make
    for session in opened:
        session.close()


@pytest.mark.parametrize("means", BY_OTHERS)
def test_minato_lets_only_staff_carry_the_strict_classes(found_city, means):
    session, asked = found_city("minato")
    with pytest.raises(Refused) as refused:
        carryout.request(session, {**asked, "transport": means})
    assert (refused.value.code, refused.value.clauses) == ("carryout_means_forbidden", ("S3(5)3", "S3(6)3"))


def test_minato_wants_the_means_the_carrier_the_day_and_the_place_recorded(found_city):
    session, asked = found_city("minato")
    with pytest.raises(Refused) as refused:
        carryout.request(session, asked)
    assert (refused.value.code, refused.value.values["field"]) == ("carryout_not_recorded", "transport")
    assert refused.value.clauses == ("S3(5)3", "S3(6)3")
    with pytest.raises(BadInput):
        carryout.request(session, {**asked, "transport": "official_car", "destination": ""})
    for means in BY_STAFF:
        id = carryout.request(session, {**asked, "transport": means}).id
        assert record.get(session, "carryout", id)["carrier"] == session.user
        carryout.withdraw(session, id)
    lowest = list(session.profile.classes)[-1]
    paper_only = {**asked, "media": [], "info_name": "配布する案内", "info_class": lowest, "safeguards": []}
    assert carryout.request(session, {**paper_only, "transport": "post_tracked"}).id
    assert verification.verify(session.store.path, session.paths).findings == []


def test_the_means_stands_in_the_request_and_in_the_log(found_city):
    session, asked = found_city("minato")
    id = carryout.request(session, {**asked, "transport": "official_car"}).id
    sealed(session, "carryout", id, carryout.decide, decision="permit")
    log = paper.document(session, "carryout_register", chosen=ALL)
    table = next(block for block in log.blocks if isinstance(block, Table))
    assert "見本支所（公用車）" in table.rows[0][4]


def test_verify_finds_what_a_hand_wrote_past_the_rule(found_city, monkeypatch):
    session, asked = found_city("minato")
    monkeypatch.setattr(ledger, "refusals", lambda *_: [])
    carryout.request(session, {**asked, "transport": "contractor"})
    monkeypatch.undo()
    found = verification.verify(session.store.path, session.paths).findings
    assert [(item.code, item.detail) for item in found] == [("rule_broken", "carryout_means_forbidden")]


def test_takasaki_permits_any_means_with_a_safeguard_and_advises_tracking(found_city):
    session, asked = found_city("takasaki")
    for means in (*BY_STAFF, *BY_OTHERS, ""):
        with pytest.raises(Refused) as refused:
            carryout.request(session, {**asked, "transport": means, "safeguards": ["minimum_data"]})
        assert (refused.value.code, refused.value.clauses) == ("safeguard_one_missing", ("2.3(2)8-a",))
        demand = carryout.demand(session, {**asked, "transport": means})
        assert demand.permission == "dept"
        advised = {rule.id for rule in demand.warned if rule.transports}
        assert advised == ({"transport-class-a-by-others"} if means in BY_OTHERS else set())
    assert carryout.request(session, {**asked, "transport": "contractor"}).id


def test_sendai_asks_a_carrier_for_a_contract(found_city):
    session, asked = found_city("sendai")
    with pytest.raises(Refused) as refused:
        carryout.request(session, {**asked, "transport": "contractor"})
    assert (refused.value.code, refused.value.clauses) == ("safeguard_missing", ("2.3.3(2)#2",))
    assert carryout.request(session, {**asked, "transport": "contractor", "safeguards": ["locked_case", "nda"]}).id


def changed(city, **row):
    """A city's policy with one more row about taking things out, and means of its own."""
    raw = dict(policy.find(city).raw)
    raw["carryout_rules"] = [*raw["carryout_rules"], {"id": "own", "activities": ["carry"], "effect": "refuse", **row}]
    bike = {"code": "bicycle", "label": {"ja": "公用自転車", "en": "Office bicycle"}}
    raw["form_fields"] = [{"form": "carryout", "field": "transport", "offers": [bike]}]
    return load(raw)


def test_a_city_offers_its_own_means_and_rules_name_them():
    profile = changed("takasaki", transports=["bicycle"], prohibited=True)
    form = forms.adapt(domain.CARRYOUT, profile)
    assert forms.choices_of(form.by_name["transport"], profile) == ("bicycle",)
    asked = domain.demand(profile, {"activities": ["carry"], "transport": "bicycle"}, [])
    assert [rule.id for rule in asked.refused] == ["own"]
    assert not domain.demand(profile, {"activities": ["carry"], "transport": "in_person"}, []).refused


@pytest.mark.parametrize(("due", "refused"), [("2026-05-13", False), ("2026-05-14", True)])
def test_the_longest_time_out_binds_the_request_and_its_extension(due, refused):
    class NoRows:
        profile = changed("takasaki", max_days=3)

        @staticmethod
        def get(table, id):
            return None

    values = {"activities": ["carry"], "starts_on": "2026-05-11", "permission": "dept", "info_class": "B"}
    codes = [each.code for each in domain.request_refusals(NoRows, NoRows.profile, {**values, "due_on": due})]
    assert ("carryout_too_long" in codes) == refused
    blanket = {**values, "due_on": due, "mode": "blanket"}
    assert not [each for each in domain.request_refusals(NoRows, NoRows.profile, blanket) if "long" in each.code]
    row = {**values, "due_on": "2026-05-12", "state": "out", "mode": "each", "media": []}
    event = type("E", (), {"kind": "record.moved", "at": "2026-05-12T09:00"})()
    found = domain.guard(NoRows, event, {"action": "ask_extension", "values": {"extended_until": due}}, row)
    assert bool(found) == refused
