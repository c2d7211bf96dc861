"""Several requests under one password: those that are seen, in their order, with what speaks against each."""

import pytest

from app.common.i18n import t
from app.gui.carryout import batch
from app.gui.carryout.page import CarryoutPage
from app.services import carryout, training_city
from tests.gui.store_fixtures import sit

DATES = {"starts_on": "2026-05-27", "due_on": "2026-05-28"}


@pytest.fixture
def asked(monkeypatch):
    kept = {}
    monkeypatch.setattr(batch, "ask_seal", lambda *_args, **given: kept.update(given))
    return kept


def ask(session, name, **more):
    return carryout.request(session, {**training_city.OWN, **DATES, "info_name": name, **more}).no


@pytest.fixture
def page(year_desk, shown):
    session = year_desk.session
    sit(year_desk, training_city.CLERK)
    ask(session, "図面の写し")
    ask(session, "名簿の写し", info_class="A", safeguards=["encryption"])
    sit(year_desk, training_city.MANAGER)
    ask(session, "議会の資料")
    made = shown(CarryoutPage(year_desk))
    made.show_view("inbox")
    return made


def test_what_is_not_the_persons_to_decide_is_counted(page, asked):
    page.decide_together()
    left = len(page.table().model.ids()) - 2
    assert asked["title"] == t("carryout_page.decide_together", n=2)
    assert asked["warnings"] == [t("carryout_page.others_left", n=left)]


def test_only_what_the_filter_leaves_is_decided(page, asked, qtbot):
    page.table().model.set_filter("名簿")
    qtbot.waitUntil(lambda: page.table().model.rowCount() == 1)
    page.decide_together()
    said = dict(asked["sections"])
    assert asked["warnings"] == []
    assert "名簿の写し" in said.values()
    assert "図面の写し" not in said.values()
    assert t("carryout_page.advised_missing", safeguards="").strip() in said[t("carryout_page.weigh")]
