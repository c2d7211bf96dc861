"""The page of papers: found by words, filled in or as a list or by hand, chosen by period and state, written."""

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.gui.reports.page import ReportsPage
from app.services import inspection, media, paper, paper_registers, people, printing, training_city
from app.services.session import Session
from tests.gui.store_fixtures import founded


@pytest.fixture
def desk(tmp_path):
    yield from founded(tmp_path)


@pytest.fixture(autouse=True)
def _quick_papers(monkeypatch):
    monkeypatch.setattr(printing, "render", printing.render_here)


@pytest.fixture
def page(desk, shown):
    for key, at in (("pc", "2025-11-03"), ("usb", "2026-01-20"), ("cds", "2026-05-11")):
        media.register(desk.session, {**training_city.MEDIA[key], "registered_on": at})
    made = ReportsPage(desk)
    made.refresh()
    return shown(made)


def pick(field, code):
    """Choose as a person does, so that the page hears of it."""
    combo = field.editor.combo
    combo.setCurrentIndex(combo.findData(code))
    combo.activated.emit(combo.currentIndex())


def cells(path):
    sheet = load_workbook(path).worksheets[0]
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def written(page, tmp_path):
    target = tmp_path / f"{page.current.name}.xlsx"
    page.write("xlsx", target)
    return cells(target)


def test_a_form_stands_once_and_its_kinds_are_chosen_beside_it(page):
    assert len(page.list.rows) == len(paper.families(page.context.session))
    page.list.rows["carryout_register"].click()
    assert page.kind.isVisible()
    assert page.selection.isVisible()
    pick(page.kind, "carryout_register_blank")
    assert page.current.name == "carryout_register_blank"
    assert not page.selection.isVisible()
    assert page.list.rows["carryout_register"].isChecked()
    page.list.rows["cover_letter"].click()
    assert not page.kind.isVisible()


def test_papers_are_found_by_words(page):
    QTest.keyClicks(page.list.finder, "usb")
    assert page.list.none_found.isVisible()
    page.list.finder.setText("ﾊﾞｲﾀｲ管理")
    assert not page.list.rows["media_register"].isVisible()
    page.list.finder.setText("媒体 管理簿")
    assert [family for family, row in page.list.rows.items() if row.isVisible()] == ["media_register"]
    QTest.keyClick(page.list.finder, Qt.Key.Key_Return)
    assert page.current.name == "media_register"
    page.list.finder.clear()
    assert all(row.isVisible() for row in page.list.rows.values())


@pytest.mark.parametrize(
    ("period", "numbers"),
    [
        ("all", {"PC-0001", "USB-0001", "CD-0001〜0040"}),
        ("fiscal:2026", {"CD-0001〜0040"}),
        ("calendar:2026", {"USB-0001", "CD-0001〜0040"}),
    ],
)
def test_a_register_is_printed_by_year(page, tmp_path, period, numbers):
    page.choose("media_register")
    pick(page.selection.period, period)
    found = written(page, tmp_path)
    assert {number for number in ("PC-0001", "USB-0001", "CD-0001〜0040") if number in found} == numbers
    assert ("抽出" in found) == (period != "all")


def test_a_register_is_printed_from_day_to_day_and_by_state(page, tmp_path):
    page.choose("media_register")
    pick(page.selection.period, "days")
    assert page.selection.since.isVisible()
    page.selection.since.set_value("2026-02-01")
    page.selection.until.set_value("2026-01-01")
    assert page.selection.fault()
    assert page.selection.until.error()
    page.selection.since.set_value("2026-01-01")
    page.selection.until.set_value("2026-01-31")
    assert not page.selection.fault()
    assert {"USB-0001", "登録日 令和8年1月1日〜令和8年1月31日"} <= set(written(page, tmp_path))
    pick(page.selection.state, "out")
    assert "USB-0001" not in written(page, tmp_path)


def test_what_was_chosen_stays_when_the_store_changes(page):
    page.choose("media_register")
    pick(page.selection.period, "calendar:2026")
    page.refresh()
    assert page.selection.value() == paper_registers.calendar(2026)


@pytest.mark.parametrize("name", [each.name for each in paper.PAPERS if each.kind == "blank"])
def test_a_paper_for_writing_by_hand_says_nothing_of_any_record(practised, tmp_path, name):
    session: Session = practised.copy(tmp_path).open()
    made = paper.document(session, name, paper.records_of(session, name)[-1])
    texts = " ".join(str(block) for block in made.blocks)
    assert not [word for word in ("WX21-009-KZ", "見本市民会館", "卓上穿孔機") if word in texts]
    assert made.marks[0] == "訓練"
    session.close()


def test_a_record_leads_to_its_paper(page):
    session = page.context.session
    name, id = "sheet", inspection.open_sheet(session, "staff", session.user).id
    assert [each.name for each in paper.of_record(session, name, id)] == ["sheet"]
    assert [each.name for each in paper.of_record(session, "improvement", "")] == ["improvement_plan"]
    page.open_record(f"{name}/{id}")
    assert page.current.name == name
    assert page.record_id() == id


def test_years_stand_newest_first_and_the_day_is_named(page):
    page.choose("media_register")
    combo = page.selection.period.editor.combo
    codes = [str(combo.itemData(place)) for place in range(combo.count())]
    for kind in ("fiscal", "calendar"):
        years = [int(code.partition(":")[2]) for code in codes if code.startswith(kind)]
        assert years == sorted(years, reverse=True)
        assert years[0] <= int(page.context.session.today[:4])
    assert "登録日" in page.selection.period.title


def test_an_empty_register_says_so_with_its_period(page, tmp_path):
    page.choose("media_register")
    pick(page.selection.period, "days")
    page.selection.since.set_value("1999-01-01")
    page.selection.until.set_value("1999-01-31")
    said = set(written(page, tmp_path))
    assert {"該当なし", "登録日 平成11年1月1日〜平成11年1月31日"} <= said


def test_a_paper_chosen_while_another_is_read_keeps_its_record(desk, shown, monkeypatch):
    session = desk.session
    ids = [inspection.open_sheet(session, "staff", session.user).id]
    other = next(each["id"] for each in people.all_people(session) if each["id"] != session.user)
    ids += [inspection.open_sheet(session, "staff", other).id]
    page = shown(ReportsPage(desk))
    waiting = []
    monkeypatch.setattr(type(desk), "read", lambda _, work, done, **_more: waiting.append((work, done)))
    page.choose("media_register")
    page.open_record(f"sheet/{ids[0]}")
    for work, done in waiting:
        done(work())
    assert page.record_id() == ids[0]
