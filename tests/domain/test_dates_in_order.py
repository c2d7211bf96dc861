"""Dates that make no sense together: an end before its beginning, and what is told before it has happened."""

import tomllib

import pytest

from app.common import resources
from app.domain.forms import Form, ahead, faults, field_of

ROWS = [
    {"name": "happened_at", "kind": "datetime", "past": True},
    {"name": "found_at", "kind": "datetime", "after": "happened_at"},
    {"name": "told_on", "kind": "date", "after": "found_at"},
    {"name": "checks", "kind": "rows", "columns": [{"name": "on", "kind": "date", "past": True}]},
]
FORM = Form("incident", tuple(field_of(row, row["name"]) for row in ROWS), "")
FOUND = {"x_happened_at": "2026-05-20T10:00", "x_found_at": "2026-05-20T10:00", "x_told_on": "2026-05-20"}


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({}, []),
        ({"x_found_at": "2026-05-20T09:59"}, ["x_found_at"]),
        ({"x_told_on": "2026-05-19"}, ["x_told_on"]),
        ({"x_found_at": ""}, []),
        ({"x_happened_at": "not a day"}, ["x_happened_at"]),
    ],
)
def test_what_follows_does_not_lie_before_as_fine_as_both_are_told(given, wrong):
    found = faults(FORM, {**FOUND, **given}, None)
    assert [fault.field for fault in found] == wrong
    assert {fault.code for fault in found} <= {"dates_reversed", "not_a_date"}


def test_what_has_happened_lies_not_ahead():
    now = "2026-05-20T10:00:30+09:00"
    assert ahead(FORM, {**FOUND, "x_happened_at": "2026-05-20T23:59"}, now) == []
    late = {"x_happened_at": "2026-05-21T00:00", "x_found_at": "2099-01-01T00:00", "x_checks": [{"on": "2026-05-21"}]}
    assert [fault.field for fault in ahead(FORM, late, now)] == ["x_happened_at", "x_checks.0.on"]


def test_every_order_that_a_record_declares_names_a_day_of_its_own():
    for path in sorted(resources.path("records").glob("*.toml")):
        for form in tomllib.loads(path.read_text(encoding="utf-8"))["forms"]:
            days = {row["name"] for row in form["fields"] if row.get("kind") in ("date", "datetime")}
            for row in form["fields"]:
                assert row.get("after", row["name"]) in days | {row["name"]}, (form["key"], row["name"])
                assert not (row.get("after") or row.get("past")) or row["name"] in days, (form["key"], row["name"])


def test_an_order_of_days_asked_of_a_number_or_of_words_asks_nothing():
    """A city's own form may say so by mistake: its check names it, and what is entered is not refused for it."""
    rows = [
        {"name": "on", "kind": "date"},
        {"name": "count", "kind": "int", "after": "on"},
        {"name": "who", "past": True},
    ]
    form = Form("keys", tuple(field_of(row, row["name"]) for row in rows), "")
    given = {"x_on": "2026-05-20", "x_count": 3, "x_who": "髙﨑"}
    assert faults(form, given, None) == ahead(form, given, "2026-05-20T10:00") == []
