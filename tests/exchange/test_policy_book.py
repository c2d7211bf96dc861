"""The policy book: nothing of a profile is lost on the way, and a bad book is refused with a sentence that helps."""

import copy
import io
import json
import struct
import zipfile

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from app.common import i18n
from app.common.errors import Refused, Unavailable
from app.domain import policy_grid, policy_rows
from app.domain.policy import load
from app.domain.policy_book import Table
from app.domain.policy_choices import choices
from app.domain.policy_sheets import SHEETS
from app.services import policies, policy, policy_book
from tests.exchange.policy_books import add, at, key_row, rows_of, say, small_city

BUILT_IN = [item.id for item in policy.built_in()]
ODD = [
    *("", " ", "=1+1", "+1", "@x", "-", "※ 覚え", "（なし）", "a；b", "a、b", "a｜b", "_x0041_", "行\n替え", "\r\n"),
    *("髙﨑 花子", "𠮷田", "葛\U000e0100西", "\x00", "\x0b", "0012", "2.10", "1e5", "TRUE", "はい", "~", "x" * 40_000),
]
TEXT = st.sampled_from(ODD) | st.text(max_size=12)
WORDS = st.fixed_dictionaries({}, optional={"ja": TEXT, "en": TEXT, "fr": TEXT})
PLAIN = TEXT | st.integers(-(10**12), 10**12) | st.booleans()
VALUE = st.recursive(
    PLAIN | WORDS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=6
)


def digest(raw):
    return load(raw).digest


def through_cells(raw, language="ja"):
    """The profile written into cells and read from them again, as texts, the way a reader sees them."""
    grids = policy_grid.encode(raw, choices(), language)
    return policy_rows.decode(grids, choices())


@pytest.mark.parametrize("language", ["ja", pytest.param("en", marks=pytest.mark.slow)])
@pytest.mark.parametrize("city", BUILT_IN)
def test_every_built_in_profile_comes_back_the_same(city, language, tmp_path):
    i18n.use(language)
    profile = policy.find(city)
    book = policy_book.export(profile, tmp_path / "b.xlsx")
    found = policy_book.preview(book)
    assert found.faults == ()
    assert found.profile.digest == profile.digest
    made = policies.save(found.profile, tmp_path / "made")
    assert policy.find(str(made)).digest == profile.digest


def test_almost_nothing_of_a_built_in_profile_needs_the_last_column():
    for city in BUILT_IN:
        grids = policy_grid.encode(policy.find(city).raw, choices(), "ja")
        odd = sum(len(row) >= len(grid.sheet.heads) and bool(row[-1]) for grid in grids for row in grid.rows)
        assert odd <= 12, city


@st.composite
def profiles(draw):
    """A built-in profile with rows, words and sections changed, taken away and invented."""
    raw = copy.deepcopy(dict(policy.find(draw(st.sampled_from(BUILT_IN))).raw))
    raw["clauses"], raw["item"] = raw["clauses"][:4], raw["item"][:4]
    raw["forms"] = raw["forms"][: draw(st.integers(0, 3))]
    for _ in range(draw(st.integers(1, 6))):
        section = draw(st.sampled_from(sorted(raw)))
        change(draw, raw, section)
    for key, value in draw(st.dictionaries(TEXT, VALUE, max_size=2)).items():
        raw[key] = value
    raw = json.loads(json.dumps(raw))
    for name in ("clauses", "chapter", "item", "not_inspected"):
        raw.setdefault(name, [])
    return raw


def change(draw, raw, section):
    value = raw[section]
    kind = draw(st.sampled_from(["drop", "replace", "row", "property"]))
    if kind == "drop":
        del raw[section]
    elif kind == "replace":
        raw[section] = draw(VALUE)
    elif isinstance(value, list):
        rows = [row for row in value if isinstance(row, dict)]
        if kind == "row" or not rows:
            value.insert(draw(st.integers(0, len(value))), draw(st.dictionaries(TEXT, VALUE, max_size=4) | VALUE))
        else:
            row = draw(st.sampled_from(rows))
            row[draw(st.sampled_from([*sorted(row), "x", "columns", "form"]))] = draw(VALUE)
    elif isinstance(value, dict):
        value[draw(st.sampled_from([*sorted(value), "a.b", "ja", "x"]))] = draw(VALUE)


def encodable(raw):
    try:
        json.dumps(raw, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def examples(few, many):
    """So many made-up profiles in every run, and many in the long one."""
    return pytest.mark.parametrize("count", [few, pytest.param(many, marks=pytest.mark.slow)])


def tried(count):
    """Hypothesis's settings for so many examples."""
    told = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)  # to explain takes longer than a test may last
    return settings(max_examples=count, deadline=None, suppress_health_check=list(HealthCheck), phases=told)


@examples(12, 60)
def test_whatever_a_profile_holds_comes_back_the_same(count):
    @tried(count)
    @given(raw=profiles(), language=st.sampled_from(i18n.LANGUAGES))
    def holds(raw, language):
        read = through_cells(raw, language)
        assert digest(read.raw) == digest(raw)
        assert read.flaws == []

    holds()


@examples(2, 8)
def test_whatever_a_profile_holds_comes_back_from_the_file(count, tmp_path_factory):
    from app.exchange import policy_book as reader
    from app.exports import policy_book as writer

    @tried(count)
    @given(raw=profiles())
    def holds(raw):
        path = tmp_path_factory.mktemp("book") / "b.xlsx"
        writer.write(path, "x", policy_grid.encode(raw, choices(), "ja"), choices(), {})
        found = reader.read(path)
        assert found.flaws == []
        assert digest(policy_rows.decode(found.grids, choices()).raw) == digest(raw)

    holds()


def foldable(raw):
    """What a folder can hold at all: the files' own lists are lists, and no half of a character stands anywhere."""
    if "whole" in raw or not isinstance(raw.get("scale", {}), dict):
        return False
    if not all(
        isinstance(raw.get(name, []), list) for name in ("forms", "clauses", "chapter", "item", "not_inspected")
    ):
        return False
    has_null = "null" in json.dumps(raw)
    return not has_null and encodable(raw) and all(isinstance(r, dict) and "key" in r for r in raw.get("forms", []))


@examples(6, 25)
def test_whatever_a_profile_holds_comes_back_from_its_folder(count, tmp_path_factory):
    @tried(count)
    @given(raw=profiles().filter(foldable))
    def holds(raw):
        folder = tmp_path_factory.mktemp("folder") / "p"
        policies.save(load(raw), folder)
        assert policy.read(folder).digest == digest(raw)

    holds()


@pytest.mark.parametrize("odd", [[{}], 3, "asset"])
def test_what_no_form_is_called_comes_back_from_its_folder(odd, tmp_path):
    raw = {**copy.deepcopy(dict(policy.find("tonami").raw)), "without_forms": odd}
    policies.save(load(raw), tmp_path / "p")
    assert policy.read(tmp_path / "p").digest == digest(raw)


# ---- A book that somebody fills in ----


def test_the_empty_template_says_what_is_missing(tmp_path):
    found = policy_book.preview(policy_book.template(tmp_path / "t.xlsx"))
    codes = {(fault.sheet, fault.cell, fault.code) for fault in found.faults}
    assert found.profile is None
    assert ("基本", "C6", "required_path") in codes
    assert {"sheet_missing", "rules_missing"} <= {code for _, _, code in codes}
    assert all("⟦" not in str(fault) and "{" not in str(fault) for fault in found.faults)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_small_city_of_its_own_is_filled_up_with_the_standards(tmp_path, language):
    i18n.use(language)
    found = policy_book.preview(small_city(tmp_path / "b.xlsx"))
    assert [str(fault) for fault in found.faults] == []
    profile = found.profile
    assert profile.id == "mihon"
    assert profile.municipality.ja == "見本市"
    assert list(profile.roles) == ["dept", "staff"]
    assert profile.roles["dept"].approver
    assert not profile.roles["staff"].approver
    assert [item.code for item in profile.items.values()] == [
        "staff-001",
        "staff-002",
        "staff-003",
        "dept-001",
        "dept-002",
    ]
    assert set(profile.inspections) == {"staff", "dept"}
    assert set(profile.unit_kinds) == {"section", "school", "facility"}
    assert profile.words["outside"]["ja"] == "執務室の外"
    assert profile.words["disposal"]["ja"] == "廃棄"
    assert len(profile.scale) == 5
    assert profile.raw["forms"]
    assert profile.section("password")["blocklist_words"] == ["見本市"]
    assert profile.disposal_rules[0].methods == ("destroy", "shred")
    assert profile.carryout_rules[0].permission == "dept"
    assert profile.boxes("disposal")[0][0] == "dept"


def test_an_export_of_a_filled_book_is_the_same_and_needs_no_filling(tmp_path):
    profile = policy_book.preview(small_city(tmp_path / "b.xlsx")).profile
    again = policy_book.preview(policy_book.export(profile, tmp_path / "c.xlsx"))
    assert again.profile.digest == profile.digest


def test_roles_and_chapters_may_be_named_by_their_names(tmp_path):
    path = small_city(tmp_path / "b.xlsx")
    book = load_workbook(path)
    sheet = book["廃棄の規則"]
    at(sheet, rows_of(sheet)[0], "permission").value = "課の管理者"
    at(book["点検項目"], rows_of(book["点検項目"])[0], "chapter").value = "人的セキュリティ"
    book.save(path)
    profile = policy_book.preview(path).profile
    assert profile.disposal_rules[0].permission == "dept"
    assert next(iter(profile.items.values())).chapter == "5"


#: Cells of a sheet's first rows that hold what cannot be, by sheet, row and heading.
FAULTS = (
    ("役割", 0, "label.ja", None, "required"),
    ("役割", 0, "reports_to", "mayor", "not_listed"),
    ("役割", 1, "key", "課長 1", "key_odd"),
    ("情報の分類", 0, "rank", "高", "not_a_number"),
    ("廃棄の規則", 0, "methods", "燃やす；シュレッダー？", "not_offered"),
    ("廃棄の規則", 0, "effect", "だめ", "not_offered"),
    ("廃棄の規則", 0, "kinds", "ペンドライブ", "not_offered"),
    ("持出しの規則", 0, "transports", "かちょう", "not_offered"),
    ("点検項目", 0, "chapter", 2.1, "number_for_text"),
    ("点検項目", 0, "sheet", "system", "not_listed"),
    ("点検項目", 0, "question.ja", "=A1", "formula"),
    ("点検項目", 1, "question.ja", "#REF!", "error_value"),
    ("点検項目", 1, "more", "{", "more_unreadable"),
    ("点検項目", 1, "figure", "終わっていない廃棄の件数", "not_offered"),
    ("点検項目", 1, "weight", 9, "out_of_bounds"),
)


def with_faults(path, faults):
    """The small city's book with those cells wrong; what is to be found of them, as (sheet, cell, code)."""
    book, wanted = load_workbook(small_city(path)), set()
    for sheet, row, head, value, code in faults:
        cell = at(book[sheet], rows_of(book[sheet])[row], head)
        cell.value = value
        wanted.add((sheet, cell.coordinate, code))
    book.save(path)
    return wanted


def test_every_fault_is_named_by_its_cell(tmp_path):
    wanted = with_faults(tmp_path / "b.xlsx", FAULTS)
    found = policy_book.preview(tmp_path / "b.xlsx")
    assert wanted - {(fault.sheet, fault.cell, fault.code) for fault in found.faults} == set()
    assert all("⟦" not in str(fault) for fault in found.faults)


@pytest.mark.parametrize("fault", [FAULTS[3], *(pytest.param(each, marks=pytest.mark.slow) for each in FAULTS)])
def test_nothing_is_taken_in_for_a_single_fault(tmp_path, fault):
    wanted = with_faults(tmp_path / "b.xlsx", [fault])
    found = policy_book.preview(tmp_path / "b.xlsx")
    assert found.profile is None
    assert wanted <= {(fault.sheet, fault.cell, fault.code) for fault in found.faults}


def test_a_proposal_that_would_stop_people_is_named_by_its_cell_and_by_its_place_in_a_folder(tmp_path):
    path = small_city(tmp_path / "b.xlsx")
    book = load_workbook(path)
    row = rows_of(book["廃棄の規則"])[0]
    at(book["廃棄の規則"], row, "basis").value, cell = "一般的な提案", at(book["廃棄の規則"], row, "effect")
    cell.value = "進めない"
    book.save(path)
    (fault,) = policy_book.preview(path).faults
    assert (fault.sheet, fault.cell, fault.code) == ("廃棄の規則", cell.coordinate, "general_refuses")
    assert "「注意を出す」" in str(fault)
    cell.value = "注意を出す"
    book.save(path)
    made = policies.save(policy_book.preview(path).profile, tmp_path / "folder")
    file = made / "profile.toml"
    file.write_text(file.read_text("utf-8").replace('effect = "warn"', 'effect = "refuse"', 1), "utf-8")
    with pytest.raises(Unavailable, match=r"disposal_rules\[1\]\.effect"):
        policy.read_foreign(made)


def test_the_papers_are_called_by_the_citys_word(tmp_path):
    path = small_city(tmp_path / "b.xlsx")
    book = load_workbook(path)
    say(book, "words", "words.inspection", "自主点検")
    book.save(path)
    profile = policy_book.preview(path).profile
    assert profile.title("sheet")[0].ja == "情報セキュリティ自主点検票"
    assert profile.title("improvement")[0].ja == "自主点検に基づく改善計画"
    book = load_workbook(path)
    for word, own, english in (("security", "情報安全", "information safety"), ("permission", "承認", "approval")):
        say(book, "words", f"words.{word}", own, english)
    book.save(path)
    profile = policy_book.preview(path).profile
    assert profile.title("sheet")[0].ja == "情報安全自主点検票"
    assert profile.title("sheet")[0].en == "Information safety self-inspection sheet"
    assert profile.title("disposal_request")[0].ja == "情報資産廃棄承認申請書"
    assert profile.title("disposal_request")[0].en == "Request for approval to dispose of information assets"


def test_a_sheet_that_is_gone_offers_nothing_to_choose_from(tmp_path):
    path = small_city(tmp_path / "b.xlsx")
    book = load_workbook(path)
    del book["役割"]
    book.save(path)
    faults = policy_book.preview(path).faults
    assert [fault.value for fault in faults if fault.known == "点検票の種類"] == []  # staff is there by the standard
    found = [str(fault) for fault in faults if fault.known == "役割"]
    assert any("そのシートには、まだ何もありません" in said for said in found)
    assert not any("今使えるのは  です" in said for said in found)


def test_doubles_strange_columns_and_strange_sheets(tmp_path):
    path = small_city(tmp_path / "b.xlsx")
    book = load_workbook(path)
    roles = book["役割"]
    for head, value in (("key", "staff"), ("label.ja", "もう一つ")):
        at(roles, rows_of(roles)[-1] + 1, head).value = value
    wide = roles.max_column + 3
    roles.cell(key_row(roles), wide).value = "unknown_key"
    book.copy_worksheet(roles).title = "役割の写し"
    book.create_sheet("メモ")["A1"] = "何でも"
    book.save(path)
    codes = {fault.code for fault in policy_book.preview(path).faults}
    assert {"double", "column_unknown", "sheet_double"} <= codes


def test_columns_and_sheets_may_be_moved_and_remarks_stay_unread(tmp_path):
    path = small_city(tmp_path / "b.xlsx")
    before = policy_book.preview(path).profile.digest
    book = load_workbook(path)
    sheet = book["情報の分類"]
    sheet.insert_cols(1)
    sheet.insert_rows(1, 3)
    sheet.title = "分類（改）"
    book.move_sheet(sheet, -3)
    items = book["点検項目"]
    at(items, rows_of(items)[-1] + 2, "code").value = "※ ここは覚え書き"
    book.save(path)
    assert policy_book.preview(path).profile.digest == before


def test_lists_that_a_city_may_add_to_take_what_it_declares_and_nothing_else(tmp_path):
    path = small_city(tmp_path / "b.xlsx")
    book = load_workbook(path)
    group = {"path": "kind_groups.usb_like", "ja": "usb；sd"}
    add(book, "settings", group)
    add(book, "forms", {"key": "kagi", "title.ja": "鍵の貸出", "prefix": "KG", "flow": "台帳", "act": "key"})
    add(book, "form_parts", {"form": "kagi", "name": "who", "label.ja": "借りた人"})
    add(book, "permissions", {"act": "key", "role": "dept"})
    add(book, "disposal_rules", {"note.ja": "小さな媒体", "kinds": "usb_like"})
    book.save(path)
    assert policy_book.preview(path).faults == ()
    add(book, "permissions", {"act": "鍵の貸出し", "role": "dept"})
    add(book, "media_rules", {"demand": "鍵をかける"})
    say(book, "settings", "scale.preset", "五段階")
    say(book, "settings", "password.min_length", 70)
    book.save(path)
    found = {(fault.sheet, fault.value): fault for fault in policy_book.preview(path).faults}
    assert set(found) == {
        ("許可する人", "鍵の貸出し"),
        ("媒体の規則", "鍵をかける"),
        ("細かな設定", "五段階"),
        ("細かな設定", "70"),
    }
    assert "施錠して保管する" in str(found["媒体の規則", "鍵をかける"])
    assert "audit4" in str(found["細かな設定", "五段階"])


def test_what_a_form_of_its_own_misspells_is_named_by_its_cell(tmp_path):
    path = small_city(tmp_path / "b.xlsx")
    book = load_workbook(path)
    add(book, "forms", {"key": "kagi", "title.ja": "鍵の貸出", "prefix": "KG", "flow": "台帳", "listed": "who；wen"})
    at(book["その他の記録"], rows_of(book["その他の記録"])[-1], "due").value = "until/retuned"
    parts = (
        {"name": "who", "kind": "職員一人"},
        {"name": "until", "kind": "日付", "after": "whom"},
        {"name": "鍵", "kind": "日付", "stage": "決裁の後"},
        {"name": "number", "kind": "一つ選ぶ"},
        {"name": "keys", "kind": "表"},
        {"name": "count", "kind": "数", "after": "until"},
    )
    for part in parts:
        add(book, "form_parts", {"form": "kagi", "label.ja": "欄", **part})
    for row in ({"key": "person"}, {"key": "kara"}):
        add(book, "forms", {"title.ja": "記録", "prefix": "K", "flow": "実績の記録", **row})
    add(book, "form_fields", {"form": "持出し", "field": "destnation", "hidden": "はい"})
    add(book, "form_fields", {"form": "改善計画", "field": "cost", "label.ja": "費用"})
    book.save(path)
    found = policy_book.preview(path)
    assert [(fault.sheet, fault.cell, fault.value) for fault in found.faults] == [
        ("その他の記録", "J5", "wen"),
        ("その他の記録", "K5", "retuned"),
        ("その他の記録", "A6", "person"),
        ("その他の記録", "A7", "kara"),
        ("記録の欄", "L6", "whom"),
        ("記録の欄", "C7", "鍵"),
        ("記録の欄", "H7", "check"),
        ("記録の欄", "K8", "number"),
        ("記録の欄", "C9", "keys"),
        ("記録の欄", "L10", "count"),
        ("基本様式の欄", "B5", "destnation"),
        ("基本様式の欄", "A6", "cost"),
    ]
    assert "媒体・機器；廃棄；持出し" in str(found.faults[-1])  # no screen would ask for it elsewhere
    assert "who；until" in str(found.faults[0])
    assert "終わるとき" in str(found.faults[6])


def test_an_exported_book_that_holds_strange_words_comes_in_and_says_so(tmp_path):
    raw = copy.deepcopy(dict(policy.find("takasaki").raw))
    raw["item"][0]["figure"] = "umbrellas"
    raw["forms"][0]["listed"] = ["remark", "umbrella"]
    raw["profile"]["id"] = "mihon"
    found = policy_book.preview(policy_book.export(load(raw), tmp_path / "b.xlsx"))
    assert found.faults == ()
    assert any("umbrellas" in note for note in found.notes)
    (note,) = (note for note in found.notes if "「umbrella」" in note)
    assert "その他の記録" in note


def test_what_is_not_there_is_told_with_what_is(tmp_path):
    path = small_city(tmp_path / "b.xlsx")
    book = load_workbook(path)
    at(book["点検項目"], rows_of(book["点検項目"])[0], "sheet").value = "所属長"
    book.save(path)
    (fault,) = policy_book.preview(path).faults
    assert "dept（所属長用）" in str(fault)


def test_standards_are_kept_row_by_row_and_follow_the_citys_words(tmp_path):
    path = small_city(tmp_path / "b.xlsx")
    book = load_workbook(path)
    add(book, "paper_titles", {"form": "持出しの申請書", "title.ja": "庁外持出許可願"})
    say(book, "words", "words.unit", "室")
    book.save(path)
    profile = policy_book.preview(path).profile
    assert profile.title("carryout")[0].ja == "庁外持出許可願"
    assert profile.title("sheet")[0].ja == "情報セキュリティ自己点検票"
    assert profile.unit_kinds["section"]["label"]["ja"] == "室"
    assert profile.post("dept", "section").ja == "課長"
    assert profile.post("dept", "school").ja == "校長"


def test_the_template_shows_the_standards_and_asks_nothing_that_has_no_effect(tmp_path):
    book = load_workbook(policy_book.template(tmp_path / "t.xlsx"))
    assert [row[1].value for row in book["章"].iter_rows(min_row=5, max_row=6)] == ["組織体制", "情報資産の分類と管理"]
    assert all(str(row[0].value).startswith("※ ") for row in book["点検票の種類"].iter_rows(min_row=5, max_row=9))
    paths = {str(row[0].value): str(row[1].value) for row in book["細かな設定"].iter_rows(min_row=5)}
    assert not [path for path in paths if path.startswith("deciding.")]
    assert "ハードディスク" in paths["kind_groups.magnetic"]


# ---- Books that are none ----


def test_what_is_no_policy_book_is_refused_with_a_sentence(tmp_path):
    other = Workbook()
    other.active.append(["番号", "氏名"])
    other.save(tmp_path / "other.xlsx")
    (tmp_path / "a.csv").write_text("key,label\n", "utf-8")
    (tmp_path / "word.docx").write_bytes(b"not a package")
    small_city(tmp_path / "m.xlsx")
    with zipfile.ZipFile(tmp_path / "m.xlsx", "a") as package:
        package.writestr("xl/vbaProject.bin", b"x")
    codes = {}
    for name in ("other.xlsx", "a.csv", "word.docx", "m.xlsx"):
        with pytest.raises(Refused) as refused:
            policy_book.preview(tmp_path / name)
        codes[name] = refused.value.code
        assert "⟦" not in str(refused.value)
    assert codes == {
        "other.xlsx": "policy_book_strange",
        "a.csv": "policy_book_strange",
        "word.docx": "policy_book_strange",
        "m.xlsx": "import_macros",
    }


def repacked(path, change):
    """The book with one of its parts changed."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return path


def test_a_lying_dimension_and_a_million_empty_rows_cost_nothing(tmp_path):
    path = small_city(tmp_path / "b.xlsx")
    before = policy_book.preview(path).profile.digest
    book = load_workbook(path)
    book["点検項目"].cell(1_048_576, 1).number_format = "0.00"
    book.save(path)

    def lie(parts):
        for name in parts:
            if name.startswith("xl/worksheets/sheet"):
                head, tail = parts[name].split(b"<dimension ", 1)
                parts[name] = head + b'<dimension ref="A1:XFD1048576"/>' + tail.split(b">", 1)[1]

    assert policy_book.preview(repacked(path, lie)).profile.digest == before


def test_far_off_cells_and_bombs_are_refused_before_they_are_unpacked(tmp_path):
    far = small_city(tmp_path / "far.xlsx")
    book = load_workbook(far)
    book["役割"].cell(1_048_000, 16_000).value = "x"
    book.save(far)
    entity = repacked(
        small_city(tmp_path / "entity.xlsx"),
        lambda parts: parts.update(
            {"xl/sharedStrings.xml": b"<?xml version='1.0'?>" + b" " * 9000 + b"<!DOCTYPE a [<!ENTITY b 'c'>]><sst/>"}
        ),
    )
    bomb = small_city(tmp_path / "bomb.xlsx")
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        package.writestr("xl/media/x.bin", b"0" * (301 * 2**20))
    codes = {}
    for path in (far, entity, bomb, lying(tmp_path / "lying.xlsx")):
        with pytest.raises(Refused) as refused:
            policy_book.preview(path)
        codes[path.stem] = refused.value.code
        assert "⟦" not in str(refused.value)
    assert codes == {
        "far": "import_spread",
        "entity": "import_broken",
        "bomb": "import_too_large",
        "lying": "import_too_large",
    }


def lying(path):
    """A package whose heads say 100 bytes where 320 MB come out."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        package.writestr("xl/workbook.xml", "<a/>")
        package.writestr("xl/worksheets/sheet1.xml", b" " * (320 * 2**20))
    data = out.getvalue().replace(struct.pack("<L", 320 * 2**20), struct.pack("<L", 100))
    path.write_bytes(data)
    return path


def test_too_many_rows_are_named(tmp_path):
    path = small_city(tmp_path / "b.xlsx")
    book = load_workbook(path)
    sheet = book["領域"]
    for number in range(10_100):
        sheet.cell(5 + number, 1).value = f"z{number}"
    book.save(path)
    found = policy_book.preview(path)
    assert "row_too_many" in {fault.code for fault in found.faults}


# ---- The book as it is written ----


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_book_has_headings_keys_lists_and_no_macro(tmp_path, language):
    i18n.use(language)
    path = policy_book.template(tmp_path / "t.xlsx")
    with zipfile.ZipFile(path) as package:
        assert not [name for name in package.namelist() if "vba" in name.lower() or name.endswith(".bin")]
    book = load_workbook(path)
    assert len(book.sheetnames) == len(SHEETS) + 3
    roles = book.worksheets[3]
    assert [cell.value for cell in roles[4]][:4] == ["roles.key", "label.ja", "label.en", "post.ja"]
    assert all(cell.value for cell in roles[3])
    assert any(one.type == "list" for one in roles.data_validations.dataValidation)
    for sheet in book.worksheets:
        for row in sheet.iter_rows(max_row=8):
            assert not [cell.value for cell in row if isinstance(cell.value, str) and "⟦" in cell.value]


def test_every_list_of_the_layout_is_offered():
    for sheet in SHEETS:
        if isinstance(sheet, Table):
            for column in sheet.columns:
                if column.kind in ("choice", "codes"):
                    assert choices()[column.of], (sheet.key, column.key)
    for name, offered in choices().items():
        for labels in offered.values():
            assert not [label for label in labels if label.startswith("choice.")], name
        for side in (0, 1):
            words = [labels[side] for labels in offered.values()]
            assert len(set(words)) == len(words), name


def test_an_own_policy_is_kept_beside_the_built_in_ones(tmp_path):
    from app.common.paths import Paths

    paths = Paths.under(tmp_path / "home").make()
    profile = policy_book.preview(small_city(tmp_path / "b.xlsx")).profile
    policies.take(profile, paths)
    assert [item.id for item in policies.own(paths)] == ["mihon"]
    assert policies.find("mihon", paths).digest == profile.digest
    policies.take(profile, paths)
    assert policies.earlier(paths) == ()
    book = load_workbook(tmp_path / "b.xlsx")
    add(book, "items", {"sheet": "staff", "chapter": "5", "question.ja": "鍵は金庫にありますか。"})
    book.save(tmp_path / "c.xlsx")
    other = policy_book.preview(tmp_path / "c.xlsx").profile
    with pytest.raises(Refused) as refused:
        policies.take(other, paths)
    assert refused.value.code == "policy_registered"
    assert "新しい項目 1" in str(refused.value)
    policies.take(other, paths, replace=True)
    (before,) = policies.earlier(paths)
    assert before.profile.digest == profile.digest
    assert policies.restore(before.name, paths).digest == profile.digest
    assert policies.find("mihon", paths).digest == profile.digest
    assert [each.profile.digest for each in policies.earlier(paths)] == [other.digest, profile.digest]
    with pytest.raises(Unavailable):
        policies.restore("nowhere-001", paths)
    with pytest.raises(Refused):
        policies.take(policy.find("takasaki"), paths)
    with pytest.raises(Refused):
        policies.save(profile, paths.data / "policies" / "mihon")
    (paths.data / "policies" / "broken").mkdir()
    broken = next(item for item in policies.own(paths) if item.id == "broken")
    assert broken.profile is None
    assert broken.error
    assert policies.free_id("takasaki", paths) == "takasaki-own"
    assert policies.free_id("mihon", paths) == "mihon-2"
