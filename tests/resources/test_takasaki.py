"""What 高崎市's profile alone must hold: every clause, every sheet, the law that has changed since."""

import csv
import tomllib
from pathlib import Path
from typing import Any

from app.services import policy

FOLDER = Path(__file__).parents[2] / "resources" / "policies" / "takasaki"
CHECKLIST: dict[str, Any] = tomllib.loads((FOLDER / "checklist.toml").read_text(encoding="utf-8"))
with (FOLDER / "clauses.csv").open(encoding="utf-8", newline="") as file:
    CLAUSES = {row["id"]: row for row in csv.DictReader(file)}
SHEETS = {"staff", "dept", "system", "central", "csirt", "committee", "bureau"}
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
FIGURES = {
    "media_without_number",
    "carryout_before_permission",
    "carryout_overdue",
    "disposal_incomplete",
    "media_not_checked",
    "requests_waiting",
}


def _asked_of(sheet: str) -> set[str]:
    return {clause for item in CHECKLIST["item"] if item["sheet"] == sheet for clause in item["covers"]}


def test_all_clauses_are_listed():
    assert len(CLAUSES) == 444
    assert len({row["citation"] for row in CLAUSES.values()}) == 444
    assert sum("duty" in row["kind"].split("+") for row in CLAUSES.values()) == 307


def test_each_duty_is_asked_on_the_sheet_of_its_only_role():
    excused = {entry["clause"] for entry in CHECKLIST.get("not_inspected", [])}
    for sheet in SHEETS:
        own = {
            id for id, row in CLAUSES.items() if "duty" in row["kind"].split("+") and row["role"].split(";") == [sheet]
        }
        assert own - _asked_of(sheet) - excused == set(), sheet


def test_the_sheets_are_those_of_the_policy():
    profile = policy.read(FOLDER)
    assert {row["sheet"] for row in profile.raw["inspections"]} == SHEETS


def test_items_carry_the_guidelines_chapter_of_theirs():
    for item in CHECKLIST["item"]:
        assert item["guideline"] == GUIDELINE_OF_CHAPTER.get(item["chapter"], item["guideline"]), item["code"]


def test_items_resting_on_superseded_law_say_so():
    outdated = {"2.3(2)9-b", "2.8.5-6", "2.8.5-7"}
    silent = [i["code"] for i in CHECKLIST["item"] if outdated & set(i["covers"]) and "law_note" not in i]
    assert silent == []


def test_every_figure_of_the_registers_stands_beside_a_question():
    assert {item["figure"] for item in CHECKLIST["item"] if "figure" in item} == FIGURES


def test_the_scale_keeps_not_known_out_of_the_score():
    choices = {row["code"]: row for row in policy.read(FOLDER).raw["scale"]["choices"]}
    assert list(choices) == ["yes", "partly", "no", "na", "unknown"]
    assert [row["mark"] for row in choices.values()] == ["○", "△", "×", "－", "？"]
    assert {code for code, row in choices.items() if row["points"]} == {"yes", "partly", "no"}
