"""改善計画 on the screen: listed, planned, reported on, finished, sent back, confirmed, and found again late."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from app.common.i18n import t
from app.gui.improvement.page import ImprovementPage
from app.services import home, improvement, record, training_city
from tests.gui.hands import Hands, said
from tests.gui.store_fixtures import person, sit

CLERK, MANAGER = training_city.CLERK, training_city.MANAGER


@pytest.fixture
def page(year_desk, shown):
    made = ImprovementPage(year_desk)
    made.resize(1072, 720)
    made.refresh()
    return shown(made)


def matter(desk, state):
    return improvement.ids(desk.session, states=(state,))[0]


def state(desk, id):
    return record.get(desk.session, "improvement", id)["state"]


def cell(page, row, key):
    model = page.list.table.model
    column = next(n for n, each in enumerate(model.columns) if each.key == key)
    return model.index(row, column).data(Qt.ItemDataRole.DisplayRole)


def test_the_list_shows_what_is_open_and_can_be_narrowed(page, year_desk):
    open_ones = improvement.ids(year_desk.session, states=improvement.OPEN)
    assert page.list.table.model.ids() == open_ones
    assert cell(page, 0, "no").startswith("改-R08-")
    page.list.choose("under_way")
    assert page.list.table.model.ids() == improvement.ids(year_desk.session, states=("planned",))
    assert cell(page, 0, "owner") == CLERK
    page.list.choose("closed")
    assert len(page.list.table.model.ids()) == 1


@pytest.mark.parametrize("width", [700, 1072, 1600])
def test_the_question_has_the_room_that_the_others_leave(page, width, qtbot):
    page.resize(width, 720)
    columns, view = page.list.table.model.columns, page.list.table.view
    qtbot.waitUntil(lambda: page.list.table.model.rowCount() > 0)
    wide = {each.key: view.columnWidth(n) for n, each in enumerate(columns)}
    assert max(wide, key=lambda key: wide[key]) == "item"


def test_a_late_one_says_so(page, year_desk):
    year_desk.session.clock.advance(timedelta(days=400))
    sit(year_desk, CLERK)
    page.list.choose("under_way")
    assert t("improvement_page.late") in str(cell(page, 0, "state"))
    page.open_record(matter(year_desk, "planned"))
    assert t("improvement_page.late") in said(page.record)


def test_from_the_plan_to_the_confirmation(page, year_desk):
    hands, id = Hands(), matter(year_desk, "open")
    page.open_record(id)
    assert page.record.text.text()
    hands.click(page.record.next.buttons["plan"])
    dialog = page.record.dialog
    hands.click(dialog.accept_button)
    assert state(year_desk, id) == "open"  # without measure and day there is no plan
    assert dialog.form.fields["measure"].error()
    hands.type("毎月第1月曜に二人で確かめる。", dialog.form.fields["measure"].editor.target)
    hands.choose(dialog.form.fields["due_on"], "2026-07-31")
    hands.choose(dialog.form.fields["cause_kind"], "habit")
    hands.click(dialog.accept_button)
    row = record.get(year_desk.session, "improvement", id)
    assert (row["state"], row["owner"], row["due_on"]) == ("planned", person(year_desk, CLERK), "2026-07-31")

    hands.click(page.record.next.buttons["report"])
    dialog = page.record.dialog
    hands.click(dialog.accept_button)
    assert dialog.form.fields["term"].error()
    hands.choose(dialog.form.fields["term"], "mid_year")
    hands.choose(dialog.form.fields["progress"], "nearly")
    hands.click(dialog.accept_button)
    assert len(record.get(year_desk.session, "improvement", id)["reports"]) == 1

    for decision, after in ((2, "planned"), (1, "closed")):
        sit(year_desk, CLERK)
        hands.click(page.record.next.buttons["finish"])
        hands.type("表示を貼った。", page.record.dialog.form.fields["result"].editor.target)
        hands.click(page.record.dialog.accept_button)
        assert state(year_desk, id) == "done"
        assert "confirm" not in page.record.next.buttons
        sit(year_desk, MANAGER)
        hands.click(page.record.next.buttons["confirm"])
        if decision == 2:
            hands.type("写真も残してください。", page.record.dialog.remark.editor.target)
        hands.seal(page.record.dialog, training_city.PASSWORD, decision)
        assert state(year_desk, id) == after
        if decision == 2:
            sit(year_desk, CLERK)
            assert "写真も残してください。" in said(page.record.next)
            assert [each.count for each in home.todo(year_desk.session) if each.kind == "improvements_returned"] == [1]


def test_the_history_speaks_in_words(page, year_desk):
    """Neither codes of questions and answers nor bare years of the store."""
    id = matter(year_desk, "planned")
    row = record.get(year_desk.session, "improvement", id)
    page.open_record(id)
    told = said(page.record.history)
    assert "[" not in told
    assert row["item"] not in told
    assert "令和8年度" in told
    assert page.record.case.speaker.say("improvement", "weak_value", "no") == "× できていない"


def test_what_is_no_weakness_is_withdrawn_with_its_reason(page, year_desk):
    hands, id = Hands(), matter(year_desk, "open")
    page.open_record(id)
    hands.click(page.record.next.buttons["withdraw"])
    hands.click(page.record.dialog.accept_button)
    assert page.record.dialog.form.fields["remark"].error()
    hands.type("別の件で対応済み", page.record.dialog.form.fields["remark"].editor.target)
    hands.click(page.record.dialog.accept_button)
    assert state(year_desk, id) == "withdrawn"


def test_a_matter_leads_to_its_sheet_and_the_list_to_its_paper(page, year_desk):
    went = []
    year_desk.signals.go_to.connect(lambda *place: went.append(place))
    id = matter(year_desk, "open")
    page.open_record(id)
    page.record.to_sheet.click()
    page._on_paper()
    assert went == [
        ("inspection", record.get(year_desk.session, "improvement", id)["sheet"]),
        ("reports", "improvement_plan"),
    ]
