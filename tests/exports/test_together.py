"""What belongs together stays on one page, and no word of a heading is broken for want of room."""

from datetime import datetime

import pytest
from openpyxl import load_workbook

from app.common import i18n
from app.exports import xlsx
from app.exports.bands import bands, setting
from app.exports.document import Chart, Column, Document, Footer, Gap, Heading, Pair, Pairs, Series, Table
from app.exports.flow import flow
from app.exports.paper import column_widths

FOOT = Footer("様式", "令和8年度", "市民税課", str(datetime(2026, 5, 11)), "")
STEP = Pairs(tuple(Pair(f"欄{n}", "記入") for n in range(12)), columns=4, together=True)


def steps(count):
    blocks = [Heading("処理の記録", 2)]
    for number in range(count):
        blocks += [Heading(f"第{number}", 3), STEP]
    return tuple(blocks)


def test_no_page_divides_a_step_or_leaves_its_headings_behind():
    to = setting("gothic", 480, 700)
    for start in range(0, 700, 9):
        found = list(bands((Gap(start / 2.84), *steps(3)), to))
        pages = flow(found, 700)
        for page in pages:
            drawn = [placed.band for placed in page if not placed.band.gap]
            assert not drawn or not drawn[-1].keep, start


def test_no_word_of_a_heading_and_no_day_is_broken():
    columns = (*(Column(title, 8) for title in ("Expected", "Counted", "Difference")), Column("Name", 90))
    table = Table(columns, (("", "2026-08-09", "", ""),))
    widths = column_widths(table, 60, len)
    assert [width >= need for width, need in zip(widths, (8, 10, 10, 4), strict=True)] == [True] * 4
    assert sum(widths) == pytest.approx(60)
    assert column_widths(table, 20, len) == pytest.approx([20 * n / 114 for n in (8, 8, 8, 90)])


def test_no_english_word_of_a_cell_is_broken_where_the_others_have_room():
    columns = (Column("Class", 8), Column("Name", 90))
    table = Table(columns, (("Confidentiality 3", "訓練"),))
    assert column_widths(table, 60, len) == pytest.approx([15, 45])
    assert column_widths(table, 10, len) == pytest.approx([5, 5])  # the titles at least


def test_japanese_headings_keep_their_shares():
    table = Table((Column("所属", 30), Column("点検項目", 60)), (("市民税課", "R8.5.11"),))
    assert column_widths(table, 90, len) == [30, 60]


@pytest.mark.parametrize("above", range(0, 220, 20))
def test_excel_begins_a_page_where_a_chart_would_be_cut(tmp_path, above):
    i18n.use("ja")
    chart = Chart("章ごと", ("一", "二"), (Series("令和8年度", (50.0, 60.0)),))
    made = Document("様式", "", FOOT, (Gap(above), Heading("章ごと", 2), chart), marks=("訓練",))
    path = xlsx.render(made, tmp_path / "a.xlsx")
    sheet = load_workbook(path).worksheets[0]
    breaks = [one.id for one in sheet.row_breaks.brk]
    first = sheet._charts[0].anchor._from.row  # rows from 0
    heights = sum(sheet.row_dimensions[row].height or 15 for row in range(1, first + 1))
    page = (297 - 37) * 72 / 25.4
    assert not breaks or heights + 16 * 18 > page * 0.85
    assert breaks or heights + 16 * 18 <= page
