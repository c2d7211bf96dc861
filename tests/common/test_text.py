"""Text is kept as typed and compared folded."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.common import text

JAPANESE = st.text(
    st.sampled_from("髙﨑𠮷邉齋濵高崎葛\U000e0100カがアー－Ａｂ１ﾊﾟ㈱Ⅰ①神か\u3099゛ \u3000\t\ue000"), max_size=20
)


def test_only_kana_is_composed():
    assert text.compose_kana("か\u3099き\u3099ハ\u309a") == "がぎパ"
    assert text.compose_kana("神\ufa19e\u0301①㈱") == "神\ufa19e\u0301①㈱"
    assert text.compose_kana("葛\U000e0100西") == "葛\U000e0100西"
    assert text.compose_kana("あ\u3099") == "あ\u3099"


@pytest.mark.parametrize(
    ("typed", "looked_for"),
    [
        ("髙﨑 花子", "高崎花子"),
        ("𠮷田 健", "吉田　健"),
        ("葛\U000e0100西 薫", "葛西薫"),
        ("渡邉", "渡邊"),
        ("齋藤", "斎藤"),
        ("濵田", "浜田"),
        ("ノートＰＣ", "のーとpc"),
        ("ﾊﾟｿｺﾝ", "パソコン"),
        ("ＰＣ－０１", "pc-01"),
        ("PCー01", "PC‐01"),
        ("神\ufa19", "神神"),
        ("が", "か\u3099"),
        ("が", "か゛"),
    ],
)
def test_search_finds_the_other_spelling(typed, looked_for):
    assert text.fold(typed) == text.fold(looked_for)


@given(JAPANESE | st.text(max_size=20))
def test_folding_twice_changes_nothing(sample):
    assert text.fold(text.fold(sample)) == text.fold(sample)
    assert text.fold_id(text.fold_id(sample)) == text.fold_id(sample)


def test_no_everyday_shape_is_itself_replaced():
    pairs = text._VARIANTS.split()
    assert all(len(pair) == 2 for pair in pairs)
    assert not {pair[0] for pair in pairs} & {pair[1] for pair in pairs}
    assert len({pair[0] for pair in pairs}) == len(pairs)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" ａｂｃー１２−３　", "ABC-12-3"),
        ("ｓｎ－０００１", "SN-0001"),
        ("027–321‐1111", "027-321-1111"),
        ("サーバー1", "サーバー1"),
        ("①", "①"),
        ("ＣＤ－０００１～００４０", "CD-0001〜0040"),
        ("CD-0001~0040", "CD-0001〜0040"),
        ("0001", "0001"),
    ],
)
def test_identifiers_have_one_form(typed, kept):
    assert text.fold_id(typed) == kept


def test_control_characters_go_and_lines_stay():
    assert text.strip_control("a\x00b\x1bc\r\nd\te\ud800\uffff") == "abc\nd\te"
    assert text.strip_control("葛\U000e0100西　\xa0x") == "葛\U000e0100西　\xa0x"


def test_private_use_characters_are_named():
    assert text.private_use("外\ue000字\U000f0001\ue000") == ["\ue000", "\U000f0001"]
    assert text.private_use("髙﨑𠮷葛\U000e0100") == []


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("【総務課】令和8年度_点検票_20260401.xlsx", "【総務課】令和8年度_点検票_20260401.xlsx"),
        ('a\\b/c:d*e?f"g<h>i|j.pdf', "abcdefghij.pdf"),
        ("ﾊﾟｿｺﾝ.xlsx", "パソコン.xlsx"),
        ("List of △ / ×.pdf", "List of △ ×.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("conference.pdf", "conference.pdf"),
        (" ..", "_"),
        ("か\u3099.pdf", "が.pdf"),
        (".pdf", "_.pdf"),
    ],
)
def test_file_names(wanted, name):
    assert text.file_name(wanted) == name


@given(JAPANESE.map(lambda part: part * 30), st.sampled_from([".pdf", ".xlsx", ""]))
def test_file_names_fit_everywhere(stem, suffix):
    name = text.file_name(stem + suffix)
    assert 0 < len(name) <= 120
    assert len(name.encode()) <= 240
    assert name.endswith(suffix)
    assert not set(name) & set('\\/:*?"<>|\n\t')
    assert not any("\uff61" <= char <= "\uff9f" for char in name)


def test_width_counts_columns():
    assert text.width("点検帳") == 6
    assert text.width("ABC") == 3
    assert text.width("ｱｲｳ") == 3
    assert text.width("○×－") == 6
    assert text.width("葛\U000e0100西") == 4
    assert text.width("か\u3099") == 2


@given(JAPANESE)
def test_composing_is_a_part_of_nfc(sample):
    assert unicodedata.normalize("NFC", text.compose_kana(sample)) == unicodedata.normalize("NFC", sample)
