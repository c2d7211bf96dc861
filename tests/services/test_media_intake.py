"""A register taken in whole or not at all, and a list of USB connections laid beside it."""

import json

import pytest
from openpyxl import Workbook, load_workbook

from app.common.errors import Refused
from app.domain.words import field_label
from app.services import intake, media, record, training_city, verification

HEADS = ["管理番号", "媒体種別", "品名", "重要性分類", "保管場所", "接続系", "製造番号", "取外し元"]


def sheet(path, *rows):
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


@pytest.fixture
def session(own):
    opened = own.open(training_city.MANAGER)
    yield opened
    opened.close()


def usb(number, serial=None, **other):
    row = [number, "USBメモリ", "葛\U000e0100西の𠮷", "B", "書庫", "LGWAN", serial, None]
    return [other.get(head, value) for head, value in zip(HEADS, row, strict=True)]


def count(session):
    return session.store.query("SELECT count(*) AS n FROM medium")[0]["n"]


def test_all_rows_are_entered_in_one_transaction_and_numbered_on(session, own, tmp_path):
    before, last = count(session), session.store.query("SELECT max(no) AS no FROM medium")[0]["no"]
    hdd = ["H-0001", "内蔵HDD", "取り外したもの", "A", "書庫", "LGWAN", "HS1", "Ｐ－００１"]
    pc = ["P-001", "PC", "端末", "B", "執務室", "LGWAN", None, None]
    found = intake.preview_media(session, sheet(tmp_path / "a.xlsx", HEADS, hdd, pc, usb("U-0001", "us1")))
    told = []
    changes = intake.take_media(session, found, report=lambda *how_far: told.append(how_far))
    assert changes.tables >= {"medium"}
    assert told == [(0, 3, "")]
    assert count(session) == before + 3
    rows = {row["medium_no"]: row for row in session.store.query("SELECT * FROM medium")}
    assert rows["H-0001"]["parent"] == rows["P-001"]["id"]
    assert rows["U-0001"]["name"] == "葛\U000e0100西の𠮷"
    assert rows["U-0001"]["serial"] == "US1"
    assert rows["U-0001"]["registered_on"] == session.today
    numbers = sorted(row["no"] for row in rows.values())[-3:]
    assert [int(no[-4:]) - int(last[-4:]) for no in numbers] == [1, 2, 3]
    assert verification.verify(own.store).findings == []


def test_nothing_is_half_imported(session, tmp_path):
    before = count(session)
    found = intake.preview_media(session, sheet(tmp_path / "a.xlsx", HEADS, usb("U1"), usb("U2", 媒体種別="謎")))
    with pytest.raises(Refused) as refused:
        intake.take_media(session, found)
    assert refused.value.code == "import_faults"
    assert count(session) == before

    def stop(done, total, text):
        if done:
            raise KeyboardInterrupt

    many = sheet(tmp_path / "b.xlsx", HEADS, *(usb(f"U{n}") for n in range(120)))
    with pytest.raises(KeyboardInterrupt):
        intake.take_media(session, intake.preview_media(session, many), report=stop)
    assert count(session) == before
    assert not session.store.query("SELECT 1 FROM event WHERE body LIKE '%\"U60\"%'")


def test_faulty_rows_are_left_out_only_when_that_is_said(session, tmp_path):
    before = count(session)
    rows = [usb("U1"), usb("U2", 媒体種別="謎"), usb("USB-0001")]
    found = intake.preview_media(session, sheet(tmp_path / "a.xlsx", HEADS, *rows))
    assert [(flaw.cell, flaw.code) for flaw in found.faults] == [("B3", "cell_choice_many"), ("A4", "cell_taken")]
    intake.take_media(session, found, skip_faulty=True)
    assert count(session) == before + 1
    nothing = intake.preview_media(session, sheet(tmp_path / "b.xlsx", HEADS, *rows))
    with pytest.raises(Refused) as refused:
        intake.take_media(session, nothing, skip_faulty=True)
    assert refused.value.code == "import_no_rows"


def test_a_number_given_away_since_the_preview_is_named_by_its_cell(session, tmp_path):
    found = intake.preview_media(session, sheet(tmp_path / "a.xlsx", HEADS, usb("U1"), usb("U2")))
    first = {"medium_no": "U2", "medium_kind": "usb", "info_class": "B", "place": "書庫", "zone": "lgwan"}
    media.register(session, first)
    before = count(session)
    with pytest.raises(Refused) as refused:
        intake.take_media(session, found)
    assert (refused.value.code, refused.value.values) == ("import_taken", {"cells": "A3", "count": 1})
    assert count(session) == before


def test_a_missing_column_cannot_be_skipped(session, tmp_path):
    found = intake.preview_media(session, sheet(tmp_path / "a.xlsx", ["管理番号", "種別"], ["U1", "USB"]))
    with pytest.raises(Refused):
        intake.take_media(session, found, skip_faulty=True)


def test_the_book_to_fill_in_is_taken_in_as_it_is(session, tmp_path):
    path = intake.write_template(session, tmp_path / "記入用.xlsx")
    book = load_workbook(path)
    page = book.worksheets[0]
    heads = {cell.value.removesuffix(" ※"): cell.column_letter for cell in page[4]}
    rules = page.data_validations.dataValidation
    lists = {str(rule.sqref).split("5:")[0]: rule.formula1 for rule in rules}
    form = record.form_of(session, "medium")
    for name in ("medium_kind", "info_class", "zone", "holder"):
        assert lists[heads[field_label(form, name)]].startswith("tenkencho!")
    said = {"medium_no": "0001", "medium_kind": "USBメモリ", "info_class": "A", "place": "書庫", "locked": "○"}
    said |= {"quantity": 1, "zone": "LGWAN接続系", "holder": training_city.COLLEAGUE, "registered_on": "R8.4.1"}
    for name, value in said.items():
        page[f"{heads[field_label(form, name)]}5"] = value
    book.save(path)
    found = intake.preview_media(session, path)
    assert not found.flaws
    assert found.sheets == (page.title,)
    assert found.lines[0].values["medium_no"] == "0001"
    assert found.lines[0].values["registered_on"] == "2026-04-01"


def test_rows_to_mend_are_saved_with_what_is_wrong_and_never_as_formulas(session, tmp_path):
    rows = [usb("U1"), usb("U2", 媒体種別="謎", 品名="=1+1"), usb("U3", 接続系=None)]
    found = intake.preview_media(session, sheet(tmp_path / "a.xlsx", HEADS, *rows))
    csv = tmp_path / "b.csv"
    csv.write_text(",".join(HEADS) + "\nU2,謎,=1+1,B,書庫,LGWAN,,\n", "utf-8")
    found = intake.preview_media(session, csv)
    path = intake.write_faulty(session, found, tmp_path / "直す行.xlsx")
    page = load_workbook(path).worksheets[0]
    (row,) = page.iter_rows(5, 5)
    formula = next(cell for cell in row if cell.value == "=1+1")
    assert formula.data_type == "s"
    assert "選択肢と結び付きません" in row[len([c for c in page[4] if c.value]) - 1].value
    next(cell for cell in row if cell.value == "謎").value = "USBメモリ"
    page.parent.save(path)
    again = intake.preview_media(session, path)
    assert not again.faults
    assert again.lines[0].values["name"] == "=1+1"


@pytest.mark.parametrize("count", [1_000, pytest.param(10_000, marks=pytest.mark.slow)])
def test_thousands_of_rows_come_in(session, tmp_path, count):
    path = tmp_path / "a.csv"
    rows = (f"U-{n},USB,髙﨑,B,書庫,LGWAN,S{n},\r\n" for n in range(count))
    path.write_text(",".join(HEADS) + "\r\n" + "".join(rows), "utf-8")
    intake.take_media(session, intake.preview_media(session, path))
    assert session.store.query("SELECT count(*) AS n FROM medium WHERE medium_no LIKE 'U-%'")[0]["n"] == count
    assert session.store.query("SELECT max(no) AS no FROM medium")[0]["no"].startswith("媒-R08-")


def test_usb_connections_beside_the_register_in_three_groups(session, tmp_path):
    """The year of practice: PC-0001 was out and came back, HDD-0001 was destroyed, USB-0001 is out."""
    usb_id = session.store.query("SELECT id FROM medium WHERE medium_no = 'USB-0001'")[0]["id"]
    record.revise(session, "medium", usb_id, {"serial": "US-777"}, "製造番号を読み取った")
    disposed = session.store.query("SELECT id FROM medium WHERE medium_no = 'HDD-0001'")[0]["id"]
    gone = intake._gone(session)[disposed]
    heads = ["コンピュータ名", "ユーザー名", "シリアル番号", "初回接続日時", "最終接続日時"]
    rows = [
        ["PC-0001", "yoshida", "us777", "2026/04/01 09:00", "2026/04/01 17:00"],  # its own PC, before it went out
        ["HOME-PC", "yoshida", "US-777", "2026/04/02 20:00", "2026/04/02 21:00"],  # somebody's PC, no permission
        ["HOME-PC", "kasai", "us-777", "2026/04/03 20:00", "2026/04/03 21:00"],
        ["PC-0001", "kasai", "ABC123", "2026/04/02 10:00", "2026/04/02 10:00"],
        ["PC-0001", "kasai", "7&1A2B&0", "2026/04/02 10:00", "2026/04/02 10:00"],
        ["PC-0001", "kasai", "ＷＸ２１－００９－ＫＺ", gone, gone],  # the day of the work itself
        ["PC-0001", "takasaki", "WX21-009-KZ", "2026/12/01", "2026/12/01"],
    ]
    found = intake.compare_usb(session, sheet(tmp_path / "usb.xlsx", heads, *rows))
    result = found.result
    assert (result.lines, result.serials, result.knows_pcs) == (7, 4, True)
    assert [(one.code, one.serial) for one in result.of("unregistered")] == [
        ("no_serial", "7&1A2B&0"),
        ("unregistered", "ABC123"),
    ]
    (use,) = result.of("unpermitted")
    assert (use.code, use.no, use.pc, use.users) == ("not_permitted", "USB-0001", "HOME-PC", ("yoshida", "kasai"))
    assert (use.first[:10], use.last[:10], use.cells) == ("2026-04-02", "2026-04-03", ("C3", "C4"))
    (seen,) = result.of("gone")
    assert (seen.code, seen.no, seen.day, seen.users) == ("seen_disposed", "HDD-0001", gone, ("takasaki",))


def test_use_within_a_permission_fits_and_use_here_while_it_was_out_does_not(session, tmp_path):
    row = session.store.query("SELECT media, starts_on, due_on, out_at FROM carryout WHERE state = 'out'")[0]
    medium = record.get(session, "medium", json.loads(row["media"])[0])
    record.revise(session, "medium", medium["id"], {"serial": "US-777"}, "製造番号を読み取った")
    heads = ["PC名", "製造番号", "最終接続日時"]
    path = sheet(tmp_path / "a.xlsx", heads, ["他所のPC", "US-777", row["due_on"]], ["PC-0001", "X", row["due_on"]])
    assert not intake.compare_usb(session, path).result.of("unpermitted")
    path = sheet(tmp_path / "b.xlsx", heads, ["PC-0001", "US-777", row["due_on"]])
    assert [one.code for one in intake.compare_usb(session, path).result.of("unpermitted")] == ["here_while_out"]
    path = sheet(tmp_path / "c.xlsx", heads, ["他所のPC", "US-777", "2026-12-01"])
    result = intake.compare_usb(session, path).result
    assert (result.knows_pcs, result.findings) == (False, ())  # names of PCs that nobody knows prove nothing
