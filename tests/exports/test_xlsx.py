"""The Excel book holds text as text, dates as dates, and is read back before it counts."""

import errno
import tempfile
from datetime import date, datetime
from itertools import pairwise
from zipfile import BadZipFile, ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.writer.excel import ExcelWriter

from app.common.errors import Expected, Unavailable
from app.common.text import width
from app.exports import xlsx, xlsx_reread
from app.exports.document import Chart, Column, Heading, Pair, Pairs, Para, Series, Table
from app.exports.xlsx_form import grid, line_count
from tests.exports.samples import NAMES, data_sheet, every_block, register, report

DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "#N/A",
    '=cmd|"/c calc"!A0',
    "007",
]


def book(document, folder):
    return load_workbook(xlsx.render(document, folder / "book.xlsx"))


def test_a_heading_goes_to_the_next_page_with_its_table(tmp_path):
    columns, row = (Column("項番", 10), Column("点検項目", 80)), (("1", "項目"),)
    filler = Table(columns, row * 33)
    document = report(filler, Heading("2.6 人的セキュリティ", 2), Table(columns, row * 4))
    sheet = book(document, tmp_path).worksheets[0]
    place = next(cells[0].row for cells in sheet.iter_rows() if str(cells[0].value).startswith("2.6"))
    assert [each.id for each in sheet.row_breaks.brk] == [place - 1]


def test_the_figures_of_a_chart_are_not_clipped(tmp_path):
    long = "2.4 情報システム全体の強靱性の向上"
    chart = Chart("章ごとの実施率（％）", (long,), (Series("令和8年度", (80.0,)),))
    sheet = book(report(chart), tmp_path).worksheets[-1]
    assert sheet["A2"].value == long
    assert sheet.column_dimensions["A"].width > width(long)
    assert not sheet["A2"].alignment.wrap_text


def test_the_form_sheet_has_every_word(tmp_path):
    sheet = book(report(*every_block()), tmp_path)["提出様式"]
    text = "\n".join(str(cell.value) for row in sheet for cell in row if cell.value is not None)
    for part in (
        *NAMES,
        "様式第5号（第8条関係）",
        "訓練　取扱注意",
        "専決",
        "代決",
        "紙決裁",
        "承認",
        "■　暗号化",
        "□　常に",
    ):
        assert part in text


def test_print_setup(tmp_path):
    sheet = book(report(register(), orientation="landscape"), tmp_path)["提出様式"]
    assert sheet.page_setup.paperSize == 9
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
        "landscape",
        1,
        0,
    )
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$2:$2"
    assert sheet.oddHeader.right.text == "訓練　取扱注意"
    assert "7F3A-91C2" in sheet.oddFooter.right.text
    assert sheet.oddFooter.center.text == "&P/&N"


def test_a_long_register_needs_no_merged_cells(tmp_path):
    merged = book(report(register(120)), tmp_path)["提出様式"].merged_cells.ranges
    assert {found.min_row for found in merged} <= {1}


def test_rows_are_high_enough_for_their_text(tmp_path):
    text = "情報資産の持出しに当たり、暗号化及び施錠を確認した。" * 8
    sheet = book(report(Pairs((Pair("目的", text), Pair("備考", "短い")))), tmp_path)["提出様式"]
    assert sheet.row_dimensions[2].height >= line_count(text, 135, 10.5) * 10.5 * 1.3
    assert sheet.row_dimensions[2].height > 3 * sheet.row_dimensions[3].height
    assert line_count("あ" * 100, 100, 10) >= 100 * 10 / (100 * 72 / 25.4)


def test_data_has_real_numbers_and_dates_and_wareki(tmp_path):
    rows = [(NAMES[2], date(2026, 4, 1), 12), (NAMES[1], None, 1.5), ("x", date(1868, 1, 25), None)]
    sheet = book(report(data=(data_sheet(rows),)), tmp_path)["データ"]
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert values[0] == ["使用者", "登録日", "登録日（和暦）", "数量"]
    assert values[1] == [NAMES[2], datetime(2026, 4, 1), "令和8年4月1日", 12]
    assert values[2] == [NAMES[1], None, None, 1.5]
    assert values[3] == ["x", "1868-01-25", "明治元年1月25日", None]
    assert sheet.freeze_panes == "A2"
    assert sheet["B2"].number_format == "yyyy-mm-dd"
    assert not sheet.merged_cells.ranges


def test_columns_can_be_found_by_their_key(tmp_path):
    made = book(report(data=(data_sheet([], "台帳"),)), tmp_path)
    rows = [[cell.value for cell in row] for row in made["列の一覧"].iter_rows(min_row=2)]
    assert [row[:3] for row in rows] == [["台帳", "A", "person"], ["台帳", "B", "on"], ["台帳", "D", "count"]]
    assert made["列の一覧"].sheet_state == "hidden"


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_stays_text(tmp_path, text):
    made = book(report(Para(text), data=(data_sheet([(text, None, None)]),)), tmp_path)
    for cell in (made["データ"]["A2"], made["提出様式"]["A2"]):
        assert (cell.value, cell.data_type) == (text, "s")
        assert cell.quotePrefix == (text[0] in "=+-@\t\n＝＋－＠")


def test_control_characters_are_dropped_and_the_rest_kept(tmp_path):
    text = "a\x00b\x0bc\ud800d\r\ne\ufffef <&>\"' 髙"
    assert (
        book(report(data=(data_sheet([(text, None, None)]),)), tmp_path)["データ"]["A2"].value == "abcd\nef <&>\"' 髙"
    )


def test_a_text_no_cell_can_hold_is_refused(tmp_path, tmp_path_factory, monkeypatch):
    scratch = tmp_path_factory.mktemp("scratch")
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    with pytest.raises(Expected) as caught:
        xlsx.render(report(data=(data_sheet([("あ" * 32768, None, None)]),)), tmp_path / "a.xlsx")
    assert caught.value.code == "cell_too_long"
    assert list(scratch.iterdir()) == []
    assert list(tmp_path.iterdir()) == []


def test_sheet_names_are_legal_and_different():
    names = xlsx.sheet_names(["a/b:c[1]", "あ" * 40, "あ" * 40, "Data", "data", "'", ""])
    assert names[0] == "a_b_c_1_"
    assert all(0 < len(name) <= 31 for name in names)
    assert len({name.casefold() for name in names}) == len(names)


def test_no_macros_and_no_formulas(tmp_path):
    with ZipFile(xlsx.render(report(*every_block()), tmp_path / "a.xlsx")) as made:
        assert not [name for name in made.namelist() if "vba" in name.lower()]
        assert b"<f>" not in made.read("xl/worksheets/sheet1.xml")


def test_fonts_are_the_ones_offices_have(tmp_path):
    sheet = book(report(Para("本文"), face="mincho"), tmp_path)["提出様式"]
    assert sheet["A2"].font.name == "BIZ UDP明朝 Medium"
    assert sheet["A1"].font.name == "BIZ UDPゴシック"


def test_wide_and_narrow_rules_keep_apart():
    boxes = every_block()[0]
    edges = grid((boxes, register(3), Table((Column("a", 1), Column("b", 1)), ())), 170.0)
    assert edges[0] == 0
    assert edges[-1] == 170.0
    assert min(b - a for a, b in pairwise(edges)) >= 2.5


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_book_is_refused(tmp_path, monkeypatch, part):
    save = ExcelWriter.save

    def short(self):
        save(self)
        name = self._archive.filename
        with open(name, "rb+") as opened:  # noqa: PTH123
            opened.truncate(int(opened.seek(0, 2) * part))

    monkeypatch.setattr(ExcelWriter, "save", short)
    with pytest.raises(Unavailable):
        xlsx.render(report(*every_block()), tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_changed_cell_is_seen(tmp_path, monkeypatch):
    kept = []
    monkeypatch.setattr(xlsx_reread, "check", lambda path, written: kept.append(written))
    made = xlsx.render(report(data=(data_sheet([(NAMES[0], None, 12)]),)), tmp_path / "a.xlsx")
    monkeypatch.undo()
    xlsx_reread.check(made, kept[0])
    for old, new in ((b">12<", b">13<"), ("髙".encode(), "高".encode()), (b"</row>", b'<c r="H1"/></row>')):
        other = tmp_path / "b.xlsx"
        with ZipFile(made) as source, ZipFile(other, "w") as target:
            for name in source.namelist():
                target.writestr(name, source.read(name).replace(old, new))
        with pytest.raises(ValueError, match="not what was written"):
            xlsx_reread.check(other, kept[0])


def test_a_flipped_byte_is_seen(tmp_path, monkeypatch):
    kept = []
    monkeypatch.setattr(xlsx_reread, "check", lambda path, written: kept.append(written))
    made = xlsx.render(report(*every_block()), tmp_path / "a.xlsx")
    monkeypatch.undo()
    with ZipFile(made) as source:
        styles = source.getinfo("xl/styles.xml").header_offset + 60
    data = bytearray(made.read_bytes())
    data[styles] ^= 0xFF
    made.write_bytes(data)
    with pytest.raises(Exception) as caught:  # noqa: PT011
        xlsx_reread.check(made, kept[0])
    assert isinstance(caught.value, BadZipFile) or "error" in type(caught.value).__name__.lower()


def test_disk_full_leaves_nothing(tmp_path, monkeypatch):
    def full(self):
        self._archive.writestr("half", "x" * 100)
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(ExcelWriter, "save", full)
    with pytest.raises(Unavailable):
        xlsx.render(report(), tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []
