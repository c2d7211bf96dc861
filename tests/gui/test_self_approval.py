"""On the screen nobody is offered the seal on his own request: the button is not there, and a dialog of old refuses."""

import pytest
from PySide6.QtGui import QPainter, QPdfWriter

from app.common.i18n import t
from app.domain import entry as entry_forms
from app.gui.carryout.page import CarryoutPage
from app.gui.disposal.page import DisposalPage
from app.gui.records.page import RecordsPage
from app.services import carryout, disposal, entry, people, policy, printing, record, training_city
from app.services import paper as papers
from app.services.approval import signet
from tests.gui.hands import Hands, said
from tests.gui.store_fixtures import person, sit
from tests.inventions import filled

MANAGER, SUPERIOR, CLERK = training_city.MANAGER, training_city.SUPERIOR, training_city.CLERK
PROFILE = policy.find("takasaki")
DATA = entry_forms.forms_of(PROFILE)
#: One form of each flow and deciding role, as in tests/services.
SOME = sorted(
    {(f.flow, entry_forms.decider(PROFILE, k)): k for k, f in DATA.items() if f.flow not in entry_forms.LISTS}.values()
)
DATES = {"starts_on": "2026-05-27", "due_on": "2026-05-28"}
PASSWORDS = {MANAGER: training_city.PASSWORD, SUPERIOR: training_city.NEW_PASSWORD}


@pytest.fixture(autouse=True)
def _quick_papers(monkeypatch):
    def empty(_document, _kind, path):
        writer = QPdfWriter(str(path))
        QPainter(writer).end()
        return path

    monkeypatch.setattr(printing, "render", empty)


def ask(session, key, **more):
    """A request, or a report that is handed up, of the person at the keyboard."""
    if key == "carryout":
        return carryout.request(session, {**training_city.OWN, **DATES, "info_name": "資料", **more}).id
    if key == "disposal":
        pc = record.find(session, "medium", "媒-R08-0001")["id"]
        asked = {**training_city.DISPOSAL, "media": [pc], "planned_on": "2026-05-27", **more}
        return disposal.request(session, asked).id
    given = {**filled(session, record.form_of(session, key)), **{f"x_{name}": v for name, v in more.items()}}
    id = entry.open(session, key, given).id
    if DATA[key].flow == "report":
        record.move(session, key, id, "submit", filled(session, record.form_of(session, key), "submit"))
    return id


def page_of(desk, key):
    return {"carryout": CarryoutPage, "disposal": DisposalPage}.get(key, RecordsPage)(desk)


def step_of(session, key):
    return next(step.name for step in record.form_of(session, key).actions if step.sealed)


@pytest.mark.parametrize("who", [MANAGER, SUPERIOR])
@pytest.mark.parametrize("key", ["carryout", "disposal", *SOME])
def test_the_seal_on_ones_own_is_not_offered(year_desk, shown, key, who):
    session = year_desk.session
    id = sit(year_desk, who)
    with signet(session, person(year_desk, MANAGER), training_city.PASSWORD) as seal:
        for role in (name for name, known in PROFILE.roles.items() if known.approver):
            people.grant(session, id, role, "2026-04-01", "", seal)
    page = shown(page_of(year_desk, key))
    step = step_of(session, key)
    sit(year_desk, CLERK)
    others = ask(session, key)
    sit(year_desk, who)
    page.open_record(others if key in ("carryout", "disposal") else f"{key}/{others}")
    assert step in page.record.next.buttons  # on somebody else's it is
    if key == "disposal":
        disposal.withdraw(session, others, "練習のため")
    for more in ({}, {"applicant": person(year_desk, CLERK)}):  # under one's own name, and under another's
        own = ask(session, key, **more)
        page.open_record(own if key in ("carryout", "disposal") else f"{key}/{own}")
        assert step not in page.record.next.buttons
        assert {"except", "paper"} >= set(page.record.next.buttons) - {"withdraw", "revise", "discard", "reopen"}
        if key == "disposal":
            disposal.withdraw(session, own, "練習のため")


@pytest.mark.parametrize("key", ["carryout", "disposal", *SOME])
def test_the_exception_asks_for_its_reason_and_names_the_clause(year_desk, shown, key):
    session = year_desk.session
    sit(year_desk, MANAGER)
    with signet(session, session.user, training_city.PASSWORD) as seal:
        for role in (name for name, known in PROFILE.roles.items() if known.approver):
            people.grant(session, session.user, role, "2026-04-01", "", seal)
    page = shown(page_of(year_desk, key))
    id = ask(session, key)
    page.open_record(id if key in ("carryout", "disposal") else f"{key}/{id}")
    before = record.get(session, key, id)["state"]
    page.record.next.buttons["except"].click()
    dialog = page.record.dialog
    Hands().seal(dialog, training_city.PASSWORD, 1)
    assert record.get(session, key, id)["state"] == before
    assert "2.2(10)①" in said(dialog)
    assert t("seal.exception_reason") in said(dialog)
    dialog.reject()


@pytest.mark.parametrize("key", ["carryout", "disposal"])
def test_a_managers_own_request_names_whose_seal_it_waits_for(year_desk, shown, key):
    session = year_desk.session
    sit(year_desk, MANAGER)
    id = ask(session, key)
    page = shown(page_of(year_desk, key))
    page.open_record(id)
    superior = PROFILE.roles[PROFILE.escalation("dept")].label.ja
    case = page.record.case
    assert (case.permission, case.row["permission"]) == (PROFILE.escalation("dept"), "dept")
    assert superior in said(page.record.content)
    printed = papers.document(session, "carryout" if key == "carryout" else "disposal_request", id)
    assert superior in str(printed.blocks)
    sit(year_desk, CLERK)
    page.open_record(ask(session, "carryout", info_name="別の資料") if key == "carryout" else id)
    assert page.record.case.permission == ("dept" if key == "carryout" else PROFILE.escalation("dept"))
