"""The dialog for a city's own form: limits before places, cells by a click, a trial, and then beside PDF and Excel."""

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.gui import theme
from app.gui.reports.own_form_dialog import OwnFormDialog
from app.gui.reports.page import ReportsPage
from app.services import carryout, own_forms, paper, record
from tests.exports.test_own_form import form, packed, with_parts
from tests.gui.store_fixtures import CLERK, person, sit

NAME = "carryout"


@pytest.fixture
def request_id(desk):
    sit(desk, CLERK)
    values = {
        "info_name": "課税台帳の写し",
        "info_class": next(iter(desk.session.profile.classes)),
        "purpose": "北庁舎の会議で使うため",
        "destination": "北庁舎",
        "starts_on": "2026-05-12",
        "due_on": "2026-05-14",
        "safeguards": ["encryption"],
        "applicant": person(desk, CLERK),
        "applied_on": "2026-05-11",
    }
    return carryout.request(desk.session, values).id


@pytest.fixture
def dialog(desk, request_id, shown):
    return shown(OwnFormDialog(desk, None, paper.find(desk.session, NAME), request_id))


def saved(tmp_path, parts=None):
    path = tmp_path / "様式第3号.xlsx"
    path.write_bytes(with_parts(packed(form()), parts or {}))
    return path


def press(grid, at):
    index = grid.model().index(at[0] - 1, at[1] - 1)
    grid.scrollTo(index)
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=grid.visualRect(index).topLeft() + QPoint(8, 8))


def choose(dialog, key):
    keys = [slot.key for slot in dialog.list.model.slots]
    dialog.list.view.selectRow(keys.index(key))


def test_limits_are_said_before_places(dialog, tmp_path):
    dialog.read(saved(tmp_path, {"xl/ctrlProps/ctrlProp1.xml": "<a/>"}))
    assert dialog._stack.currentWidget() is dialog._limits
    assert "コントロール" in dialog._gone.words.text()
    assert "計算式" in dialog._changed.words.text()
    assert not dialog.accept_button.isEnabled()
    dialog.agree_button.click()
    assert dialog._stack.currentWidget() is dialog._work
    assert dialog.accept_button.isEnabled()
    assert dialog.list.places()["purpose"] == "持出_目的"


def test_a_cell_is_chosen_by_a_click_and_cleared(dialog, tmp_path):
    dialog.read(saved(tmp_path))
    dialog.agree()
    choose(dialog, "destination")
    press(dialog.grid, (6, 3))
    assert dialog.list.places()["destination"] == "様式第3号!C6"
    assert dialog.grid.model().data(dialog.grid.model().index(5, 2)) == "［行き先］"
    assert dialog.list.current() != "destination"
    choose(dialog, "destination")
    dialog.list.put("")
    assert "destination" not in dialog.list.places()


def test_a_place_may_be_typed_and_the_list_narrowed(dialog, tmp_path):
    dialog.read(saved(tmp_path))
    dialog.list.filter.setText("目的")
    assert {slot.key for slot in dialog.list.model.slots} >= {"purpose"}
    assert dialog.list.model.setData(dialog.list.model.index(0, 1), "様式第3号!E2")
    dialog.list.filter.clear()
    dialog.list.only.setChecked(True)
    assert all(dialog.list.places().get(slot.key) for slot in dialog.list.model.slots)


def test_an_address_typed_with_the_input_method_on_is_taken_and_the_chosen_cell_can_be_seen(dialog, tmp_path):
    dialog.read(saved(tmp_path))
    dialog.agree()
    choose(dialog, "destination")
    dialog.list.put("様式第３号！Ｃ６")
    choose(dialog, "destination")
    grid = dialog.grid
    index = grid.model().index(5, 2)
    assert index.data() == "［行き先］"
    inside = grid.visualRect(index).adjusted(2, 2, -3, -3).topLeft()
    drawn = grid.viewport().grab().toImage().pixelColor(inside)
    assert drawn.name() == theme.colour("accent").name()


def test_a_formula_is_named_beside_its_value(dialog, tmp_path):
    dialog.read(saved(tmp_path))
    dialog.agree()
    choose(dialog, "destination")
    dialog.list.put("様式第3号!B13")
    dialog.submit()
    assert "計算式" in dialog.banner._text.text()
    assert "destination" in dialog.list.model.faults
    assert own_forms.kept(dialog.context.session, NAME) is None


def test_a_macro_book_is_refused_with_a_sentence(dialog, tmp_path):
    path = tmp_path / "様式.xlsm"
    path.write_bytes(packed(form()))
    dialog.read(path)
    assert "マクロ" in dialog.banner._text.text()
    assert not dialog.accept_button.isEnabled()


def test_from_the_page_of_papers_to_a_filled_form(desk, request_id, shown, tmp_path):
    page = shown(ReportsPage(desk))
    page.choose(NAME)
    assert page.own.write_button.isHidden()
    assert not page.own.use_button.isHidden()
    dialog = OwnFormDialog(desk, page, page.current, page.record_id())
    dialog.accepted.connect(page.own._told)
    dialog.show()
    dialog.read(saved(tmp_path))
    dialog.agree()
    dialog.try_out(tmp_path / "try.xlsx")
    assert load_workbook(tmp_path / "try.xlsx")["様式第3号"]["C5"].value == "北庁舎の会議で使うため"
    assert "try.xlsx" in dialog.banner._text.text()
    dialog.submit()
    assert "様式第3号.xlsx" in page.banner._text.text()
    assert not page.own.write_button.isHidden()
    page.own.write(tmp_path / "out.xlsx")
    sheet = load_workbook(tmp_path / "out.xlsx")["様式第3号"]
    no = record.get(desk.session, NAME, request_id)["no"]
    assert no in [cell.value for row in sheet["B3:C3"] for cell in row]
    assert "out.xlsx" in page.banner._text.text()


def test_the_form_in_use_is_shown_and_given_up(desk, request_id, tmp_path):
    own_forms.keep(desk.session, NAME, saved(tmp_path), {"purpose": "持出_目的"})
    dialog = OwnFormDialog(desk, None, paper.find(desk.session, NAME), request_id)
    dialog.show()
    assert dialog._stack.currentWidget() is dialog._work
    assert dialog.list.places() == {"purpose": "持出_目的"}
    dialog.drop_button.click()
    assert own_forms.kept(desk.session, NAME) is None


def test_blanks_offer_no_own_form(desk, shown):
    page = shown(ReportsPage(desk))
    page.choose("carryout_blank")
    assert page.own.use_button.isHidden()
