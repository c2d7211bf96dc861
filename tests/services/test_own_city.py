"""A city that is none of the built-in ones: its book is filled in, imported, adopted, worked with and printed."""

from datetime import datetime, timedelta

import pytest
from pypdf import PdfReader

from app.common import i18n
from app.common.clock import JAPAN, FixedClock
from app.common.errors import Refused
from app.common.paths import Paths
from app.domain.policy import Text
from app.services import (
    carryout,
    department,
    inspection,
    media,
    policies,
    policy,
    policy_book,
    policy_edit,
    printing,
    verification,
)
from tests.conftest import CHEAP
from tests.exchange.policy_books import small_city

PEOPLE = ({"name": "髙﨑 花子", "post": "課長"}, {"name": "𠮷田 健", "post": "主査"})
PASSWORD = "ひまわり畑でつかまえて2026"


@pytest.fixture
def profile(tmp_path):
    return policy_book.preview(small_city(tmp_path / "b.xlsx")).profile


def test_a_city_of_its_own_works_the_same_day(profile, tmp_path):
    paths = Paths.under(tmp_path / "home").make()
    policies.take(profile, paths)
    adopted = policies.find("mihon", paths)
    i18n.use_words(adopted.words)
    plan = department.Foundation(adopted, "市民税課", "section", PEOPLE, 0, PASSWORD)
    clock = FixedClock(datetime(2026, 5, 11, 9, 0, tzinfo=JAPAN), timedelta(seconds=1))
    session = department.found(tmp_path / "s.tenken", paths, plan, clock, CHEAP)
    try:
        answered(session)
        assert session.unit["municipality"] == "見本市"
        assert session.profile.digest == profile.digest
        worked(session)
        assert verification.verify(session.store.path, paths).findings == []
        id = str(inspection.sheets(session)[0]["id"])
        printed = printing.export(session, "sheet", id, "pdf", tmp_path / "sheet.pdf")
        text = "".join(page.extract_text() for page in PdfReader(printed).pages)
        assert "画面をロックしていますか" in text.replace("\n", "")
        assert printing.export(session, "sheet_blank", id, "xlsx", tmp_path / "blank.xlsx").exists()
    finally:
        session.close()


def answered(session):
    sheet = inspection.open_sheet(session, "staff", session.user).id
    asked = inspection.items_for(session, "staff")
    assert len(asked) == 3
    for item in asked:
        inspection.answer(session, sheet, item.code, "yes", {})
    inspection.submit(session, sheet)


def worked(session):
    """A medium of the city's own class, and the rules that its book gives."""
    values = {"medium_kind": "usb", "quantity": 1, "info_class": "I", "place": "書庫", "medium_no": "U-1"}
    media.register(session, values)
    rule = carryout.demand(session, {"activities": ["carry"], "info_class": "I", "media": []}).permission
    assert rule == "dept"


# ---- Common changes ----


def test_an_edit_is_a_policy_of_ones_own(profile):
    built_in = policy.find("takasaki")
    item = next(iter(built_in.items.values()))
    made = policy_edit.edited(
        built_in,
        "takasaki-own",
        Text("見本市の写し"),
        {
            ("words", "outside", ""): Text("庁外", "outside"),
            ("pages", "home", ""): Text("はじめ"),
            ("roles", "dept", "label"): Text("管理者", "Manager"),
            ("classes", "A", "meaning"): Text("大事なもの"),
            ("item", item.code, "question"): Text("今年度の申請は、すべて別の人が許可していますか。"),
        },
        {list(built_in.items)[-1]: False},
    )
    assert (made.id, made.name.ja) == ("takasaki-own", "見本市の写し")
    assert made.words["outside"]["ja"] == "庁外"
    assert made.words["page_home"] == {"ja": "はじめ", "en": ""}
    assert made.roles["dept"].label.en == "Manager"
    assert made.items[item.code].question.ja.startswith("今年度の申請")
    assert len(made.items) == len(built_in.items) - 1
    assert policy.find("takasaki").digest == built_in.digest
    again = policy_edit.edited(made, made.id, made.name, {}, {list(built_in.items)[-1]: True})
    assert set(again.items) == set(built_in.items)
    assert "item_off" not in again.raw


def test_items_that_are_off_stay_in_the_book(tmp_path):
    built_in = policy.find("sendai")
    code = next(iter(built_in.items))
    made = policy_edit.edited(built_in, "own", Text("写し"), {}, {code: False})
    found = policy_book.preview(policy_book.export(made, tmp_path / "b.xlsx"))
    assert found.profile.digest == made.digest
    assert [row["code"] for row in found.profile.raw["item_off"]] == [code]
    assert not policy_edit.items(made)[-1].used


@pytest.mark.parametrize(
    ("id", "name", "texts", "used"),
    [
        ("takasaki", "写し", {}, {}),
        ("大きな市", "写し", {}, {}),
        ("own", " ", {}, {}),
        ("own", "写し", {("words", "outside", ""): Text(" ")}, {}),
        ("own", "写し", {}, "all off"),
    ],
)
def test_what_an_edit_may_not_be(id, name, texts, used):
    built_in = policy.find("takasaki")
    used = dict.fromkeys(built_in.items, False) if used else {}
    with pytest.raises(Refused) as refused:
        policy_edit.edited(built_in, id, Text(name), texts, used)
    assert "⟦" not in str(refused.value)
