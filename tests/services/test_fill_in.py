"""A published policy without its standards: the chapters stand ready, and what a city words itself is its own."""

import pytest

from app.domain.policy import Text
from app.services import policy, policy_book, policy_edit


@pytest.mark.parametrize(("city", "chapters"), [("gunma", 36), ("tonami", 8)])
def test_every_chapter_of_the_standards_has_a_question_to_begin_with(city, chapters):
    profile = policy.find(city)
    standing = {clause.id for clause in profile.clauses.values() if clause.kind == "heading-only"}
    headed = standing or {f"8({number})" for number in range(2, 10)}
    assert len(headed) == chapters
    asked = {item.chapter for item in profile.items.values()}
    assert headed <= asked


def test_a_reworded_template_is_the_citys_own():
    profile = policy.find("gunma")
    lines = {line.code: line for line in policy_edit.items(profile)}
    first, second = [code for code, line in lines.items() if line.template][:2]
    assert lines[first].chapter.ja.startswith(profile.items[first].chapter)
    texts = {("item", first, "question"): Text("県の基準の第1項を守っていますか。", "")}
    made = policy_edit.edited(profile, "our-gunma", Text("自団体の基準", ""), texts)
    marked = {line.code: line.template for line in policy_edit.items(made)}
    assert (marked[first], marked[second]) == (False, True)
    assert made.raw["profile"]["confidential"] is True


def test_the_english_of_a_template_goes_with_it_unless_it_was_worded_too():
    profile = policy.find("tonami")
    first, second = [line.code for line in policy_edit.items(profile) if line.template][:2]
    old = {code: profile.items[code].question.en for code in (first, second)}
    texts = {
        ("item", first, "question"): Text("市の基準の第1項を守っていますか。", old[first]),
        ("item", second, "question"): Text("市の基準の第2項を守っていますか。", "Do you keep item 2?"),
    }
    made = policy_edit.edited(profile, "our-tonami", Text("自団体の基準", ""), texts)
    assert made.items[first].question.get("en") == "市の基準の第1項を守っていますか。"
    assert made.items[second].question.get("en") == "Do you keep item 2?"


def test_a_question_added_in_the_book_stands_in_its_chapter(tmp_path):
    import openpyxl

    path = policy_book.export(policy.find("gunma"), tmp_path / "gunma.xlsx")
    book = openpyxl.load_workbook(path)
    assert book.worksheets[0]["A2"].value.endswith("（取扱注意）")
    sheet = book["点検項目"]
    heads = {cell.value: cell.column for cell in sheet[4]}
    filled = [number for number in range(5, sheet.max_row + 1) if sheet.cell(number, heads["items.code"]).value]
    row = max(filled) + 1
    given = {
        "items.code": "own-2.4.1-01",
        "sheet": "dept",
        "chapter": "2.4.1",
        "question.ja": "サーバの鍵は管理簿にありますか。",
    }
    for name, value in given.items():
        sheet.cell(row, heads[name], value)
    for line in book["基本"].iter_rows():
        for cell in line:
            if cell.value == "gunma":
                cell.value = "our-gunma"
    book.save(path)
    found = policy_book.preview(path)
    assert [str(fault) for fault in found.faults] == []
    item = found.profile.items["own-2.4.1-01"]
    assert (item.chapter, item.template) == ("2.4.1", False)
