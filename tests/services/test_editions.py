"""A store goes over to a new edition: sealed, old sheets as they were, answers carried over only where they fit."""

import copy
from datetime import timedelta

import pytest

from app.common import i18n
from app.common.clock import FixedClock
from app.common.errors import Refused
from app.domain.policy import load
from app.services import editions, inspection, paper, results, training_city, verification
from app.services.approval import signet
from app.services.earlier import earlier_answers
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


def test_a_sheet_that_is_reopened_is_answered_in_its_own_edition(own):
    session = own.open(training_city.MANAGER)
    before = answered(session)
    id, codes = str(before.sheet["id"]), [item.code for item in before.items]
    switch(session, next_edition(session.profile, codes))
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
