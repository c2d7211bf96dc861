"""The bureau on the screen: who is in and who is not, taking in with a preview, another's sheet, the compilation."""

import pytest

from app.common.i18n import t
from app.gui.inspection.page import InspectionPage
from app.services import bureau, home, received, record, training_city
from tests.acts import other_book
from tests.gui.hands import said
from tests.gui.store_fixtures import sit

LATE, SUPERIOR = training_city.LATE, training_city.SUPERIOR


@pytest.fixture
def page(year_desk, shown):
    made = shown(InspectionPage(year_desk))
    year_desk.signals.changed.connect(lambda _: made.refresh())
    made.open_record("bureau")
    return made


def lines(page):
    """The lines of the list of sheets as (department, state)."""
    source = page.bureau.sheets.model.source
    return [(row[0], row[3].word) for row in source.rows(source.ids("", "", False))]


def test_own_sheets_stand_beside_those_taken_in_and_the_missing_are_named(page):
    assert (training_city.UNIT, t("bureau.own")) in lines(page)
    assert (training_city.NEIGHBOUR, t("bureau.taken_in")) in lines(page)
    assert lines(page)[-1] == (LATE, t("bureau.not_in"))
    assert LATE in said(page.bureau.banner)
    assert page.bureau.matters_card.isVisible()


def test_files_are_previewed_and_those_that_are_whole_taken_in(page, year_desk):
    paths = [other_book(year_desk.session, LATE), other_book(year_desk.session, "会計課", fiscal_year=2025)]
    page.bureau.take_in()
    dialog = page.bureau.dialog
    assert not dialog.accept_button.isEnabled()
    dialog.read(paths)
    shown = said(dialog)
    assert t("bureau.ready") in shown
    assert t("error.received_year", file=paths[1].name, year="令和7年度") in shown
    assert training_city.MANAGER in shown
    dialog.submit()
    assert (LATE, t("bureau.taken_in")) in lines(page)
    assert t("bureau.stale_sealed") in said(page.bureau.banner)


def test_another_departments_sheet_is_read_item_by_item_and_taken_out_with_a_reason(page, year_desk):
    (row,) = received.kept(year_desk.session)
    page.bureau.opened.emit(f"received/{row['id']}")
    view = page.received
    assert page.stack.currentWidget() is view
    assert view.title.text() == training_city.NEIGHBOUR
    assert not view.reopen_button.isVisible()
    assert not view.seal_button.isVisible()
    assert view.exceptions.exceptions
    assert row["file"] in said(view.origin)
    assert row["sha256"] in said(view.origin).replace(" ", "")
    view.withdraw()
    view.dialog.submit()
    assert record.get(year_desk.session, "received", row["id"])["state"] == "kept"  # not without a reason
    view.dialog.remark.set_value("別の部局の票だったため")
    view.dialog.submit()
    assert record.get(year_desk.session, "received", row["id"])["state"] == "withdrawn"


def test_a_compilation_waits_for_the_head_who_finds_it_from_home(page, year_desk):
    session = year_desk.session
    (row,) = bureau.compilations(session)
    bureau.reopen_compilation(session, row["id"], "直すため")
    page.refresh()
    assert not page.bureau.seal_button.isVisible()
    assert SUPERIOR in page.bureau.waits.text()
    sit(year_desk, SUPERIOR)
    matter = next(one for one in home.todo(session) if one.kind == "compilations")
    page.show_list()
    page.open_record(matter.record)
    assert page.bureau.seal_button.isVisible()
    page.bureau.compile()
    page.bureau.dialog.form.set_values({"summary": "全課で守られている。"})
    page.bureau.dialog.submit()
    assert "全課で守られている。" in said(page.bureau.compiled)


def test_which_departments_hand_in_is_said_one_a_line(page, year_desk):
    page.bureau.expect()
    dialog = page.bureau.dialog
    assert LATE in str(dialog.units.value())
    dialog.units.set_value(f"{training_city.UNIT}\n\n会計課\n会計課")
    dialog.submit()
    assert bureau.bureau(year_desk.session).expected == (training_city.UNIT, "会計課")
    assert lines(page)[-1] == ("会計課", t("bureau.not_in"))
