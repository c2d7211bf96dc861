"""A store goes over to a new edition: sealed, old sheets as they were, answers carried over only where they fit."""

import copy
from datetime import timedelta

import pytest

from app.common import i18n
from app.common.clock import FixedClock
from app.common.errors import Refused
from app.domain import words
from app.domain.policy import load
from app.services import (
    bureau,
    carryout,
    disposal,
    edition_rows,
    editions,
    inspection,
    media,
    paper,
    record,
    results,
    training_city,
    verification,
)
from app.services.approval import Seen, signet
from app.services.earlier import earlier_answers
from app.services.past_form import form_read
from tests.conftest import START

SHEET = "staff"


@pytest.fixture
def session(own):
    opened = own.open(training_city.MANAGER)
    yield opened
    opened.close()


def next_edition(profile, codes):
    """The first item reworded, the second changed in meaning, the third withdrawn, one new."""
    raw = copy.deepcopy(dict(profile.raw))
    raw["profile"]["edition"] = {"ja": "次の版", "en": "Next edition"}
    rows = {row["code"]: row for row in raw["item"]}
    rows[codes[0]]["question"]["ja"] = "あらためて、" + rows[codes[0]]["question"]["ja"]
    rows[codes[1]]["question"]["ja"] = "係の合言葉は、この月に入ってから全員に伝わりましたか。"
    raw["item"].remove(rows[codes[2]])
    new = {**copy.deepcopy(rows[codes[0]]), "code": "staff-brand-new", "covers": [], "priority": "core"}
    new["question"] = {"ja": "引き出しの鍵の番号を、帳簿で引けますか。", "en": ""}
    raw["item"].append(new)
    return load(raw)


def answered(session):
    """A sheet of the training year that is handed in, with its codes."""
    found = next(row for row in inspection.sheets(session) if row["sheet"] == SHEET and row["state"] != "open")
    return inspection.result(session, str(found["id"]))


def switch(session, profile):
    with signet(session, session.user, training_city.PASSWORD) as seal:
        return editions.adopt(session, profile, seal)


def a_year_later(session):
    session.clock = FixedClock(START + timedelta(days=380), timedelta(seconds=1))
    inspection.close_year(session)
    inspection.open_year(session)


def test_the_new_edition_is_adopted_and_the_store_verifies(own):
    session = own.open(training_city.MANAGER)
    before = answered(session)
    profile = next_edition(session.profile, [item.code for item in before.items])
    old = session.profile.digest
    switch(session, profile)
    assert session.profile.digest == profile.digest
    assert [row["id"] for row in editions.history(session)] == [profile.digest, old]
    assert "staff-brand-new" in inspection.cycle(session)["items"]
    session.close()
    assert verification.verify(own.store).findings == []
    again = own.open(training_city.MANAGER)
    assert again.profile.digest == profile.digest
    again.close()


def test_an_old_sheet_keeps_its_own_questions_and_its_paper(session):
    before = answered(session)
    codes = [item.code for item in before.items]
    switch(session, next_edition(session.profile, codes))
    after = inspection.result(session, str(before.sheet["id"]))
    assert [item.question.ja for item in after.items] == [item.question.ja for item in before.items]
    assert after.score == before.score
    assert after.edition.digest == before.edition.digest
    assert paper.document(session, "sheet", str(before.sheet["id"]))


def test_a_sheet_that_is_reopened_is_answered_in_its_own_edition(own, tmp_path):
    session = own.open(training_city.MANAGER)
    before = answered(session)
    id, codes = str(before.sheet["id"]), [item.code for item in before.items]
    proof = tmp_path / "根拠.txt"
    proof.write_text("訓練の根拠", encoding="utf-8")
    inspection.reopen(session, id, "証跡の追加")
    sha256 = record.attach(session, "sheet", id, proof, f"item:{codes[2]}")
    inspection.submit(session, id)
    switch(session, next_edition(session.profile, codes))
    [kept] = [file for file in record.get(session, "sheet", id)["attachments"] if file["sha256"] == sha256]
    assert kept["purpose"] == f"item:{codes[2]}"  # of the question that the new edition withdraws
    assert record.attachment(session, sha256) == proof.read_bytes()
    inspection.reopen(session, id, "記入の誤り")
    inspection.answer(session, id, codes[2], next(iter(session.profile.scale)))
    with pytest.raises(Refused):
        inspection.answer(session, id, "staff-brand-new", next(iter(session.profile.scale)))
    session.close()
    assert verification.verify(own.store).findings == []


def test_answers_are_carried_over_only_where_they_still_fit(session):
    before = answered(session)
    codes = [item.code for item in before.items]
    switch(session, next_edition(session.profile, codes))
    a_year_later(session)
    respondent, subject = str(before.sheet["respondent"]), str(before.sheet["subject"])
    inspection.plan_year(session, {"selection": "all"}, "全項目")
    id = inspection.open_sheet(session, SHEET, respondent, subject).id
    known = earlier_answers(session, inspection.result(session, id).sheet)
    assert known[codes[0]].verdict == "wording"
    assert known[codes[0]].comparable
    assert known[codes[1]].verdict == "meaning"
    assert not known[codes[1]].comparable
    assert known[codes[1]].question.ja == before.items[1].question.ja
    assert codes[2] not in known
    assert "staff-brand-new" not in known
    value = str(before.answers[codes[0]]["value"])
    inspection.answer(session, id, codes[0], value)
    inspection.answer(session, id, codes[1], str(before.answers[codes[1]]["value"]))
    given = inspection.answers(session, id)
    assert (given[codes[0]]["origin"], given[codes[1]]["origin"]) == ("kept", "")


def test_the_report_says_how_much_is_comparable(session):
    before = answered(session)
    codes = [item.code for item in before.items]
    assert results.comparable_said(results.year(session)) == ""
    switch(session, next_edition(session.profile, codes))
    a_year_later(session)
    inspection.plan_year(session, {"selection": "all"}, "全項目")
    inspection.open_sheet(session, SHEET, str(before.sheet["respondent"]), str(before.sheet["subject"]))
    year = results.year(session)
    assert year.across
    assert year.remeant == 1
    assert year.comparable == len(before.items) - 2
    said = results.comparable_said(year)
    assert f"{year.comparable_share} %" in said
    blocks = paper.document(session, "inspection_result").blocks
    assert any(getattr(block, "text", "") == said for block in blocks)


def test_the_bureau_says_how_much_is_comparable_and_an_old_sheet_its_edition(session):
    before = answered(session)
    codes = [item.code for item in before.items]
    alone = bureau.comparable_said(bureau.bureau(session))
    assert "%" in alone
    assert "版" not in alone
    old = str(paper.document(session, "sheet", str(before.sheet["id"])).blocks)
    switch(session, next_edition(session.profile, codes))
    a_year_later(session)
    inspection.plan_year(session, {"selection": "all"}, "全項目")
    id = inspection.open_sheet(session, SHEET, str(before.sheet["respondent"]), str(before.sheet["subject"])).id
    inspection.answer_many(session, id, record.get(session, "sheet", id)["items"], "yes", {})
    inspection.submit(session, id)
    with signet(session, session.user, training_city.PASSWORD) as seal:
        inspection.confirm(session, id, seal, Seen.of(record.get(session, "sheet", id)))
    found = bureau.bureau(session)
    assert found.across
    assert f"{len(codes) - 2} 問" in bureau.comparable_said(found)
    bureau.compile_sheets(session, {"summary": "守られている", "measures": "続ける"})
    last = bureau.compilations(session)[0]
    assert bureau.comparable_said(found) in str(paper.document(session, "compilation", str(last["id"])).blocks)
    whole = paper.document(session, "sheet", str(before.sheet["id"]))
    now = str(whole.blocks)
    assert whole.footer.fiscal_year == "令和8年度"  # its own year, whenever it is printed
    assert "令和9年度" not in now
    assert paper.document(session, "compilation", str(last["id"])).footer.fiscal_year == "令和9年度"
    carried = str(record_rows(session, "carryout")[0]["id"])
    assert paper.document(session, "carryout", carried).footer.fiscal_year == "令和8年度"
    assert "第六版" in now
    assert "第六版" not in old
    assert "規程の版" not in str(paper.document(session, "sheet", id).blocks)


def test_the_rollup_of_a_mixed_year_does_not_mix_meanings(session):
    before = answered(session)
    codes = [item.code for item in before.items]
    whole = {question.item.code: question for question in results.rollup(session, SHEET).questions}
    switch(session, next_edition(session.profile, codes))
    after = results.rollup(session, SHEET)
    by_text = {question.item.question.ja: question for question in after.questions}
    assert by_text[before.items[1].question.ja].counts == whole[codes[1]].counts
    assert session.profile.items[codes[0]].question.ja in by_text


def test_an_edition_that_lacks_what_is_in_use_is_refused(session):
    raw = copy.deepcopy(dict(session.profile.raw))
    raw["roles"] = [row for row in raw["roles"] if row["key"] != "dept"]
    raw["classes"] = [row for row in raw["classes"] if row["key"] != "A"]
    with pytest.raises(Refused) as found:
        switch(session, load(raw))
    assert "情報セキュリティ管理者" in str(found.value)
    assert "「A」" in str(found.value)


def test_the_edition_in_force_is_not_adopted_again(session):
    with pytest.raises(Refused) as found:
        editions.read(session, "takasaki")
    assert found.value.code == "edition_same"


def test_a_clerk_without_an_approving_role_cannot_switch(own):
    session = own.open(training_city.CLERK)
    with pytest.raises(Refused), signet(session, session.user, training_city.PASSWORD) as seal:
        editions.adopt(session, next_edition(session.profile, list(session.profile.items)), seal)
    session.close()


def test_a_digest_that_is_not_the_policys_is_refused(session):
    profile = next_edition(session.profile, list(session.profile.items))
    body = {"digest": "0" * 64, "profile": dict(profile.raw)}
    with signet(session, session.user, training_city.PASSWORD) as seal:
        maker = seal.maker(shown={"name": ""})
        with session.change() as change, pytest.raises(Refused) as found:
            change.append("policy.adopted", body, seal=maker)
    assert found.value.code == "policy_digest"


OWN = [
    {"form": "medium", "field": "sticker", "label": {"ja": "シールの番号"}},
    {"form": "disposal", "field": "truck", "label": {"ja": "運搬車"}},
    {"form": "carryout", "field": "bag", "label": {"ja": "かばん"}, "kind": "choice", "offers": [
        {"code": "black", "label": {"ja": "黒いかばん", "en": "Black"}}]},
]  # fmt: skip
USB = {"medium_no": "USB-77", "medium_kind": "usb", "info_class": "B", "place": "書庫", "zone": "lgwan", "quantity": 1}


def with_fields(profile, rows, **more):
    raw = copy.deepcopy(dict(profile.raw))
    raw["profile"]["edition"] = {"ja": f"欄 {len(rows)}", "en": f"Fields {len(rows)}"}
    return load({**raw, "form_fields": rows, **more})


def test_what_a_city_added_to_a_core_form_is_printed_and_stays_once_it_has_gone(own):
    session = own.open(training_city.MANAGER)
    before = session.profile
    switch(session, with_fields(before, OWN))
    medium = media.register(session, {**USB, "x_sticker": "シ-42"}).id
    asked = {**training_city.CARRYOUT, "media": [medium], "starts_on": session.today, "due_on": session.today}
    id = carryout.request(session, {**asked, "x_bag": "black"}).id
    carryout.revise(session, id, {"remark": "机の上", "x_bag": "black"}, "書きもれ")
    carryout.revise(session, id, {"remark": "", "safeguards": []}, "書き直し")
    row = record.get(session, "carryout", id)
    assert (row["extra"], row["remark"] or "", row["safeguards"] or []) == ({"x_bag": "black"}, "", [])
    hidden = [{"form": "carryout", "field": "contact", "hidden": True}]
    drive = str(record.find(session, "medium", "媒-R08-0001")["id"])
    case = disposal.request(
        session, {**training_city.DISPOSAL, "planned_on": session.today, "media": [drive], "x_truck": "1号車"}
    ).id
    disposal.revise(session, case, {"vendor": "見本運輸（訓練）"}, "業者の記入漏れ")
    assert record.get(session, "disposal", case)["extra"] == {"x_truck": "1号車"}
    for profile in (None, before, with_fields(before, hidden)):
        if profile is not None:
            switch(session, profile)
        for form, kept, name, said in (
            ("carryout", id, "x_bag", "かばん"),
            ("medium", medium, "x_sticker", "シール"),
        ):
            read = form_read(session, form, [record.get(session, form, kept)])
            assert said in words.field_label(read, name)
        said = paper.document(session, "carryout", id)
        assert "かばん" in str(said.blocks)
        assert "黒いかばん" in str(said.blocks)
        assert "黒いかばん" in str(said.data)
        assert "シ-42" in str(paper.document(session, "media_register").data)
        other = next(row for row in record_rows(session, "carryout") if row["id"] != id)
        assert "かばん" not in str(paper.document(session, "carryout", str(other["id"])).blocks) or profile is None
    session.close()
    assert verification.verify(own.store).findings == []


def record_rows(session, table):
    return session.store.query(f"SELECT id FROM {table}")


def test_what_changes_beside_the_items_is_told_row_by_row(session):
    raw = copy.deepcopy(dict(session.profile.raw))
    raw["classes"][1]["label"] = {"ja": "B（一般）", "en": "B (general)"}
    next(row for row in raw["carryout_rules"] if row["id"] == "carry-media")["max_days"] = 30
    forms = {row["key"]: row for row in raw["forms"]}
    fault = forms["fault"]
    gone = fault["fields"].pop()
    fault["fields"][0]["label"] = {"ja": "起きた時", "en": "When"}
    fault["fields"].append({"name": "minutes", "label": {"ja": "止まった分数", "en": "Minutes"}, "kind": "int"})
    raw["forms"].remove(forms["violation"])
    raw["without_forms"] = ["private_device"]  # shows in the records themselves, not as a key
    found = {row.name: row for row in edition_rows.compare(session.profile, with_fields(load(raw), OWN))}
    assert found["B（一般）"].changes[0].old == "B"
    assert found["許可なく行われたことの記録"].verdict == "withdrawn"
    told = {(change.what, change.old, change.new) for change in found["障害記録"].changes}
    assert ("加わる欄", "", "止まった分数") in told
    assert ("なくなる欄", gone["label"]["ja"], "") in told
    assert any(new == "起きた時" for _, _, new in told)
    assert found["媒体・機器: シールの番号"].verdict == "new"
    rule = next(row for row in found.values() if row.changes and row.changes[0].what == "最長の日数")
    assert (rule.changes[0].old, rule.changes[0].new) == ("", "30")
    assert len(found) == 7
    assert edition_rows.compare(session.profile, session.profile) == ()


def test_what_the_other_edition_lacks_is_named_in_the_language_in_force(session):
    raw = copy.deepcopy(dict(session.profile.raw))
    raw["unit_kinds"] = [row for row in raw["unit_kinds"] if row["key"] != session.unit["unit_kind"]]
    raw["classes"] = raw["classes"][:1]
    other = load(raw)
    i18n.use("en")
    try:
        said = editions.lacking(session, other)
    finally:
        i18n.use("ja")
    assert said
    assert "".join(said).replace("“", "").replace("”", "").isascii()
    assert "section”" not in "".join(said)
