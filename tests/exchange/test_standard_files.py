"""A standard is read from text and Word, with Word's own numbers; what is dangerous or broken is refused in time."""

import zipfile

import pytest

from app.common.errors import Refused, Unavailable
from app.exchange import standards
from app.exchange.word_numbers import formatted

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
WORDS = "職員は、見本市の鍵を机の上に置いたままにしてはならない。"


def paragraph(text, style="", number="", level=0, extra=""):
    """A paragraph as Word writes one."""
    props = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number:
        props += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return f"<w:p><w:pPr>{props}</w:pPr><w:r><w:t>{text}</w:t></w:r>{extra}</w:p>"


def level(ilvl, form, text):
    return f'<w:lvl w:ilvl="{ilvl}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'


NUMBERING = (
    f'<w:numbering {W}><w:abstractNum w:abstractNumId="7">'
    + level(0, "decimal", "第%1章")
    + level(1, "decimal", "(%2)")
    + level(2, "decimalEnclosedCircle", "%3")
    + level(3, "aiueoFullWidth", "%4")
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
)
STYLES = (
    f'<w:styles {W}><w:style w:styleId="a1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:ilvl w:val="0"/>'
    '<w:numId w:val="1"/></w:numPr></w:pPr></w:style><w:style w:styleId="a2"><w:basedOn w:val="a1"/></w:style>'
    '<w:style w:styleId="11"><w:name w:val="toc 1"/></w:style></w:styles>'
)


def word(path, body, *, numbering="", styles="", head="", more=None):
    """A Word file with that body."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", f"{head}<w:document {W}><w:body>{body}</w:body></w:document>")
        if numbering:
            package.writestr("word/numbering.xml", numbering)
        if styles:
            package.writestr("word/styles.xml", styles)
        for name, data in (more or {}).items():
            package.writestr(name, data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_a_text_file_is_read_in_any_usual_encoding(tmp_path, encoding):
    path = tmp_path / "a.txt"
    path.write_text(f"(1) 名簿\n{WORDS}", encoding)
    assert standards.read(path) == f"(1) 名簿\n{WORDS}"


def test_automatic_numbers_of_word_are_written_out(tmp_path):
    body = (
        paragraph("総則", style="a1")
        + paragraph("鍵の管理", number="1", level=1)
        + paragraph(WORDS, number="1", level=2)
        + paragraph("例", number="1", level=3)
        + paragraph("別の例", number="1", level=3)
        + paragraph("棚の管理", number="1", level=1)
        + paragraph(WORDS, number="1", level=2)
        + paragraph("雑則", style="a2")
    )
    path = word(tmp_path / "a.docx", body, numbering=NUMBERING, styles=STYLES)
    assert standards.read(path).split("\n") == [
        "第1章 総則",
        "(1) 鍵の管理",
        f"① {WORDS}",
        "ア 例",
        "イ 別の例",
        "(2) 棚の管理",
        f"① {WORDS}",
        "第2章 雑則",
    ]


def test_tables_have_tabs_deleted_words_and_contents_are_left_out(tmp_path):
    cell = "<w:tc>{}</w:tc>"
    row = f"<w:tr>{cell.format(paragraph('端末'))}{cell.format(paragraph('机の上のパソコン'))}</w:tr>"
    gone = "<w:del><w:r><w:delText>消した</w:delText><w:t>文</w:t></w:r></w:del>"
    body = paragraph("総則\t3", style="11") + paragraph(WORDS, extra=gone) + f"<w:tbl>{row}</w:tbl>"
    text = standards.read(word(tmp_path / "a.docx", body, styles=STYLES))
    assert text == f"{WORDS}\n端末\t机の上のパソコン"


def test_the_formats_of_word_numbers():
    assert [formatted(kind, 12) for kind in ("decimalFullWidth", "decimalEnclosedCircle", "japaneseCounting")] == [
        "１２",
        "⑫",
        "十二",
    ]
    assert formatted("irohaFullWidth", 3) == "ハ"


def refused(path):
    with pytest.raises(Refused) as found:
        standards.read(path)
    assert path.name in str(found.value) or found.value.code in ("standard_empty", "standard_pdf", "standard_too_long")
    return found.value.code


def test_macros_are_refused_whatever_the_name(tmp_path):
    body = paragraph(WORDS)
    hidden = word(tmp_path / "a.docx", body, more={"word/vbaProject.bin": b"x"})
    said = word(tmp_path / "b.docx", body, more={"[Content_Types].xml": "application/vnd.ms-word.macroEnabled.main"})
    named = word(tmp_path / "c.docm", body)
    assert {refused(hidden), refused(said), refused(named)} == {"standard_macros"}


def test_doctypes_and_entities_are_refused(tmp_path):
    laughs = "".join(f'<!ENTITY l{n} "&l{n - 1};&l{n - 1};">' for n in range(1, 30))
    head = f'<!DOCTYPE x [<!ENTITY l0 "lol">{laughs}]>'
    assert refused(word(tmp_path / "a.docx", paragraph("&l29;"), head=head)) == "standard_broken"
    body = paragraph(WORDS).encode("utf-16")
    path = word(tmp_path / "b.docx", "", more={})
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("word/styles.xml", '<?xml version="1.0"?><!DOCTYPE x>'.encode("utf-16") + body)
    assert refused(path) == "standard_broken"


def test_a_bomb_is_refused_in_bounded_time(tmp_path):
    path = tmp_path / "a.docx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package,
        package.open("word/document.xml", "w", force_zip64=True) as part,
    ):
        part.write(f"<w:document {W}><w:body><w:p><w:r><w:t>".encode())
        for _ in range(90):
            part.write(b"a" * 2**20)
    assert refused(path) == "standard_too_large"


@pytest.mark.parametrize("cut", [30, 200, -40])
def test_a_broken_file_is_refused(tmp_path, cut):
    path = word(tmp_path / "a.docx", paragraph(WORDS))
    path.write_bytes(path.read_bytes()[:cut])
    assert refused(path) == "standard_broken"


def test_a_file_that_is_no_standard_is_refused_with_its_reason(tmp_path):
    made = {
        "a.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "b.pdf": b"%PDF-1.7\n",
        "c.png": b"\x89PNG\r\n" + bytes(90),
        "d.txt": "短い".encode(),
        "e.txt": b"\x81\n" * 40,
        "f.txt": b"a\0b" * 100,
        "g.txt": "職員は守ること。\n".encode() * 40_000,
    }
    codes = []
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
        codes.append(refused(tmp_path / name))
    assert [code.removeprefix("standard_") for code in codes] == [
        *("old_word", "pdf", "kind", "empty", "characters", "kind", "too_long")
    ]


def test_a_zip_of_something_else_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as package:
        package.writestr("xl/workbook.xml", "<x/>")
    assert refused(tmp_path / "a.docx") == "standard_kind"


def test_a_file_that_is_gone_is_said_to_be(tmp_path):
    with pytest.raises(Unavailable):
        standards.read(tmp_path / "none.txt")
