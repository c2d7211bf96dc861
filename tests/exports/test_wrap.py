"""Lines break where Japanese lines may."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exports.wrap import lines


@pytest.mark.parametrize(
    ("text", "width", "wanted"),
    [
        ("あいうえお", 5, ["あいうえお"]),
        ("あいうえお。か", 5, ["あいうえ", "お。か"]),
        ("あいう（えお）か", 4, ["あいう", "（えお）", "か"]),
        ("ノートパソコン", 3, ["ノート", "パソコ", "ン"]),
        ("番号PC-0123です", 8, ["番号", "PC-0123で", "す"]),
        ("約1,234円です", 5, ["約", "1,234", "円です"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("2.3(2)③イ、2.3(2)④イ", 12, ["2.3(2)③イ、", "2.3(2)④イ"]),
        ("2.8.5④、2.8.5⑦", 8, ["2.8.5④、", "2.8.5⑦"]),
        ("2.7.4(3)⑥(ア)、2.3データ", 13, ["2.7.4(3)⑥(ア)、", "2.3データ"]),
        ("one two", 3, ["one", "two"]),
        ("令和8年4月1日〜令和9年1月31日まで", 16, ["令和8年4月1日〜", "令和9年1月31日まで"]),
        ("令和8年11月21日", 8, ["令和8年11月", "21日"]),
        ("一行目\n二行目", 9, ["一行目", "二行目"]),
        ("", 5, [""]),
    ],
)
def test_breaks(text, width, wanted):
    assert lines(text, width, len) == wanted


@given(st.text(st.sampled_from("あ漢。、（）「」aB1 -,.ー\n"), max_size=60), st.integers(1, 9))
def test_nothing_but_spaces_is_lost(text, width):
    broken = lines(text, width, len)
    assert "".join(broken).replace(" ", "") == text.replace("\n", "").replace(" ", "")
    assert all(len(line.rstrip(" ")) <= width for line in broken)


def test_a_box_to_tick_stays_with_its_word():
    assert lines("□はい　□いいえ", 5, len) == ["□はい", "□いいえ"]
    assert lines("□紙　□細断する　□ほか", 8, len) == ["□紙　□細断する", "□ほか"]
    assert lines("□Kept on the person　□No", 20, len) == ["□Kept on the person", "□No"]


def test_a_word_beside_a_box_that_is_longer_than_a_line_is_broken():
    assert lines("□守秘の契約", 4, len) == ["□守秘の", "契約"]
