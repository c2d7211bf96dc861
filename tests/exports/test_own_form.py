"""A city's own Excel form: filled where it says, everything else as it was, and what is lost is said before."""

import io
import zipfile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from PIL import Image as Picture

from app.common.errors import Refused
from app.exports import own_form, own_scan
from app.exports.own_values import Contents, Lines, Slot, Value

THIN = Side("thin")
RULED = Border(THIN, THIN, THIN, THIN)
DRAWING = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor>'
    "<xdr:from><xdr:col>1</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
    "<xdr:to><xdr:col>3</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>3</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
    '<xdr:sp><xdr:nvSpPr><xdr:cNvPr id="2" name="印"/><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr/></xdr:sp>'
    "<xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"
)


def form():
    """A form as a city has it: merged cells, names, print area, widths, formats, rules, a formula, protection."""
    book = Workbook()
    sheet = book.active
    sheet.title = "様式第3号"
    sheet["A1"] = "行政情報等持出し許可申請書"
    sheet.merge_cells("A1:F1")
    sheet["A1"].font = Font("BIZ UDP明朝 Medium", 16, bold=True)
    sheet["A1"].alignment = Alignment("center")
    for row, label in enumerate(("番号", "所属", "目的", "持出先", "返却日"), 3):
        sheet[f"A{row}"] = label
        sheet.merge_cells(f"C{row}:F{row}")
        sheet[f"C{row}"].border = RULED
        sheet[f"C{row}"].alignment = Alignment(wrap_text=True, vertical="center")
    sheet["C7"] = "令和　　年　　月　　日"
    for at, label in zip("ABC", ("機器名", "数量", "備考"), strict=True):
        sheet[f"{at}9"] = label
        for row in (10, 11, 12):
            sheet[f"{at}{row}"].border = RULED
    sheet["A13"] = "合計"
    sheet["B13"] = "=SUM(B10:B12)"
    sheet.column_dimensions["A"].width, sheet.column_dimensions["C"].width = 17.5, 31
    sheet.row_dimensions[5].height = 48
    sheet.print_area = "A1:F14"
    sheet.print_title_rows = "1:2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_margins.left = 0.31
    sheet.oddFooter.center.text = "&P"
    sheet.conditional_formatting.add("B10:B12", CellIsRule("greaterThan", ["5"], fill=PatternFill("solid", "FFCCCC")))
    listed = DataValidation("list", formula1='"有,無"')
    sheet.add_data_validation(listed)
    listed.add("F13")
    sheet.protection.sheet = True
    book.defined_names["持出_目的"] = DefinedName("持出_目的", attr_text="'様式第3号'!$C$5:$F$5")
    book.defined_names["機器名"] = DefinedName("機器名", attr_text="'様式第3号'!$A$10")
    book.create_sheet("記入要領")["A1"] = "記入のしかた"
    return book


def packed(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_parts(data, parts):
    """The package with further or other parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            if name not in parts:
                after.writestr(name, before.read(name))
        for name, text in parts.items():
            after.writestr(name, text)
    return out.getvalue()


def contents(lines=(), **values):
    found = Lines("media", "機器", (("name", "機器名"), ("quantity", "数量")), tuple(lines))
    return Contents(tuple(Value(key, key, datum) for key, datum in values.items()), (found,))


def filled(tmp_path, places, said, book=None):
    made = own_form.fill(tmp_path / "out.xlsx", "form.xlsx", packed(book or form()), places, said)
    return [load_workbook(path) for path in made]


PLACES = {"purpose": "持出_目的", "no": "様式第3号!C3", "unit": "D4", "destination": "'様式第3号'!$C$6", "back": "C7"}


def test_values_go_where_they_belong(tmp_path):
    [book] = filled(
        tmp_path, PLACES, contents(purpose="会議で使うため", no="持-R08-0001", unit="市民税課", destination="北庁舎")
    )
    sheet = book["様式第3号"]
    assert [sheet[at].value for at in ("C3", "C4", "C5", "C6")] == [
        "持-R08-0001",
        "市民税課",
        "会議で使うため",
        "北庁舎",
    ]


def test_what_is_not_known_keeps_the_words_of_the_form(tmp_path):
    [book] = filled(tmp_path, PLACES, contents(back=None, purpose=""))
    assert book["様式第3号"]["C7"].value == "令和　　年　　月　　日"
    assert book["様式第3号"]["C5"].value is None


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://x")', "+81", "-", "@x", "_x0041_", "a\x0bb", "\t=1"])
def test_a_text_never_becomes_a_formula(tmp_path, text):
    [book] = filled(tmp_path, PLACES, contents(purpose=text))
    cell = book["様式第3号"]["C5"]
    assert cell.data_type == "s"
    assert cell.value.replace("_x005F_", "_") == text.replace("\x0b", "")


def test_numbers_stay_numbers_and_formulas_stay(tmp_path):
    places = {"media.name": "機器名", "media.quantity": "B10"}
    [book] = filled(tmp_path, places, contents([("USBメモリ", 2), ("ノートPC", 1)]))
    sheet = book["様式第3号"]
    assert [[cell.value for cell in row] for row in sheet["A10:B12"]] == [
        ["USBメモリ", 2],
        ["ノートPC", 1],
        [None, None],
    ]
    assert sheet["B13"].value == "=SUM(B10:B12)"


def test_everything_else_stays(tmp_path):
    [book] = filled(tmp_path, PLACES, contents(purpose="会議", no="1"))
    made, plain = book["様式第3号"], load_workbook(io.BytesIO(packed(form())))["様式第3号"]
    assert {area.coord for area in made.merged_cells.ranges} == {area.coord for area in plain.merged_cells.ranges}
    assert made.print_area == plain.print_area
    assert made.print_title_rows == plain.print_title_rows
    assert made.column_dimensions["A"].width == 17.5
    assert made.column_dimensions["C"].width == 31
    assert made.row_dimensions[5].height == 48
    assert (made.page_setup.orientation, int(made.page_setup.paperSize)) == ("landscape", 9)
    assert made.page_margins.left == 0.31
    assert made.oddFooter.center.text == "&P"
    assert [rule.type for found in made.conditional_formatting for rule in found.rules] == ["cellIs"]
    assert [found.formula1 for found in made.data_validations.dataValidation] == ['"有,無"']
    assert made.protection.sheet
    assert (made["A1"].font.name, made["A1"].font.b, made["C5"].border.left.style) == (
        "BIZ UDP明朝 Medium",
        True,
        "thin",
    )
    assert made["C5"].alignment.wrap_text
    assert set(book.defined_names) == {"持出_目的", "機器名"}
    assert book["記入要領"]["A1"].value == "記入のしかた"


def test_lines_that_do_not_fit_go_on_in_further_files(tmp_path):
    places = {"media.name": "A10", "media.quantity": "B10", "unit": "C4"}
    books = filled(tmp_path, places, contents([(f"媒体{n}", n) for n in range(7)], unit="市民税課"))
    shown = [[book["様式第3号"][f"A{row}"].value for row in (10, 11, 12)] for book in books]
    assert shown == [["媒体0", "媒体1", "媒体2"], ["媒体3", "媒体4", "媒体5"], ["媒体6", None, None]]
    assert {book["様式第3号"]["C4"].value for book in books} == {"市民税課"}
    assert {path.name for path in tmp_path.iterdir()} == {"out.xlsx", "out-2.xlsx", "out-3.xlsx"}


def test_a_further_file_never_overwrites_one(tmp_path):
    (tmp_path / "out-2.xlsx").write_bytes(b"mine")
    with pytest.raises(Refused, match=r"out-2\.xlsx") as told:
        own_form.fill(
            tmp_path / "out.xlsx",
            "form.xlsx",
            packed(form()),
            {"media.name": "A10"},
            contents([(str(n), n) for n in range(4)]),
        )
    assert told.value.code == "own_form_exists"
    assert [path.name for path in tmp_path.iterdir()] == ["out-2.xlsx"]


def register():
    book = Workbook()
    sheet = book.active
    sheet.title = "台帳"
    for at, word in zip("ABCD", ("番号", "名称", "", "備考"), strict=True):
        sheet[f"{at}1"] = word
        sheet[f"{at}2"].border = RULED
    sheet.merge_cells("B2:C2")
    sheet.row_dimensions[2].height = 30
    sheet.print_area = "A1:D2"
    return book


def test_a_register_without_an_end_is_drawn_on_like_its_first_line(tmp_path):
    places = {"media.name": "B2", "media.quantity": "A2"}
    [book] = filled(tmp_path, places, contents([(f"媒体{n}", n) for n in range(40)]), register())
    sheet = book["台帳"]
    assert [sheet[f"B{row}"].value for row in (2, 3, 41)] == ["媒体0", "媒体1", "媒体39"]
    assert sheet["D41"].border.left.style == "thin"
    assert sheet.row_dimensions[41].height == 30
    assert "B41:C41" in {area.coord for area in sheet.merged_cells.ranges}
    assert sheet.print_area.endswith("$D$41")


def test_a_list_of_excels_grows_with_its_lines(tmp_path):
    book = Workbook()
    book.active.append(["番号", "名称"])
    book.active.append([None, None])
    book.active.add_table(Table(displayName="台帳", ref="A1:B2"))
    [made] = filled(tmp_path, {"media.name": "B2"}, contents([(f"媒体{n}", n) for n in range(5)]), book)
    assert made.active.tables["台帳"].ref == "A1:B6"


def test_a_named_area_says_how_many_lines_fit(tmp_path):
    book = register()
    book.defined_names["明細"] = DefinedName("明細", attr_text="台帳!$A$2:$A$5")
    books = filled(tmp_path, {"media.name": "明細"}, contents([(str(n), n) for n in range(6)]), book)
    assert len(books) == 2


def test_training_shows_on_every_sheet_that_is_filled(tmp_path):
    said = Contents((Value("no", "番号", "1"),), (), ("訓練",))
    [book] = filled(tmp_path, {"no": "C3"}, said)
    assert "訓練" in book["様式第3号"].oddHeader.right.text
    assert not book["記入要領"].oddHeader.right.text


SLOTS = (
    *(Slot(key, label) for key, label in (("no", "番号"), ("unit", "所属"), ("purpose", "目的"))),
    *(Slot("destination", "持ち出し先"), Slot("media.name", "機器名", "機器"), Slot("media.quantity", "数量", "機器")),
)


def test_named_cells_are_matched_and_labels_guessed():
    found = own_form.look("form.xlsx", packed(form()))
    named = own_form.matched(found, SLOTS, "carryout")
    assert named == {"purpose": "持出_目的", "media.name": "機器名"}
    guessed = own_form.beside(found, SLOTS, named)
    beside = {"no": "様式第3号!B3", "unit": "様式第3号!B4", "destination": "様式第3号!B6"}  # 持出先 for 持ち出し先
    assert guessed == {**beside, "media.quantity": "様式第3号!B10"}


def test_a_label_whose_field_stands_beside_it_is_no_head_of_a_column():
    book = Workbook()
    book.active["A8"], book.active["B1"] = "重要性分類", "申請書"
    slots = (Slot("info_class", "重要性分類"), Slot("media.info_class", "重要性分類", "媒体"))
    found = own_form.look("form.xlsx", packed(book))
    assert own_form.beside(found, slots, {}) == {"info_class": "Sheet!B8"}


@pytest.mark.parametrize("name", ["purpose", "carryout_purpose", "carryout.purpose", "目的", "申請_目的"])
def test_names_by_label_or_key(name):
    book = Workbook()
    book.defined_names[name] = DefinedName(name, attr_text="Sheet!$B$2")
    assert own_form.matched(own_form.look("f.xlsx", packed(book)), SLOTS, "carryout") == {"purpose": name}


def test_places_that_cannot_be_filled_are_told():
    found = own_form.faults(
        "f.xlsx",
        packed(form()),
        {"a": "B13", "b": "無い名前", "c": "C3", "d": "F3", "e": "無いシート!A1", "f": "ZZZZ1"},
    )
    assert {key: error.code for key, error in found.items()} == {
        "a": "own_form_formula",
        "b": "own_form_place_unknown",
        "d": "own_form_taken",
        "e": "own_form_place_unknown",
        "f": "own_form_place_unknown",
    }


def kinds(data):
    return {loss.kind: loss.gone for loss in own_form.look("f.xlsx", data).losses}


def test_a_plain_form_loses_nothing_but_waits_for_its_results():
    assert kinds(packed(form())) == {"formulas": False}


def test_pictures_charts_and_comments_are_told_and_kept(tmp_path):
    book = form()
    sheet = book["様式第3号"]
    seal = io.BytesIO()
    Picture.new("RGB", (20, 20), "red").save(seal, "PNG")
    sheet.add_image(Image(seal), "E1")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=10, max_row=12))
    sheet.add_chart(chart, "A20")
    sheet["A3"].comment = Comment("採番", "総務課")
    data = packed(book)
    assert kinds(data) == {"charts": False, "images": False, "comments": False, "formulas": False}
    [path] = own_form.fill(tmp_path / "out.xlsx", "form.xlsx", data, PLACES, contents(no="1"))
    again = load_workbook(path)["様式第3号"]
    assert (len(again._images), len(again._charts), again["A3"].comment.text) == (1, 1, "採番")


def test_shapes_controls_and_the_rest_are_told_as_lost():
    book = form()
    book["様式第3号"].add_chart(BarChart(), "A20")
    data = with_parts(
        packed(book),
        {
            "xl/drawings/drawing1.xml": DRAWING,
            "xl/ctrlProps/ctrlProp1.xml": "<a/>",
            "xl/activeX/activeX1.bin": b"\0",
            "xl/embeddings/oleObject1.bin": b"\0",
            "xl/threadedComments/threadedComment1.xml": "<a/>",
            "xl/printerSettings/printerSettings1.bin": b"\0",
            "xl/richData/rdrichvalue.xml": "<a/>",
            "xl/media/image9.emf": b"\0",
        },
    )
    found = kinds(data)
    lost = {"shapes", "controls", "objects", "threads", "printer", "other", "metafiles", "charts"}
    assert {kind for kind, gone in found.items() if gone} == lost


def test_newer_rules_and_phonetics_are_told():
    data = packed(form())
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        text = package.read("xl/worksheets/sheet1.xml").decode()
    more = (
        '<extLst><ext uri="{X}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
        "<x14:dataValidations><x14:dataValidation/></x14:dataValidations>"
        "<x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule/></x14:conditionalFormatting>"
        "</x14:conditionalFormattings><x14:sparklineGroups><x14:sparklineGroup/></x14:sparklineGroups></ext></extLst>"
    )
    spoken = '<sst><si><t>番号</t><rPh sb="0" eb="2"><t>バンゴウ</t></rPh></si></sst>'
    found = kinds(
        with_parts(
            data,
            {
                "xl/worksheets/sheet1.xml": text.replace("</worksheet>", more + "</worksheet>"),
                "xl/sharedStrings.xml": spoken,
            },
        )
    )
    assert {kind for kind, gone in found.items() if gone} == {"validations", "formats", "sparklines", "phonetic"}


BAD = {
    "macro.xlsm": lambda: packed(form()),
    "macro.xlsx": lambda: with_parts(packed(form()), {"xl/vbaProject.bin": b"\0"}),
    "locked.xlsx": lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600,
    "text.xlsx": lambda: b"a,b\n1,2\n",
    "cut.xlsx": lambda: packed(form())[:-400],
    "word.xlsx": lambda: _word(),
    "entities.xlsx": lambda: with_parts(
        packed(form()), {"xl/sharedStrings.xml": '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><sst>&a;</sst>'}
    ),
    "merged.xlsx": lambda: _merged("A1:XFD1048576"),
    "many.xlsx": lambda: _rows(),
    "bomb.xlsx": lambda: with_parts(packed(form()), {"xl/media/image1.png": b"\0" * (own_scan.UNPACKED + 1)}),
    "nonsense.xlsx": lambda: with_parts(packed(form()), {"xl/worksheets/sheet1.xml": "<worksheet><c></worksheet>"}),
    "unread.xlsx": lambda: with_parts(
        packed(form()), {"xl/worksheets/sheet1.xml": "<worksheet><x/></worksheet>"[::-1]}
    ),
    "large.xlsx": lambda: b"PK" + b"\0" * own_scan.LARGEST,
}


def _word():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", "<a/>")
    return out.getvalue()


def _merged(ref):
    data = packed(form())
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        text = package.read("xl/worksheets/sheet1.xml").decode()
    return with_parts(data, {"xl/worksheets/sheet1.xml": text.replace("A1:F1", ref)})


def _rows():
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    rows = "".join(f'<row r="{n}"/>' for n in range(1, own_scan.MOST_CELLS + 10))
    return with_parts(packed(form()), {"xl/worksheets/sheet1.xml": f"{head}{rows}</sheetData></worksheet>"})


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_a_form_is_refused_with_a_sentence(name):
    with pytest.raises(Refused) as told:
        own_form.look(name, BAD[name]())
    assert name in str(told.value)
    assert not str(told.value).startswith("error.")


@pytest.mark.parametrize(("said", "meant"), [("持出日", "持出し日"), ("行先", "行き先"), ("受渡場所", "受け渡し場所")])
def test_kana_that_offices_leave_out_make_no_difference(said, meant):
    assert own_form.bare(said) == own_form.bare(meant)


def test_other_kana_do():
    assert own_form.bare("ウイルス検査") != own_form.bare("検査")
    assert own_form.bare("返し先") != own_form.bare("返却先")
