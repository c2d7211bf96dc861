"""What a published policy leaves open is settled at adoption, without touching the profile on board."""

import pytest

from app.common.errors import Refused
from app.services import adoption, policy


@pytest.fixture
def tonami():
    return policy.find("tonami")


def proposed(points):
    roles = {key: text.ja for key, text in points.roles.items()}
    return roles, {key: text.ja for key, text in points.classes.items()}


def test_a_policy_that_says_all_leaves_nothing_open():
    assert not adoption.open_points(policy.find("takasaki"))


def test_what_is_proposed_may_stand(tonami):
    points = adoption.open_points(tonami)
    made = adoption.settle(tonami, *proposed(points), points.deciders, "ja")
    assert made.digest == tonami.digest


@pytest.mark.parametrize(
    ("roles", "classes", "code"),
    [
        ({"dept": " "}, {}, "role_title_missing"),
        ({}, {"high": "", "middle": "", "low": ""}, "class_title_missing"),
        ({}, {"high": "秘", "middle": "秘"}, "title_twice"),
    ],
)
def test_what_does_not_hold_is_refused(tonami, roles, classes, code):
    given_roles, given_classes = proposed(adoption.open_points(tonami))
    with pytest.raises(Refused) as refused:
        adoption.settle(tonami, {**given_roles, **roles}, {**given_classes, **classes}, {}, "ja")
    assert refused.value.code == code


def test_a_word_of_the_citys_own_holds_in_both_languages(tonami):
    roles, classes = proposed(adoption.open_points(tonami))
    made = adoption.settle(tonami, {**roles, "ciso": "情報統括監"}, classes, {"carry": "bureau"}, "ja")
    assert (made.roles["ciso"].label.ja, made.roles["ciso"].label.en) == ("情報統括監", "情報統括監")
    assert made.roles["dept"].label == tonami.roles["dept"].label
    rule = {row.id: row.permission for row in made.carryout_rules}
    assert rule["carry"] == rule["carry-external-media"] == "bureau"
    assert tonami.roles["ciso"].label.ja == "最高情報セキュリティ責任者"


def test_whoever_is_to_decide_decides_on_all_of_it_and_has_a_box(tonami):
    titles = proposed(adoption.open_points(tonami))
    made = adoption.settle(tonami, *titles, {"carry": "bureau", "disposal": "central"}, "ja")
    acts = {row["act"]: row["role"] for row in made.raw["permissions"]}
    assert {acts[act] for act in ("carry", "offsite_work", "transport", "provide")} == {"bureau"}
    assert (acts["disposal"], acts["software"]) == ("central", "system")
    boxes = {paper: [key for key, _ in made.boxes(paper)] for paper in ("carryout", "disposal", "sheet")}
    assert boxes["carryout"] == ["bureau", "dept", "chief", "applicant"]
    assert boxes["disposal"] == ["central", "dept", "chief", "applicant"]
    assert boxes["sheet"] == [key for key, _ in tonami.boxes("sheet")]
