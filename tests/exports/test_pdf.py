"""The PDF says what the report says, on every page, and is whole or not there."""

import errno
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.common.errors import Unavailable
from app.exports import pdf
from app.exports.document import Column, Heading, Note, Pair, Pairs, Para, Table
from tests.exports.samples import NAMES, every_block, register, report


def pages(file):
    return [page.extract_text() for page in PdfReader(file).pages]


def embedded(reader):
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            yield font.get_object()["/FontDescriptor"].get_object()


@pytest.fixture
def whole(tmp_path):
    return pdf.render(report(*every_block()), tmp_path / "whole.pdf")


@pytest.mark.parametrize("face", ["gothic", "mincho"])
def test_names_come_out_as_typed(tmp_path, face):
    text = "".join(pages(pdf.render(report(*(Para(name) for name in NAMES), face=face), tmp_path / "a.pdf")))
    assert all(name in text for name in NAMES)


def test_names_come_out_of_stamps_and_tables_too(whole):
    for text in pages(whole):
        assert all(name in text for name in NAMES)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
def test_another_reader_agrees(whole):
    text = subprocess.run(["pdftotext", whole, "-"], capture_output=True, check=True).stdout.decode()
    assert all(name in text for name in NAMES)
    rows = subprocess.run(["pdffonts", whole], capture_output=True, check=True).stdout.decode().splitlines()[2:]
    assert rows
    assert all(row.split()[-5:-2] == ["yes", "yes", "yes"] for row in rows)


def test_all_fonts_are_embedded_subsets_of_the_shipped_ones(whole):
    found = list(embedded(PdfReader(whole)))
    assert found
    assert all("/FontFile2" in font for font in found)
    assert all("BIZUDP" in font["/FontName"] or "NotoSansJP" in font["/FontName"] for font in found)


def test_a_character_no_font_has_is_still_in_the_text(tmp_path):
    assert "😀" in pages(pdf.render(report(Para("見本😀")), tmp_path / "a.pdf"))[0]


def test_markup_is_only_text(tmp_path):
    assert "<b>&amp;(x)\\" in pages(pdf.render(report(Para("<b>&amp;(x)\\")), tmp_path / "a.pdf"))[0]


def test_every_page_has_marks_head_and_footer(tmp_path):
    texts = pages(pdf.render(report(register(), orientation="landscape"), tmp_path / "a.pdf"))
    assert len(texts) > 1
    for number, text in enumerate(texts, 1):
        for part in ("訓練", "取扱注意", "様式第5号", "使用者", "令和8年度", "見本市 情報政策課", "検証番号 7F3A-91C2"):
            assert part in text
        assert f"{number}/{len(texts)}" in text


def test_every_row_is_whole_on_one_page(tmp_path):
    memo = "長い備考を二行より多く書いて、行の途中で頁が変わらないことを確かめる。" * 3
    texts = pages(pdf.render(report(register(40, memo)), tmp_path / "a.pdf"))
    assert sum(text.count("長い備考") for text in texts) == 120
    for number in range(40):
        holders = [text for text in texts if f"{number:03}" in text]
        assert len(holders) == 1


def test_a_row_higher_than_a_page_goes_on(tmp_path):
    long = "".join(f"第{n}項目を点検した。" for n in range(900))
    texts = pages(pdf.render(report(Table((Column("備考", 40), Column("他", 60)), ((long, ""),))), tmp_path / "a.pdf"))
    assert "".join("".join(texts).split()).count("を点検した。") == 900
    assert all("備考" in text for text in texts)


def test_a_heading_stays_with_what_follows(tmp_path):
    filler = [Note("詰め物") for _ in range(61)]
    texts = pages(pdf.render(report(*filler, Heading("章の題"), Pairs((Pair("項目", "値"),))), tmp_path / "a.pdf"))
    assert [("章の題" in text) == ("項目" in text) for text in texts]


def test_title_and_language(whole):
    reader = PdfReader(whole)
    assert reader.metadata.title == "見本"
    assert reader.trailer["/Root"]["/Lang"] == "ja-JP"


def test_the_same_report_gives_the_same_bytes():
    assert pdf.build(report(*every_block())) == pdf.build(report(*every_block()))


def test_an_empty_report_is_one_page(tmp_path):
    assert len(pages(pdf.render(report(), tmp_path / "a.pdf"))) == 1


def test_damage_is_seen():
    data, count = pdf.build(report(*every_block()))
    assert pdf.count_pages(data) == count == 2
    assert pdf.count_pages(data[:-20]) == 0
    assert pdf.count_pages(data[: len(data) // 2]) == 0
    assert pdf.count_pages(data.replace(b"obj\n", b"obj\n\n", 1)) == 0


def test_disk_full_leaves_nothing(tmp_path, monkeypatch):
    def full(self, data):
        with self.open("wb") as opened:
            opened.write(data[:100])
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(Unavailable):
        pdf.render(report(), tmp_path / "a.pdf")
    assert list(tmp_path.iterdir()) == []


def test_a_short_write_is_refused_and_the_old_file_stays(tmp_path, monkeypatch):
    old = pdf.render(report(Para("前の版")), tmp_path / "a.pdf").read_bytes()
    whole_write = Path.write_bytes
    monkeypatch.setattr(Path, "write_bytes", lambda self, data: whole_write(self, data[:-1]))
    with pytest.raises(Unavailable):
        pdf.render(report(), tmp_path / "a.pdf")
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("a.pdf", old)]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_crash_leaves_nothing_under_the_name(tmp_path, monkeypatch):
    def die(self, data):
        with self.open("wb") as opened:
            opened.write(data[:100])
        os._exit(9)

    monkeypatch.setattr(Path, "write_bytes", die)
    child = os.fork()
    if child == 0:
        pdf.render(report(), tmp_path / "a.pdf")
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert not (tmp_path / "a.pdf").exists()


def rows(count):
    return Pairs(tuple(Pair(f"欄{n}", "記入") for n in range(count)))


def test_what_would_just_run_over_is_set_closer_and_stays_on_one_sheet():
    fits = max(n for n in range(20, 60) if len(pdf._paged(report(rows(n)), pdf._sheet(report()))[1]) == 1)
    plain, _ = pdf._paged(report(rows(20)), pdf._sheet(report()))
    assert fits * (plain.body.leading + 6.8) > plain.height
    assert pdf.build(report(rows(fits)))[1] == 1
    to, pages_of = pdf._paged(report(rows(fits + 1)), pdf._sheet(report()))
    assert (to.body.leading, len(pages_of)) == (plain.body.leading, 2)
