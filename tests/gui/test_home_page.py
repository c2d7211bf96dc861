"""The home screen: today's matters, each one click from its place, and how the year stands."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QAbstractButton

from app.gui.home.page import HomePage
from app.gui.widgets.row import Row
from app.services import carryout, home, inspection, media, record
from app.services.approval import Seen, signet
from tests.gui.store_fixtures import CLERK, COLLEAGUE, MANAGER, PASSWORD, person, sit

PC = {
    "medium_no": "PC-0001", "medium_kind": "pc", "name": "ノートパソコン", "info_class": "B",
    "place": "鍵付き書庫", "zone": "lgwan",
}  # fmt: skip
REQUEST = {
    "info_class": "B", "purpose": "現地調査の記録のため", "destination": "見本市民会館",
    "starts_on": "2026-05-11", "due_on": "2026-05-12", "safeguards": ["password"],
}  # fmt: skip


@pytest.fixture
def page(desk, shown):
    made = HomePage(desk)
    made.resize(1040, 700)
    return shown(made)


def request(desk, who=CLERK):
    sit(desk, who)
    pc = media.register(desk.session, PC).id
    return carryout.request(desk.session, {**REQUEST, "media": [pc]}).id


def decide(desk, id, who=MANAGER):
    with signet(desk.session, person(desk, who), PASSWORD) as seal:
        carryout.decide(desk.session, id, seal, Seen.of(record.get(desk.session, "carryout", id)), decision="permit")


def kinds(desk):
    return {matter.kind: matter for matter in home.todo(desk.session)}


def rows(page):
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return page.todo.findChildren(Row)


def test_an_empty_store_says_what_comes_first(page, desk):
    assert not page.nothing.isVisible()  # the deadline is listed
    assert page.no_sheets.isVisible()
    went = []
    desk.signals.go_to.connect(lambda key, id: went.append((key, id)))
    page.no_sheets.findChildren(QAbstractButton)[0].click()
    assert went == [("inspection", "hand-out")]


def test_a_request_waits_for_the_one_who_may_decide_it(desk):
    id = request(desk)
    assert "carryout_requests" not in kinds(desk)
    sit(desk, MANAGER)
    assert kinds(desk)["carryout_requests"].record == id
    decide(desk, id)
    assert "carryout_requests" not in kinds(desk)
    sit(desk, CLERK)
    assert kinds(desk)["own_requests"].record == id


def test_ones_own_request_is_for_nobody_to_decide_here(desk):
    id = request(desk, MANAGER)
    matters = kinds(desk)
    assert "carryout_requests" not in matters
    assert matters["nobody_decides"].record == id


def test_what_is_late_is_told_with_its_days(page, desk):
    id = request(desk)
    decide(desk, id)
    carryout.take_out(desk.session, id, {"out_at": "2026-05-11T09:00", "out_virus_check": "clean"})
    desk.session.clock.advance(timedelta(days=1))
    assert "due_today" in kinds(desk)
    desk.session.clock.advance(timedelta(days=3))
    late = kinds(desk)["overdue"]
    assert (late.days, late.name, late.count) == (3, "見本市民会館", 1)
    page.refresh()
    assert "3日超過" in rows(page)[0].accessibleName()
    went = []
    desk.signals.go_to.connect(lambda key, id: went.append((key, id)))
    rows(page)[0].click()
    assert went == [("carryout", id)]


def test_a_return_waits_for_its_confirmation(desk):
    id = request(desk)
    decide(desk, id)
    carryout.take_out(desk.session, id, {"out_at": "2026-05-11T09:00", "out_virus_check": "clean"})
    carryout.bring_back(
        desk.session, id, {"back_at": "2026-05-11T09:30", "back_virus_check": "clean", "erasure": "no_data"}
    )
    assert "returns" not in kinds(desk)
    sit(desk, MANAGER)
    assert kinds(desk)["returns"].record == id


def test_a_sheet_goes_from_unanswered_to_confirmed(page, desk):
    clerk = sit(desk, CLERK)
    sheet = inspection.open_sheet(desk.session, "staff", clerk).id
    items = inspection.items_for(desk.session, "staff")
    assert kinds(desk)["unanswered"].count == len(items)
    for item in items:
        inspection.answer(desk.session, sheet, item.code, "yes")
    assert kinds(desk)["to_submit"].record == sheet
    page.refresh()
    assert page.ring.percent() == 100
    assert "100.0%" in page.result.text()
    inspection.submit(desk.session, sheet)
    sit(desk, COLLEAGUE)
    assert "sheets_to_confirm" not in kinds(desk)
    sit(desk, MANAGER)
    assert kinds(desk)["sheets_to_confirm"].record == sheet


def test_the_deadline_is_told_and_is_no_urgent_matter(page, desk):
    matters = home.todo(desk.session)
    assert [matter.kind for matter in matters] == ["deadline"]
    assert home.counts(matters) == {}
    assert not page.nothing.isVisible()
