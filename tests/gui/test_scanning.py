"""A barcode scanner as keyboard: out and back under a standing permission, counting, and media entered on the way."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from app.common.i18n import t
from app.gui.carryout.page import CarryoutPage
from app.gui.media.editor import MediaEditor, MediumEditor
from app.gui.media.entry_dialog import EntryDialog
from app.gui.media.stock_dialog import StockDialog
from app.services import carryout, media, paper, record, stocktake, training_city
from tests.acts import sealed
from tests.gui.hands import said

STICK = {"medium_no": "USB-0501", "medium_kind": "usb", "info_class": "B", "zone": "lgwan", "locked": 1}
STICK |= {"name": "巡回用", "place": "鍵付き書庫"}
ASKED = {**training_city.OWN, "info_name": "", "starts_on": "2026-05-26", "due_on": "2026-05-29", "info_class": "B"}


@pytest.fixture
def stick(year_desk):
    return media.register(year_desk.session, STICK).id


def scan(qtbot, line, number):
    """A scanner types the number and Enter."""
    qtbot.keyClicks(line, number)
    qtbot.keyClick(line, Qt.Key.Key_Return)


def test_two_scans_are_out_and_back(year_desk, stick, shown, qtbot):
    session = year_desk.session
    id = carryout.request(session, {**ASKED, "media": [stick], "mode": "blanket"}).id
    sealed(session, "carryout", id, carryout.decide, decision="permit")
    page = shown(CarryoutPage(year_desk))
    scan(qtbot, page.scan, "usb-0501")
    assert record.get(session, "carryout", id)["state"] == "out"
    scan(qtbot, page.scan, "USB-0501")  # the scanner read it twice
    assert record.get(session, "carryout", id)["state"] == "out"
    session.clock.advance(timedelta(hours=2))
    scan(qtbot, page.scan, "USB-0501")
    row = record.get(session, "carryout", id)
    assert row["state"] == "permitted"
    assert [bool(trip["back_at"]) for trip in row["trips"]] == [True]


def test_a_scan_opens_the_request_that_must_be_filled_in_and_says_what_is_unknown(year_desk, stick, shown, qtbot):
    session = year_desk.session
    id = carryout.request(session, {**ASKED, "media": [stick]}).id
    sealed(session, "carryout", id, carryout.decide, decision="permit")
    page = shown(CarryoutPage(year_desk))
    scan(qtbot, page.scan, "USB-0501")
    assert page.record.case.row["id"] == id
    assert "take_out" in page.record.next.buttons
    scan(qtbot, page.scan, "USB-7777")
    assert "USB-7777" in said(page.record.banner)
    page.show_lists()
    scan(qtbot, page.scan, "USB-7777")
    assert page.banner.isVisible()
    assert "USB-7777" in said(page.banner)


def test_one_place_is_counted_by_scanner(year_desk, stick, qtbot):
    session = year_desk.session
    dialog = StockDialog(year_desk, None)
    dialog.show()
    assert dialog.accept_button.text() == t("media_page.stock_start")
    assert not dialog.scan.isVisible()
    dialog.place.set_value("鍵付き書庫")
    dialog.submit()
    assert any("鍵付き書庫" in dialog.table.item(place, 4).text() for place in range(dialog.table.rowCount()))
    numbers = {dialog.table.item(place, 0).text() for place in range(dialog.table.rowCount())}
    assert "USB-0501" in numbers
    for number in sorted(numbers):
        scan(qtbot, dialog.scan.editor.line, number)
    row = stocktake.current(session)
    assert (row["scope"], stocktake.differences(row)) == ("鍵付き書庫", [])
    dialog.submit()
    assert stocktake.current(session)["state"] == "counted"
    again = StockDialog(year_desk, None, row["id"])
    assert again.row["no"] == row["no"]
    again.reject()


def test_whoever_types_the_counts_goes_from_line_to_line(year_desk, stick):
    stocktake.start(year_desk.session)
    dialog = StockDialog(year_desk, None)
    dialog.show()
    dialog.activateWindow()
    left = dialog.table.rowCount()
    assert left > 2
    dialog.table.setFocus()
    dialog.table.setCurrentCell(0, 2)
    for _ in range(left - 1):
        typed, number = dialog.table.currentRow(), dialog.table.item(dialog.table.currentRow(), 0).text()
        dialog.table.item(typed, 2).setText("1")
        assert dialog.focusWidget() is dialog.table, number
        here = dialog.table.currentRow()
        assert (dialog.table.currentColumn(), dialog.table.item(here, 2).text()) == (2, "－")
    dialog.table.item(dialog.table.currentRow(), 2).setText("1")
    assert not [place for place in range(left) if dialog.table.item(place, 2).text() == "－"]
    assert dialog.focusWidget() is dialog.scan.editor.line
    dialog.reject()


def test_what_was_never_counted_and_what_is_beyond_the_list_is_shown_when_handed_in(year_desk, stick, qtbot):
    session = year_desk.session
    id = stocktake.start(session).id
    stocktake.count(session, id, {"USB-0501": 1, "HDD-0001": 1, "SD-0009": 1})
    stocktake.submit(session, id, "訓練：廃棄済みのディスクが残っていた。")
    dialog = StockDialog(year_desk, None, id)
    dialog.show()
    lines = {
        dialog.table.item(place, 0).text(): [dialog.table.item(place, column).text() for column in range(1, 5)]
        for place in range(dialog.table.rowCount())
    }
    assert lines["PC-0001"][:3] == ["1", "0", t("media_page.stock_differs")]
    assert t("state.medium.disposed") in lines["HDD-0001"][3]
    assert lines["SD-0009"][3] == t("paper.stocktake.stranger")
    table = next(
        block for block in paper.document(session, "stocktake", id).blocks if hasattr(block, "rows") and block.rows
    )
    printed = {row[0]: row[1] for row in table.rows}
    assert printed["SD-0009"] == t("paper.stocktake.stranger")
    assert printed["HDD-0001"] == t("paper.stocktake.beyond", name="旧サーバの内蔵ディスク")
    dialog.reject()


def test_one_place_in_two_spellings_is_counted_as_one(year_desk, stick):
    session = year_desk.session
    media.register(session, {**STICK, "medium_no": "USB-0502", "place": "鍵付き書庫　上段"})
    media.register(session, {**STICK, "medium_no": "USB-0503", "place": "鍵付き書庫 上段"})
    (place,) = [one for one in stocktake.places(session) if "上段" in one]
    lines = record.get(session, "stocktake", stocktake.start(session, place).id)["lines"]
    assert {"USB-0502", "USB-0503"} <= {line["number"] for line in lines}


def test_what_is_not_in_the_register_is_entered_on_the_way(year_desk, shown):
    editor = shown(MediaEditor(year_desk))
    editor.enter.click()
    dialog = next(each for each in editor.window().findChildren(EntryDialog))
    dialog.form.set_values(STICK)
    dialog.submit()
    chosen = editor.value()
    assert [record.get(year_desk.session, "medium", id)["medium_no"] for id in chosen] == ["USB-0501"]


def test_a_copy_takes_the_class_of_its_original(year_desk, stick):
    dialog = EntryDialog(year_desk, None)
    field = dialog.form.fields["copied_from"]
    assert isinstance(field.editor, MediumEditor)
    field.set_value(stick)
    dialog.form.edited.emit("copied_from")
    assert dialog.form.fields["info_class"].value() == "B"
    dialog.reject()


def test_what_is_out_of_many_is_listed_and_nothing_else(year_desk, stick, shown, qtbot):
    session = year_desk.session
    other = media.register(session, {**STICK, "medium_no": "USB-0502"}).id
    id = carryout.request(session, {**ASKED, "media": [stick, other], "mode": "blanket"}).id
    sealed(session, "carryout", id, carryout.decide, decision="permit")
    page = shown(CarryoutPage(year_desk))
    scan(qtbot, page.scan, "USB-0502")
    page.show_view("out")
    (cells,) = page.table().model.source.rows([id])
    assert any("USB-0502" in str(cell) for cell in cells)
    assert not any("USB-0501" in str(cell) for cell in cells)


def test_scans_that_come_quicker_than_the_screen_are_all_kept(year_desk, opened):
    session = year_desk.session
    for n in (1, 2, 3):
        media.register(session, {**STICK, "medium_no": f"USB-060{n}"})
    id = stocktake.start(session).id
    dialog = opened(StockDialog(year_desk, None))
    seen = dialog.row  # what the screen knew before any of them
    for n in (1, 2, 3):
        dialog.row = seen
        dialog.scan.set_value(f"USB-060{n}")
        dialog._on_scan()
    counted = {line["number"] for line in record.get(session, "stocktake", id)["counts"]}
    assert {"USB-0601", "USB-0602", "USB-0603"} <= counted


def test_keys_hand_in_once_and_seal_what_is_handed_in(year_desk, opened, monkeypatch):
    session = year_desk.session
    id = stocktake.start(session).id
    dialog = opened(StockDialog(year_desk, None))
    dialog.settled.set_value("探したが見付からない")
    asked = []
    monkeypatch.setattr(dialog, "submit", lambda: asked.append(1))
    dialog.accept_button.setEnabled(False)  # it is being done
    dialog._press()
    assert asked == []
    stocktake.submit(session, id, "探したが見付からない")
    dialog = opened(StockDialog(year_desk, None, id=id))
    monkeypatch.setattr(dialog, "_seal", lambda: asked.append(2))
    dialog._press()
    assert asked == [2]
    assert record.get(session, "stocktake", id)["state"] == "counted"
