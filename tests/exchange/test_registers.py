"""A register in anybody's layout: columns known by their words, cells read as offices write them, faults by cell."""

from datetime import date

import pytest
from openpyxl import Workbook

from app.common.errors import Refused
from app.domain.forms import adapt
from app.domain.media import MEDIUM
from app.exchange import connections, registers, sheets
from app.exchange.readings import Known
from app.services import policy

PEOPLE = {"p1": ("髙﨑 花子", "課長"), "p2": ("𠮷田 健", "主査"), "p3": ("葛\U000e0100西 薫", "主任")}
GIVEN = {"quantity": 1, "registered_on": "2026-05-11"}
HEADS = ["管理番号", "媒体種別", "品名", "重要性分類", "保管場所", "接続系"]


@pytest.fixture(scope="module")
def known():
    return Known(policy.find("takasaki"), PEOPLE, {"USB-0009": "m9"}, frozenset({"SN9"}))


def book(tmp_path, *rows, name="台帳.xlsx"):
    made = Workbook()
    for row in rows:
        made.active.append(list(row))
    made.save(tmp_path / name)
    return sheets.read(tmp_path / name)


def preview(known, found, mapping=None, given=GIVEN, sheet=""):
    return registers.read_media(found, adapt(MEDIUM, known.profile), known, mapping or {}, given, sheet)


def told(found):
    return [(flaw.cell, flaw.code) for flaw in found.faults]


def test_columns_are_known_below_a_title_and_whatever_they_are_called(known, tmp_path):
    heads = ["No.", "管理番号", "種類（媒体）", "品 名 ※", "情報の分類", "設置場所", "ネットワーク", "S/N", "取得日"]
    row = [
        1,
        "ＵＳＢ－０００１",
        "USBメモリー",
        "髙﨑の𠮷田 葛\U000e0100西 Ⅰ①",
        "Ｂ",
        "書庫",
        "LGWAN系",
        "ｓｎ1",
        "令和８年４月１日",
    ]
    found = preview(known, book(tmp_path, ["令和8年度 媒体管理簿"], [], heads, row))
    assert not found.flaws
    (line,) = found.lines
    assert (found.head.row, line.row) == (3, 4)
    assert line.values == {
        "medium_no": "USB-0001",
        "medium_kind": "usb",
        "name": "髙﨑の𠮷田 葛\U000e0100西 Ⅰ①",
        "info_class": "B",
        "place": "書庫",
        "zone": "lgwan",
        "serial": "SN1",
        "registered_on": "2026-04-01",
        "quantity": 1,
    }


@pytest.mark.parametrize(
    ("written", "meant"),
    [("R8.4.1", "2026-04-01"), ("平成31年4月30日", "2019-04-30"), ("２０２５／１２／３", "2025-12-03")],
)
def test_dates_in_the_ways_of_offices(known, tmp_path, written, meant):
    row = ["U1", "USB", "a", "B", "書庫", "lgwan", written]
    found = preview(known, book(tmp_path, [*HEADS, "登録日"], row, [*row[:-1], date(2026, 4, 1)]))
    assert found.lines[0].values["registered_on"] == meant
    assert found.lines[1].values["registered_on"] == "2026-04-01"


def test_a_sum_below_the_list_is_no_row_and_paper_lies_in_no_zone(known, tmp_path):
    heads = ["管理番号", "媒体種別", "品名", "格付", "保管場所", "数量"]
    rows = [["USB-1", "USBメモリ", "訓練", "B", "書庫", 1], ["文-1", "紙文書", "簿冊", "格付Ａ", "書庫", "３箱"]]
    made = book(tmp_path, heads, *rows, ["", "", "合　計", "", "", 4])
    zone = next(iter(known.profile.zones))
    found = preview(known, made, given={**GIVEN, "zone": zone})
    assert not found.faults
    assert [(line.values.get("zone"), line.values["info_class"]) for line in found.lines] == [
        (zone, "B"),
        (None, "A"),
    ]


def test_every_fault_is_named_by_its_cell(known, tmp_path):
    heads = [*HEADS, "数量", "登録日", "使用者", "施錠"]
    good = ["U1", "USBメモリ", "a", "B", "書庫", "LGWAN", "２枚", "R7.4.1", "主査　吉田健", "有"]
    rows = [
        good,
        ["U1", "不思議な箱", "b", "Z", "", "LGWAN", "たくさん", "平成40年1月1日", "山田", "たぶん"],
        ["USB-0009", "USB", "c", "B", "書庫", None, 1, "R7.2.30", None, None],
        [None, "USB", "d", "B", "書庫", "LGWAN", 0, "＃ＲＥＦ！", None, None],
    ]
    found = preview(known, book(tmp_path, heads, *rows))
    assert found.lines[0].values["holder"] == "p2"
    assert (found.lines[0].values["quantity"], found.lines[0].values["locked"]) == (2, 1)
    assert set(told(found)) == {
        ("A3", "cell_twice"),
        ("B3", "cell_choice_many"),
        ("D3", "cell_choice"),
        ("E3", "cell_required"),
        ("G3", "cell_number"),
        ("H3", "date_after_era_meant"),
        ("I3", "cell_person_unknown"),
        ("J3", "cell_yes_no"),
        ("A4", "cell_taken"),
        ("F4", "medium_one_zone"),
        ("H4", "date_no_such_day"),
        ("A5", "cell_required"),
        ("A5", "medium_identification_number"),
        ("G5", "not_positive"),
        ("H5", "date_unreadable"),
    }
    assert found.faulty == {3, 4, 5}
    assert [line.row for line in found.good] == [2]
    assert "⟦" not in "".join(map(str, found.flaws))
    assert next(flaw.clauses for flaw in found.faults if flaw.code == "medium_one_zone") == ("2.6.1(1)6",)


def test_a_column_that_is_not_there_is_told_once_and_a_value_for_all_rows_fills_it(known, tmp_path):
    read = book(tmp_path, ["管理番号", "種別", "保管場所"], *[[f"P{n}", "PC", "執務室"] for n in range(5)])
    found = preview(known, read)
    assert [(flaw.field, flaw.row) for flaw in found.missing] == [("info_class", 0)]
    found = preview(known, read, given={**GIVEN, "info_class": "A"})
    assert not found.faults
    assert {line.values["info_class"] for line in found.lines} == {"A"}


def test_what_a_person_said_about_a_column_wins_over_the_guess(known, tmp_path):
    read = book(
        tmp_path, ["管理番号", "謎の列", "種別", "分類", "場所", ""], ["P1", "北の棚", "PC", "B", "南の棚", "X"]
    )
    assert preview(known, read).lines[0].values["place"] == "南の棚"
    found = preview(known, read, {"謎の列": "place", "#6": "remark"})
    assert found.lines[0].values["place"] == "北の棚"
    assert found.lines[0].values["remark"] == "X"
    assert [column.field for column in found.head.columns][4] == ""
    assert "place" not in preview(known, read, {"場所": ""}).lines[0].values
    twice = preview(known, read, {"謎の列": "place", "場所": "place"})  # two lists taught one field: the first wins
    assert twice.lines[0].values["place"] == "北の棚"


def test_rows_of_what_is_gone_stay_out(known, tmp_path):
    rows = [["P1", "PC", "n", "B", "室", "LGWAN", state] for state in ("使用中", "廃棄済", "R7.3.1", "廃棄予定", None)]
    found = preview(known, book(tmp_path, [*HEADS, "廃棄年月日"], *rows))
    assert found.left_out == (3, 4)


def test_a_parent_stands_in_the_list_or_in_the_register_and_not_in_a_faulty_row(known, tmp_path):
    rows = [
        ["H1", "内蔵HDD", "n", "B", "室", "LGWAN", "P1"],
        ["H2", "内蔵HDD", "n", "B", "室", "LGWAN", "usb-0009"],
        ["H3", "内蔵HDD", "n", "B", "室", "LGWAN", "P7"],
        ["H4", "内蔵HDD", "n", "B", "室", "LGWAN", "H3"],
        ["P1", "PC", "n", "B", "室", "LGWAN", None],
    ]
    found = preview(known, book(tmp_path, [*HEADS, "取外し元"], *rows))
    rows += [["H5", "内蔵HDD", "n", "B", "室", "LGWAN", "H6"], ["H6", "内蔵HDD", "n", "B", "室", "LGWAN", "H5"]]
    found = preview(known, book(tmp_path, [*HEADS, "取外し元"], *rows))
    circle = "cell_parent_circle"
    assert told(found) == [("G4", "cell_parent_unknown"), ("G7", circle), ("G8", circle), ("G5", "cell_parent_faulty")]
    assert [line.row for line in found.good] == [2, 3, 6]


def test_what_only_warns_stands_once(known, tmp_path):
    rows = [[f"U{n}", "USB", "外\ue000字", "A", "書庫", "LGWAN"] for n in range(3)]
    found = preview(known, book(tmp_path, HEADS, *rows))
    assert not found.faults
    assert [(flaw.code, flaw.rows) for flaw in found.flaws] == [
        ("cell_own_characters", 3),
        ("medium_locked_storage", 3),
    ]


def test_a_formula_that_fails_is_named_where_its_error_stands_in_the_file(known, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(",".join(HEADS) + "\nU1,USB,#N/A,B,書庫,LGWAN\n", "utf-8")
    assert told(preview(known, sheets.read(path))) == [("C2", "cell_broken")]


@pytest.mark.parametrize("coding", ["cp932", "utf-8", "utf-8-sig"])
def test_csv_in_the_codings_that_offices_use(known, tmp_path, coding):
    path = tmp_path / "台帳.csv"
    path.write_bytes((",".join(HEADS) + "\r\nU1,USB,髙﨑 Ⅰ①,B,書庫,LGWAN\r\n").encode(coding))
    (line,) = preview(known, sheets.read(path)).lines
    assert line.values["name"] == "髙﨑 Ⅰ①"


def test_the_sheet_that_looks_like_the_list_is_read_unless_another_is_named(known, tmp_path):
    made = Workbook()
    made.active.title = "説明"
    made.active.append(["この台帳の使い方"])
    made.create_sheet("媒体").append(HEADS)
    made["媒体"].append(["U1", "USB", "a", "B", "書庫", "LGWAN"])
    made.save(tmp_path / "a.xlsx")
    read = sheets.read(tmp_path / "a.xlsx")
    found = preview(known, read)
    assert (found.head.sheet.name, found.sheets, len(found.lines)) == ("媒体", ("説明", "媒体"), 1)
    assert preview(known, read, sheet="説明").head.sheet.name == "説明"
    with pytest.raises(Refused) as refused:
        preview(known, book(tmp_path, name="empty.xlsx"))
    assert refused.value.code == "import_empty"


def test_a_list_of_connections_in_any_layout(tmp_path):
    heads = ["端末名", "ログオンユーザー", "デバイス名", "デバイスインスタンスID", "最終接続日時"]
    row = ["PC-0001", "髙﨑", "USB Disk", "USBSTOR\\DISK&VEN_X\\0123ABC&0", "2026/05/01 9:30"]
    rows = [row, ["PC-0001", "髙﨑", "Keyboard", None, None], [*row[:-1], "さっき"]]
    found = connections.read(book(tmp_path, heads, *rows), {})
    assert [(line.serial, line.pc, line.user) for line in found.lines] == [(row[3], "PC-0001", "髙﨑")] * 2
    assert [line.last for line in found.lines] == ["2026-05-01T09:30", ""]
    assert found.without_serial == 1
    assert [(flaw.cell, flaw.code) for flaw in found.flaws] == [("E4", "date_unreadable")]
    found = connections.read(book(tmp_path, ["何か"], ["ABC"]), {})
    assert (found.flaws[0].code, found.lines) == ("usb_no_serial_column", ())
    found = connections.read(book(tmp_path, ["何か"], ["ABC"]), {"何か": "serial"})
    assert found.lines[0].serial == "ABC"


@pytest.mark.parametrize(
    ("heads", "row", "meant"),
    [
        (("番号", "区分", "種別"), ("USB-1", "B", "USBメモリ"), ("medium_no", "info_class", "medium_kind")),
        (("番号", "区分", "分類"), ("USB-1", "USBメモリ", "B"), ("medium_no", "medium_kind", "info_class")),
        (("番号", "管理番号", "種別"), (1, "USB-1", "USBメモリ"), ("", "medium_no", "medium_kind")),
        (("電話番号", "番号", "種別"), ("1", "USB-1", "USBメモリ"), ("", "medium_no", "medium_kind")),
    ],
)
def test_a_heading_that_may_mean_several_things_goes_to_what_is_left(known, tmp_path, heads, row, meant):
    found = preview(known, book(tmp_path, heads, row))
    assert tuple(column.field for column in found.head.columns) == meant


def test_rows_are_shown_while_no_column_is_known(known, tmp_path):
    found = preview(known, book(tmp_path, ["ラベル", "しゅるい"], ["USB-1", "USBメモリ"]))
    assert [line.row for line in found.lines] == [2]
    assert found.missing
