"""The two dialogs of the media page: a register taken in, and USB connections laid beside it."""

import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtWidgets import QApplication

from app.gui import listing
from app.gui.media import intake_dialog, usb_dialog
from app.gui.media.page import MediaPage
from app.gui.progress import ProgressDialog
from app.gui.tasks import Tasks
from app.services import media, printing

HEADS = ["管理番号", "媒体種別", "品名", "重要性分類", "保管場所", "接続系", "製造番号"]
GOOD = ["Ｕ－０００１", "USBメモリ", "髙﨑 𠮷田 葛\U000e0100西 Ⅰ①", "Ｂ", "書庫", "LGWAN", "us-1"]


@pytest.fixture(autouse=True)
def _here(monkeypatch):
    """Papers are written in this process."""
    monkeypatch.setattr(printing, "render", printing.render_here)


def sheet(path, *rows):
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


@pytest.fixture
def page(desk, shown):
    return shown(MediaPage(desk))


@pytest.fixture
def dialog(page):
    page.menu.actions()[0].trigger()
    return page.intake


def count(desk):
    return desk.session.store.query("SELECT count(*) AS n FROM medium")[0]["n"]


def cells(dialog, row):
    model = dialog.preview.view.model()
    return [model.index(row, column).data() for column in range(model.columnCount())]


def combo(dialog, key):
    return dialog.preview.combos[key]


def choose(editor, value):
    editor.set_value(value)
    editor.combo.activated.emit(editor.combo.currentIndex())


def test_a_register_is_looked_through_and_taken_in(desk, page, dialog, tmp_path):
    assert not dialog.accept_button.isEnabled()
    dialog.read(sheet(tmp_path / "台帳.xlsx", ["媒体管理簿"], HEADS, GOOD))
    assert dialog.stack.currentWidget() is dialog.preview
    assert cells(dialog, 1) == ["3", "U-0001", "USBメモリ", GOOD[2], "B", "書庫", "LGWAN接続系", "US-1"]
    assert combo(dialog, "管理番号").value() == "medium_no"
    assert not dialog.faults.isVisible()
    assert not dialog.form.isVisible()
    assert dialog.accept_button.text() == "1 件を取り込む"
    dialog.accept_button.click()
    assert count(desk) == 1
    assert page.banner.isVisible()
    assert page.table.model.rowCount() == 1


@pytest.mark.parametrize("coding", ["cp932", "utf-8-sig"])
def test_csv_as_excel_saves_it(desk, dialog, tmp_path, coding):
    path = tmp_path / "台帳.csv"
    path.write_bytes((",".join(HEADS) + "\r\nU1,USB,髙﨑Ⅰ①,B,書庫,LGWAN,S1\r\n").encode(coding))
    dialog.read(path)
    dialog.submit()
    assert desk.session.store.query("SELECT name FROM medium")[0]["name"] == "髙﨑Ⅰ①"


def test_faults_stand_by_cell_and_hold_the_button_until_they_are_left_out(desk, dialog, tmp_path):
    bad = ["U2", "不思議な箱", "b", "B", "書庫", "LGWAN", None]
    dialog.read(sheet(tmp_path / "a.xlsx", HEADS, GOOD, bad, ["U-0001", *GOOD[1:6], None]))
    listed = [[dialog.faults.item(row, column).text() for column in range(4)] for row in range(2)]
    assert [line[:3] for line in listed] == [["B3", "種別", "不思議な箱"], ["A4", "識別番号", "U-0001"]]
    assert cells(dialog, 2)[2] == "！不思議な箱"
    assert not dialog.accept_button.isEnabled()
    dialog.submit()
    assert count(desk) == 0
    dialog.faults.selectRow(1)
    assert dialog.preview.view.currentIndex().row() == 3
    dialog.skip.click()
    assert dialog.accept_button.isEnabled()
    dialog.accept_button.click()
    assert count(desk) == 1


def test_a_faulty_cell_shows_what_is_written_in_it(desk, dialog, tmp_path):
    dialog.read(sheet(tmp_path / "a.xlsx", [*HEADS, "登録日"], [*GOOD, "R8.13.1"]))
    assert cells(dialog, 1)[-1] == "！R8.13.1"


def test_a_range_of_numbers_without_a_quantity_counts_itself(desk, dialog, tmp_path):
    many = ["CD-0101～0140", "CD", "配布データ", "B", "倉庫", "LGWAN", None]
    dialog.read(sheet(tmp_path / "a.xlsx", HEADS, GOOD, many))
    dialog.submit()
    found = desk.session.store.query("SELECT quantity FROM medium ORDER BY medium_no")
    assert [row["quantity"] for row in found] == [40, 1]


def test_a_state_that_nothing_is_in_does_not_say_that_nothing_was_entered(desk, page, dialog, tmp_path):
    dialog.read(sheet(tmp_path / "a.xlsx", HEADS, GOOD))
    dialog.submit()
    page.list.choose("lost")
    shown = page.table._stack.currentWidget()
    assert shown is not page.table.empty
    assert shown is not page.table.view
    page.list.choose("stored")
    assert page.table._stack.currentWidget() is page.table.view


def test_what_is_exported_names_the_state_it_is_narrowed_to(desk, page, tmp_path):
    page.list.choose("waiting")
    listing.export(desk, page.table, "媒体", page.banner, tmp_path / "a.xlsx")
    written = [cell.value for row in load_workbook(tmp_path / "a.xlsx").worksheets[0] for cell in row]
    assert any("廃棄待ち" in str(value) for value in written)


def test_numbers_are_exported_as_numbers(desk, page, dialog, tmp_path):
    dialog.read(sheet(tmp_path / "a.xlsx", [*HEADS[:6], "数量"], [*GOOD[:6], 4_000]))
    dialog.submit()
    listing.export(desk, page.table, "媒体", page.banner, tmp_path / "b.xlsx")
    assert 4_000 in [cell.value for row in load_workbook(tmp_path / "b.xlsx")["データ"] for cell in row]


def test_rows_to_mend_are_saved_and_come_back(desk, dialog, tmp_path, monkeypatch):
    dialog.read(sheet(tmp_path / "a.xlsx", HEADS, GOOD, ["U2", "謎", "b", "B", "書庫", "LGWAN", None]))
    target = tmp_path / "直す行.xlsx"
    monkeypatch.setattr(intake_dialog, "save_as", lambda *_: target)
    dialog.mend.click()
    assert dialog.banner.isVisible()
    book = load_workbook(target)
    row = book.worksheets[0][5]
    assert row[0].value == "U2"
    next(cell for cell in row if cell.value == "謎").value = "USBメモリ"
    book.save(target)
    dialog.read(target)
    dialog.submit()
    assert [row["medium_no"] for row in desk.session.store.query("SELECT medium_no FROM medium")] == ["U2"]


def test_the_matching_of_columns_is_remembered(desk, page, dialog, tmp_path):
    path = sheet(tmp_path / "a.xlsx", [*HEADS[:4], "謎の列", *HEADS[4:]], [*GOOD[:4], "北の棚", *GOOD[4:]])
    dialog.read(path)
    assert combo(dialog, "謎の列").value() == ""
    choose(combo(dialog, "謎の列"), "place")
    assert combo(dialog, "保管場所").value() == ""
    assert desk.settings.ui["import.medium"] == {"謎の列": "place", "保管場所": ""}
    dialog.close()
    page.take_in()
    page.intake.read(path)
    assert combo(page.intake, "謎の列").value() == "place"
    page.intake.submit()
    assert desk.session.store.query("SELECT place FROM medium")[0]["place"] == "北の棚"


def test_a_value_for_all_rows_stands_in_for_a_column(desk, dialog, tmp_path):
    dialog.read(sheet(tmp_path / "a.xlsx", HEADS[:3], GOOD[:3]))
    assert "重要性分類" in dialog.said.text()
    assert not dialog.accept_button.isEnabled()
    assert not dialog.form.fields["medium_kind"].isVisible()
    for name, value in {"info_class": "A", "place": "書庫", "zone": "lgwan"}.items():
        field = dialog.form.fields[name]
        field.set_value(value)
        field.committed.emit(name, value)
    assert dialog.accept_button.isEnabled()
    dialog.submit()
    assert desk.session.store.query("SELECT info_class, zone FROM medium") == [{"info_class": "A", "zone": "lgwan"}]


def test_the_book_to_fill_in(desk, dialog, tmp_path, monkeypatch):
    target = tmp_path / "記入用.xlsx"
    monkeypatch.setattr(intake_dialog, "save_as", lambda *_: target)
    dialog.save_template()
    assert load_workbook(target).worksheets[0].data_validations.count >= 4


def test_a_file_that_cannot_be_read_says_why(dialog, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK broken")
    dialog.read(path)
    assert dialog.banner.isVisible()
    assert not dialog.accept_button.isEnabled()
    assert dialog.found is None


def test_a_number_given_away_meanwhile_is_refused_whole(desk, dialog, tmp_path):
    dialog.read(sheet(tmp_path / "a.xlsx", HEADS, GOOD, ["U2", *GOOD[1:6], None]))
    other = {"medium_no": "U2", "medium_kind": "usb", "info_class": "B", "place": "書庫", "zone": "lgwan"}
    media.register(desk.session, other)
    dialog.submit()
    assert dialog.banner.isVisible()
    assert count(desk) == 1


@pytest.fixture
def usb(desk, page):
    """A PC and a stick of the section, one stick that was lost, and the dialog."""
    pc = {"medium_no": "PC-0001", "medium_kind": "pc", "info_class": "B", "place": "執務室", "zone": "lgwan"}
    media.register(desk.session, pc)
    stick = {"medium_no": "USB-0001", "medium_kind": "usb", "info_class": "B", "place": "書庫", "zone": "lgwan"}
    media.register(desk.session, {**stick, "serial": "SN-1"})
    lost = media.register(desk.session, {**stick, "medium_no": "USB-0002", "serial": "SN-2"}).id
    desk.session.store.conn.execute("UPDATE medium SET state = 'lost' WHERE id = ?", (lost,))
    page.menu.actions()[1].trigger()
    return page.usb


USB_HEADS = ["コンピュータ名", "ユーザー名", "シリアル番号", "最終接続日時"]
USB_ROWS = (
    ["PC-0001", "yoshida", "SN-1", "2026/05/01 09:00"],
    ["HOME", "yoshida", "SN-1", "2026/05/01 20:00"],
    ["PC-0001", "kasai", "XX-9", "2026/05/02 20:00"],
    ["PC-0001", "kasai", "ＳＮ－２", "2026/05/02 20:00"],
)


def test_usb_connections_in_three_groups(desk, usb, tmp_path):
    assert not usb.table.isVisible()
    usb.read(sheet(tmp_path / "usb.xlsx", USB_HEADS, *USB_ROWS))
    model = usb.table.model
    rows = [[model.index(row, column).data() for column in range(4)] for row in range(model.rowCount())]
    assert [row[0][2:] for row in rows] == ["未登録", "許可のない使用", "廃棄・紛失の後"]
    assert [row[2:] for row in rows] == [["", "XX-9"], ["USB-0001", "SN-1"], ["USB-0002", "ＳＮ－２"]]
    choose(usb.group, "gone")
    assert model.rowCount() == 1
    asked = []
    desk.signals.go_to.connect(lambda page, record: asked.append((page, record)))
    usb.table.opened.emit(model.ids()[0])
    medium = desk.session.store.query("SELECT id FROM medium WHERE medium_no = 'USB-0002'")[0]["id"]
    assert asked == [("media", medium)]


@pytest.mark.parametrize("kind", ["xlsx", "pdf"])
def test_what_came_of_it_is_exported_as_any_list(desk, usb, tmp_path, kind):
    usb.read(sheet(tmp_path / "usb.xlsx", USB_HEADS, *USB_ROWS))
    target = tmp_path / f"found.{kind}"
    listing.export(desk, usb.table, "USB", usb.banner, target)
    if kind == "xlsx":
        assert len(list(load_workbook(target)["データ"].iter_rows())) == 4
    else:
        assert target.read_bytes().startswith(b"%PDF")


def test_a_column_that_nobody_knows_is_chosen_and_remembered(desk, usb, tmp_path):
    usb.read(sheet(tmp_path / "usb.xlsx", ["機器の札", "端末名"], ["SN-1", "PC-0001"], ["XX-9", "PC-0001"]))
    assert usb.banner.isVisible()
    choose(usb.form.fields["serial"].editor, "機器の札")
    assert desk.settings.ui[usb_dialog.MEMORY]["機器の札"] == "serial"
    assert usb.table.model.rowCount() == 1
    assert usb.found.result.fitting == 1


def test_who_stops_the_work_finds_nothing_entered_and_may_begin_again(desk, shown, qtbot, tmp_path):
    """With real workers: the dialog of the progress is asked to stop, then the same list is taken in."""
    desk.tasks = Tasks()
    try:
        page = shown(MediaPage(desk))
        page.take_in()
        dialog = page.intake
        rows = ([f"U-{n}", *GOOD[1:6], None] for n in range(300))
        dialog.read(sheet(tmp_path / "a.xlsx", HEADS, *rows))
        qtbot.waitUntil(dialog.accept_button.isEnabled, timeout=20_000)
        dialog.submit()
        dialog.reject()  # not while it works
        assert dialog.isVisible()
        progress = next(one for one in QApplication.topLevelWidgets() if isinstance(one, ProgressDialog))
        progress.reject()
        before = dialog.found
        qtbot.waitUntil(lambda: dialog.found is not before, timeout=20_000)
        assert count(desk) == 0
        dialog.submit()
        qtbot.waitUntil(lambda: count(desk) == 300, timeout=20_000)
        qtbot.waitUntil(page.banner.isVisible, timeout=20_000)
    finally:
        desk.tasks.close()
