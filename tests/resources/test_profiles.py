"""Every built-in profile holds together: its clauses, its keys, its two languages, its rules."""

import tomllib
from pathlib import Path

POLICIES = Path(__file__).parents[2] / "resources" / "policies"
KINDS = {
    *("pc", "tablet", "phone", "hdd", "ssd", "usb", "sd", "external_hdd", "optical", "tape"),
    *("fd", "mo", "ic_card", "mfp", "network_device", "paper", "other"),
}
METHODS = {
    *("destroy", "degauss", "overwrite", "block_erase", "crypto_erase"),
    *("dissolve", "incinerate", "shred", "format_only"),
}
DISPOSITIONS = {"discard", "lease_return", "repair", "transfer", "reuse"}
ACTIVITIES = {"carry", "offsite_work", "transport", "provide", "send_fax", "send_mail", "copy"}
SAFEGUARDS = {
    *("encryption", "password", "locked_case", "sealed", "kept_on_person", "screen_lock"),
    *("privacy_filter", "remote_wipe", "minimum_data", "tracking", "nda"),
}
TRANSPORTS = {"in_person", "official_car", "public_transport", "post_tracked", "contractor"}
CLAUSE_KINDS = {"duty", "role", "permission", "definition", "scope", "purpose", "heading-only", "other"}
DEMANDS = ("permission", "record", "methods", "refuse_methods", "safeguards", "safeguards_any", "demand")
LEVELS = {"required", "recommended", "none"}
PAPERS = {"sheet", "disposal_request", "disposal_record", "carryout", "media_register", "carryout_register"}


def test_every_clause_is_listed_once_without_its_sentences(city):
    ids = [row["id"] for row in city.clauses]
    assert len(set(ids)) == len(ids)
    assert not [row["id"] for row in city.clauses if "。" in row["heading"]]
    assert {part for row in city.clauses for part in row["kind"].split("+")} <= CLAUSE_KINDS


def test_the_clause_list_is_plain(city):
    raw = (POLICIES / city.row["folder"] / "clauses.csv").read_bytes()
    assert b"\r" not in raw
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert raw.startswith(b"id,citation,heading,kind,role,topic,records\n")


def test_every_duty_binds_a_known_role_or_actor(city):
    known = city.keys("roles") | set(city.profile["actors"])
    assert {role for row in city.clauses for role in row["role"].split(";") if role} <= known
    assert not [row["id"] for row in city.clauses if "duty" in row["kind"].split("+") and not row["role"]]


def test_every_clause_named_by_the_profile_exists(city):
    used: set[str] = set()
    for place, value in city.walk():
        name = place.rsplit(".", 1)[-1]
        if isinstance(value, list) and (name == "clause" or name.endswith("_clause")):
            used.update(value)
    for fields in city.profile["field_clauses"].values():
        used.update(clause for found in fields.values() for clause in found)
    assert used - {row["id"] for row in city.clauses} == set()


def test_every_text_stands_in_both_languages(city):
    empty = []
    for place, value in city.walk():
        if not isinstance(value, dict) or not {"ja", "en"} & set(value):
            continue
        assert set(value) == {"ja", "en"}, place
        if not place.endswith(".form_no") and not (value["ja"].strip() and value["en"].strip()):
            empty.append(place)
    assert not empty


def test_the_ranks_of_the_classes_differ(city):
    ranks = [row["rank"] for row in city.profile["classes"]]
    assert len(set(ranks)) == len(ranks)


def test_keys_and_rule_ids_are_unique(city):
    for table in ("roles", "unit_kinds", "classes", "zones", "separation"):
        assert len(city.keys(table)) == len(city.profile[table]), table
    ids = [row["id"] for _, row in city.rules]
    assert len(set(ids)) == len(ids)


def test_roles_name_existing_roles_and_units(city):
    roles = city.keys("roles")
    for row in city.profile["roles"]:
        assert row["reports_to"] in roles | {""}, row["key"]
        assert row.get("deputy", "") in roles | {""}, row["key"]
        assert row.get("acts_for", {"role": "ciso"})["role"] in roles, row["key"]
        assert set(row.get("unit_kinds", [])) <= city.keys("unit_kinds"), row["key"]
        assert row["scope"] in {"city", "bureau", "unit", "system", "person"}, row["key"]


def test_reporting_lines_end(city):
    above = {row["key"]: row["reports_to"] for row in city.profile["roles"]}
    for role in above:
        steps = 0
        while role:
            role, steps = above[role], steps + 1
            assert steps <= len(above)


def test_units_name_existing_roles(city):
    for row in city.profile["unit_kinds"]:
        assert {row["head_role"], *row.get("also_roles", [])} <= city.keys("roles"), row["key"]
        head = next(role for role in city.profile["roles"] if role["key"] == row["head_role"])
        assert row["key"] in head["unit_kinds"], row["key"]


def test_groups_hold_kinds(city):
    assert {kind for kinds in city.profile["kind_groups"].values() for kind in kinds} <= KINDS


def test_a_rule_names_only_known_keys(city):
    kinds = KINDS | set(city.profile["kind_groups"]) | {"*"}
    for table, row in city.rules:
        for name, known in {
            "kinds": kinds | ({"information"} if table == "carryout_rules" else set()),
            "classes": city.keys("classes") | {"*"},
            "zones": city.keys("zones") | {"*"},
            "dispositions": DISPOSITIONS | {"*"},
            "activities": ACTIVITIES,
            "methods": METHODS,
            "refuse_methods": METHODS,
            "safeguards": SAFEGUARDS,
            "safeguards_any": SAFEGUARDS,
            "transports": TRANSPORTS,
            "record_fields": {"transport", "carrier"}
            if table == "carryout_rules"
            else {"started", "performer", "detail"},
            "alternatives": {"nda"},
        }.items():
            assert set(row.get(name, [])) <= known, (row["id"], name)
        assert row.get("permission", "") in city.keys("roles") | {""}, row["id"]
        assert row["effect"] in {"refuse", "warn"}, row["id"]
        assert row.get("place", "") in {"", "inside"}, row["id"]
        assert row.get("personal_information", "") in {"", "only", "never"}, row["id"]
        assert {row.get(name, "none") for name in ("witness", "certificate", "photo", "verify")} <= LEVELS, row["id"]


def test_a_rule_says_where_it_comes_from(city):
    for _, row in city.rules:
        if row["basis"] == "policy":
            assert row["clause"], row["id"]
        else:
            assert (row["basis"], row["clause"], row["effect"]) == ("general", [], "warn"), row["id"]


def test_only_a_prohibition_refuses_without_a_way_out(city):
    for row in city.profile["carryout_rules"]:
        hopeless = row["effect"] == "refuse" and not any(row.get(name) for name in DEMANDS)
        forbids = row.get("prohibited", False)
        assert not forbids or row["effect"] == "refuse", row["id"]
        assert hopeless == (forbids and not row.get("exception", False)), row["id"]


def test_separations_and_permissions_are_complete(city):
    for row in city.profile["separation"]:
        assert len(set(row["acts"])) == 2, row["key"]
        assert (row["basis"] == "policy") == bool(row["clause"]), row["key"]
    for row in city.profile["permissions"]:
        named = {row["role"], *row.get("also", []), *row.get("either", []), *row["applicants"]}
        assert named <= city.keys("roles"), row["act"]
        assert (row.get("basis", "policy") == "policy") == bool(row["clause"]), row["act"]


def test_nobody_decides_his_own_request(city):
    approvers = {row["key"] for row in city.profile["roles"] if row["approver"]}
    steps = city.profile["deciding"]["escalation"]
    assert all(step["applicant"] != step["decider"] for step in steps)
    assert {step["decider"] for step in steps} <= approvers
    assert {row["role"] for row in city.profile["permissions"]} <= {step["applicant"] for step in steps} | {"ciso"}


def test_inspections_name_known_roles(city):
    assert {item["sheet"] for item in city.items} <= city.sheets
    for row in city.profile["inspections"]:
        assert {row["role"], row["compiled_by"], row["reports_to"]} <= city.keys("roles") | {""}, row["sheet"]
        assert row["subject"] in {"unit", "person", "system", "bureau", "facility", "city"}, row["sheet"]
        assert row["cycle"] in {"fiscal_year", "regular"}, row["sheet"]
        assert (row["basis"] == "policy") == bool(row["clause"]), row["sheet"]


def test_boxes_and_titles_are_complete(city):
    assert {row["form"] for row in city.profile["approval_boxes"]} == {"sheet", "disposal", "carryout"}
    for row in city.profile["approval_boxes"]:
        assert row["seal"] in {"box", "date_stamp", "text"}
        for box in [*row["boxes"], *row.get("escalated", [])]:
            assert box.get("role") in city.keys("roles") or box.get("post")
    assert {row["form"] for row in city.profile["paper_titles"]} >= PAPERS


def test_the_password_rule_stays_usable(city):
    rule = city.profile["password"]
    assert 8 <= rule["min_length"] < rule["max_length"]
    assert all(rule["blocklist_words"])


def test_the_index_says_what_the_profile_says(city):
    about = city.profile["profile"]
    assert (city.row["id"], city.row["name"], city.row["municipality"]) == (
        about["id"],
        about["name"],
        about["municipality"],
    )
    assert "公開文書に基づく例" in about["name"]["ja"]


def test_the_default_is_on_board():
    index = tomllib.loads((POLICIES / "index.toml").read_text(encoding="utf-8"))
    assert index["default"] in {row["id"] for row in index["policies"]}
