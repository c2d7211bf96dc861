"""The gate, the carry-out rules and the score, as pure functions of a profile and a record."""

from decimal import Decimal

import pytest

from app.domain import carryout, disposal, inspection, media
from app.domain.policy import Item, Text, load
from app.services import policy


@pytest.fixture(scope="module")
def takasaki():
    return policy.find("takasaki")


def medium(**values):
    return {"medium_kind": "hdd", "info_class": "B", "zone": "lgwan", "medium_no": "X", **values}


@pytest.mark.parametrize("kind", media.KINDS)
@pytest.mark.parametrize("info_class", ["A", "B"])
@pytest.mark.parametrize("zone", ["mynumber", "lgwan", "internet", ""])
def test_formatting_alone_is_never_enough(takasaki, kind, info_class, zone):
    bar = disposal.gate(takasaki, medium(medium_kind=kind, info_class=info_class, zone=zone), "discard")
    assert "format_only" not in bar.methods
    assert bar.closed["format_only"].effect == "refuse"
    assert bar.permission == "dept"
    assert bar.methods, "something must remain allowed"


@pytest.mark.parametrize("kind", sorted(media.NON_MAGNETIC))
def test_degaussing_is_for_magnetic_media_only(takasaki, kind):
    assert "degauss" not in disposal.gate(takasaki, medium(medium_kind=kind), "discard").methods


def test_a_proposal_recommends_and_never_requires(takasaki):
    bar = disposal.gate(takasaki, medium(zone="mynumber"), "discard")
    assert bar.witness == "recommended"
    assert bar.closed["overwrite"].effect == "warn"
    assert "overwrite" in bar.methods


def test_a_broken_class_a_device_may_go_to_repair_under_a_contract(takasaki):
    bar = disposal.gate(takasaki, medium(info_class="A"), "repair")
    assert "nda" in bar.methods
    assert bar.closed["destroy"].effect == "refuse"
    assert disposal.gate(takasaki, medium(info_class="A"), "discard").closed["nda"].effect == "refuse"


class OneMedium:
    """The rows of a store with one medium in it."""

    def get(self, table, id):
        return medium(id=id, info_class="A") if table == "medium" else None


@pytest.mark.parametrize(
    ("effect", "strength", "codes"), [("refuse", "required", ["place_not_inside"]), ("warn", "recommended", [])]
)
def test_where_work_is_to_be_done_inside_is_asked_as_strictly_as_the_row_says(takasaki, effect, strength, codes):
    rules = [
        {**row, "effect": effect, "basis": "policy"} if row.get("place") else row
        for row in takasaki.raw["disposal_rules"]
    ]
    profile = load({**takasaki.raw, "disposal_rules": rules})
    assert disposal.gate(profile, medium(info_class="A"), "discard").place == strength
    case = {"media": ["m"], "disposition": "discard", "method": "destroy", "permission": "dept"}
    asked = [
        disposal.request_refusals(OneMedium(), profile, {**case, "place": place}) for place in ("vendor_site", "inside")
    ]
    assert [[one.code for one in found] for found in asked] == [codes, []]


def test_what_the_rules_ask_of_a_carry_out(takasaki):
    asked = carryout.demand(takasaki, {"info_class": "A", "activities": ["transport"]}, [medium(medium_kind="usb")])
    assert asked.permission == "dept"
    assert asked.any_of == (("locked_case", "encryption", "password", "sealed"),)
    assert [
        rule.id for rule in carryout.demand(takasaki, {"info_class": "A", "activities": ["send_fax"]}, []).refused
    ] == ["fax-class-a"]
    personal = {"info_class": "A", "activities": ["send_mail"], "personal": 1}
    assert [rule.id for rule in carryout.demand(takasaki, personal, []).refused] == ["mail-personal-information"]
    assert not carryout.demand(takasaki, {**personal, "personal": 0}, []).refused


def test_a_rule_about_a_zone_speaks_of_media_of_that_zone_only(takasaki):
    def rows(zone):
        asked = carryout.demand(takasaki, {"info_class": "B"}, [medium(medium_kind="usb", zone=zone)])
        return {rule.id for rule in asked.rules if "*" not in rule.zones}

    assert rows("mynumber")
    assert not rows("lgwan")


@pytest.mark.parametrize(
    ("state", "due", "late"),
    [
        ("out", "2026-05-10", True),
        ("out", "2026-05-11", False),
        ("permitted", "2026-05-01", False),
        ("back", "2026-05-01", False),
    ],
)
def test_overdue_begins_the_day_after(state, due, late):
    assert carryout.is_overdue({"state": state, "due_on": due}, "2026-05-11") is late


def test_one_medium_one_zone_and_class_a_not_on_the_internet(takasaki):
    def codes(**values):
        return {(item.code, item.effect) for item in media.objections(takasaki, medium(**values))}

    assert ("medium_one_zone", "refuse") in codes(medium_kind="usb", zone="")
    assert ("medium_not_stored", "refuse") in codes(medium_kind="pc", info_class="A", zone="internet")
    assert ("medium_locked_storage", "warn") in codes(medium_kind="usb", info_class="A")
    assert not codes(medium_kind="pc", zone="lgwan")


def item(code, weight=1):
    return Item(code, "staff", "2.6", (), Text("問い"), weight=weight)


def test_scores_as_defined(takasaki):
    pairs = [(item("a", 3), "yes"), (item("b"), "partly"), (item("c"), "no"), (item("d"), "na"), (item("e"), "unknown")]
    found = inspection.score([*pairs, (item("f"), "")], takasaki.scale)
    assert found.rate == Decimal("33.3")
    assert found.weighted == Decimal("70.0")
    assert (found.open, found.answered) == (1, 5)


def test_a_zero_denominator_is_no_zero_percent(takasaki):
    assert inspection.score([(item("a"), "na"), (item("b"), "")], takasaki.scale).rate is None


def test_the_strictest_class_goes_by_rank_not_by_label(takasaki):
    assert takasaki.strictest(["B", "A", "B"]) == "A"
    assert takasaki.strictest(["Z"]) == ""
