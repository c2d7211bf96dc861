"""A bureau takes in what its departments sealed: whole or not at all, told where from, and sealed by its head."""

import hashlib

import pytest
from openpyxl import load_workbook

from app.common.errors import Refused
from app.common.i18n import t
from app.domain.received import content_digest
from app.services import bureau, inspection, paper, printing, received, record, training_city, verification
from tests.acts import other_book, sealed, sit

MANAGER, SUPERIOR, NEIGHBOUR = training_city.MANAGER, training_city.SUPERIOR, training_city.NEIGHBOUR


@pytest.fixture
def session(own):
    opened = own.open(MANAGER)
    yield opened
    opened.close()


def take(session, *paths):
    found = received.preview(session, paths)
    assert all(one.whole for one in found), [(str(one.refused), one.faults) for one in found]
    received.take_in(session, found)
    return found


def refusal(session, path):
    (found,) = received.preview(session, [path])
    assert found.refused is not None
    assert "⟦" not in str(found.refused)
    return found.refused.code


def edit(path, title, change):
    """Change cells of a data sheet as a person with Excel would."""
    book = load_workbook(path)
    sheet = book[title]
    columns = {cell.value: cell.column_letter for cell in sheet[1]}
    change(sheet, columns)
    book.save(path)
    return path


def test_a_sheet_is_taken_in_as_its_department_sealed_it(session):
    path = other_book(session, "収納課")
    (found,) = take(session, path)
    row = next(one for one in received.kept(session) if one["unit"] == "収納課")
    own = next(one for one in inspection.sheets(session) if one["sheet"] == "dept")
    theirs = received.result(session, row)
    ours = inspection.result(session, own["id"])
    assert theirs.score == ours.score
    assert theirs.chapters == ours.chapters
    assert {c: a["value"] for c, a in theirs.answers.items()} == {c: a["value"] for c, a in ours.answers.items()}
    assert (row["sealed_by"], row["sealed_post"], row["sheet_version"]) == ("髙﨑 花子", "課長", 1)
    assert row["file"] == path.name
    assert row["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest() == row["attachments"][0]["sha256"]
    assert record.attachment(session, row["sha256"]) == path.read_bytes()
    assert row["opened_by"] == session.user
    assert row["matters"]
    assert row["content_sha256"] == content_digest(row)
    assert found.score == theirs.score


def test_what_was_taken_in_holds_under_verify_and_rebuild(own):
    session = own.open(MANAGER)
    take(session, other_book(session, "収納課"))
    session.close()
    digest = verification.business_digest(own.store)
    assert verification.verify(own.store, own.paths).findings == []
    verification.rebuild(own.store)
    assert verification.business_digest(own.store) == digest


def test_a_later_version_replaces_the_earlier_one_which_stays_readable(session):
    take(session, other_book(session, "収納課"))
    before = next(one for one in received.kept(session) if one["unit"] == "収納課")
    later = other_book(session, "収納課", sealed_at="2026-05-30T10:00:00+09:00", sheet_version=2)
    (found,) = take(session, later)
    assert found.replaces["id"] == before["id"]
    (row,) = [one for one in received.kept(session) if one["unit"] == "収納課"]
    assert row["replaces"] == before["id"]
    assert record.get(session, "received", before["id"])["state"] == "replaced"
    assert record.get(session, "received", before["id"])["results"] == before["results"]
    assert refusal(session, later) == "received_already"
    older = other_book(session, "収納課", sealed_at="2026-05-12T10:00:00+09:00", comment="前の版")
    assert refusal(session, older) == "received_older"


def test_only_another_bureaus_sheet_is_asked_about(session):
    bureaus = (session.unit["bureau"], session.unit["unit"], "別の部")  # the second: this is the bureau's own store
    found = received.preview(session, [other_book(session, f"課{n}", bureau=name) for n, name in enumerate(bureaus)])
    assert [one.notes for one in found] == [(), (), ("bureau",)]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"policy": "0" * 64}, "received_policy"),
        ({"fiscal_year": 2025}, "received_year"),
        ({"municipality": "別の市"}, "received_city"),
        ({"training": 0}, "received_training"),
        ({"state": "submitted", "sealed_at": ""}, "received_not_sealed"),
    ],
)
def test_strange_sheets_are_refused_with_a_sentence(session, changed, code):
    assert refusal(session, other_book(session, "収納課", **changed)) == code


def test_the_stores_own_sheet_and_a_sheet_chosen_twice_are_refused(session, tmp_path):
    row = next(one for one in inspection.sheets(session) if one["state"] == "confirmed")
    assert refusal(session, printing.export(session, "sheet", row["id"], "xlsx", tmp_path / "a.xlsx")) == "received_own"
    two = [other_book(session, "収納課"), other_book(session, "収納課", comment="もう一つ")]
    assert [one.refused and one.refused.code for one in received.preview(session, two)] == [
        None,
        "received_twice_chosen",
    ]


def test_another_book_is_not_taken_for_a_sheet(session, tmp_path):
    path = printing.export(session, "media_register", "", "xlsx", tmp_path / "r.xlsx")
    assert refusal(session, path) == "received_not_ours"


def test_faults_are_named_by_cell_and_nothing_of_the_file_is_taken(session):
    def spoil(sheet, columns):
        sheet[f"{columns[t('paper.sheet.answer')]}3"] = "まあまあ"
        sheet[f"{columns[t('paper.sheet.answer')]}4"] = None
        sheet[f"{columns[t('paper.sheet.code')]}5"] = "XX-99"

    path = edit(other_book(session, "収納課"), "データ", spoil)
    (found,) = received.preview(session, [path])
    assert [fault.code for fault in found.faults] == [
        "answer_unreadable",
        "received_unanswered",
        "item_no_longer_asked",
    ]
    assert [fault.value for fault in found.faults] == ["まあまあ", "", "XX-99"]
    with pytest.raises(Refused) as refused:
        received.take_in(session, [found])
    assert refused.value.code == "received_nothing"


def test_data_edited_after_the_export_are_noticed(session):
    def mend(sheet, columns):
        sheet[f"{columns[t('paper.sheet.answer')]}5"] = (
            "○" if sheet[f"{columns[t('paper.sheet.answer')]}5"].value != "○" else "×"
        )

    assert refusal(session, edit(other_book(session, "収納課"), "データ", mend)) == "received_edited"


def test_good_files_come_in_together_beside_one_that_is_refused(session):
    paths = [
        other_book(session, "収納課"),
        other_book(session, "会計課", fiscal_year=2025),
        other_book(session, "契約課"),
    ]
    received.take_in(session, received.preview(session, paths))
    assert {row["unit"] for row in received.kept(session)} == {NEIGHBOUR, "収納課", "契約課"}


def test_if_one_cannot_be_written_none_is(session):
    found = received.preview(session, [other_book(session, "収納課"), other_book(session, "契約課")])
    received.take_in(session, received.preview(session, [other_book(session, "契約課", comment="先に来た版")]))
    before = len(received.kept(session))
    found[1].handed.values["sealed_at"] = "2020-01-01T00:00:00+09:00"
    with pytest.raises(Refused):
        received.take_in(session, found)
    assert len(received.kept(session)) == before


def test_figures_missing_departments_and_matters_of_the_whole_bureau(session):
    before = bureau.bureau(session)
    assert before.missing == (training_city.LATE,)
    take(session, other_book(session, training_city.LATE))
    after = bureau.bureau(session)
    assert after.missing == ()
    assert after.units == (training_city.UNIT, NEIGHBOUR, training_city.LATE)
    sheet = next(part for part in after.parts if not part.own)
    assert sum(after.whole.counts.values()) - sum(before.whole.counts.values()) == sheet.result.score.answered
    assert {unit for unit, _ in bureau.matters(session, after)} == set(after.units)


def test_the_head_compiles_and_seals_what_was_taken_in_and_what_comes_later_is_told(session):
    (row,) = bureau.compilations(session)
    assert row["received"] == [one["id"] for one in received.kept(session)]
    assert not bureau.is_stale(session, row)
    take(session, other_book(session, training_city.LATE))
    assert bureau.is_stale(session, row)
    bureau.reopen_compilation(session, row["id"], "収納課の票が届いたため")
    bureau.compile_again(session, row["id"], {"summary": "3課とも守られている。"})
    row = record.get(session, "compilation", row["id"])
    assert len(row["received"]) == 2
    assert not bureau.is_stale(session, row)
    sit(session, SUPERIOR)
    sealed(session, "compilation", row["id"], bureau.seal_compilation, SUPERIOR)
    made = paper.document(session, "compilation", row["id"])
    assert [line[0] for line in made.data[0].rows].count(training_city.LATE) == 1


def test_a_bureau_without_any_sheet_has_nothing_to_compile(session):
    for row in received.kept(session):
        received.withdraw(session, row["id"], "練習")
    for row in inspection.sheets(session):
        inspection.reopen(session, row["id"], "練習")
    with pytest.raises(Refused) as refused:
        bureau.compile_sheets(session, {"summary": "a", "measures": "b"})
    assert refused.value.code == "compilation_empty"


def test_a_filled_book_is_sent_to_where_answers_are_taken_in(session, tmp_path):
    id = next(row["id"] for row in inspection.sheets(session) if row["sheet"] == "staff")
    assert refusal(session, printing.export(session, "sheet_blank", id, "xlsx", tmp_path / "a.xlsx")) == (
        "received_count_in"
    )
