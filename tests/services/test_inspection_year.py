"""The year of an inspection: planned, answered again, weak again, improved, compiled, closed, compared."""

from datetime import timedelta
from decimal import Decimal

import pytest

from app.common.errors import BadInput, Refused
from app.domain import improvement as domain
from app.domain import inspection as inspection_rules
from app.services import (
    bureau,
    improvement,
    inspection,
    paper,
    paper_sheets,
    record,
    results,
    training_city,
    verification,
)
from app.services.earlier import earlier_answers
from tests.acts import person, sealed, sit

CLERK, MANAGER, SUPERIOR = training_city.CLERK, training_city.MANAGER, training_city.SUPERIOR


@pytest.fixture
def session(own):
    opened = own.open(CLERK)
    yield opened
    opened.close()
    assert verification.verify(own.store).findings == []


def matter(session, state):
    return record.get(session, "improvement", improvement.ids(session, states=(state,))[0])


def hand_in(session, id, weak=()):
    for code in record.get(session, "sheet", id)["items"]:
        inspection.answer(session, id, code, *(("no", {"finding": "見つかりません"}) if code in weak else ("yes",)))
    inspection.submit(session, id)


def next_year(session):
    """A year later the same sheet is asked again; whatever was weak stands open from the year before."""
    inspection.close_year(session)
    session.clock.advance(timedelta(days=365))
    inspection.open_year(session)
    inspection.plan_year(session, {"selection": "all"}, "すべて点検する")
    sit(session, CLERK)
    return inspection.open_sheet(session, "staff", session.user).id


def test_an_improvement_from_its_plan_to_its_confirmation(session):
    id = matter(session, "open")["id"]
    with pytest.raises(BadInput) as bad:
        improvement.plan(session, id, {"cause": "忙しかった"})
    assert {fault.field for fault in bad.value.faults} == {"cause_kind", "measure", "owner", "due_on", "level"}
    plan = {**training_city.PLAN, "owner": session.user, "due_on": "2026-06-30"}
    improvement.plan(session, id, plan)
    improvement.plan(session, id, {**plan, "due_on": "2026-07-31"})  # a correction; the old day stays in the ledger
    assert [event["kind"] for event in record.history(session, id)][-1] == "record.revised"
    for term in ("mid_year", "year_end"):
        improvement.report(session, id, {"term": term, "progress": "nearly", "note": ""})
    assert [line["term"] for line in record.get(session, "improvement", id)["reports"]] == ["mid_year", "year_end"]
    improvement.finish(session, id, "全員で確かめた。")
    sealed(session, "improvement", id, improvement.confirm, decision="send_back", remark="写真も残してください。")
    assert record.get(session, "improvement", id)["state"] == "planned"
    improvement.finish(session, id, "写真を残した。")
    sealed(session, "improvement", id, improvement.confirm)
    assert record.get(session, "improvement", id)["state"] == "closed"


def test_the_plan_says_who_refused_and_leaves_out_what_earlier_years_mended(session):
    ended = {row["no"] for row in improvement.of_year(session) if row["state"] == "closed"}
    assert ended
    id = matter(session, "planned")["id"]
    improvement.finish(session, id, "全員で確かめた。")
    sealed(session, "improvement", id, improvement.confirm, decision="send_back", remark="写真も残してください。")
    assert domain.returned(record.get(session, "improvement", id))["remark"] == "写真も残してください。"
    text = str(paper_sheets.improvement_plan(session, "").blocks)
    assert f"差戻し {MANAGER}" in text
    assert "写真も残してください。" in text
    next_year(session)
    rows = improvement.of_year(session)
    assert not ended & {row["no"] for row in rows}
    assert {domain.age(row, session.year) for row in rows} == {1}
    text = str(paper_sheets.improvement_plan(session, "").blocks)
    assert "持越し1年" in text
    assert not [no for no in ended if no in text]


def test_the_rotation_asks_every_item_within_three_years_and_the_core_each_year(session):
    items = session.profile.items
    years = [set(inspection_rules.selected(session.profile, "rotation", session.year + step)) for step in range(4)]
    assert years[0] | years[1] | years[2] == set(items)
    assert years[0] == years[3]
    core = {code for code, item in items.items() if item.priority == "core" or item.cycle == 0}
    assert years[0] & years[1] == years[1] & years[2] == core
    before = set(inspection.cycle(session)["items"])
    inspection.close_year(session)
    session.clock.advance(timedelta(days=365))
    inspection.open_year(session)
    assert set(inspection.cycle(session)["items"]) & before == core


def test_what_is_no_weakness_is_withdrawn_with_its_reason(session):
    id = matter(session, "open")["id"]
    with pytest.raises(Refused):
        improvement.withdraw(session, id, "")
    improvement.withdraw(session, id, "別の件で対応済み")
    assert id not in [row["id"] for row in improvement.of_year(session)]


def test_a_plan_past_its_day_is_late(session):
    row = matter(session, "planned")
    assert improvement.late(session) == []
    session.clock.advance(timedelta(days=300))
    assert row["id"] in [late["id"] for late in improvement.late(session)]


def test_weak_again_is_marked_again_and_not_doubled(session):
    before = {row["item"]: row for row in improvement.all_open(session) if row["subject"] == training_city.UNIT}
    id = next_year(session)
    asked = record.get(session, "sheet", id)["items"]
    code = next(item for item in before if item in asked)
    hand_in(session, id, weak={code})
    after = [row for row in improvement.all_open(session) if row["item"] == code]
    assert len(after) == 1
    assert after[0]["weak_years"] == ["2026", "2027"]
    assert domain.is_repeated(after[0])
    assert domain.age(after[0], session.year) == 1


def test_what_waits_to_be_confirmed_and_is_weak_again_is_planned_anew(session):
    before = {row["item"]: row for row in improvement.all_open(session) if row["subject"] == training_city.UNIT}
    id = next_year(session)
    asked = record.get(session, "sheet", id)["items"]
    row = next(row for item, row in before.items() if item in asked)
    if row["state"] == "open":
        plan = {**training_city.PLAN, "owner": session.user, "due_on": session.today}
        improvement.plan(session, row["id"], plan)
    improvement.finish(session, row["id"], "掲示する。")
    sealed(session, "improvement", row["id"], improvement.confirm, decision="send_back", remark="掲示してから。")
    improvement.finish(session, row["id"], "掲示した。")
    hand_in(session, id, weak={row["item"]})
    after = record.get(session, "improvement", row["id"])
    assert after["state"] == "planned"
    assert domain.returned(after) is None, "the refusal was answered by the second report"
    assert domain.is_repeated(after)
    assert after["result"] == "掲示した。"
    improvement.finish(session, row["id"], "二人で確かめることにした。")
    sealed(session, "improvement", row["id"], improvement.confirm)
    assert record.get(session, "improvement", row["id"])["state"] == "closed"


def test_last_years_answers_stand_beside_this_years(session):
    id = next_year(session)
    known = earlier_answers(session, record.get(session, "sheet", id))
    items = record.get(session, "sheet", id)["items"]
    assert {known[code].year for code in items if code in known} == {2026}
    kept, changed = (next(c for c in items if c in known and known[c].value == value) for value in ("yes", "no"))
    for code in (kept, changed):
        inspection.answer(session, id, code, "yes")
    year = results.year(session)
    assert (year.kept, year.changed) == (1, 1)
    assert year.unconfirmed == len([code for code in items if code in known]) - 2
    inspection.answer(session, id, kept, "")
    assert inspection.cleared(session, id) == {kept}


def test_what_last_year_did_not_ask_shows_the_answer_of_the_year_that_did(session):
    """Three years: the items of the first are asked again in the third, those of the second stand in between."""
    first = next_year(session)
    codes = record.get(session, "sheet", first)["items"]
    again, core = codes[0], codes[1]
    hand_in(session, first, weak={again})
    for asked in ([core], [again, core]):
        inspection.close_year(session)
        session.clock.advance(timedelta(days=365))
        inspection.open_year(session)
        inspection.plan_year(session, {"selection": "own", "items": asked}, "項目を選ぶ")
        id = inspection.open_sheet(session, "staff", session.user).id
        if again not in asked:
            hand_in(session, id)
    known = earlier_answers(session, record.get(session, "sheet", id))
    assert [(known[code].year, known[code].ago, known[code].older) for code in (again, core)] == [
        (2027, 2, True),
        (2028, 1, False),
    ]
    assert not known[again].beside
    assert earlier_answers(session, record.get(session, "sheet", id)) is known
    year = results.year(session)
    assert year.unconfirmed == 2
    assert year.new_items == 1, "against last year there is nothing to compare"
    assert year.whole_before.counts == {"yes": 1}
    inspection.answer(session, id, again, "no", {"finding": "見つかりません"})
    inspection.answer(session, id, core, "yes")
    assert (results.year(session).kept, results.year(session).changed) == (2, 0)
    (weak,) = results.weak(session, results.year(session).results)
    assert weak.last_mark(session.profile.scale) == ""
    inspection.submit(session, id)
    (row,) = [row for row in improvement.all_open(session) if row["item"] == again and row["found_year"] == 2029] or [
        row for row in improvement.all_open(session) if row["item"] == again
    ]
    assert not domain.is_repeated(row) or row["found_year"] < 2027


def test_last_years_answers_are_read_again_where_they_changed(session):
    id = next_year(session)
    row = record.get(session, "sheet", id)
    known = earlier_answers(session, row)
    code = next(code for code, last in known.items() if last.value == "yes")
    assert earlier_answers(session, row) is known
    sql = "SELECT id FROM sheet WHERE sheet = 'staff' AND id <> ? AND subject = ? AND state <> 'open'"
    found = session.store.query(sql, (id, row["subject"]))
    for last_year in found:
        inspection.reopen(session, str(last_year["id"]), "記録を直します")
    assert {one.year for one in earlier_answers(session, row).values()} == {2025}  # what was taken over
    inspection.answer(session, str(found[0]["id"]), code, "partly", {"finding": "一部のみでした"})
    inspection.submit(session, str(found[0]["id"]))
    assert earlier_answers(session, row)[code].value == "partly"


def test_the_same_answer_to_a_whole_branch_or_to_none_of_it(session):
    sit(session, SUPERIOR)
    id = inspection.open_sheet(session, "staff", session.user).id
    items = [session.profile.items[code] for code in record.get(session, "sheet", id)["items"]]
    free, bound = [item.code for item in items if item.na], [item.code for item in items if not item.na]
    inspection.answer_many(session, id, free, "na", {"reason": "この事務では扱っていません。"})
    assert {row["reason"] for row in inspection.answers(session, id).values()} == {"この事務では扱っていません。"}
    with pytest.raises(Refused):
        inspection.answer_many(session, id, [free[0], bound[0]], "na", {"reason": "x"})
    assert bound[0] not in inspection.answers(session, id)
    with pytest.raises(Refused) as refused:
        inspection.answer(session, id, "no-such-item", "yes")
    assert refused.value.code == "item_unknown"


def test_a_closed_year_takes_no_sheet(session):
    inspection.close_year(session)
    for verb in (inspection.close_year, lambda s: inspection.open_sheet(s, "staff", s.user)):
        with pytest.raises(Refused) as refused:
            verb(session)
        assert refused.value.code == "no_cycle"


def test_a_sheet_of_a_system_names_it_and_is_handed_out_once(session):
    system = inspection.listed(session, "system")[0]
    assert system["extra"]["x_name"] == training_city.SYSTEM["x_name"]
    with pytest.raises(Refused) as refused:
        inspection.open_sheet(session, "system", person(session, MANAGER), system=str(system["id"]))
    assert refused.value.code == "sheet_exists"


def test_answers_counted_in_are_part_of_the_roll_up(session):
    before = results.rollup(session, "staff")
    code = before.questions[0].item.code
    counts = [{"item": code, "value": "unknown", "count": 5}]
    tally = {"sheet": "staff", "source": "excel", "asked": 6, "returned": 5, "counts": counts}
    id = results.count_in(session, tally).id
    after = results.rollup(session, "staff")
    assert (after.asked, after.returned) == (before.asked + 6, before.returned + 5)
    assert after.questions[0].counts["unknown"] == before.questions[0].counts["unknown"] + 5
    assert after.questions[0].share("unknown") > Decimal(0)
    record.move(session, "tally", id, "withdraw", remark="数え直し")
    assert results.rollup(session, "staff") == before
    for wrong in ({"returned": 7}, {"asked": 0}, {"returned": -1}):
        with pytest.raises(BadInput):
            results.count_in(session, {**tally, **wrong})
    for line in ({"item": "no-such-item", "value": "yes"}, {"item": code, "value": "perhaps"}):
        with pytest.raises(Refused):
            results.count_in(session, {**tally, "counts": [line]})


def test_chapters_are_compared_over_the_same_items_only(session):
    year = results.year(session)
    assert year.whole.rate is not None
    compared = [row for row in year.chapters if row.before is not None]
    assert compared
    for row in compared:
        if row.difference is not None:
            assert row.difference == row.now.rate - row.before.rate
    assert [row for row in year.chapters if row.before is None and row.difference is not None] == []


def test_nothing_answered_is_no_rate_and_not_zero(session):
    id = next_year(session)
    assert inspection.result(session, id).score.rate is None


def test_what_a_choice_of_items_covers(session):
    every = [item.code for item in session.profile.items.values()]
    whole, none = results.coverage(session, every), results.coverage(session, [])
    assert whole.never == ()
    assert none.this_year == 0
    assert whole.this_year == whole.three_years > none.three_years > 0


def test_the_head_of_the_bureau_seals_the_compilation_and_reopening_voids_it(session):
    row = bureau.compilations(session)[0]
    assert row["state"] == "confirmed"
    record.move(session, "compilation", str(row["id"]), "reopen", remark="1課の票が直されたため")
    assert all(act["void"] for act in record.get(session, "compilation", row["id"])["acts"][:-1])
    with pytest.raises(Refused) as refused:
        sealed(session, "compilation", row["id"], bureau.seal_compilation, MANAGER)
    assert refused.value.code == "role_not_held"
    sealed(session, "compilation", row["id"], bureau.seal_compilation, SUPERIOR)


def test_what_a_reopened_sheet_said_before_is_read_on_its_paper(session):
    sheet = next(row for row in inspection.sheets(session) if row["state"] == "confirmed" and row["sheet"] == "staff")
    id = str(sheet["id"])
    before = inspection.result(session, id)
    weak = next(item.code for item in before.items if before.answers[item.code]["value"] == "no")
    assert inspection.voided_versions(session, id) == []
    assert "sheet_versions" not in {each.name for each in paper.of_record(session, "sheet", id)}
    inspection.reopen(session, id, "掲示を見落としていたため")
    inspection.answer(session, id, weak, "yes")
    inspection.submit(session, id)
    sealed(session, "sheet", id, inspection.confirm)
    found = inspection.voided_versions(session, id)
    assert [(one.score, one.chapters) for one in found] == [(before.score, before.chapters)]
    assert found[0].answers[weak]["finding"] == before.answers[weak]["finding"]
    assert inspection.result(session, id).answers[weak]["value"] == "yes"
    assert "sheet_versions" in {each.name for each in paper.of_record(session, "sheet", id)}
    assert id in paper.records_of(session, "sheet_versions")
    text = str(paper.document(session, "sheet_versions", id).blocks)
    assert "承認無効" in text
    assert before.answers[weak]["finding"] in text
