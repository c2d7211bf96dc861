"""Registers: stocktaking, the life of a medium, search, the figures beside a question, names of papers."""

from datetime import timedelta

import pytest

from app.common.errors import BadInput, Refused
from app.domain.projection import RECORD_TABLES
from app.services import (
    carryout,
    entry,
    figures,
    inspection,
    media,
    paper,
    printing,
    record,
    search,
    stocktake,
    training_city,
    verification,
)
from app.services.approval import Seen, signet
from tests.acts import person, sealed, sit
from tests.inventions import filled

CLERK, MANAGER = training_city.CLERK, training_city.MANAGER


@pytest.fixture
def session(own):
    opened = own.open(CLERK)
    yield opened
    opened.close()
    assert verification.verify(own.store).findings == []


def test_a_stocktaking_counts_what_should_be_here(session):
    assert stocktake.current(session)["state"] == "confirmed"
    id = stocktake.start(session).id
    row = stocktake.current(session)
    assert row["id"] == id
    expected = {line["number"]: line["expected"] for line in row["lines"]}
    assert set(expected) == {"PC-0001", "CD-0001〜0040"}  # the stick is out, the drive is gone
    scans = ["ｐｃ－０００１", "PC-0001", "SD-0009"]
    counts = stocktake.scanned(row, scans)
    stocktake.count(session, id, counts)
    found = stocktake.differences(record.get(session, "stocktake", id))
    assert [(each.number, each.expected, each.counted) for each in found] == [
        ("CD-0001〜0040", 40, 0),
        ("SD-0009", 0, 1),
    ]
    with pytest.raises(Refused) as refused:
        stocktake.submit(session, id, "")
    assert refused.value.code == "differences_open"
    stocktake.submit(session, id, "CDは倉庫にあった。SDは隣の課へ返した。")
    sealed(session, "stocktake", id, stocktake.confirm, decision="send_back", remark="数え直してください。")
    stocktake.count(session, id, {"PC-0001": 1, "CD-0001〜0040": 40})
    assert stocktake.differences(record.get(session, "stocktake", id)) == []
    stocktake.submit(session, id, "")
    sealed(session, "stocktake", id, stocktake.confirm)


def test_a_place_without_media_is_nothing_to_count(session):
    with pytest.raises(Refused) as refused:
        stocktake.start(session, "地下書庫")
    assert refused.value.code == "nothing_to_count"
    row = record.get(session, "stocktake", stocktake.start(session, "倉庫").id)
    assert [line["expected"] for line in row["lines"]] == [40]


def test_numbers_are_suggested_and_never_given_twice(session):
    assert media.suggest_number(session, "pc") == "PC-0002"
    assert media.suggest_number(session, "tape") == "M-0001"
    with pytest.raises(BadInput) as bad:
        media.register(session, {**training_city.MEDIA["pc"], "medium_no": "ｐｃ－０００１", "serial": ""})
    assert [fault.code for fault in bad.value.faults] == ["medium_no_taken"]
    media.register(session, {**training_city.MEDIA["hdd"], "serial": ""})  # the old HDD-0001 is gone


@pytest.mark.parametrize(
    ("entered", "suggested"),
    [("税-USB-07", "税-USB-08"), ("FD-0001〜0020", "FD-0021"), ("赤い棒", "M-0001"), ("12", "13")],
)
def test_numbers_follow_the_pattern_of_the_section(session, entered, suggested):
    media.register(session, {**training_city.MEDIA["usb"], "medium_kind": "mo", "medium_no": entered, "serial": ""})
    assert media.suggest_number(session, "mo") == suggested


def test_a_copy_has_at_least_the_class_of_its_original(session):
    source = record.find(session, "medium", "媒-R08-0002")
    copy = {**training_city.MEDIA["usb"], "medium_no": "USB-0099", "serial": "", "copied_from": source["id"]}
    with pytest.raises(Refused) as refused:
        media.register(session, {**copy, "info_class": "B"})
    assert (refused.value.code, refused.value.clauses) == ("class_below_source", ("2.3(2)1-b",))
    assert media.register(session, {**copy, "info_class": source["info_class"]}).id


def test_one_place_alone_can_be_counted(session):
    assert "倉庫" in " ".join(stocktake.places(session))
    row = record.get(session, "stocktake", stocktake.start(session, "倉庫").id)
    assert [line["number"] for line in row["lines"]] == ["CD-0001〜0040"]


def test_the_life_of_a_medium_is_told_from_its_first_day(session):
    id = str(record.find(session, "medium", "媒-R08-0001")["id"])
    life = media.life(session, id)
    assert [event["at"] for event in life] == sorted(event["at"] for event in life)
    assert {event["form"] for event in life} == {"medium", "carryout"}
    assert life[0]["kind"] == "record.opened"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("持-R08-0001", {"carryout"}),
        ("家屋　図面", {"carryout"}),
        ("ＰＣ－０００１", {"medium", "carryout", "stocktake"}),
        ("wx21", {"medium", "disposal"}),  # in the text of a certificate, too
        ("市税窓口", {"system", "sheet", "improvement"}),
        ("高崎", {"sheet", "received", "carryout", "compilation", "system", "person"}),  # 髙﨑 by the ordinary spelling
        ("ﾉｰﾄﾊﾟｿｺﾝ", {"medium", "carryout", "stocktake"}),
        ("のーとぱそこん", {"medium", "carryout", "stocktake"}),
        ("ハードディスク", {"medium"}),  # the kind by its word
        ("ありえないことば", set()),
        ("", set()),
    ],
)
def test_search_finds_anything_by_any_spelling(practised, words, found):
    session = practised.open(CLERK)
    hits = search.find(session, words)
    assert {hit.kind for hit in hits} - {"manual", "question"} == found
    for hit in hits:
        if hit.kind in found - {"compilation"}:
            assert record.get(session, hit.kind, hit.record.rpartition("/")[2])["no"] == hit.no
    session.close()


def test_every_table_of_records_is_searched():
    assert set(search.PLACES) == set(RECORD_TABLES)


def test_what_shows_the_words_comes_before_what_holds_them(session):
    kinds = [hit.kind for hit in search.find(session, "高崎")]
    assert kinds[0] == "person"
    assert len(kinds) > 1


@pytest.mark.parametrize(
    ("words", "tab"), [("文字の大きさ", "pc/scale"), ("人事異動", "people"), ("バックアップ", "store")]
)
def test_search_finds_what_can_be_set(session, words, tab):
    hits = [hit for hit in search.find(session, words) if hit.kind == "setting"]
    assert (hits[0].page, hits[0].record) == ("settings", tab)


def test_search_finds_a_stocktaking_by_what_is_counted_and_by_place(session):
    id = stocktake.start(session, "倉庫").id
    for words in ("倉庫", "ｃｄ－０００１ 倉庫", "倉庫 吉田"):
        hits = [hit for hit in search.find(session, words) if hit.kind == "stocktake"]
        assert [(hit.page, hit.record) for hit in hits] == [("media", f"stock/{id}")]
    assert len([hit for hit in search.find(session, "棚-R08") if hit.kind == "stocktake"]) == 2


def test_search_finds_attachments_remarks_and_notes(session, tmp_path):
    row = record.find(session, "carryout", "持-R08-0001")
    file = tmp_path / "受領証_令和８年.pdf"
    file.write_bytes(b"%PDF-1.4")
    record.attach(session, "carryout", row["id"], file)
    assert [hit.record for hit in search.find(session, "受領証_令和8年.PDF")] == [row["id"]]
    seen = Seen.of(record.get(session, "carryout", row["id"]))
    with signet(session, person(session, MANAGER), training_city.PASSWORD) as seal:
        record.annotate(session, "carryout", row["id"], "remark", "貸出袋は青色", seal, seen)
    assert [hit.record for hit in search.find(session, "貸出袋")] == [row["id"]]


def test_search_finds_what_was_written_beside_an_answer(own):
    session = own.open(training_city.SUPERIOR)
    sheet = inspection.open_sheet(session, "staff", session.user).id
    code = record.get(session, "sheet", sheet)["items"][0]
    inspection.answer(session, sheet, code, "partly", {"finding": "書庫のカギが一本足りません。"})
    hits = [hit for hit in search.find(session, "書庫のかぎ") if hit.kind == "answer"]
    assert [(hit.page, hit.record) for hit in hits] == [("inspection", f"{sheet}/{code}")]
    session.close()


def test_search_finds_questions_papers_and_manual_pages(session):
    question = next(hit for hit in search.find(session, "2.3(2)⑩ウ") if hit.kind == "question")
    sheet, _, item = question.record.partition("/")
    assert item in record.get(session, "sheet", sheet)["items"]
    assert ("paper", "reports", "stocktake") in {
        (hit.kind, hit.page, hit.record) for hit in search.find(session, "棚卸表")
    }
    pages = [hit.record for hit in search.find(session, "ﾗﾍﾞﾙ　読取り機") if hit.kind == "manual"]
    assert "stocktake" in pages


def test_figures_count_the_registers(session):
    late = figures.figure(session, "carryout_overdue")
    assert (late.part, late.whole, late.pages) == (1, 1, ("carryout",))
    assert [row.no for row in figures.rows(session, late)] == [carryout.overdue(session)[0]["no"]]
    assert figures.figure(session, "carryout_before_permission").part == 0
    assert figures.figure(session, "disposal_incomplete").part == 1  # the CDs, permitted on paper
    assert figures.figure(session, "no_such_figure") is None


def test_leaving_before_the_permission_is_counted(session):
    dates = {"starts_on": "2026-05-26", "due_on": "2026-05-29"}
    id = carryout.request(session, {**training_city.OWN, **dates, "info_name": "説明会の資料"}).id
    sealed(session, "carryout", id, carryout.decide, decision="permit")
    carryout.take_out(session, id, {"out_at": "2026-05-26T08:00", "out_virus_check": "clean"})
    assert figures.figure(session, "carryout_before_permission").part == 1


def test_every_figure_that_a_question_names_is_counted_and_its_records_can_be_shown(session):
    named = {item.figure for item in session.profile.items.values() if item.figure}
    found = {key: figures.figure(session, key) for key in named}
    assert {key for key, each in found.items() if each is None} == set()
    for each in found.values():
        rows = figures.rows(session, each)
        assert len(rows) == each.part <= each.whole
        assert {row.page for row in rows} <= set(each.pages)
        assert all(row.no and row.words for row in rows)


def test_papers_are_named_as_offices_name_files(session):
    id = paper.record_for(session, "carryout", "持-R08-0001")
    name = paper.suggested_name(session, "carryout", id, "pdf")
    assert name.endswith(".pdf")
    assert "持-R08-0001" in name
    assert not set(name) & set('\\/:*?"<>|')
    with pytest.raises(Refused):
        paper.record_for(session, "carryout", "持-R08-9999")
    assert paper.record_for(session, "media_register") == ""
    said = [text.split("　")[0] for _, text in paper.summaries(session, "carryout")]
    assert said[:2] == ["持-R08-0001", "持-R08-0002"]


def test_what_no_font_can_draw_is_named(session):
    id = carryout.request(
        session,
        {**training_city.OWN, "info_name": "資料😀", "starts_on": "2026-05-26", "due_on": "2026-05-26"},
    ).id
    assert printing.missing_glyphs(paper.document(session, "carryout", id)) == ["U+1F600 😀"]
    plain = paper.record_for(session, "carryout", "持-R08-0001")
    assert printing.missing_glyphs(paper.document(session, "carryout", plain)) == []


def test_an_attachment_comes_back_as_it_was(session):
    row = record.find(session, "disposal", "廃-R08-0001")
    assert record.attachment(session, row["attachments"][0]["sha256"]) == training_city.PHOTO


def test_a_copy_is_verified_and_never_written_over_the_store(own, tmp_path):
    target = verification.backup(own.store, tmp_path / "控え.tenken")
    assert verification.business_digest(target) == verification.business_digest(own.store)
    with pytest.raises(Refused) as refused:
        verification.backup(own.store, own.store)
    assert refused.value.code == "copy_over_itself"
    session = own.open(MANAGER)
    again = verification.backup_of(session, tmp_path / "控え2.tenken")
    session.close()
    assert verification.verify(again).findings == []


def test_a_year_later_the_numbers_begin_again(session):
    session.clock.advance(timedelta(days=365))
    sit(session, CLERK)
    dates = {"starts_on": "2027-05-26", "due_on": "2027-05-27"}
    made = carryout.request(session, {**training_city.OWN, **dates, "info_name": "説明会の資料"})
    assert made.no == "持-R09-0001"


@pytest.mark.parametrize(
    ("entered", "spanned"),
    [("CD-0001〜0040", 40), ("CD-0001~CD-0040", 40), ("CD-0040〜0001", 1), ("CD-0001〜DVD-0040", 1), ("CD-0001", 1)],
)
def test_a_range_says_how_many_there_are(entered, spanned):
    assert media.numbers_in(entered) == spanned


def test_a_medium_takes_the_highest_class_of_what_lies_on_it(session):
    pc = record.get(session, "medium", media.ids(session, "PC-0001")[0])
    form = record.form_of(session, "asset")
    assert (media.contents(session, pc["id"]), media.class_of_contents(session, pc)) == ([], "")
    asset = filled(session, form) | {"x_name": "課税台帳", "x_info_class": "A", "x_media": [pc["id"]]}
    id = entry.open(session, "asset", asset).id
    assert [(each["name"], each["info_class"]) for each in media.contents(session, pc["id"])] == [("課税台帳", "A")]
    assert (pc["info_class"], media.class_of_contents(session, pc)) == ("B", "A")
    assert [each["medium_no"] for each in media.below(session, [pc["id"]], "A")] == ["PC-0001"]
    record.revise(session, "medium", pc["id"], {"info_class": "A"}, "分類の誤り")
    assert media.class_of_contents(session, record.get(session, "medium", pc["id"])) == ""
    record.move(session, "asset", id, "end", filled(session, form, "end"))
    assert media.contents(session, pc["id"]) == []
