"""Books that were made to stop the program: each is refused with a sentence, in a moment, before a reader opens it."""

import io
import os
import struct
import zipfile
import zlib

import pytest
from openpyxl import Workbook

from app.common import package
from app.common.errors import Refused
from app.exchange import sheets

SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sheet(rows):
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode()


#: One cell in the first corner of a sheet and one in the last: a reader would lay out all that lies between.
NEAR = '<row r="1"><c r="A1"><v>1</v></c></row>'
FAR = sheet(NEAR + '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>')


def parts():
    book = Workbook()
    book.active["A1"] = "a"
    made = io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def packed(path, changed):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in changed.items():
            made.writestr(name, data)
    return path


def elsewhere(target):
    """The far sheet under another name, to which the book's relations lead."""
    found = parts()
    del found[SHEET]
    links = "xl/_rels/workbook.xml.rels"
    return found | {target: FAR, links: found[links].replace(f"/{SHEET}".encode(), f"/{target}".encode())}


def hidden_in_text():
    """Text of two bytes a character whose bytes spell a sheet."""
    inside = (NEAR + '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>').encode()
    spelt = b"<sheetData>" + inside + b"</sheetData>"
    text = (spelt + b" " * (len(spelt) % 2)).decode("utf-16-le")
    head = f'<?xml version="1.0" encoding="UTF-16"?><worksheet xmlns="{MAIN}">'
    return f"{head}<!--{text}--></worksheet>".encode("utf-16")


FAR_CELL = b'<c r="XFD1048576">'
BOOKS = {
    "far": lambda: {SHEET: FAR},
    "far under another ending": lambda: elsewhere("xl/media/sheet1.dat"),
    "far under a capital ending": lambda: elsewhere("xl/worksheets/sheet1.XML"),
    "far in another folder": lambda: elsewhere("sheets/a.xml"),
    "far in small letters": lambda: {SHEET: FAR.replace(b"XFD", b"xfd")},
    "far with blanks": lambda: {SHEET: FAR.replace(b'r="XFD', b'r = "XFD')},
    "far with a prefix": lambda: {SHEET: prefixed("a-b")},
    "far with a Japanese prefix": lambda: {SHEET: prefixed("表")},
    "far by its row": lambda: {
        SHEET: FAR.replace(b'<c r="A1">', b'<c r="ALL1"><v>1</v></c><c r="A1">').replace(FAR_CELL, b"<c>")
    },
    "far in an entity": lambda: {SHEET: FAR.replace(b"XFD1", b"&#88;FD1")},
    "far in UTF-16": lambda: {SHEET: hidden_in_text()},
    "far in a foreign part": lambda: elsewhere("customXml/item1.xml"),
    "strings that are not there": lambda: {STRINGS: f'<sst xmlns="{MAIN}" uniqueCount="4294967295"/>'.encode()},
    "a tag without an end": lambda: {SHEET: b"<" + b"x" * (200 << 20)},
    "tags without ends": lambda: {SHEET: b'<worksheet><sheetData><row r="1">' + b"<c " * 2_600_000},
    "a tag of many words": lambda: {SHEET: b'<worksheet><sheetData><row r="1">' + b'<c r="A1" ' * 600_000},
    "very deep": lambda: {SHEET: sheet("<a>" * 500_000 + "</a>" * 500_000)},
    "entities in UTF-16": lambda: {
        "xl/theme/theme1.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>'.encode("utf-16"),
    },
    "another kind by its content": lambda: {
        "[Content_Types].xml": parts()["[Content_Types].xml"].replace(
            b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
        )
    },
}


def prefixed(name):
    mark = f'<{name}:c xmlns:{name}="{MAIN}" r="XFD'.encode()
    return FAR.replace(b'<c r="XFD', mark).replace(b"<v>2</v></c>", f"<v>2</v></{name}:c>".encode())


@pytest.mark.parametrize("kind", BOOKS)
def test_a_book_that_would_stop_the_program_is_refused_in_a_moment(tmp_path, kind):
    made = BOOKS[kind]()
    path = packed(tmp_path / "a.xlsx", made if "[Content_Types].xml" in made and len(made) > 1 else parts() | made)
    with pytest.raises(Refused) as refused:
        sheets.read(path)
    assert refused.value.code in ("import_spread", "import_broken", "import_too_large", "import_macros")


@pytest.mark.parametrize("length", [32_000, 7_000_000])
def test_a_text_that_many_cells_share_is_weighed_as_often_as_it_stands(tmp_path, length):
    rows = 200_000_000 // length
    said = f'<sst xmlns="{MAIN}" count="1" uniqueCount="1"><si><t>{"x" * length}</t></si></sst>'.encode()
    links = parts()["xl/_rels/workbook.xml.rels"]
    strings = f'<Relationship Type="{RELATED}/sharedStrings" Target="/{STRINGS}" Id="rS"/></Relationships>'.encode()
    cells = '<row><c t="s"><v>0</v></c></row>'
    changed = {STRINGS: said, "xl/_rels/workbook.xml.rels": links.replace(b"</Relationships>", strings)}
    with pytest.raises(Refused) as refused:
        sheets.read(packed(tmp_path / "a.xlsx", parts() | changed | {SHEET: sheet(cells * rows)}))
    assert refused.value.code == "import_too_large"
    (read,) = sheets.read(packed(tmp_path / "b.xlsx", parts() | changed | {SHEET: sheet(cells * 3)})).sheets
    assert [len(row[0]) for row in read.rows] == [length] * 3


def test_more_cells_than_any_list_has_are_refused(tmp_path, monkeypatch):
    from app.exchange import sheet_scan

    monkeypatch.setattr(sheet_scan, "MOST_CELLS", 1000)
    path = packed(
        tmp_path / "a.xlsx", parts() | {SHEET: sheet("<row r='1'>" + '<c r="A1"><v>1</v></c>' * 1001 + "</row>")}
    )
    with pytest.raises(Refused) as refused:
        sheets.read(path)
    assert refused.value.code == "import_spread"


def test_a_look_that_takes_too_long_is_given_up(tmp_path, monkeypatch):
    from app.exchange import sheet_scan

    path = packed(tmp_path / "a.xlsx", parts() | {SHEET: sheet("<row/>" * 150_000)})
    (read,) = sheets.read(path).sheets
    assert read.rows == ()
    monkeypatch.setattr(sheet_scan, "MOST_SECONDS", 0.02)
    with pytest.raises(Refused) as refused:
        sheets.read(path)
    assert refused.value.code == "import_too_much"


@pytest.mark.parametrize("row", ["<row/>", '<row><c s="0"/></row>'], ids=["empty", "styled"])
def test_a_sheet_of_nothing_but_empty_rows_is_refused_and_what_to_delete_is_said(tmp_path, row):
    path = packed(tmp_path / "a.xlsx", parts() | {SHEET: sheet(NEAR + row * 1_048_575)})
    with pytest.raises(Refused) as refused:
        sheets.read(path)
    assert refused.value.code == "import_too_long"
    assert f"{sheets.MOST_ROWS:,}" in str(refused.value)


def test_what_other_programs_keep_beside_the_sheets_is_none_of_ours(tmp_path):
    beside = {
        "customXml/item1.xml": '<?xml version="1.0" encoding="utf-16"?><a/>'.encode("utf-16"),
        "xl/drawings/vmlDrawing1.vml": b"<xml><br></xml>",
    }
    (read,) = sheets.read(packed(tmp_path / "a.xlsx", parts() | beside)).sheets
    assert read.rows == (("a",),)


def test_formulas_and_errors_are_still_named(tmp_path):
    from app.exchange import sheet_scan

    rows = '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="e"><v>#N/A</v></c></row>'
    found = sheet_scan.extents(packed(tmp_path / "a.xlsx", parts() | {SHEET: sheet(rows)}), sheets.UNPACKED)
    assert found == {SHEET: sheet_scan.Extent(1, 2, ("A1",), ("B1",))}


@pytest.mark.parametrize(
    "data",
    [b"\n" * (20 << 20), b"\n" * 500_000 + b"a", b"," * (20 << 20), b'"' * (20 << 20), b"a," * 400 + b"b"],
    ids=["empty lines", "far below", "one long line", "one long cell", "too wide"],
)
def test_a_list_of_text_without_measure_is_refused_in_a_moment(tmp_path, data):
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    with pytest.raises(Refused) as refused:
        sheets.read(path)
    assert refused.value.code in ("import_too_long", "import_too_many", "import_broken")


def test_empty_columns_at_the_end_of_a_list_are_left_out(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b" + b"," * 400 + b"\n")
    assert sheets.read(path).sheets[0].rows[0][:3] == ("a", "b", None)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such files")
@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_what_is_no_file_is_not_waited_for(tmp_path, name):
    os.mkfifo(tmp_path / name)
    with pytest.raises(Refused) as refused:
        sheets.read(tmp_path / name)
    assert refused.value.code == "import_kind"


def test_the_last_bytes_of_a_part_are_looked_at_too(tmp_path):
    """What unpacks to a whole number of pieces and a little more keeps that little in the engine until asked."""
    data = b" " * package.CHUNK + b"x" * 200
    path = packed(tmp_path / "a.zip", {"a": data})
    with zipfile.ZipFile(path) as opened, path.open("rb") as file:
        assert b"".join(package.pieces(file, opened.getinfo("a"), 1 << 30)) == data


def test_a_part_that_ends_before_its_end_is_broken(tmp_path):
    engine = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    cut = engine.compress(b"a" * 5000) + engine.flush(zlib.Z_SYNC_FLUSH)  # goes on, by its own word
    name = b"a"
    local = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 0, 0, len(cut), 5000, 1, 0) + name + cut
    central = struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 8, 0, 0, 0, len(cut), 5000, 1, 0, 0, 0, 0, 0, 0) + name
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1, 1, len(central), len(local), 0)
    path = tmp_path / "a.zip"
    path.write_bytes(local + central + end)
    with zipfile.ZipFile(path) as opened, path.open("rb") as file, pytest.raises(package.Broken):
        list(package.pieces(file, opened.getinfo("a"), 1 << 30))
