"""The checklist of 高崎市 asks every duty of its policy, one fact at a time, of whoever can answer by looking."""

import csv
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from app.domain.inspection import selected
from app.services import policy

CITY = Path(__file__).parents[2] / "resources" / "policies" / "takasaki"
SHEETS = {"staff", "dept", "system", "central", "csirt", "committee", "bureau"}
FIGURES = {
    "media_without_number",
    "carryout_before_permission",
    "carryout_overdue",
    "disposal_incomplete",
    "media_not_checked",
    "requests_waiting",
}
GUIDELINE_OF_CHAPTER = {
    "2.2": "1",
    "2.3": "2",
    "2.4": "3",
    "2.5": "4",
    "2.6": "5",
    "2.7": "6",
    "2.8": "7",
    "2.9": "8",
    "2.10": "9",
}
VAGUE = ("適切に", "必要に応じて")


def _checklist() -> dict[str, Any]:
    return tomllib.loads((CITY / "checklist.toml").read_text(encoding="utf-8"))


def _clauses() -> dict[str, dict[str, str]]:
    with (CITY / "clauses.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


CHECKLIST = _checklist()
ITEMS: list[dict[str, Any]] = CHECKLIST["item"]
EXCUSED: list[dict[str, Any]] = CHECKLIST.get("not_inspected", [])
CLAUSES = _clauses()


def _duties() -> set[str]:
    return {clause_id for clause_id, row in CLAUSES.items() if "duty" in row["kind"].split("+")}


def _duties_of(sheet: str) -> set[str]:
    """The duties whose only reader is the one of this sheet."""
    return {id for id in _duties() if CLAUSES[id]["role"].split(";") == [sheet]}


def _asked_of(sheet: str) -> set[str]:
    return {clause for item in ITEMS if item["sheet"] == sheet for clause in item["covers"]}


def _excused() -> set[str]:
    return {entry["clause"] for entry in EXCUSED}


def test_codes_and_questions_are_unique() -> None:
    for values in (
        [item["code"] for item in ITEMS],
        [item["question"]["ja"] for item in ITEMS],
        [item["question"]["en"] for item in ITEMS],
    ):
        assert [value for value, count in Counter(values).items() if count > 1] == []


@pytest.mark.parametrize("sheet", sorted(SHEETS))
def test_every_duty_is_asked_on_the_sheet_of_its_role_or_excused(sheet: str) -> None:
    assert _duties_of(sheet) - _asked_of(sheet) - _excused() == set()


def test_covered_and_excused_clauses_exist() -> None:
    asked = {clause for sheet in SHEETS for clause in _asked_of(sheet)}
    assert (asked | _excused()) - CLAUSES.keys() == set()
    assert _duties() - asked - _excused() == set()


def test_at_most_a_quarter_of_the_duties_is_excused_each_with_a_reason() -> None:
    assert len(_excused()) <= len(_duties()) / 4
    assert all(_excused() & _asked_of(sheet) == set() for sheet in SHEETS)
    assert all(entry["reason"][language] for entry in EXCUSED for language in ("ja", "en"))


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item["code"])
def test_item_is_well_formed(item: dict[str, Any]) -> None:
    assert item["sheet"] in SHEETS
    assert item["code"].isascii()
    assert item["code"].startswith(f"{item['sheet']}-")
    assert item["chapter"] in {chapter["id"] for chapter in CHECKLIST["chapter"]}
    assert item["guideline"] == GUIDELINE_OF_CHAPTER.get(item["chapter"], item["guideline"])
    assert item["weight"] in (1, 2, 3)
    assert item["priority"] in ("core", "normal")
    assert item["cycle"] in (0, 1, 2, 3)
    assert item["priority"] == "normal" or item["cycle"] == 0, "a core item is asked every year"
    assert isinstance(item["na"], bool)
    assert item.get("figure") in FIGURES | {None}


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item["code"])
def test_item_covers_one_to_four_different_clauses(item: dict[str, Any]) -> None:
    assert 1 <= len(item["covers"]) <= 4
    assert len(set(item["covers"])) == len(item["covers"])


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item["code"])
def test_item_reads_as_one_short_question(item: dict[str, Any]) -> None:
    question = item["question"]["ja"]
    assert question.endswith("か。")
    assert question.count("。") == 1
    assert len(question) <= 80
    assert [word for word in VAGUE if word in question] == []
    assert item["question"]["en"].endswith("?")


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item["code"])
def test_item_speaks_both_languages(item: dict[str, Any]) -> None:
    for key in ("question", "guide", "evidence", "law_note"):
        if key in item:
            assert set(item[key]) == {"ja", "en"}
            assert all(text.strip() == text and text for text in item[key].values())


def test_chapters_are_those_of_the_items_in_both_languages() -> None:
    chapters = CHECKLIST["chapter"]
    assert {chapter["id"] for chapter in chapters} == {item["chapter"] for item in ITEMS}
    assert all(chapter["title"][language] for chapter in chapters for language in ("ja", "en"))


def test_about_a_third_of_each_sheet_is_core() -> None:
    for sheet in SHEETS:
        priorities = Counter(item["priority"] for item in ITEMS if item["sheet"] == sheet)
        assert 0.15 <= priorities["core"] / priorities.total() <= 0.50


@pytest.mark.parametrize("year", [2026, 2027, 2028])
def test_a_section_without_systems_is_asked_some_thirty_and_forty_questions(year: int) -> None:
    profile = policy.find("takasaki")
    asked = Counter(profile.items[code].sheet for code in selected(profile, "rotation", year))
    assert 25 <= asked["staff"] <= 36
    assert 22 <= asked["dept"] <= 40


def test_three_years_of_the_rotation_ask_every_item() -> None:
    profile = policy.find("takasaki")
    asked = {code for year in (2026, 2027, 2028) for code in selected(profile, "rotation", year)}
    assert asked == set(profile.items)


def test_items_resting_on_superseded_law_say_so() -> None:
    outdated = {"2.3(2)9-b", "2.8.5-6", "2.8.5-7"}
    assert [item["code"] for item in ITEMS if outdated & set(item["covers"]) and "law_note" not in item] == []


def test_every_figure_of_the_registers_stands_beside_a_question() -> None:
    assert {item["figure"] for item in ITEMS if "figure" in item} == FIGURES
