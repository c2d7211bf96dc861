"""Every built-in checklist asks each duty of its policy, one fact at a time, of whoever can answer by looking."""

from collections import Counter

import pytest

from app.domain.inspection import selected
from app.services import policy, policy_check

FIGURES = {
    "media_without_number",
    "carryout_before_permission",
    "carryout_overdue",
    "disposal_incomplete",
    "media_not_checked",
    "requests_waiting",
}
VAGUE = ("適切に", "必要に応じて")


def _duties(city):
    return {row["id"] for row in city.clauses if "duty" in row["kind"].split("+")}


def test_the_profile_has_no_fault(city):
    assert policy_check.check(policy.find(city.row["id"])).faults == ()


def test_codes_and_questions_are_unique(city):
    for values in (
        [item["code"] for item in city.items],
        [item["question"]["ja"] for item in city.items],
        [item["question"]["en"] for item in city.items],
    ):
        assert [value for value, count in Counter(values).items() if count > 1] == []


def test_every_duty_is_asked_or_truthfully_excused(city):
    asked = {clause for item in city.items for clause in item["covers"]}
    excused = {entry["clause"] for entry in city.excused}
    assert asked & excused == set()
    assert (asked | excused) - {row["id"] for row in city.clauses} == set()
    assert _duties(city) - asked - excused == set()
    assert len(excused & _duties(city)) <= len(_duties(city)) / 4
    assert all(entry["reason"][language] for entry in city.excused for language in ("ja", "en"))


def test_items_are_well_formed(city):
    chapters = {chapter["id"] for chapter in city.checklist["chapter"]}
    for item in city.items:
        code = item["code"]
        assert code.isascii(), code
        assert code.startswith(f"{item['sheet']}-"), code
        assert item["chapter"] in chapters, code
        assert item["guideline"] in set("123456789"), code
        assert item["weight"] in (1, 2, 3), code
        assert item["priority"] in ("core", "normal"), code
        assert item["cycle"] in (0, 1, 2, 3), code
        assert item["priority"] == "normal" or item["cycle"] == 0, f"{code}: a core item is asked every year"
        assert isinstance(item["na"], bool), code
        assert item.get("figure") in FIGURES | {None}, code
        assert len(set(item["covers"])) == len(item["covers"]) <= 4, code
        assert bool(item["covers"]) != item.get("template", False), code


def test_items_read_as_one_short_question(city):
    for item in city.items:
        question = item["question"]["ja"]
        assert question.endswith("か。"), question
        assert question.count("。") == 1, question
        assert 12 <= len(question) <= 80, question
        assert [word for word in VAGUE if word in question] == [], question
        assert item["question"]["en"].endswith("?"), item["question"]["en"]


def test_items_and_chapters_speak_both_languages(city):
    for item in city.items:
        for key in ("question", "guide", "evidence", "law_note"):
            if key in item:
                assert set(item[key]) == {"ja", "en"}, item["code"]
                assert all(text.strip() == text and text for text in item[key].values()), item["code"]
    assert all(chapter["title"][language] for chapter in city.checklist["chapter"] for language in ("ja", "en"))


def test_some_of_each_sheet_is_core(city):
    for sheet in {item["sheet"] for item in city.items}:
        priorities = Counter(item["priority"] for item in city.items if item["sheet"] == sheet)
        assert 0.15 <= priorities["core"] / priorities.total() <= 0.50, sheet


@pytest.mark.parametrize("year", [2026, 2027, 2028])
def test_a_section_without_systems_is_asked_some_thirty_and_forty_questions(city, year):
    profile = policy.find(city.row["id"])
    asked = Counter(profile.items[code].sheet for code in selected(profile, "rotation", year))
    assert 20 <= asked["staff"] <= 36
    assert 20 <= asked["dept"] <= 42


def test_three_years_of_the_rotation_ask_every_item(city):
    profile = policy.find(city.row["id"])
    asked = {code for year in (2026, 2027, 2028) for code in selected(profile, "rotation", year)}
    assert asked == set(profile.items)
