"""A pasted standard falls into its clauses, whatever its numbering; a duty is told by its wording."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.clause_kind import is_sentence, kind_of, subject_of
from app.domain.numbering import citation_part, id_part, marker
from app.domain.standards import split
from tests.domain.invented_standards import EXPECTED, LINES, SECTIONS, TEXTS


@pytest.mark.parametrize("style", TEXTS)
def test_each_style_of_numbering_gives_its_clauses(style):
    found = split(TEXTS[style]).clauses
    assert [(clause.id, clause.citation) for clause in found] == [row[:2] for row in EXPECTED[style]]
    for clause, (_, _, begins) in zip(found, EXPECTED[style], strict=True):
        assert clause.text.startswith(begins), clause


def wrapped(text, width=38):
    """The same text as a PDF gives it: broken wherever the line was full."""
    return "\n".join(line[at : at + width] for line in text.split("\n") for at in range(0, max(len(line), 1), width))


@pytest.mark.parametrize("style", ["sections", "lines", "polite"])
def test_wide_digits_and_lost_blank_lines_change_nothing(style):
    wide = str.maketrans("()0123456789", "（）０１２３４５６７８９")
    text = "\n".join(line[:7].translate(wide) + line[7:] for line in TEXTS[style].split("\n") if line.strip())
    assert [clause.id for clause in split(text).clauses] == [row[0] for row in EXPECTED[style]]


MIXED = """第2章　媒体の管理
第1節　保管
（保管）
第3条　職員は、媒体を鍵の掛かる場所に保管しなければならない。
２　所属長は、次に掲げることを行わなければならない。
(1)　台帳を作ること。
イ　番号を付けること。
ロ　置き場を書くこと。
ハ　半年ごとに数えること。
第3条の2　職員は、私物の媒体を使ってはならない。
第2節　持出し
第4条（持出し）　職員は、媒体を持ち出すときは、許可を受けなければならない。
第3章　雑則
（委任）
第5条　この規程に定めるもののほか必要な事項は、町長が別に定める。
附　則
この規程は、令和8年4月1日から施行する。
"""


def test_sections_inserted_articles_captions_and_iroha_keep_their_places():
    found = {clause.id: clause for clause in split(MIXED).clauses}
    assert {id: clause.citation for id, clause in found.items()} == {
        "2.1.3": "第3条",
        "2.1.3.2": "第3条第2項",
        "2.1.3.2(1)": "第3条第2項(1)",
        "2.1.3.2(1)-a": "第3条第2項(1)イ",
        "2.1.3.2(1)-b": "第3条第2項(1)ロ",
        "2.1.3.2(1)-c": "第3条第2項(1)ハ",
        "2.1.3_2": "第3条の2",
        "2.2.4": "第4条",
        "3.5": "第5条",
        "=sup1": "附則1",
    }
    assert found["2.1.3"].headings == ("第2章 媒体の管理", "第1節 保管", "第3条 保管")
    assert found["2.2.4"].text.startswith("職員は、")
    assert found["2.2.4"].headings[-1] == "第4条 持出し"
    assert not found["3.5"].is_duty


def test_a_text_wrapped_by_its_page_is_put_together_again():
    long = "".join(
        f"({n}) 見出し\n職員は、{'長い条件が多く付いている場合であっても' * 3}、記録{n}を残さなければならない。\n"
        for n in range(1, 20)
    )
    whole, broken = split(f"1 記録\n{long}"), split(wrapped(f"1 記録\n{long}"))
    assert [(clause.id, clause.text) for clause in broken.clauses] == [
        (clause.id, clause.text) for clause in whole.clauses
    ]


def test_headings_stand_above_their_clauses():
    found = {clause.id: clause for clause in split(SECTIONS).clauses}
    assert found["2.2.1(1)1-a"].headings == (
        "情報の守りの対策基準",
        "2.2. 情報の扱い",
        "2.2.1. 持出し",
        "(1) 庁舎の外への持出し",
        "① 端末の持出し",
    )


def test_a_list_is_a_duty_where_its_head_is_one():
    found = {clause.id: clause for clause in split(LINES).clauses}
    assert found["2.3*1"].is_duty
    assert found["2.3*1"].lead_in == "2.3"
    assert found["2.3*1"].subject == "職員"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("職員は、鍵を掛けなければならない。", "duty"),
        ("職員は、鍵を貸してはならない。", "duty"),
        ("名簿をつくること。", "duty"),
        ("責任者は、報告に努めるものとする。", "duty"),
        ("課長は、棚を点検します。", "duty"),
        ("機器の持込みは禁止する。", "duty"),
        ("総務部長をもってこれに充てる。", "role"),
        ("課長は、管理する権限及び責任を有する。", "role"),
        ("課長は、鍵を貸すことができる。", "permission"),
        ("端末とは、机の上のパソコンをいう。", "definition"),
        ("この基準は、令和8年4月1日から施行する。", "other"),
        ("区のくらしは便利になっています。", "other"),
    ],
)
def test_the_wording_tells_what_a_clause_is(text, kind):
    assert kind_of(text) == kind


def test_who_is_bound_stands_before_the_first_wa():
    assert subject_of("課長及び係長は、名簿を持つこと。") == "課長及び係長"
    assert subject_of("名簿を持つこと。") == ""


def test_a_remark_in_brackets_makes_no_sentence():
    assert not is_sentence("副責任者（以下「副」という。）")
    assert is_sentence("名簿を持つこと。（係長を除く。）")


@pytest.mark.parametrize(
    ("line", "kind", "number", "id", "cited"),
    [
        ("第２章　総則", "chapter", (2,), "2", "第2章"),
        ("第十二条 名簿", "article", (12,), "12", "第12条"),
        ("2.3.1. 扱い", "dotted", (2, 3, 1), "2.3.1", "2.3.1"),
        ("（１０） 扱い", "paren", (10,), "(10)", "(10)"),
        ("(1 1) 扱い", "paren", (11,), "(11)", "(11)"),
        ("3) 扱い", "half", (3,), "3)", "3)"),
        ("㉑ 扱い", "circle", (21,), "-21", "㉑"),
        ("イ 扱い", "kana", (2,), "-b", "イ"),
        ("(ウ) 扱い", "pkana", (3,), "(c)", "(ウ)"),
    ],
)
def test_numbers_are_read_and_written(line, kind, number, id, cited):
    found = marker(line)
    assert (found.kind, found.numbers) == (kind, number)
    assert id_part(kind, number, "") == id
    assert citation_part(kind, number) == cited


@pytest.mark.parametrize("line", ["24時間いつでも", "第7条の規定により", "アクセスを許す", "1.5倍にする", "（例）鍵"])
def test_words_that_look_like_numbers_are_words(line):
    assert marker(line) is None


LINES_OF_ANY_KIND = """第1章 総則|1 目的|2.1. 節|(1) 項|(1)|①|② 職員は、守ること。|ア 例|・項目|目次|表	値|改正履歴
附 則|職員は、次の事項を守らなければならない。|途中で切れた長い文であり、まだ続いているので次の行へ|A 分類|"""
PIECES = st.sampled_from(LINES_OF_ANY_KIND.replace("\n", "|").split("|"))


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=40))
def test_any_mixture_of_lines_is_split_without_a_crash_and_ids_are_unique(lines):
    found = split("\n".join(lines)).clauses
    ids = [clause.id for clause in found]
    assert len(ids) == len(set(ids))


ODD = {
    "brackets": "（" * 200_000,
    "one line": "あ" * 300_000,
    "no end": "途中で切れる長い文であって、まだまだ続いているので\n" * 12_000,
    "dots": "目次\n" + "." * 100_000 + "x",
    "letters": "A B C D " * 50_000,
    "tabs": "\t" * 100_000 + "x",
    "rows": "a\tb\n" * 20_000,
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_odd_texts_are_split_in_bounded_time(text):
    split(text)


def test_the_glossary_below_a_clause_takes_none_of_it():
    text = "第1章 人\n(1) 研修\n① 職員は、研修を受けなければならない。\n用語解説\n用語\t解説\n媒体\t情報の入れ物。\n"
    found = split(text).clauses
    assert [(one.id, one.text[:3]) for one in found] == [("1.1-1", "職員は"), ("G01", "媒体　")]
