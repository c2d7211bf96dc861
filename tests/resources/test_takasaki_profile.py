"""The profile of 高崎市 holds together: its clauses, its keys, its two languages."""

import csv
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.services import policy

POLICIES = Path(__file__).parents[2] / "resources" / "policies"
FOLDER = POLICIES / "takasaki"
PROFILE: dict[str, Any] = tomllib.loads((FOLDER / "profile.toml").read_text(encoding="utf-8"))
with (FOLDER / "clauses.csv").open(encoding="utf-8", newline="") as file:
    CLAUSES = list(csv.DictReader(file))

CLAUSE_IDS = {row["id"] for row in CLAUSES}
ROLES = {row["key"] for row in PROFILE["roles"]}
CLASSES = {row["key"] for row in PROFILE["classes"]}
ZONES = {row["key"] for row in PROFILE["zones"]}
UNIT_KINDS = {row["key"] for row in PROFILE["unit_kinds"]}
KINDS = {
    *("pc", "tablet", "phone", "hdd", "ssd", "usb", "sd", "external_hdd", "optical", "tape"),
    *("fd", "mo", "ic_card", "mfp", "network_device", "paper", "other"),
}
GROUPS = set(PROFILE["kind_groups"])
METHODS = {
    *("destroy", "degauss", "overwrite", "block_erase", "crypto_erase"),
    *("dissolve", "incinerate", "shred", "format_only"),
}
DISPOSITIONS = {"discard", "lease_return", "repair", "transfer", "reuse"}
ACTIVITIES = {"carry", "offsite_work", "transport", "provide", "send_fax", "send_mail", "copy"}
SAFEGUARDS = {
    *("encryption", "password", "locked_case", "sealed", "kept_on_person", "screen_lock"),
    *("privacy_filter", "remote_wipe", "minimum_data", "tracking"),
}
RULE_TABLES = ("disposal_rules", "carryout_rules", "media_rules")
RULES = [(table, row) for table in RULE_TABLES for row in PROFILE[table]]
DEMANDS = ("permission", "record", "methods", "refuse_methods", "safeguards", "safeguards_any", "demand")
LEVELS = {"required", "recommended", "none"}


def walk(value: object, place: str = "") -> Iterator[tuple[str, object]]:
    """Every value of the profile with its place, the containers included."""
    yield place, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from walk(inner, f"{place}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from walk(inner, f"{place}[{number}]")


def clauses_used() -> set[str]:
    """Every clause id that the profile names anywhere."""
    used: set[str] = set()
    for place, value in walk(PROFILE):
        name = place.rsplit(".", 1)[-1]
        if isinstance(value, list) and (name == "clause" or name.endswith("_clause")):
            used.update(value)
    for fields in PROFILE["field_clauses"].values():
        used.update(clause for found in fields.values() for clause in found)
    return used


def test_every_clause_is_listed_once():
    assert len(CLAUSES) == 444
    assert len(CLAUSE_IDS) == 444
    assert len({row["citation"] for row in CLAUSES}) == 444


def test_the_clause_list_is_plain():
    raw = (FOLDER / "clauses.csv").read_bytes()
    assert b"\r" not in raw
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert raw.startswith(b"id,citation,heading,kind,role,topic,records\n")


def test_the_clause_list_holds_headings_and_no_sentences():
    assert not [row["id"] for row in CLAUSES if "。" in row["heading"]]


def test_the_kinds_of_clause_are_known():
    kinds = {"duty", "role", "permission", "definition", "scope", "purpose", "other"}
    assert {part for row in CLAUSES for part in row["kind"].split("+")} == kinds
    assert sum("duty" in row["kind"].split("+") for row in CLAUSES) == 307


def test_every_duty_binds_a_known_role_or_actor():
    known = ROLES | set(PROFILE["actors"])
    assert {role for row in CLAUSES for role in row["role"].split(";") if role} <= known
    assert not [row["id"] for row in CLAUSES if "duty" in row["kind"].split("+") and not row["role"]]


def test_every_clause_named_by_the_profile_exists():
    assert clauses_used() - CLAUSE_IDS == set()


def test_every_text_stands_in_both_languages():
    empty = []
    for place, value in walk(PROFILE):
        if not isinstance(value, dict) or not {"ja", "en"} & set(value):
            continue
        assert set(value) == {"ja", "en"}, place
        if not place.endswith(".form_no") and not (value["ja"].strip() and value["en"].strip()):
            empty.append(place)
    assert not empty


def test_the_ranks_of_the_classes_differ():
    ranks = [row["rank"] for row in PROFILE["classes"]]
    assert len(set(ranks)) == len(ranks)
    assert max(PROFILE["classes"], key=lambda row: row["rank"])["key"] == "A"


@pytest.mark.parametrize("table", ["roles", "unit_kinds", "classes", "zones", "separation"])
def test_keys_are_unique(table):
    keys = [row["key"] for row in PROFILE[table]]
    assert len(set(keys)) == len(keys)


def test_rule_ids_are_unique():
    ids = [row["id"] for _, row in RULES]
    assert len(set(ids)) == len(ids)


def test_roles_name_existing_roles_and_units():
    for row in PROFILE["roles"]:
        assert row["reports_to"] in ROLES | {""}, row["key"]
        assert row.get("deputy", "") in ROLES | {""}, row["key"]
        assert row.get("acts_for", {"role": "ciso"})["role"] in ROLES, row["key"]
        assert set(row.get("unit_kinds", [])) <= UNIT_KINDS, row["key"]
        assert row["scope"] in {"city", "bureau", "unit", "system", "person"}, row["key"]


def test_reporting_lines_end():
    above = {row["key"]: row["reports_to"] for row in PROFILE["roles"]}
    for role in above:
        steps = 0
        while role:
            role, steps = above[role], steps + 1
            assert steps <= len(above)


def test_units_name_existing_roles_and_units():
    for row in PROFILE["unit_kinds"]:
        assert {row["head_role"], *row.get("also_roles", [])} <= ROLES, row["key"]
        assert row["parent"] in UNIT_KINDS | {""}, row["key"]
        head = next(role for role in PROFILE["roles"] if role["key"] == row["head_role"])
        assert row["key"] in head["unit_kinds"], row["key"]


def test_groups_hold_kinds():
    assert {kind for kinds in PROFILE["kind_groups"].values() for kind in kinds} <= KINDS


@pytest.mark.parametrize(("table", "row"), RULES, ids=[row["id"] for _, row in RULES])
def test_a_rule_names_only_known_keys(table, row):
    known_kinds = KINDS | GROUPS | {"*"} | ({"information"} if table == "carryout_rules" else set())
    for name, known in {
        "kinds": known_kinds,
        "classes": CLASSES | {"*"},
        "zones": ZONES | {"*"},
        "dispositions": DISPOSITIONS | {"*"},
        "activities": ACTIVITIES,
        "methods": METHODS,
        "refuse_methods": METHODS,
        "safeguards": SAFEGUARDS,
        "safeguards_any": SAFEGUARDS,
        "record_fields": {"started", "performer", "detail"},
        "alternatives": {"nda"},
    }.items():
        assert set(row.get(name, [])) <= known, name
    assert row.get("permission", "") in ROLES | {""}
    assert row["effect"] in {"refuse", "warn"}
    assert row.get("place", "") in {"", "inside"}
    assert row.get("personal_information", "") in {"", "only", "never"}
    assert {row.get(name, "none") for name in ("witness", "certificate", "photo", "verify")} <= LEVELS


@pytest.mark.parametrize(("table", "row"), RULES, ids=[row["id"] for _, row in RULES])
def test_a_rule_says_where_it_comes_from(table, row):
    if row["basis"] == "policy":
        assert row["clause"]
    else:
        assert (row["basis"], row["clause"], row["effect"]) == ("general", [], "warn")


def test_only_a_prohibition_refuses_without_a_way_out():
    for row in PROFILE["carryout_rules"]:
        hopeless = row["effect"] == "refuse" and not any(row.get(name) for name in DEMANDS)
        assert hopeless == row.get("prohibited", False), row["id"]


def test_separations_and_permissions_are_complete():
    for row in PROFILE["separation"]:
        assert len(set(row["acts"])) == 2, row["key"]
        assert (row["basis"] == "policy") == bool(row["clause"]), row["key"]
    for row in PROFILE["permissions"]:
        assert {row["role"], *row.get("also", []), *row["applicants"]} <= ROLES, row["act"]
        assert row["clause"], row["act"]


def test_nobody_decides_his_own_request():
    approvers = {row["key"] for row in PROFILE["roles"] if row["approver"]}
    steps = PROFILE["deciding"]["escalation"]
    assert all(step["applicant"] != step["decider"] for step in steps)
    assert {step["decider"] for step in steps} <= approvers
    assert {row["role"] for row in PROFILE["permissions"]} <= {step["applicant"] for step in steps} | {"ciso"}


def test_inspections_name_known_roles():
    sheets = {row["sheet"] for row in PROFILE["inspections"]}
    assert sheets == {"staff", "dept", "bureau", "system", "central", "csirt", "committee"}
    for row in PROFILE["inspections"]:
        assert {row["role"], row["compiled_by"], row["reports_to"]} <= ROLES, row["sheet"]
        assert row["subject"] in {"unit", "person", "system", "bureau", "city"}, row["sheet"]
        assert row["cycle"] in {"fiscal_year", "regular"}, row["sheet"]
        assert (row["basis"] == "policy") == bool(row["clause"]), row["sheet"]


def test_boxes_and_titles_are_complete():
    assert {row["form"] for row in PROFILE["approval_boxes"]} == {"sheet", "disposal", "carryout"}
    for row in PROFILE["approval_boxes"]:
        assert row["seal"] in {"box", "date_stamp", "text"}
        for box in [*row["boxes"], *row.get("escalated", [])]:
            assert box.get("role") in ROLES or box.get("post")
    titles = {row["form"] for row in PROFILE["paper_titles"]}
    assert titles >= {"sheet", "disposal_request", "disposal_record", "carryout", "media_register", "carryout_register"}


def test_the_scale_keeps_not_known_out_of_the_score():
    choices = {row["code"]: row for row in policy.read(FOLDER).raw["scale"]["choices"]}
    assert list(choices) == ["yes", "partly", "no", "na", "unknown"]
    assert [row["mark"] for row in choices.values()] == ["○", "△", "×", "－", "？"]
    assert {code for code, row in choices.items() if row["points"]} == {"yes", "partly", "no"}


def test_the_password_rule_stays_usable():
    rule = PROFILE["password"]
    assert 8 <= rule["min_length"] < rule["max_length"]
    assert all(rule["blocklist_words"])


def test_the_index_names_profiles_that_exist():
    index = tomllib.loads((POLICIES / "index.toml").read_text(encoding="utf-8"))
    assert index["default"] in {row["id"] for row in index["policies"]}
    for row in index["policies"]:
        about = tomllib.loads((POLICIES / row["folder"] / "profile.toml").read_text(encoding="utf-8"))["profile"]
        assert (row["id"], row["name"], row["municipality"]) == (about["id"], about["name"], about["municipality"])
