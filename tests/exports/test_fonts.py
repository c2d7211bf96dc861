"""Every unit of text finds its glyph, its width and its way back to the same text."""

import pytest
from fontTools.ttLib import TTFont

from app.common.resources import path
from app.exports import fonts


@pytest.mark.parametrize("name", [fonts.GOTHIC, fonts.FALLBACK])
def test_variation_pairs_are_those_fonttools_finds(name):
    table = TTFont(path("fonts", f"{name}.ttf"), lazy=True)
    uvs = next(sub.uvsDict for sub in table["cmap"].tables if sub.format == 14)
    wanted = {
        chr(base) + chr(vs): glyph and table.getGlyphID(glyph) for vs, pairs in uvs.items() for base, glyph in pairs
    }
    assert fonts.variation_glyphs(fonts.font(name).face.get_table("cmap")) == wanted


def test_plain_text_is_left_alone():
    text = "令和8年度　情報セキュリティ自己点検票（見本市）"
    assert fonts.font(fonts.GOTHIC).encode(text) is text


def test_a_base_with_selector_becomes_one_code_as_wide_as_its_glyph():
    font = fonts.font(fonts.GOTHIC)
    encoded = font.encode("葛\U000e0100")
    assert len(encoded) == 1
    assert font.width(encoded, 10) == font.width("葛", 10)
    assert font.glyph("葛\U000e0100") != font.glyph("葛")


def test_two_fonts_mean_the_same_text_by_a_private_code():
    assert len({fonts.font(name).encode("𠮷") for name in (fonts.GOTHIC, fonts.BOLD, fonts.MINCHO)}) == 1


def test_invisible_and_control_characters_are_dropped():
    assert fonts.font(fonts.GOTHIC).encode("a\u200bb\ufeffc\x00d\te") == "abcd e"


def test_what_no_font_has_is_named():
    assert fonts.missing("髙﨑 𠮷田 葛\U000e0100西 神\n㋿①㈱") == []
    assert fonts.missing("外字\ue000と😀と\ue000") == ["U+E000 \ue000", "U+1F600 😀"]


def test_a_selector_no_font_knows_is_named():
    assert fonts.missing("葛\U000e01ea") == ["U+845B U+E01EA 葛\U000e01ea"]


def test_line_feeds_stay_for_the_line_breaker():
    assert fonts.font(fonts.GOTHIC).encode("一行目\r\n二行目") == "一行目\n二行目"
