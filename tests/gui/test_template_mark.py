"""A question that is only a template says so wherever it is listed, and whose standard it is not."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.gui.improvement.page import ImprovementPage
from app.gui.inspection.page import InspectionPage
from app.gui.inspection.tally_dialog import TallyDialog
from app.gui.inspection.year_dialog import YearDialog
from app.services import improvement, inspection, record
from app.services.approval import Seen, signet
from tests.gui import store_fixtures
from tests.gui.store_fixtures import MANAGER, PASSWORD

NOTE = "砺波市の基準ではありません"


@pytest.fixture
def answered(tmp_path):
    """A section under a policy whose standards are not public: one sheet, all of it weak, sealed."""
    for desk in store_fixtures.founded(tmp_path, "tonami"):
        session, manager = desk.session, store_fixtures.person(desk, MANAGER)
        inspection.open_year(session)
        id = inspection.open_sheet(session, "dept", manager).id
        codes = record.get(session, "sheet", id)["items"]
        inspection.answer_many(session, id, codes, "no", {"finding": "訓練：まだできていない。"})
        inspection.submit(session, id)
        with signet(session, manager, PASSWORD) as seal:
            inspection.confirm(session, id, seal, Seen.of(record.get(session, "sheet", id)))
        yield desk


def words(widget):
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible())


def test_what_is_to_be_improved_says_that_it_is_a_template(answered, shown):
    desk = answered
    matter = next(
        row for row in improvement.all_open(desk.session) if desk.session.profile.items[str(row["item"])].template
    )
    page = shown(ImprovementPage(desk))
    page.refresh()
    model = page.list.table.model
    column = next(n for n, each in enumerate(model.columns) if each.key == "item")
    cells = [model.index(row, column).data(Qt.ItemDataRole.DisplayRole) for row in range(model.rowCount())]
    public = [desk.session.profile.items[str(row["item"])].template for row in improvement.all_open(desk.session)]
    assert sum(cell.startswith("【ひな型】") for cell in cells) == sum(public)
    page.open_record(str(matter["id"]))
    assert "【ひな型】" in page.record.text.text()
    assert NOTE in words(page.record)
    page.record.act("plan")
    assert "【ひな型】" in words(page.record.dialog)
    page.record.dialog.reject()


def test_results_and_bureau_say_it_of_their_lists(answered, shown, qtbot):
    page = InspectionPage(answered)
    page.resize(1100, 760)
    page.refresh()
    shown(page)
    page.show_results()
    qtbot.waitUntil(lambda: "【ひな型】" in words(page.results))
    assert NOTE in words(page.results)
    page.show_bureau()
    model = page.bureau.matters.model
    cells = [model.index(row, 1).data(Qt.ItemDataRole.DisplayRole) for row in range(model.rowCount())]
    assert any(cell.startswith("【ひな型】") for cell in cells)
    qtbot.waitUntil(lambda: NOTE in words(page.bureau))


def test_the_list_of_a_chapter_and_the_plan_say_it_of_each_question(answered, shown, opened):
    session = answered.session
    id = inspection.open_sheet(session, "staff", session.user).id
    page = InspectionPage(answered)
    page.resize(1100, 760)
    page.refresh()
    shown(page)
    page.open_record(id)
    for code in record.get(session, "sheet", id)["items"][:3]:
        page.answering.show_question(code)
        assert page.answering.panel.template.isVisible() == session.profile.items[code].template
    page.answering.show_list()
    marked = {row.item.code: "ひな型" in row.last.text() for row in page.answering.listing.rows.values()}
    assert marked
    assert marked == {code: session.profile.items[code].template for code in marked}
    assert (NOTE in words(page.answering.listing)) == any(marked.values())
    plan = opened(YearDialog(answered, page, "今年度の計画"))
    rows = {str(row.data(Qt.ItemDataRole.UserRole)): row.text() for row in plan._rows()}
    assert all(("ひな型" in text) == session.profile.items[code].template for code, text in rows.items())
    tally = opened(TallyDialog(answered, page))
    assert any("ひな型" in tally.table.item(row, 0).text() for row in range(tally.table.rowCount()))
