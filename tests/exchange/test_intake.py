"""What comes in from Excel and CSV: read back as it was given out, previewed, taken whole or not at all."""

import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from app.common.errors import Refused
from app.exchange import sheets
from app.services import inspection, intake, printing, results, training_city


@pytest.fixture
def session(own):
    opened = own.open(training_city.MANAGER)
    yield opened
    opened.close()


def blank(session, tmp_path, name="a.xlsx"):
    """The book of a staff sheet as it is given out."""
    id = next(row["id"] for row in inspection.sheets(session) if row["sheet"] == "staff")
    return printing.export(session, "sheet_blank", id, "xlsx", tmp_path / name)


def fill(path, person, marks):
    book = load_workbook(path)
    sheet = book.worksheets[0]
    sheet["D3"] = person
    for row, mark in enumerate(marks, 7):
        sheet[f"E{row}"] = mark
        sheet[f"F{row}"] = "所見" if mark in "△×" else None
    book.save(path)
    return path


def test_finding_and_evidence_are_found_by_their_headings(session, tmp_path):
    asked = [item for item in session.profile.items.values() if item.sheet == "staff"][:5]
    book = Workbook()
    sheet = book.active
    sheet.append(["令和7年度　自己点検　結果の一覧表（全員分）"])
    sheet.append(["No.", "点検項目", "結果", "確認した資料", "備考（理由など）"])
    for number, item in enumerate(asked, 1):
        sheet.append([number, item.question.ja, "△", "管理簿", "掲示が古い"])
    book.save(tmp_path / "昨年度.xlsx")
    found = intake.preview_results(session, tmp_path / "昨年度.xlsx", "staff")
    assert {(line.value, line.finding, line.evidence) for line in found.lines} == {("partly", "掲示が古い", "管理簿")}
    assert not found.strange


def test_a_book_given_out_has_a_list_and_only_its_inputs_are_open(session, tmp_path):
    sheet = load_workbook(blank(session, tmp_path)).worksheets[0]
    assert sheet.protection.sheet
    assert not sheet["E7"].protection.locked
    assert sheet["C7"].protection.locked
    (listed,) = sheet.data_validations.dataValidation
    assert listed.formula1 == '"○,△,×,－,？"'
    asked = inspection.items_for(session, "staff")
    assert sheet["C7"].value == asked[0].question.ja
    assert sheet.print_title_rows == "$6:$6"


def test_filled_books_are_counted_in(session, tmp_path):
    asked = len(inspection.items_for(session, "staff"))
    books = [
        fill(blank(session, tmp_path, "a.xlsx"), "髙﨑 花子", ["○"] * asked),
        fill(blank(session, tmp_path, "b.xlsx"), "𠮷田 健", ["はい", "◯", "×", "わからない", *["○"] * (asked - 4)]),
    ]
    before = results.rollup(session, "staff")
    found = intake.preview_answers(session, books)
    assert [book.person for book in found.books] == ["髙﨑 花子", "𠮷田 健"]
    intake.count_answers(session, found, 3)
    after = results.rollup(session, "staff")
    assert (after.asked - before.asked, after.returned - before.returned) == (3, 2)
    third = [question.counts.get("no", 0) for question in (before.questions[2], after.questions[2])]
    assert third[1] - third[0] == 1


def test_a_book_is_counted_once_and_in_its_year(session, tmp_path):
    """A copy, last year's book, and a book whose hidden keys name one item many times would count too much."""
    asked = len(inspection.items_for(session, "staff"))
    good = fill(blank(session, tmp_path, "a.xlsx"), "髙﨑 花子", ["○"] * asked)
    copied = tmp_path / "copy.xlsx"
    copied.write_bytes(good.read_bytes())
    earlier = hidden(fill(blank(session, tmp_path, "b.xlsx"), "𠮷田 健", ["○"] * asked), {"B5": 2025})
    code = load_workbook(good)["tenkencho"]["A10"].value
    many = hidden(fill(blank(session, tmp_path, "c.xlsx"), "葛󠄀西 薫", ["○"] * asked), {"A11": code, "A12": code})
    found = intake.preview_answers(session, [good, copied, earlier, many])
    assert [(name, error.code) for name, error in found.refused] == [
        ("copy.xlsx", "book_same"),
        ("b.xlsx", "received_year"),
    ]
    assert [book.file for book in found.books] == ["a.xlsx", "c.xlsx"]
    assert [fault.code for fault in found.books[1].faults] == ["received_twice", "received_twice"]
    assert not found.books[0].faults


def hidden(path, cells):
    """Somebody opens the hidden sheet and changes it."""
    book = load_workbook(path)
    for cell, value in cells.items():
        book["tenkencho"][cell] = value
    book.save(path)
    return path


def test_a_cell_that_is_no_answer_is_named_and_nothing_is_counted(session, tmp_path):
    book = fill(blank(session, tmp_path), "葛󠄀西 薫", ["まあまあ", "○"])
    found = intake.preview_answers(session, [book])
    assert [(fault.cell, fault.value) for fault in found.books[0].faults] == [("E7", "まあまあ")]
    with pytest.raises(Refused) as refused:
        intake.count_answers(session, found, 1)
    assert refused.value.code == "import_faults"


def test_last_years_results_in_any_layout(session, tmp_path):
    asked = inspection.items_for(session, "staff")
    book = Workbook()
    sheet = book.active
    sheet.append(["令和7年度 自己点検"])
    sheet.append(["番号", "点検項目", "結果", "備考"])
    marks = ["○", "△", "×", "－", "はい"]
    for number, (item, mark) in enumerate(zip(asked[:5], marks, strict=True), 1):
        sheet.append([number, item.question.ja.replace("いますか。", "いますか"), mark, "昨年"])
    sheet.append([6, "この行はどの項目とも合わない長い文章です", "○", ""])
    book.save(tmp_path / "昨年度.xlsx")
    found = intake.preview_results(session, tmp_path / "昨年度.xlsx", "staff")
    assert [line.value for line in found.lines] == ["yes", "partly", "no", "na", "yes"]
    assert [line.item for line in found.lines] == [item.code for item in asked[:5]]
    assert found.lines[0].finding == "昨年"
    assert len(found.strange) == 1
    assert intake.take_results(session, found, "staff", "別の課", 2025).no.startswith("前-")


@pytest.mark.parametrize("coding", ["cp932", "utf-8", "utf-8-sig"])
def test_csv_in_the_codings_that_offices_use(tmp_path, coding):
    path = tmp_path / "a.csv"
    path.write_text("番号,氏名\r\n1,髙﨑 Ⅰ①\r\n", coding)
    (sheet,) = sheets.read(path).sheets
    assert sheet.rows[1] == ("1", "髙﨑 Ⅰ①")


def test_a_csv_that_neither_coding_takes_names_its_line(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"ok\n" + bytes([0x81, 0xFF, 0xFE]) + b"\n")
    with pytest.raises(Refused) as refused:
        sheets.read(path)
    assert (refused.value.code, refused.value.values["line"]) == ("import_characters", 2)


def packed(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return path


def test_macros_bombs_and_broken_files_are_refused_with_a_sentence(tmp_path):
    macro = packed(tmp_path / "m.xlsx", {"xl/workbook.xml": "<a/>", "xl/vbaProject.bin": b"x"})
    bomb = packed(tmp_path / "b.xlsx", {"xl/workbook.xml": "<a/>", "xl/x.xml": b"0" * (301 * 2**20)})
    entity = packed(tmp_path / "e.xlsx", {"xl/workbook.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>'})
    nothing = packed(tmp_path / "n.xlsx", {"a.txt": "x"})
    cut = tmp_path / "c.xlsx"
    cut.write_bytes(macro.read_bytes()[:40])
    locked = tmp_path / "l.xlsx"
    locked.write_bytes(b"\xd0\xcf\x11\xe0" + b"0" * 100)
    picture = tmp_path / "p.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    codes = {}
    for path in (macro, bomb, entity, nothing, cut, locked, picture):
        with pytest.raises(Refused) as refused:
            sheets.read(path)
        codes[path.stem] = refused.value.code
        assert "⟦" not in str(refused.value)
    assert codes == {
        "m": "import_macros",
        "b": "import_too_large",
        "e": "import_broken",
        "n": "import_kind",
        "c": "import_broken",
        "l": "import_encrypted",
        "p": "import_kind",
    }


def test_a_million_empty_rows_cost_nothing(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet["A1"] = "x"
    sheet["A1048576"].number_format = "0.00"
    book.save(tmp_path / "empty.xlsx")
    (read,) = sheets.read(tmp_path / "empty.xlsx").sheets
    assert read.rows == (("x",),)
