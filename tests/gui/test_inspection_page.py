"""A sheet is answered by keyboard alone, handed in without a hole, reviewed, sealed and sent back."""

from datetime import timedelta
from functools import partial
from types import SimpleNamespace

import pytest
from msgspec import structs
from openpyxl import load_workbook
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from app.common import i18n
from app.common.clock import FixedClock
from app.common.drafts import Drafts
from app.common.errors import Refused
from app.common.i18n import t
from app.common.paths import Paths
from app.common.settings import Settings
from app.domain.policy import Item
from app.gui import dates
from app.gui.context import Context, Signals
from app.gui.inspection.hand_out import MANAGER, HandOutDialog, read_offer
from app.gui.inspection.intake_dialog import PriorDialog, taken_in
from app.gui.inspection.page import InspectionPage
from app.gui.inspection.reopen_dialog import ReopenDialog
from app.gui.inspection.submit_dialog import SubmitDialog
from app.gui.inspection.tally_dialog import TallyDialog
from app.gui.inspection.year_dialog import YearDialog
from app.gui.kept_files import KeptFile
from app.gui.seal_dialog import SealDialog
from app.gui.tasks import Tasks
from app.gui.widgets.badge import Badge
from app.services import (
    carryout,
    department,
    entry,
    figures,
    home,
    inspection,
    intake,
    media,
    paper,
    people,
    policy,
    printing,
    record,
    training_city,
)
from app.services.approval import Seen, signet
from app.services.demanded import Proof
from app.services.session import sign_in
from tests import founding
from tests.conftest import CHEAP, START

PASSWORD = "ひまわり畑でつかまえて2026"
NAMES = ("髙﨑 花子", "𠮷田 健", "葛\U000e0100西 薫")
Key = Qt.Key


class Desk:
    """A fresh training department, a page on it, and fingers that are counted."""

    def __init__(self, folder):
        profile = policy.find("takasaki")
        persons = [{"name": NAMES[0], "post": "課長"}, {"name": NAMES[1]}, {"name": NAMES[2]}]
        plan = department.Foundation(profile, "税務課", "section", persons, 0, PASSWORD, "", "見本市", True)
        paths = Paths.under(folder / "home").make()
        clock = FixedClock(START, timedelta(seconds=1))
        self.session = founding.found(folder / "desk.tenken", paths, plan, clock, CHEAP)
        i18n.use_words(profile.words)
        found = {row["name"]: row["id"] for row in people.all_people(self.session)}
        self.boss, self.clerk, self.other = (found[name] for name in NAMES)
        self.drafts = Drafts(paths.drafts)
        settings = Settings(paths.settings_file)
        self.context = Context(self.session, Tasks(inline=True), settings, self.drafts, Signals())
        self.presses = 0
        sign_in(self.session, self.clerk)

    def open(self, sheet=""):
        self.page = InspectionPage(self.context)
        self.page.resize(1072, 700)
        self.page.show()
        self.page.activateWindow()
        QTest.qWaitForWindowActive(self.page)
        if sheet:
            self.page.open_record(sheet)
        return self.page

    def press(self, key, modifier=Qt.KeyboardModifier.NoModifier, times=1):
        for _ in range(times):
            self.presses += 1
            modal = QApplication.activeModalWidget()
            target = modal.focusWidget() if modal else QApplication.focusWidget()
            QTest.keyClick(target or modal or self.page, key, modifier)

    def type(self, text):
        """What an input method commits; no key events of Japanese exist."""
        event = QInputMethodEvent()
        event.setCommitString(text)
        QCoreApplication.sendEvent(QApplication.focusWidget(), event)

    def sheet(self, who="", kind="staff"):
        return inspection.open_sheet(self.session, kind, who or self.clerk).id

    def answers(self, sheet):
        return inspection.answers(self.session, sheet)

    def answer_all(self, sheet, value="yes"):
        for code in record.get(self.session, "sheet", sheet)["items"]:
            inspection.answer(self.session, sheet, code, value)


@pytest.fixture
def desk(qtbot, tmp_path):
    made = Desk(tmp_path)
    made.page = None
    yield made
    if made.page is not None:
        made.page.hide()
        qtbot.addWidget(made.page)
    made.session.close()


def dialog(page, kind):
    found = [each for each in page.findChildren(kind) if each.isVisible()]
    assert found, f"no {kind.__name__}"
    return found[-1]


def state(desk, sheet):
    return record.get(desk.session, "sheet", sheet)["state"]


def test_a_whole_sheet_by_keyboard(desk):
    id = desk.sheet()
    desk.open(id)
    total = len(record.get(desk.session, "sheet", id)["items"])
    desk.press(Key.Key_1, times=total)
    assert len(desk.answers(id)) == total
    desk.press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.press(Key.Key_Return)
    assert state(desk, id) == "submitted"
    assert desk.presses == total + 2
    assert desk.page.stack.currentWidget() is desk.page.review


def test_the_window_does_not_wait_for_the_store(desk, qtbot):
    id = desk.sheet()
    desk.context.tasks = Tasks()
    view = desk.open(id).answering
    qtbot.waitUntil(lambda: view.sheet is not None)
    desk.press(Key.Key_1, times=20)
    assert view.sheet.answered() == 20
    qtbot.waitUntil(lambda: view.writing == 0)
    desk.context.tasks.close()
    assert len(desk.answers(id)) == 20


def test_an_answer_is_an_event_at_once_and_the_next_question_comes(desk):
    id = desk.sheet()
    view = desk.open(id).answering
    first, second = (item.code for item in view.sheet.items[:2])
    desk.press(Key.Key_5)
    assert desk.answers(id)[first]["value"] == "unknown"
    assert view.code == second
    assert view.panel.question.hasFocus()
    assert view.header.progress.count.text() == f"1 / {len(view.sheet.items)}"


def test_a_finding_is_demanded_beside_its_field(desk):
    id = desk.sheet()
    view = desk.open(id).answering
    first = view.code
    desk.press(Key.Key_3)
    finding = view.panel.fields["finding"]
    assert view.code == first
    assert finding.isVisible()
    assert finding.editor.target.hasFocus()
    desk.press(Key.Key_Return)
    assert view.code == first
    assert finding.error()
    desk.type("手順を書いた紙が見つかりません")
    QTest.qWait(80)
    desk.press(Key.Key_Return)
    assert view.code != first
    assert desk.answers(id)[first]["finding"] == "手順を書いた紙が見つかりません"


def test_a_reason_is_demanded_and_goes_with_its_answer(desk):
    id = desk.sheet()
    view = desk.open(id).answering
    code = next(item.code for item in view.sheet.items if item.na)
    view.show_question(code)
    desk.press(Key.Key_4)
    assert view.panel.fields["reason"].editor.target.hasFocus()
    desk.type("扱っていません")
    QTest.qWait(80)
    desk.press(Key.Key_Return)
    assert desk.answers(id)[code]["reason"] == "扱っていません"
    view.show_question(code)
    desk.press(Key.Key_1)
    assert desk.answers(id)[code]["reason"] == ""


def test_not_applicable_is_not_offered_where_the_item_forbids_it(desk):
    id = desk.sheet()
    view = desk.open(id).answering
    view.show_question(next(item.code for item in view.sheet.items if not item.na))
    desk.press(Key.Key_4)
    assert desk.answers(id) == {}


def test_the_enter_of_a_conversion_neither_moves_nor_submits(desk):
    id = desk.sheet()
    view = desk.open(id).answering
    first = view.code
    desk.press(Key.Key_2)
    composing = QInputMethodEvent("てじゅん", [])
    QCoreApplication.sendEvent(QApplication.focusWidget(), composing)
    desk.press(Key.Key_Return)
    desk.type("手順")
    desk.press(Key.Key_Return)  # some input methods pass it on
    assert view.code == first
    assert not view.panel.fields["finding"].error()
    QTest.qWait(80)
    desk.press(Key.Key_Return)
    assert view.code != first
    assert desk.answers(id)[first]["finding"] == "手順"


def test_digits_and_f_typed_into_a_text_stay_there(desk):
    id = desk.sheet()
    view = desk.open(id).answering
    desk.press(Key.Key_2)
    QTest.keyClicks(QApplication.focusWidget(), "4f1")
    assert view.panel.fields["finding"].value() == "4f1"
    assert view.filter == "all"
    assert desk.answers(id)[view.code]["value"] == "partly"


def test_answers_and_typing_are_there_again_after_a_kill(desk):
    id = desk.sheet()
    view = desk.open(id).answering
    first = view.code
    desk.press(Key.Key_2)
    desk.type("書きかけの")
    view._draft.timeout.emit()
    assert desk.answers(id)[first]["finding"] == ""
    desk.page.hide()  # a lock hides the page; a kill would leave the draft alone
    assert desk.answers(id)[first]["finding"] == "書きかけの"
    assert desk.drafts.all() == {}
    again = InspectionPage(desk.context)
    again.show()
    again.open_record(id)
    again.answering.show_question(first)
    assert again.answering.panel.answers.chosen() == "partly"
    assert again.answering.panel.fields["finding"].value() == "書きかけの"
    again.hide()


def test_a_draft_survives_a_crash_and_counts_with_the_answer(desk):
    id = desk.sheet()
    view = desk.open(id).answering
    first = view.code
    view.panel.fields["evidence"].editor.setFocus()
    desk.type("共有フォルダ")
    view._draft.timeout.emit()
    fresh = InspectionPage(desk.context)
    fresh.show()
    fresh.open_record(id)
    assert fresh.answering.panel.fields["evidence"].value() == "共有フォルダ"
    fresh.answering.panel.answers.buttons[0].click()
    assert desk.answers(id)[first]["evidence"] == "共有フォルダ"
    assert desk.drafts.all() == {}
    fresh.hide()


def test_the_way_through_by_keys(desk):
    id = desk.sheet()
    view = desk.open(id).answering
    codes = [item.code for item in view.sheet.items]
    desk.press(Key.Key_Right)
    assert view.code == codes[1]
    desk.press(Key.Key_Left)
    assert view.code == codes[0]
    desk.press(Key.Key_PageDown, times=2)
    assert view.code == codes[2]
    desk.press(Key.Key_PageUp)
    desk.press(Key.Key_Return)
    assert view.code == codes[2]
    desk.press(Key.Key_Escape)
    assert desk.page.stack.currentWidget() is desk.page.list


def test_f_goes_through_the_filters(desk):
    id = desk.sheet()
    codes = record.get(desk.session, "sheet", id)["items"]
    inspection.answer(desk.session, id, codes[0], "no")
    inspection.answer(desk.session, id, codes[1], "yes")
    view = desk.open(id).answering
    seen = []
    for _ in range(4):  # those that always stand there
        desk.press(Key.Key_F)
        seen.append((view.filter, view.code))
    assert [name for name, _ in seen] == ["open", "weak", "text", "all"]
    assert seen[0][1] == codes[2]
    assert seen[1][1] == seen[2][1] == codes[0]
    view.choose_filter("open")
    desk.press(Key.Key_1)
    assert view.code == codes[3]


def test_an_empty_filter_says_so(desk):
    id = desk.sheet()
    view = desk.open(id).answering
    view.choose_filter("weak")
    assert view.rest.currentWidget() is view.nothing
    desk.press(Key.Key_F)
    desk.press(Key.Key_F)
    assert view.rest.currentWidget() is view.area


def test_submit_names_every_hole_and_leads_there(desk):
    id = desk.sheet()
    codes = record.get(desk.session, "sheet", id)["items"]
    for code in codes[:-1]:
        inspection.answer(desk.session, id, code, "yes")
    inspection.answer(desk.session, id, codes[3], "no")
    view = desk.open(id).answering
    view.submit()
    missing = dialog(desk.page, SubmitDialog)
    first, second = (missing.list.visualItemRect(missing.list.item(place)) for place in (0, 1))
    assert first.bottom() < second.top() or missing.list.count() < 2
    assert [item.code for item in missing.holes] == [codes[3], codes[-1]]
    assert missing.list.count() == 2
    missing.go.click()
    assert view.code == codes[3]
    assert view.panel.fields["finding"].error()
    assert state(desk, id) == "open"


def test_the_end_says_what_is_left(desk):
    id = desk.sheet()
    view = desk.open(id).answering
    view.show_question(view.sheet.items[-1].code)
    desk.press(Key.Key_1)
    assert view.banner.isVisible()
    assert str(len(view.sheet.items) - 1) in view.banner._text.text()
    view.banner._button.click()
    assert view.filter == "open"


def test_a_chapter_leads_to_its_first_open_question(desk):
    id = desk.sheet()
    view = desk.open(id).answering
    key = view.sheet.items[-1].chapter
    view.chapters.rows[key].click()
    assert view.sheet.items[view.sheet.places[view.code]].chapter == key
    assert view.chapters.rows[key].isChecked()


def test_a_refused_answer_gives_back_what_was_typed(desk):
    id = desk.sheet()
    desk.answer_all(id)
    view = desk.open(id).answering
    inspection.submit(desk.session, id)  # by somebody else, while the question is shown
    view.panel.fields["evidence"].editor.setFocus()
    desk.type("控え")
    view.panel.settle()
    assert desk.answers(id)[view.code]["evidence"] == ""
    assert view.writing == 0
    assert desk.page.stack.currentWidget() is desk.page.review


def test_someone_elses_sheet_says_so(desk):
    view = desk.open(desk.sheet(desk.other)).answering
    assert view.note.isVisible()
    assert NAMES[2] in view.note._text.text()


def test_why_it_is_asked(desk):
    id = desk.sheet()
    view = desk.open(id).answering
    noted = next(item for item in view.sheet.items if item.law_note.ja)
    view.show_question(noted.code)
    assert view.why.law.isVisible()
    assert not view.why.nothing.isVisible()
    view.why.show_item(Item("own-1", noted.sheet, noted.chapter, (), noted.question))  # a city's book may say no more
    assert view.why.nothing.isVisible()
    view.why.show_item(noted)
    assert desk.session.profile.citation(noted.covers[0]) in view.why.clauses.text()
    assert f"ガイドラインでは対策基準の{noted.guideline}" in view.why.clauses.text()
    counted = next(item for item in view.sheet.items if item.figure)
    view.show_question(counted.code)
    assert view.why.figure.isVisible()
    assert not view.why.law.isVisible()
    assert not view.why.open_counted.isVisible()  # nothing is counted yet


def test_a_long_title_of_a_record_does_not_widen_the_card(desk):
    why = desk.open(desk.sheet()).answering.why
    gone = []
    desk.context.signals.go_to.connect(lambda page, record: gone.append((page, record)))
    before = why.minimumSizeHint().width()
    why.show_proofs([Proof("records", "carry_in_out", "機器の搬入・搬出の承認と記録についての長い題" * 2, 1)])
    assert why.minimumSizeHint().width() == before
    why._links.itemAt(0).widget().click()
    assert gone == [("records", "carry_in_out")]


def test_the_records_that_a_figure_counts_are_shown_beside_the_question(desk):
    session = desk.session
    dates = {"starts_on": "2026-05-26", "due_on": "2026-05-29"}
    no = carryout.request(session, {**training_city.OWN, **dates, "info_name": "説明会の資料"}).no
    view = desk.open(desk.sheet()).answering
    asked = next(item for item in view.sheet.items if item.figure)
    view.show_question(asked.code)
    view.why.show_figure(figures.figure(session, "requests_waiting"))
    view.why.open_counted.click()
    rows = view.why.dialog.rows
    assert [row.no for row in rows] == [no]
    went = []
    desk.context.signals.go_to.connect(lambda page, record: went.append((page, record)))
    view.why.dialog.open_record()
    assert went == [("carryout", rows[0].id)]
    assert view.code == asked.code


def test_the_figures_count_the_registers(desk):
    session = desk.session
    usb = {"medium_no": "USB-0001", "medium_kind": "usb", "info_class": "B", "place": "書庫", "zone": "lgwan"}
    media.register(session, usb)
    assert figures.figure(session, "media_without_number") == figures.Figure("media_without_number", (), 1, ("media",))
    assert figures.figure(session, "nobody_knows") is None
    for item in session.profile.items.values():
        assert not item.figure or figures.figure(session, item.figure) is not None


def test_a_new_fiscal_year_is_begun_from_the_list(desk):
    desk.sheet()
    page = desk.open()
    assert not page.list.over.isVisible()
    before = desk.session.year
    desk.session.clock.advance(timedelta(days=365))
    page.refresh()
    assert page.list.over.isVisible()
    assert t("inspection_page.year_over_left", n=1) in page.list.over._text.text()
    assert dates.fiscal_year(before) in page.list.table_card.accessibleName()
    assert dates.fiscal_year(before) in page.list.plan_button.text()
    page.list.over._button.click()
    assert not page.list.over.isVisible()
    assert inspection.cycle(desk.session)["fiscal_year"] == before + 1
    assert desk.session.store.query("SELECT state FROM cycle ORDER BY fiscal_year")[0]["state"] == "closed"
    assert page.list.plan_button.hasFocus()
    cycles = [id for _, id in inspection.years(desk.session)]
    assert page.list.years.value() == cycles[0]
    assert page.list.source.ids("", "", False) == []
    page.list.years.set_value(cycles[1])
    page.list.years.edited.emit()
    assert dates.fiscal_year(before) in page.list.table_card.accessibleName()
    assert len(page.list.source.ids("", "", False)) == 1
    page.refresh()
    assert page.list.years.value() == cycles[1]


def test_sheets_are_not_handed_out_for_last_year_unawares(desk):
    desk.sheet()
    page = desk.open()
    before = desk.session.year
    page.list.hand_out()
    assert not dialog(page, HandOutDialog).banner.isVisible()
    dialog(page, HandOutDialog).reject()
    desk.session.clock.advance(timedelta(days=365))
    page.refresh()
    page.list.hand_out()
    opened = dialog(page, HandOutDialog)
    assert dates.fiscal_year(before) in opened.banner._text.text()
    assert t("inspection_page.year_over_left", n=1) in opened.banner._text.text()
    assert opened.accept_button.text() == t("inspection_page.hand_out_of", year=dates.fiscal_year(before))
    opened.banner._button.click()
    assert opened.accept_button.text() == t("inspection_page.hand_out_now")
    opened.submit()
    assert {row["no"][:5] for row in inspection.sheets(desk.session)} == {f"点-R{before - 2018 + 1:02d}"}


def test_sheets_are_handed_out_once(desk):
    inspection.plan_year(desk.session, {"mode": "person"}, "一人ずつ答えることにした")
    page = desk.open()
    page.list.hand_out()
    opened = dialog(page, HandOutDialog)
    assert len(opened.persons.value()) == 3
    opened.submit()
    assert [row["sheet"] for row in inspection.sheets(desk.session)] == ["staff"] * 3
    page.list.hand_out()
    opened = dialog(page, HandOutDialog)
    assert opened.kind.value() == "dept"  # everybody has the first kind
    assert opened.persons.value() == [desk.boss]
    opened.kind.editor.set_value("staff")
    opened._offer_kind()
    assert opened.persons.value() == []
    assert not opened.everybody.isVisible()


def test_everybody_gets_a_sheet_by_one_button(desk):
    page = desk.open()
    page.list.hand_out()
    opened = dialog(page, HandOutDialog)
    assert len(opened.persons.value()) == 1
    everybody = next(b for b in opened.findChildren(QPushButton) if b.text() == t("inspection_page.everybody"))
    everybody.click()
    assert len(opened.persons.value()) == 3
    opened.submit()
    assert len(inspection.sheets(desk.session)) == 3
    page.list.hand_out()
    opened = dialog(page, HandOutDialog)
    opened.kind.editor.set_value("staff")
    opened._offer_kind()
    opened.tick_everybody()
    assert opened.persons.value() == []  # those who have theirs are not given another


def test_the_plan_lists_its_questions_by_sheet(desk):
    page = desk.open()
    page.list.plan_year()
    opened = dialog(page, YearDialog)
    rows = [opened.items.item(place) for place in range(opened.items.count())]
    codes = [row.data(Qt.ItemDataRole.UserRole) for row in rows]
    items = desk.session.profile.items
    sheets = list(dict.fromkeys(item.sheet for item in items.values()))
    assert [code for code in codes if code] == sorted(items, key=lambda code: sheets.index(items[code].sheet))
    heads = [row for row in rows if not row.data(Qt.ItemDataRole.UserRole)]
    assert len(heads) == len(sheets)
    asked = {row.sheet: row for row in desk.session.profile.inspections.values()}
    said = {sheet: heads[sheets.index(sheet)].text() for sheet in ("staff", "dept", "system")}
    assert "毎年度" not in said["staff"], "a proposal is not said to be the policy's"
    assert f"毎年度（{desk.session.profile.citation(asked['dept'].clause[0])}）" in said["dept"]
    assert "定期（" in said["system"]
    before, head = len(opened.chosen()), heads[0].text()
    next(row for row in rows if row.checkState() == Qt.CheckState.Checked).setCheckState(Qt.CheckState.Unchecked)
    assert len(opened.chosen()) == before - 1
    assert heads[0].text() != head
    assert opened.form.fields["selection"].value() == "own"


def test_the_list_says_what_waits_for_whom(desk):
    mine, others = desk.sheet(), desk.sheet(desk.other)
    desk.answer_all(others)
    inspection.submit(desk.session, others)
    page = desk.open()
    assert [todo.key for todo in page.list._all_todos] == [mine]
    sign_in(desk.session, desk.boss)
    desk.context.signals.user_changed.emit()
    assert [todo.key for todo in page.list._all_todos] == [others]
    assert page.list.table.model.rowCount() == 2


def submitted(desk, weak=True):
    id = desk.sheet()
    desk.answer_all(id)
    codes = record.get(desk.session, "sheet", id)["items"]
    if weak:
        inspection.answer(desk.session, id, codes[5], "partly", {"finding": "半分です"})
        inspection.answer(desk.session, id, codes[9], "no", {"finding": "まだです"})
        inspection.answer(desk.session, id, codes[1], "unknown")
    inspection.submit(desk.session, id)
    sign_in(desk.session, desk.boss)
    return id, codes


def seal(desk, decision, remark=""):
    desk.page.review.seal()
    opened = dialog(desk.page, SealDialog)
    next(b for b in opened.decisions.buttons if b.answer.code == decision).click()
    opened.remark.set_value(remark)
    opened.password.line.setText(PASSWORD)
    opened.seal()


@pytest.fixture
def no_paper(monkeypatch):
    """The paper is rendered in a process of its own; the seal does not wait for it."""
    monkeypatch.setattr("app.gui.seal_preview.SealPreview.start", lambda self: None)


def test_review_shows_the_exceptions_first(desk):
    id, codes = submitted(desk)
    review = desk.open(id).review
    assert [item.code for item in review.exceptions.exceptions] == [codes[9], codes[5], codes[1]]
    assert review.exceptions.fold.body.count() == 0
    review.exceptions.fold.open()
    assert review.exceptions.fold.body.count() == len(codes) - 3
    review.exceptions.ticks[codes[0]].setChecked(True)  # what is said to be done may be sent back, too
    assert review.exceptions.ticked() == [codes[0]]
    assert review.result.rate.text().endswith("%")
    assert i18n.t("record_views.no_acts") in [each.text() for each in review.acts.findChildren(QLabel)]
    assert review.paper.isEnabled()
    wanted = []
    desk.context.signals.go_to.connect(lambda page, place: wanted.append((page, place)))
    review.paper.click()
    assert wanted == [("reports", f"sheet/{id}")]
    assert review.review_button.isHidden()


@pytest.mark.usefixtures("no_paper")
def test_the_manager_seals(desk):
    id, _ = submitted(desk)
    desk.open(id)
    seal(desk, "confirm")
    assert state(desk, id) == "confirmed"
    act = record.get(desk.session, "sheet", id)["acts"][-1]
    assert act["sealed"]
    assert not act["void"]
    assert any(
        badge.accessibleName() == i18n.t("decided.confirm") for badge in desk.page.review.acts.findChildren(Badge)
    )
    assert not desk.page.review.seal_button.isVisible()


@pytest.mark.usefixtures("no_paper")
def test_sent_back_it_is_answered_again_with_the_remark_above(desk):
    id, _ = submitted(desk)
    desk.open(id)
    seal(desk, "send_back", "4番をもう一度見てください")
    assert state(desk, id) == "open"
    page = desk.page
    assert page.stack.currentWidget() is page.list  # to answer it is somebody else's
    assert page.list.banner.isVisible()
    sign_in(desk.session, desk.clerk)
    desk.context.signals.user_changed.emit()
    assert not page.list.banner.isVisible()  # it was said to the manager
    todo = page.list._all_todos[0]
    assert todo.text == t("inspection_page.todo_returned")
    assert "4番をもう一度見てください" in todo.detail
    page.open_record(id)
    assert page.stack.currentWidget() is page.answering
    assert "4番をもう一度見てください" in page.answering.note._text.text()


@pytest.mark.usefixtures("no_paper")
def test_a_sheet_that_came_back_opens_at_what_was_marked(desk):
    id, codes = submitted(desk)
    desk.open(id).review.exceptions.ticks[codes[5]].setChecked(True)
    seal(desk, "send_back", "6番をもう一度見てください")
    sign_in(desk.session, desk.clerk)
    desk.page.open_record(id)
    assert desk.page.answering.code == codes[5]
    assert desk.page.answering.filter == "returned"


def test_keys_of_the_review_work_after_another_person_sat_down(desk):
    id, _ = submitted(desk)
    page = desk.open(id)
    outside = QLineEdit(page)  # where F2 leaves the focus: not in the review
    outside.show()
    outside.setFocus()
    QTest.keyClick(outside, Key.Key_Escape)
    assert page.stack.currentWidget() is page.list


def test_evidence_is_opened_by_the_manager_and_an_empty_file_is_refused(desk, monkeypatch, tmp_path):
    looked = []
    monkeypatch.setattr("app.gui.kept_files._open", lambda path: looked.append(path.read_bytes()) or True)
    id = desk.sheet()
    code = record.get(desk.session, "sheet", id)["items"][0]
    files = desk.open(id).answering.files
    empty, photo = tmp_path / "空.pdf", tmp_path / "棚の札.png"
    empty.write_bytes(b"")
    files.add_file(empty)
    assert "空.pdf" in desk.page.answering.banner._text.text()
    photo.write_bytes(b"picture")
    files.add_file(photo)
    assert not desk.page.answering.banner.isVisible()  # what was refused before is over
    desk.answer_all(id)
    inspection.answer(desk.session, id, code, "partly", {"finding": "1枚だけ札がない"})
    inspection.submit(desk.session, id)
    sign_in(desk.session, desk.boss)
    desk.page.open_record(id)
    shown = desk.page.review.exceptions.findChildren(KeptFile)
    assert [file.name for file in shown] == ["棚の札.png"]
    shown[0].link.click()
    assert looked == [b"picture"]


def test_a_name_from_elsewhere_is_saved_and_never_started(desk, monkeypatch):
    asked = []
    monkeypatch.setattr("app.gui.kept_files.save_as", lambda _parent, _title, name: asked.append(name))
    monkeypatch.setattr("app.gui.kept_files._open", lambda path: pytest.fail(str(path)))
    KeptFile(desk.context, {"sha256": "0" * 64, "name": "..\\..\\run.exe"}).look()
    assert asked == ["run.exe"]


def test_each_systems_sheet_goes_to_whoever_manages_it(desk):
    entry.open(desk.session, "system", {**training_city.SYSTEM, "x_name": "住民記録", "x_manager": desk.other})
    entry.open(desk.session, "system", {**training_city.SYSTEM, "x_name": "図書館"})
    page = desk.open()
    page.list.hand_out()
    opened = dialog(page, HandOutDialog)
    opened.kind.editor.set_value("system")
    opened._offer_kind()
    assert opened.persons.value() == [MANAGER]
    opened.submit()
    assert "図書館" in opened.persons.error()
    assert not inspection.sheets(desk.session)
    opened.systems.set_value(opened.systems.value()[:1])
    opened.submit()
    assert [(row["subject"], row["respondent"]) for row in inspection.sheets(desk.session)] == [
        ("住民記録", desk.other)
    ]


def test_the_bureaus_sheet_is_about_the_bureau_and_the_citys_about_the_city(desk):
    offer = structs.replace(read_offer(desk.session), bureau="財務部")
    named = {subject: offer.named(subject) for subject in ("unit", "person", "bureau", "city")}
    assert named == {"unit": "税務課", "person": "税務課", "bureau": "財務部", "city": "見本市"}
    assert structs.replace(offer, bureau="").named("bureau") == "税務課"


def test_the_result_of_a_year_without_sheets_says_what_comes(desk):
    page = desk.open()
    page.show_results()
    assert page.results.nothing.isVisible()
    assert not page.results.chapters.isVisible()
    desk.sheet()
    page.results.refresh()
    assert not page.results.nothing.isVisible()
    assert page.results.chapters.isVisible()


def test_the_list_marks_last_years_answer(desk):
    id = desk.sheet()
    item = desk.session.profile.items[record.get(desk.session, "sheet", id)["items"][0]]
    line = {"item": item.code, "value": "partly"}
    values = {"fiscal_year": desk.session.year - 1, "sheet": "staff", "subject": "税務課", "source": "昨年度.xlsx"}
    record.open(desk.session, "prior", {**values, "results": [line]})
    _, listing = in_list(desk, id)
    marks = listing.rows[item.code].marks
    assert [code for code, mark in marks.items() if mark.property("carried")] == ["partly"]
    desk.press(Key.Key_1)
    assert not any(mark.property("carried") for mark in marks.values())
    assert marks["yes"].isChecked()


def test_an_older_answer_says_its_year(desk):
    id = desk.sheet()
    item = desk.session.profile.items[record.get(desk.session, "sheet", id)["items"][0]]
    year = desk.session.year - 3
    values = {"fiscal_year": year, "sheet": "staff", "subject": "税務課", "source": "以前.xlsx"}
    record.open(desk.session, "prior", {**values, "results": [{"item": item.code, "value": "yes"}]})
    page = desk.open(id)
    last = page.answering.panel.last
    assert dates.fiscal_year(year) in last.said.text()
    assert "3年前" in last.state.text()
    assert dates.fiscal_year(year) in last.keep.text()
    desk.press(Key.Key_C)
    assert desk.answers(id)[item.code]["origin"] == "kept"


def test_a_clerk_reads_whom_the_own_sheet_waits_for(desk):
    id, _ = submitted(desk)
    sign_in(desk.session, desk.clerk)
    review = desk.open(id).review
    assert not review.seal_button.isVisible()
    assert not review.exceptions.ticks
    assert NAMES[0] in review.banner._text.text()
    assert review.seal() is None


@pytest.mark.usefixtures("no_paper")
def test_what_is_marked_is_what_is_sent_back_and_comes_first(desk):
    id, codes = submitted(desk)
    review = desk.open(id).review
    review.exceptions.ticks[codes[9]].click()
    review.seal()
    opened = dialog(desk.page, SealDialog)
    assert opened.chosen() == "send_back"
    assert any("10" in words for words in opened.asked.warnings)
    assert opened.remark.title == t("seal.reason")
    opened.remark.set_value("もう一度見てください")
    opened.password.line.setText(PASSWORD)
    opened.seal()
    sign_in(desk.session, desk.clerk)
    answering = desk.open(id).answering
    assert (answering.filter, answering.code) == ("returned", codes[9])
    matter = next(each for each in home.todo(desk.session) if each.kind == "came_back")
    assert matter.record == id
    answering.next_filter()
    assert answering.filter == "all"  # nothing lies before it that shows nothing
    answering.next_filter()
    assert answering.filter == "weak"


@pytest.mark.usefixtures("no_paper")
def test_a_sheet_handed_in_again_awaits_its_stamp_anew(desk):
    id, _ = submitted(desk)
    desk.open(id)

    def stamps():
        made = paper.document(desk.session, "sheet", id)
        boxes = next(block.boxes for block in made.blocks if type(block).__name__ == "ApprovalBoxes")
        return [box.note for box in boxes if box.mark]

    seal(desk, "send_back", "もう一度見てください")
    assert stamps() == [t("decided.send_back")]
    sign_in(desk.session, desk.clerk)
    inspection.submit(desk.session, id)
    assert stamps() == []
    sign_in(desk.session, desk.boss)
    desk.page.open_record(id)
    seal(desk, "confirm")
    assert stamps() == [t("decided.confirm")]


@pytest.mark.usefixtures("no_paper")
def test_in_english_a_seal_is_told_in_english(desk):
    id, _ = submitted(desk)
    desk.open(id)
    seal(desk, "confirm")
    i18n.use("en")
    review = desk.page.review
    review.acts.show_row(record.form_of(desk.session, "sheet"), review.sheet.row, desk.session.profile)
    said = " ".join(each.text() for each in review.acts.findChildren(QLabel))
    assert "Confirmed" in said
    assert "Information Security Manager" in said
    notes = [block.text for block in paper.document(desk.session, "sheet", id).blocks if type(block).__name__ == "Note"]
    assert any("Information Security Manager" in note for note in notes)


def test_opened_again_the_seal_is_void(desk):
    id, _ = submitted(desk)
    with signet(desk.session, desk.boss, PASSWORD) as opened:
        inspection.confirm(desk.session, id, opened, Seen.of(record.get(desk.session, "sheet", id)))
    page = desk.open(id)
    page.review.reopen()
    asked = dialog(page, ReopenDialog)
    asked.reopen()
    assert asked.remark.error()
    asked.remark.set_value("回答を直すため")
    asked.reopen()
    assert state(desk, id) == "open"
    assert page.stack.currentWidget() is page.list
    page.open_record(id)
    assert page.stack.currentWidget() is page.answering
    assert "開き直しました" in page.answering.note._text.text()
    inspection.submit(desk.session, id)
    page.refresh()
    assert page.review.banner.isVisible()
    assert "承認無効" in " ".join(badge.text() for badge in desk.page.review.acts.findChildren(Badge))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_word_is_there(desk, language, caplog):
    i18n.use(language)
    id, _ = submitted(desk)
    page = desk.open()
    for _name, show in page.scenes():
        show()
        QCoreApplication.processEvents()
    page.open_record(id)
    assert not [r for r in caplog.records if "missing in" in r.message and "inspection_page" in r.message]


def in_list(desk, sheet):
    """The sheet as a list of the first chapter, as the key V shows it."""
    desk.open(sheet)
    desk.press(Key.Key_V)
    QCoreApplication.processEvents()  # the lines are shown, and the first takes the focus
    view = desk.page.answering
    assert view.rest.currentWidget() is view.listing
    return view, view.listing


def test_a_chapter_is_answered_as_a_list_by_keyboard(desk):
    id = desk.sheet()
    view, listing = in_list(desk, id)
    codes = list(listing.rows)
    assert {view.sheet.items[view.sheet.places[code]].chapter for code in codes} == {view.sheet.items[0].chapter}
    assert listing.rows[codes[0]].hasFocus()
    assert listing.na.isEnabled()
    desk.press(Key.Key_1, times=len(codes))  # each answer goes on to the next line
    assert not listing.na.isEnabled(), "nothing is left that it could answer"
    assert {code for code, row in desk.answers(id).items() if row["value"] == "yes"} == set(codes)
    assert all(row.marks["yes"].isChecked() for row in listing.rows.values())
    desk.press(Key.Key_V)
    assert view.rest.currentWidget() is not view.listing


def test_a_weak_answer_in_the_list_asks_for_its_text_in_its_line(desk):
    id = desk.sheet()
    _, listing = in_list(desk, id)
    first = next(iter(listing.rows))
    desk.press(Key.Key_3)
    row = listing.rows[first]
    assert row.text.isVisible()
    assert row.text.editor.target.hasFocus()
    assert "Shift" not in t("inspection_page.list_hint.finding")
    desk.type("手順の紙がありません")
    row.text.settle()
    assert desk.answers(id)[first]["finding"] == "手順の紙がありません"


def test_not_applicable_for_what_is_open_of_a_chapter_with_one_reason(desk, qtbot):
    id = desk.sheet()
    view, listing = in_list(desk, id)
    chapter = next(item.chapter for item in view.sheet.items if item.na)
    view.show_list(chapter)
    free = [code for code, row in listing.rows.items() if row.item.na]
    bound = [row for row in listing.rows.values() if not row.item.na]
    assert not any(row.marks["na"].isEnabled() for row in bound)
    listing.rows[free[0]].marks["yes"].click()
    listing.na.click()
    asked = view.dialog
    asked.form.fields["reason"].set_value("この事務では扱っていません。")
    asked.submit()
    given = desk.answers(id)
    assert given[free[0]]["value"] == "yes"
    assert {given[code]["reason"] for code in free[1:]} <= {"この事務では扱っていません。"}
    assert {given[code]["value"] for code in free[1:]} <= {"na"}
    qtbot.waitUntil(lambda: desk.page.focusWidget() is bound[0], timeout=1000)


def test_the_list_begins_at_the_question_one_was_at_and_shows_where_the_keys_go(desk):
    id = desk.sheet()
    view = desk.open(id).answering
    desk.press(Key.Key_1, times=3)
    at = view.code
    desk.press(Key.Key_V)
    row = view.listing.rows[at]
    assert row.hasFocus()
    assert row.property("role") == "line-focus"
    desk.press(Key.Key_2)
    assert [answer["value"] for code, answer in desk.answers(id).items() if code == at] == ["partly"]
    assert [answer["value"] for code, answer in desk.answers(id).items() if code != at] == ["yes"] * 3


def test_the_arrows_move_through_the_list_and_answer_nothing(desk):
    id = desk.sheet()
    _, listing = in_list(desk, id)
    codes = list(listing.rows)
    desk.press(Key.Key_Down)
    assert listing.rows[codes[1]].hasFocus()
    desk.press(Key.Key_Up)
    assert listing.rows[codes[0]].hasFocus()
    assert desk.answers(id) == {}


def test_the_list_leads_from_chapter_to_chapter_and_back(desk):
    id = desk.sheet()
    view = desk.open(id).answering
    items = view.sheet.items
    chapters = list(dict.fromkeys(item.chapter for item in items))
    assert len(chapters) > 1
    assert view.header.list_button.text() == i18n.t("inspection_page.as_list")
    view.show_list(chapters[0])
    assert view.header.list_button.text() == i18n.t("inspection_page.as_questions")
    first = [item.code for item in items if item.chapter == chapters[0]]
    desk.press(Key.Key_Down, times=len(first))
    assert next(row.item.chapter for row in view.listing.rows.values()) == chapters[1]
    assert next(iter(view.listing.rows.values())).hasFocus()
    desk.press(Key.Key_Up)
    assert list(view.listing.rows) == first
    assert view.listing.rows[first[-1]].hasFocus()
    assert not view.listing.before.isEnabled()
    view.listing.after.click()
    assert next(row.item.chapter for row in view.listing.rows.values()) == chapters[1]
    view.show_list(chapters[-1])
    assert not view.listing.after.isEnabled()
    desk.press(Key.Key_Down, times=len(view.listing.rows))
    assert not view.banner.isHidden()
    assert view.rest.currentWidget() is view.listing


def test_escape_leaves_the_text_of_a_row_first_and_keeps_it(desk):
    id = desk.sheet()
    view = desk.open(id).answering
    view.show_list()
    code = next(iter(view.listing.rows))
    desk.press(Key.Key_3)
    assert view.listing.rows[code].text.editor.target.hasFocus()
    desk.type("鍵がありませんでした")
    desk.press(Key.Key_Escape)
    assert desk.page.stack.currentWidget() is view
    assert view.listing.rows[code].hasFocus()
    assert desk.answers(id)[code]["finding"] == "鍵がありませんでした"
    view.show_question(list(view.listing.rows)[1])
    desk.press(Key.Key_3)
    desk.press(Key.Key_Escape)
    assert desk.page.stack.currentWidget() is view
    assert view.panel.question.hasFocus()
    desk.press(Key.Key_Escape)
    assert desk.page.stack.currentWidget() is desk.page.list


def test_last_years_answers_are_confirmed_changed_and_cleared_in_the_list(desk):
    asked = [item.code for item in inspection.items_for(desk.session, "staff")]
    lines = [{"item": code, "value": "yes"} for code in asked]
    values = {"fiscal_year": desk.session.year - 1, "sheet": "staff", "subject": "税務課", "source": "昨年度.xlsx"}
    record.open(desk.session, "prior", {**values, "results": lines})
    id = desk.sheet()
    view, listing = in_list(desk, id)
    first, second, third, fourth, *_ = listing.rows
    desk.press(Key.Key_C)
    assert view.rest.currentWidget() is listing
    desk.press(Key.Key_2)  # the second row, to which C went on
    desk.type("一部だけでした")
    desk.press(Key.Key_Escape)
    desk.press(Key.Key_Down)
    desk.press(Key.Key_C)  # the third, not the one that was answered by a number before
    desk.press(Key.Key_Delete)
    said = desk.answers(id)
    assert [said[code]["value"] for code in (first, second, third)] == ["yes", "partly", "yes"]
    assert not view.sheet.is_carried(fourth)
    assert not view.sheet.value(fourth)
    chapter = listing.title.text()
    desk.press(Key.Key_PageDown)
    assert view.rest.currentWidget() is listing
    assert listing.title.text() != chapter


def test_a_year_planned_as_proposed_is_decided(desk, qtbot):
    page = desk.open()
    page.list.plan_year()
    plan = dialog(page, YearDialog)
    before = desk.session.store.query("SELECT count(*) AS n FROM event")[0]["n"]
    plan.accept_button.click()
    assert not plan.isVisible()
    assert desk.session.store.query("SELECT count(*) AS n FROM event")[0]["n"] == before


def test_the_items_of_a_year_are_found_by_words_and_keep_their_ticks(desk, qtbot):
    page = desk.open()
    page.list.plan_year()
    plan = dialog(page, YearDialog)
    rows = [plan.items.item(place) for place in range(plan.items.count())]
    chosen = plan.chosen()
    plan.search.setText("CSIRT用")
    shown = [row for row in rows if not row.isHidden()]
    assert shown
    assert len(shown) < len(rows)
    assert plan.chosen() == chosen
    plan.search.setText("")
    assert not any(row.isHidden() for row in rows)


def test_last_years_file_shows_first_what_cannot_be_read(desk, qtbot, tmp_path):
    asked = [item for item in desk.session.profile.items.values() if item.sheet == "staff"]
    rows = [(item.question.ja, "○" if place else "ほぼ") for place, item in enumerate(asked)]
    book = tmp_path / "昨年度.csv"
    more = [("机の上に花を飾っていますか。", "○"), ("短い問い", "×")]
    lines = [f'"{question}","{mark}"' for question, mark in [*rows, *more]]
    book.write_text("\n".join(['"点検項目","結果"', *lines]), encoding="utf-8-sig")
    page = desk.open()
    page.show_results()
    page.results.take_prior()
    prior = dialog(page, PriorDialog)
    assert prior.form.values()["year"] == str(desk.session.year - 1)
    assert prior.hint.isVisible()
    prior.read(book)
    said = prior.preview.toPlainText()
    assert "ほぼ" in said
    assert "短い問い" in said
    assert said.index("ほぼ") < said.index("花を飾って") < said.index(asked[1].question.ja)
    prior.accept_button.click()
    taken = desk.session.store.query("SELECT id FROM prior")
    assert record.get(desk.session, "prior", taken[0]["id"])["fiscal_year"] == desk.session.year - 1
    said = page.results.banner.accessibleName()
    assert t("inspection_page.prior_taken", year=dates.fiscal_year(desk.session.year - 1), n=len(rows) - 1) in said


def test_it_is_said_what_books_were_taken_into():
    sheet = SimpleNamespace(sheet={"no": "点-R08-0007", "subject": "見本市民会館"}, faults=())
    book, bad = SimpleNamespace(file="a.xlsx", faults=()), SimpleNamespace(file="b.xlsx", faults=("E7",))
    whole = taken_in(intake.Filled((book, book, bad), (sheet,), (("c.xlsx", Refused("book_same")),)))
    assert whole.startswith("点-R08-0007 見本市民会館")
    assert t("returned.counted", n=2) in whole
    assert t("returned.left_out", files="b.xlsx、c.xlsx") in whole
    assert taken_in(intake.Filled((book,), (), ())) == t("returned.counted", n=1)


def test_one_bad_file_is_named_and_the_good_ones_are_taken_in(desk, tmp_path):
    page, session = desk.open(), desk.session
    id = desk.sheet()
    paths = [tmp_path / f"{name}.xlsx" for name in ("good", "bad", "other")]
    for path in paths:
        printing.export(session, "sheet_blank", id, "xlsx", path)
    for path, mark in zip(paths[:2], ("△", "まあまあ"), strict=True):
        book = load_workbook(path)
        book.worksheets[0]["D3"], book.worksheets[0]["E7"] = path.stem, mark
        book.save(path)
    paths[2].write_bytes(b"not a book")
    page.show_results()
    page.results.take_in()
    dialog = page.results.dialog
    dialog.read(paths)
    said = dialog.banner._text.text()
    assert "bad.xlsx" in said
    assert "other.xlsx" in said
    assert "good.xlsx" not in said
    assert "E7" in dialog.preview.toPlainText()
    assert dialog.asked.value() == 1
    dialog.accept_button.click()
    (tally,) = session.store.query("SELECT id FROM tally")
    assert record.get(session, "tally", tally["id"])["returned"] == 1
    assert "bad.xlsx" in page.results.banner.accessibleName()


def test_a_view_scrolls_by_itself_and_its_actions_stand_beside_its_names(desk, qtbot):
    page = desk.open(desk.sheet())
    assert not page.stack.hasHeightForWidth()
    header = page.answering.header
    assert not header.book_button.isVisible()  # hidden after the head was laid out with it
    beside = lambda: header.submit.mapTo(page, QPoint()).y() < header.about.mapTo(page, QPoint()).y()  # noqa: E731
    qtbot.waitUntil(beside)


def test_who_gave_no_other_answer_on_paper_gave_the_first(desk):
    page = desk.open()
    page.show_results()
    page.results.count_in()
    tally = dialog(page, TallyDialog)
    tally.form.set_values({"asked": 4, "returned": 3})
    tally.form.edited.emit("returned")
    code = next(iter(tally._spins))[0]
    tally._spins[code, "partly"].set_value(1)  # typed after the number of sheets
    assert tally._spins[code, "yes"].value() == 2
    tally.accept_button.click()
    assert not tally.isVisible()
    kept = desk.session.store.query("SELECT id FROM tally")
    counts = record.get(desk.session, "tally", kept[0]["id"])["counts"]
    assert [(row["value"], row["count"]) for row in counts if row["item"] == code] == [("yes", 2), ("partly", 1)]


def whole(widget):
    """Whether nothing of it is scrolled out of sight."""
    return widget.visibleRegion().boundingRect().height() >= widget.height() - 2


def test_the_text_that_a_line_asks_for_is_seen_and_escape_leads_back_to_the_line_of_the_sheet(desk, qtbot):
    other = desk.sheet(desk.other)
    id = desk.sheet()
    _, listing = in_list(desk, id)
    desk.page.resize(1072, 620)
    for _ in list(listing.rows)[:8]:
        desk.press(Key.Key_1)
        QTest.qWait(2)
        desk.press(Key.Key_3)
        text = listing.rows[listing.focused()].text
        qtbot.waitUntil(partial(whole, text), timeout=1000)
        desk.type("手順の紙がありません")
        desk.press(Key.Key_Return)
    assert other
    desk.press(Key.Key_Escape)
    desk.press(Key.Key_Escape)
    table = desk.page.list.table
    assert table.view.hasFocus()
    assert table.selected_ids() == [id]
