"""A facility of a designated manager: its sheet out and back as Excel; 7(4) and 7(5)(6) decided by whom they name."""

from datetime import datetime, timedelta

import pytest
from openpyxl import load_workbook

from app.common import i18n
from app.common.clock import JAPAN, FixedClock
from app.common.errors import BadInput, Refused
from app.common.paths import Paths
from app.domain import entry as entry_forms
from app.services import department, entry, inspection, intake, paper, people, printing, record, training, verification
from app.services.approval import Seen, signet
from app.services.session import sign_in
from app.services.training_city import CLERK, MANAGER, NEW_PASSWORD, PASSWORD, SUPERIOR
from tests.acts import person
from tests.conftest import CHEAP

START = datetime(2026, 5, 11, 9, 0, tzinfo=JAPAN)
HALL = "見本市民会館"


@pytest.fixture
def session(tmp_path):
    plan = training.plan("minato")
    i18n.use_words(plan.profile.words)
    clock = FixedClock(START, timedelta(seconds=2))
    opened = department.found(tmp_path / "c.tenken", Paths.under(tmp_path / "home").make(), plan, clock, CHEAP)
    sign_in(opened, person(opened, CLERK))
    yield opened
    opened.close()


@pytest.fixture
def sheet(session):
    """The hall is in the register, and its sheet is handed out."""
    values = {
        "x_name": HALL,
        "x_partner": "見本管理株式会社",
        "x_agreement": "秘密・指針・違反",
        "x_until": "2029-03-31",
    }
    entry.open(session, "facility", values)
    (listed,) = inspection.listed(session, "facility")
    return inspection.open_sheet(session, "facility", session.user, "", system=listed["id"]).id


def marks_of(session, sheet, *first):
    """Marks for the whole sheet, with － where the question allows it and ○ elsewhere; ``first`` come before."""
    asked = [session.profile.items[code] for code in record.get(session, "sheet", sheet)["items"]]
    return [*first, *("－" if item.na else "○" for item in asked[len(first) :])]


def filled(session, sheet, path, marks, note="金庫を買う予定"):
    """The book as the facility sends it back."""
    printing.export(session, "sheet_blank", sheet, "xlsx", path)
    book = load_workbook(path)
    form = book.worksheets[0]
    form["D3"] = "葛󠄀西 薫"
    for row, mark in enumerate(marks, 7):
        form[f"E{row}"] = mark
        form[f"F{row}"] = note if mark in "△×－" and mark else None
    book.save(path)
    return path


def test_the_book_is_this_sheets_and_hands_it_in(session, sheet, tmp_path):
    asked = record.get(session, "sheet", sheet)["items"]
    assert record.get(session, "sheet", sheet)["subject"] == HALL
    number = record.get(session, "sheet", sheet)["no"]
    name = paper.suggested_name(session, "sheet_blank", sheet, "xlsx")
    assert name == f"【市民税課】令和8年度_情報安全対策点検票（記入用）_{number}_{HALL}_20260511.xlsx"
    assert "（手書き用）" in paper.suggested_name(session, "sheet_blank", sheet, "pdf")
    marks = ["○"] * (len(asked) - 2) + ["×", "△"]
    found = intake.preview_answers(session, [filled(session, sheet, tmp_path / "会館.xlsx", marks)])
    assert not found.books
    assert not found.faults
    assert not found.sheets[0].gaps
    intake.count_answers(session, found, 0)
    row = record.get(session, "sheet", sheet)
    assert row["state"] == "submitted"
    assert "葛󠄀西 薫" in row["comment"]
    assert [file["name"] for file in row["attachments"]] == ["会館.xlsx"]
    assert inspection.answers(session, sheet)[asked[-1]]["finding"] == "金庫を買う予定"
    assert len(session.store.query("SELECT id FROM improvement WHERE subject = ?", (HALL,))) == 2
    with signet(session, person(session, MANAGER), PASSWORD) as seal:
        inspection.confirm(session, sheet, seal, Seen.of(row))
    assert record.get(session, "sheet", sheet)["state"] == "confirmed"
    again = intake.preview_answers(session, [tmp_path / "会館.xlsx"])
    assert [fault.code for fault in again.sheets[0].faults] == ["sheet_not_open"]
    assert verification.verify(session.store.path, session.paths).findings == []


def test_faults_and_gaps_are_named_by_cell_and_a_gap_leaves_the_sheet_open(session, sheet, tmp_path):
    asked = record.get(session, "sheet", sheet)["items"]
    bad = filled(session, sheet, tmp_path / "a.xlsx", ["まあまあ", *["○"] * (len(asked) - 1)])
    found = intake.preview_answers(session, [bad])
    assert [(fault.cell, fault.code) for fault in found.sheets[0].faults] == [("E7", "answer_unreadable")]
    with pytest.raises(Refused) as refused:
        intake.count_answers(session, found, 0)
    assert refused.value.code == "import_faults"
    every = filled(session, sheet, tmp_path / "n.xlsx", ["－"] * len(asked))
    strict = [7 + at for at, code in enumerate(asked) if not session.profile.items[code].na]
    found = intake.preview_answers(session, [every])
    assert [fault.cell for fault in found.sheets[0].faults] == [f"E{row}" for row in strict]
    some = filled(session, sheet, tmp_path / "b.xlsx", marks_of(session, sheet, "×", "○", ""), note="")
    found = intake.preview_answers(session, [some, bad])
    gaps = [(gap.cell, gap.code) for gap in found.sheets[0].gaps]
    assert gaps[:2] == [("E9", "answer_empty"), ("F7", "finding_empty")]
    loose = [f"F{7 + at}" for at, code in enumerate(asked) if session.profile.items[code].na and at > 2]
    assert gaps[2:] == [(cell, "reason_empty") for cell in loose]
    assert loose
    assert [error.code for _, error in found.refused] == ["book_twice"]
    intake.count_answers(session, found, 0)
    assert record.get(session, "sheet", sheet)["state"] == "open"
    assert len(inspection.answers(session, sheet)) == len(asked) - 1
    whole = filled(session, sheet, tmp_path / "c.xlsx", marks_of(session, sheet, "×"), note="古い館のため")
    intake.count_answers(session, intake.preview_answers(session, [whole]), 0)
    assert record.get(session, "sheet", sheet)["state"] == "submitted"
    said = inspection.answers(session, sheet)
    assert {said[code]["reason"] for code in asked if said[code]["value"] == "na"} == {"古い館のため"}


@pytest.mark.parametrize(
    ("form", "role", "clause"),
    [
        ("facility_check", "ciso", "基準7(4)①"),
        ("facility_system", "central", "基準7(5)①"),
        ("facility_device", "central", "基準7(6)①"),
    ],
)
def test_inspection_and_approvals_are_decided_by_whom_the_guideline_names(session, form, role, clause):
    assert entry_forms.decider(session.profile, form) == role
    found = [session.profile.citation(id) for id in entry_forms.basis(session.profile, form)]
    assert found[0] == clause
    assert all(said.startswith(clause) for said in found)  # not what its neighbours are about
    values = {
        "facility_check": {"x_checked_on": session.today, "x_ways": ["sheet", "visit"], "x_result": "good"},
        "facility_system": {"x_system": "予約システム", "x_purpose": "受付", "x_checks": ["apart", "guideline"]},
        "facility_device": {"x_device": "ノートPC 2台", "x_purpose": "自社の会計", "x_guideline": 1},
    }[form]
    if form != "facility_check":
        values |= {"x_starts_on": session.today}
    id = entry.open(session, form, {"x_facility": HALL, "x_partner": "見本管理株式会社", **values}).id
    decision = "permit"
    if form == "facility_check":
        record.move(session, form, id, "submit")
        decision = "confirm"
    with signet(session, person(session, MANAGER), PASSWORD) as seal, pytest.raises(Refused) as refused:
        entry.seal(session, form, id, seal, Seen.of(record.get(session, form, id)), decision=decision)
    assert refused.value.code == "role_not_held"
    superior = person(session, SUPERIOR)
    with signet(session, person(session, MANAGER), PASSWORD) as seal:
        people.enrol(session, superior, NEW_PASSWORD, seal)
        people.grant(session, superior, role, session.today, "", seal)
    with signet(session, superior, NEW_PASSWORD) as seal:
        entry.seal(session, form, id, seal, Seen.of(record.get(session, form, id)), decision=decision)
    assert record.get(session, form, id)["state"] in ("confirmed", "permitted")
    if form != "facility_check":
        with pytest.raises(BadInput) as told:
            record.move(session, form, id, "end", {"x_ended_on": "2026-12-31"})
        assert [fault.code for fault in told.value.faults] == ["in_future"]


def test_a_book_of_an_inspection_that_is_over_is_refused(session, sheet, tmp_path):
    path = filled(session, sheet, tmp_path / "昨年度の会館.xlsx", marks_of(session, sheet))
    inspection.close_year(session)
    session.clock.advance(timedelta(days=365))
    inspection.open_year(session)
    (refused,) = intake.preview_answers(session, [path]).refused
    assert refused[1].code == "received_year"
    assert inspection.answers(session, sheet) == {}
