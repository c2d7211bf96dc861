"""Carry-out on the screen: from the request to the confirmed return, and everything the rules refuse on the way."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent, QPainter, QPdfWriter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from app.common import i18n
from app.domain.carryout import knows_exceptions
from app.gui.carryout.lists import VIEWS
from app.gui.carryout.page import CarryoutPage
from app.gui.kept_files import KeptFile
from app.gui.seal_dialog import SealDialog
from app.gui.seal_preview import SealPreview
from app.services import carryout, media, people, printing, record
from app.services.approval import Seen, signet
from app.services.session import sign_in
from tests.gui import store_fixtures
from tests.gui.store_fixtures import CLERK, COLLEAGUE, MANAGER, PASSWORD

SOUND = {
    "info_class": "B",
    "purpose": "現地調査の記録のため",
    "destination": "見本市民会館",
    "starts_on": "2026-05-11",
    "due_on": "2026-05-12",
}


def empty_paper(_document, _kind, path):
    """A page without content, in place of the paper."""
    writer = QPdfWriter(str(path))  # must outlive the painter
    QPainter(writer).end()
    return path


@pytest.fixture(autouse=True)
def _quick_papers(monkeypatch):
    monkeypatch.setattr(printing, "render", empty_paper)


@pytest.fixture
def who(desk):
    return {row["name"]: row["id"] for row in people.all_people(desk.session)}


@pytest.fixture
def things(desk, who):
    """A PC of class B and a USB stick of class A, both in store; a clerk sits at the keyboard."""
    sit(desk, who[CLERK])
    pc = {"medium_no": "PC-0001", "medium_kind": "pc", "name": "ノートパソコン", "info_class": "B"}
    usb = {"medium_no": "USB-0001", "medium_kind": "usb", "name": "USBメモリ", "info_class": "A", "locked": 1}
    common = {"place": "鍵付き書庫", "zone": "lgwan"}
    return {
        "pc": media.register(desk.session, {**pc, **common}).id,
        "usb": media.register(desk.session, {**usb, **common}).id,
    }


@pytest.fixture
def page(desk, things, shown):
    made = CarryoutPage(desk)
    made.resize(1040, 700)
    return shown(made)


def sit(desk, person):
    sign_in(desk.session, person)
    desk.signals.user_changed.emit()


def fill(dialog, **values):
    """As a person would: the value, and the word that it was edited."""
    for name, value in values.items():
        dialog.form.fields[name].set_value(value)
        dialog.form.fields[name].edited.emit(name)


def row_of(desk, id):
    return record.get(desk.session, "carryout", id)


def asked(desk, **values):
    return carryout.request(desk.session, {**SOUND, **values}).id


def permitted(desk, who, id):
    with signet(desk.session, who[MANAGER], PASSWORD) as seal:
        carryout.decide(desk.session, id, seal, Seen.of(row_of(desk, id)), decision="permit")
    return id


def seal(dialog, decision="", password=PASSWORD):
    if decision:
        dialog.decisions.buttons[["permit", "permit_with_conditions", "send_back", "refuse"].index(decision)].click()
    dialog.password.line.setText(password)
    dialog.seal_button.click()


def test_an_open_request_has_one_primary_step_and_the_keyboard_begins_there(page, desk, who, things):
    id = asked(desk, media=[things["pc"]])
    sit(desk, who[MANAGER])
    page.open_record(id)
    assert page.new.property("role") == ""
    assert not page.together.isVisible()
    assert page.focusWidget() is page.record.next.buttons["decide"]
    sit(desk, who[CLERK])
    assert page.focusWidget() is next(iter(page.record.next.buttons.values()))
    page.show_lists()
    page.show_view("inbox")
    assert page.new.property("role") == "primary"
    assert not page.together.isVisible()  # a clerk has no seal
    sit(desk, who[MANAGER])
    assert page.together.isVisible()


def test_from_the_request_to_the_confirmed_return(page, desk, who, things, qtbot):
    page.open_record(f"new:{things['pc']}")
    dialog = page.dialog
    assert dialog.form.fields["info_class"].value() == "B"  # the class of what is carried is there already
    fill(dialog, purpose="現地調査の記録のため", destination="見本市民会館", due_on="2026-05-12")
    dialog.send.click()
    id = page.record.case.row["id"]
    assert row_of(desk, id)["state"] == "requested"
    assert "decide" not in page.record.next.buttons  # a clerk cannot
    assert MANAGER in visible_text(page.record.next)

    sit(desk, who[MANAGER])
    page.record.next.buttons["decide"].click()
    seal(page.record.dialog, "permit")
    assert row_of(desk, id)["state"] == "permitted"

    sit(desk, who[CLERK])
    page.record.next.buttons["take_out"].click()
    page.record.dialog.form.fields["out_virus_check"].set_value("clean")
    page.record.dialog.submit()
    assert record.get(desk.session, "medium", things["pc"])["state"] == "out"

    desk.session.clock.advance(timedelta(days=4))
    page.show_lists()
    page.refresh()
    page.show_view("out")
    assert page.late.isVisible()
    shown = page.table().model.index(0, 0).data(Qt.ItemDataRole.DisplayRole)
    assert "3日" in shown

    page.open_record(id)
    page.record.next.buttons["bring_back"].click()
    back = page.record.dialog
    back.form.set_values({"back_virus_check": "clean", "erasure": "kept"})
    back.form.edited.emit("erasure")
    back.submit()
    assert back.form.fields["kept_reason"].error()  # what is kept needs its reason
    back.form.fields["kept_reason"].set_value("次の調査で続けて使うため")
    back.submit()
    assert row_of(desk, id)["state"] == "back"
    page.record.next.buttons["correct_return"].click()
    correction = page.record.dialog
    correction.form.set_values({"erasure": "erased", "back_remark": "充電器の袋が破れていた"})
    correction.form.edited.emit("erasure")
    correction.submit()
    assert correction.form.fields["reason_of_change"].error()
    correction.form.fields["reason_of_change"].set_value("消去を確かめたため")
    correction.submit()
    row = row_of(desk, id)
    assert (row["state"], row["erasure"], row["kept_reason"]) == ("back", "erased", "")
    assert "消去を確かめたため" in visible_text(page.record.history)

    sit(desk, who[MANAGER])
    page.record.next.buttons["confirm_return"].click()
    seal(page.record.dialog)
    assert row_of(desk, id)["state"] == "closed"
    assert record.get(desk.session, "medium", things["pc"])["state"] == "stored"


def visible_text(widget):
    QCoreApplication.processEvents()  # what was just put into a layout is shown then
    return " ".join(each.text() for each in widget.findChildren(QLabel) if each.isVisibleTo(widget))


def test_a_class_below_the_medium_is_refused_on_the_field(page, things):
    page.open_record(f"new:{things['usb']}")
    dialog = page.dialog
    field = dialog.form.fields["info_class"]
    assert field.value() == "A"
    fill(dialog, **{**SOUND, "info_class": "B"})
    assert "A" in field.error()
    assert "2.3(1)" in field.error()  # with the clause
    dialog.send.click()
    assert dialog.isVisible()
    assert field.error()
    assert dialog.banner.isVisible()
    dialog.reject()


def test_a_fax_of_class_a_is_refused_with_its_clause(page, desk, things):
    page.open_record("new")
    dialog = page.dialog
    fill(dialog, **{**SOUND, "info_name": "課税台帳の写し", "info_class": "A", "activities": ["send_fax"]})
    assert dialog.rules.refusals
    assert "2.3(2)⑦" in visible_text(dialog.rules)
    assert dialog.form.fields["activities"].error()
    dialog.send.click()
    assert "2.3(2)⑦" in visible_text(dialog.banner)
    assert carryout.ids(desk.session) == []
    dialog.reject()


def test_a_manager_does_not_decide_his_own_request(page, desk, who, things):
    sit(desk, who[MANAGER])
    page.open_record(asked(desk, media=[things["pc"]]))
    assert "decide" not in page.record.next.buttons
    roles = "情報セキュリティ管理者、情報セキュリティ責任者"
    assert i18n.t("record_views.own_nobody", roles=roles) in visible_text(page.record.next)
    page.record.next.buttons["except"].click()
    dialog = page.record.dialog
    seal(dialog, "permit")
    assert "2.2(10)①" in visible_text(dialog.banner)  # refused without a reason, by the clause
    dialog.exception.editor.set_value("部長が災害対応で不在のため")
    seal(dialog)
    row = page.record.case.row
    assert row["state"] == "permitted"
    assert row["acts"][0]["exception"] == "部長が災害対応で不在のため"


def test_a_wrong_password_stands_beside_its_field(page, desk, who, things):
    id = asked(desk, media=[things["pc"]])
    sit(desk, who[MANAGER])
    page.open_record(id)
    page.record.next.buttons["decide"].click()
    dialog = page.record.dialog
    seal(dialog, "permit", "ひまわり畑ではない別の言葉")
    assert i18n.t("seal.wrong_password") in visible_text(dialog.password)
    assert dialog.password.text() == ""
    assert row_of(desk, id)["state"] == "requested"
    seal(dialog)
    assert row_of(desk, id)["state"] == "permitted"


def test_what_changed_meanwhile_is_not_sealed(page, desk, who, things):
    id = asked(desk, media=[things["pc"]])
    sit(desk, who[MANAGER])
    page.open_record(id)
    page.record.next.buttons["decide"].click()
    dialog = page.record.dialog
    carryout.revise(desk.session, id, {"destination": "別の会場"}, "会場が変わったため")
    seal(dialog, "permit")
    assert row_of(desk, id)["state"] == "requested"
    assert i18n.t("error.seen_is_stale") in visible_text(dialog.banner)
    dialog.reject()


def test_a_condition_needs_its_words(page, desk, who, things):
    id = asked(desk, media=[things["pc"]])
    sit(desk, who[MANAGER])
    page.open_record(id)
    page.record.next.buttons["decide"].click()
    dialog = page.record.dialog
    seal(dialog, "permit_with_conditions")
    assert dialog.remark.error()
    assert dialog.isVisible()
    dialog.remark.editor.set_value("当日中に返却すること")
    seal(dialog)
    assert page.record.case.condition == "当日中に返却すること"
    assert "当日中に返却すること" in visible_text(page.record.next)


def test_what_is_sent_back_is_corrected_and_asked_again(page, desk, who, things):
    id = asked(desk, media=[things["pc"]])
    with signet(desk.session, who[MANAGER], PASSWORD) as opened:
        carryout.decide(
            desk.session, id, opened, Seen.of(row_of(desk, id)), decision="send_back", remark="行き先を詳しく"
        )
    page.open_record(id)
    assert "行き先を詳しく" in visible_text(page.record.next)
    page.record.next.buttons["revise"].click()
    dialog = page.record.dialog
    fill(dialog, destination="見本市民会館 2階会議室")
    dialog.send.click()
    assert dialog.reason.error()
    dialog.reason.set_value("行き先を詳しくするため")
    dialog.send.click()
    assert row_of(desk, id)["state"] == "requested"
    assert row_of(desk, id)["destination"] == "見本市民会館 2階会議室"


def test_correcting_a_permitted_request_says_that_the_permission_goes(page, desk, who, things):
    id = permitted(desk, who, asked(desk, media=[things["pc"]]))
    page.open_record(id)
    page.record.next.buttons["revise"].click()
    dialog = page.record.dialog
    assert i18n.t("carryout_page.permission_goes") in visible_text(dialog.banner)
    fill(dialog, due_on="2026-05-13")
    dialog.reason.set_value("調査が延びたため")
    dialog.send.click()
    row = row_of(desk, id)
    assert row["state"] == "requested"
    assert row["acts"][0]["void"]


def test_a_withdrawn_request_stays(page, desk, things):
    id = asked(desk, media=[things["pc"]])
    page.open_record(id)
    page.record.next.buttons["withdraw"].click()
    page.record.dialog.submit()
    assert row_of(desk, id)["state"] == "withdrawn"
    assert page.record.next.buttons == {}


def test_unfinished_input_comes_back(page, desk, things):
    page.open_record("new")
    fill(page.dialog, purpose="現地調査の記録のため")
    page.dialog.form.committed.emit("purpose", "現地調査の記録のため")
    page.dialog.reject()
    page.open_record(f"new:{things['pc']}")
    assert page.dialog.form.fields["purpose"].value() == "現地調査の記録のため"
    assert page.dialog.form.fields["media"].value() == [things["pc"]]
    assert page.dialog.banner.isVisible()
    page.dialog.start_over()
    assert page.dialog.form.fields["purpose"].value() is None
    page.dialog.reject()


def test_required_safeguards_are_ticked_and_missed(page, things):
    page.open_record("new")
    dialog = page.dialog
    fill(dialog, **{**SOUND, "info_name": "課税台帳の写し", "info_class": "A", "activities": ["transport"]})
    assert i18n.t("carryout_page.one_of") in visible_text(dialog.rules)
    dialog.send.click()
    assert dialog.form.fields["safeguards"].error()
    dialog.reject()


def test_the_keyboard_alone_is_enough(page, desk, who, things, qtbot):
    qtbot.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    dialog = page.dialog
    qtbot.waitUntil(dialog.isActiveWindow)
    fill(dialog, **SOUND, media=[things["pc"]])
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    id = page.record.case.row["id"]
    sit(desk, who[MANAGER])
    page.show_lists()
    page.table().select([id])
    page.table().view.setCurrentIndex(page.table().model.index(0, 0))
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.table().view.setFocus()
    qtbot.keyClick(page.table().view, Qt.Key.Key_Return)
    assert page.stack.currentWidget() is page.record
    page.record.next.buttons["decide"].setFocus()
    qtbot.keyClick(page.record.next.buttons["decide"], Qt.Key.Key_Space)
    sealing = page.record.dialog
    qtbot.waitUntil(sealing.isActiveWindow)
    qtbot.keyClick(sealing.decisions, Qt.Key.Key_1)
    assert sealing.chosen() == "permit"
    sealing.password.line.setText(PASSWORD)
    qtbot.keyClick(sealing, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert row_of(desk, id)["state"] == "permitted"


def test_an_enter_of_the_input_method_never_seals(page, desk, who, things, qtbot):
    id = asked(desk, media=[things["pc"]])
    sit(desk, who[MANAGER])
    page.open_record(id)
    page.record.next.buttons["decide"].click()
    dialog = page.record.dialog
    dialog.decisions.buttons[0].click()
    line = dialog.password.line
    committed = QInputMethodEvent()
    committed.setCommitString(PASSWORD)
    qtbot.waitExposed(dialog)
    line.setFocus()
    QCoreApplication.sendEvent(line, committed)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert row_of(desk, id)["state"] == "requested"
    dialog.reject()


def test_whoever_holds_no_role_is_not_told_that_it_is_because_of_his_own_request(page, desk, who, things):
    sit(desk, who[CLERK])
    page.open_record(asked(desk, media=[things["pc"]]))
    assert i18n.t("record_views.waits_for", names=MANAGER) in visible_text(page.record.next)


def test_nobody_seals_without_a_role(page, desk, who, things):
    id = asked(desk, media=[things["pc"]])
    sit(desk, who[COLLEAGUE])
    page.open_record(id)
    page.record.act("decide")
    dialog = page.record.dialog
    assert not dialog.seal_button.isEnabled()
    wanted = []
    desk.signals.sign_in_wanted.connect(lambda: wanted.append(True))
    dialog.cannot._button.click()
    assert wanted
    dialog.reject()


def test_the_paper_is_what_is_sealed(page, desk, who, things, monkeypatch):
    monkeypatch.setattr(printing, "render", printing.render_here)
    id = asked(desk, media=[things["pc"]])
    sit(desk, who[MANAGER])
    page.open_record(id)
    page.record.next.buttons["decide"].click()
    preview = page.record.dialog.preview
    assert preview.stack.currentWidget() is preview.pdf
    assert preview.pdf.document.pageCount() == 1
    page.record.dialog.reject()


def test_what_is_sent_has_no_day_of_return_and_ends_when_it_was_made_sure_of(page, desk, who):
    page.start_request()
    dialog = page.dialog
    assert "重要性分類を選ぶと" in visible_text(dialog.rules)
    fill(dialog, info_name="説明会の案内", info_class="B", purpose="出席者へ知らせるため", destination="見本県税務課")
    fill(dialog, due_on="2026-05-12", activities=["send_mail"])
    assert not dialog.form.fields["due_on"].isVisible()
    dialog.send.click()
    id = page.record.case.row["id"]
    assert not row_of(desk, id)["due_on"]
    permitted(desk, who, id)
    page.open_record(id)
    page.record.next.buttons["hand_over"].click()
    step = page.record.dialog
    step.form.fields["handed_check"].set_value("電話で確かめた")
    step.submit()
    assert row_of(desk, id)["state"] == "closed"
    assert "電話で確かめた" in visible_text(page.record)


def test_starting_over_explains_nothing_that_is_not_chosen(page, desk):
    page.start_request()
    fill(page.dialog, info_class="B", purpose="現地調査の記録のため")
    page.dialog.start_over()
    assert "重要性分類を選ぶと" in visible_text(page.dialog.rules)
    meaning = desk.session.profile.classes["B"].meaning.ja
    assert meaning not in visible_text(page.dialog.form)


def test_every_field_is_placed(page, desk):
    page.open_record("new")
    assert not knows_exceptions(desk.session.profile)
    placed = set(page.dialog.form.fields) | {"permission", "exception_reason"}
    assert placed == {item.name for item in record.form_of(desk.session, "carryout").stage("")}
    page.dialog.reject()


def test_a_decision_on_paper_is_recorded_as_that(page, desk, who, things, tmp_path):
    id = asked(desk, media=[things["pc"]])
    page.open_record(id)
    page.record.next.buttons["paper"].click()
    dialog = page.record.dialog
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF-1.4 scan")
    dialog.form.set_values({"decision": "permit", "decider": MANAGER, "post": "課長", "decided_on": "2026-05-11"})
    dialog.set_scan(scan)
    dialog.submit()
    act = row_of(desk, id)["acts"][0]
    assert row_of(desk, id)["state"] == "permitted"
    assert act["paper"]["decider"] == MANAGER
    assert not act["sealed"]
    assert "take_out" in page.record.next.buttons


def test_an_addition_beside_the_seal_voids_nothing(page, desk, who, things):
    id = permitted(desk, who, asked(desk, media=[things["pc"]]))
    sit(desk, who[MANAGER])
    page.open_record(id)
    page.record.act("annotate")
    dialog = page.record.dialog
    dialog.form.set_values({"field": "contact", "text": "内線 2345"})
    dialog.submit()
    sealing = page.findChild(SealDialog)
    seal(sealing)
    row = row_of(desk, id)
    assert row["notes"][0]["text"] == "内線 2345"
    assert not row["acts"][0]["void"]
    assert "内線 2345" in visible_text(page.record.acts)


def test_a_file_is_kept_with_the_request(page, desk, things, tmp_path):
    id = asked(desk, media=[things["pc"]])
    page.open_record(id)
    photo = tmp_path / "写真.png"
    photo.write_bytes(b"png")
    page.record.attachments.add_file(photo)
    assert [item["name"] for item in row_of(desk, id)["attachments"]] == ["写真.png"]
    visible_text(page)
    wrong = page.record.attachments.findChildren(KeptFile)[-1]
    wrong.off.click()
    asking = page.record.attachments.dialog
    asking.submit()
    assert asking.form.fields["reason"].error()
    asking.form.fields["reason"].set_value("別の件の写真のため")
    asking.submit()
    assert row_of(desk, id)["attachments"] == []
    assert "別の件の写真のため" in visible_text(page.record.history)
    page.record.attachments.add_file(tmp_path / "tool.exe")
    assert page.record.banner.isVisible()


@pytest.fixture
def strict(tmp_path):
    """A section under a policy that forbids media in principle and knows exceptions."""
    yield from store_fixtures.founded(tmp_path, "tonami")


def test_the_refusal_leads_to_the_reason_for_an_exception(strict, shown, qtbot):
    low = next(iter(strict.session.profile.classes))
    values = {"medium_no": "USB-0001", "medium_kind": "usb", "name": "USBメモリ", "info_class": low}
    usb = media.register(strict.session, {**values, "place": "鍵付き書庫"}).id
    page = shown(CarryoutPage(strict))
    page.start_request(usb)
    dialog, reason = page.dialog, page.dialog.form.fields["exception_reason"]
    qtbot.waitUntil(lambda: bool(dialog.rules.refusals))
    qtbot.wait(50)  # the dialog puts the focus into its first field
    (banner,) = dialog.rules.refusals
    assert banner._button.text() == "例外の理由を書く"
    dialog.form._fold.button.setChecked(False)
    banner._button.click()
    qtbot.waitUntil(lambda: not reason.visibleRegion().isEmpty())
    assert dialog.focusWidget() is reason.editor.target
    dialog.reject()


def test_a_decision_goes_on_to_what_is_asked_next(page, desk, who, things):
    id = asked(desk, media=[things["pc"]])
    sit(desk, who[MANAGER])
    page.open_record(id)
    page.record.next.buttons["decide"].click()
    dialog = page.findChild(SealDialog)
    dialog.decisions.buttons[0].click()
    assert dialog.focusWidget() is dialog.password.line
    dialog.decisions.buttons[2].click()
    assert dialog.focusWidget() is dialog.remark.editor.target


def test_the_first_look_falls_on_what_is_there(desk, who, things, shown):
    permitted(desk, who, asked(desk, media=[things["pc"]]))
    page = shown(CarryoutPage(desk))
    page.refresh()
    assert VIEWS[page.tabs.currentIndex()].key == "open"


def test_one_first_step_on_an_empty_page(desk, shown):
    page = shown(CarryoutPage(desk))
    page.refresh()
    assert page.new.isVisible()
    page.show_view("all")
    assert not page.new.isVisible()
    page.show_view("inbox")
    assert page.new.isVisible()


def test_who_seals_before_the_paper_is_in_sight_is_told_so_and_nothing_is_sealed(page, desk, who, things, monkeypatch):
    id = asked(desk, media=[things["pc"]])
    sit(desk, who[MANAGER])
    page.open_record(id)
    monkeypatch.setattr(SealPreview, "is_shown", lambda _self: False)
    page.record.next.buttons["decide"].click()
    dialog = page.findChild(SealDialog)
    dialog.decisions.buttons[0].click()
    dialog.password.line.setText(PASSWORD)
    dialog.activateWindow()
    QApplication.processEvents()
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert dialog.coming.isVisible()
    assert not record.get(desk.session, "carryout", id)["acts"]
    monkeypatch.undo()
    dialog.preview.shown.emit()
    assert not dialog.coming.isVisible()
