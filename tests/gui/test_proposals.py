"""Fields that a policy proposes from a register: a facility's inspection and approvals know the facility."""

import pytest
from PySide6.QtCore import Qt

from app.gui.inspection.page import InspectionPage
from app.gui.inspection.sheet_list import read_year
from app.gui.records.entry_dialog import EntryDialog
from app.services import entry, inspection, record
from tests.gui import store_fixtures

HALLS = (("見本市民会館", "見本管理株式会社"), ("見本東体育館", "葛󠄀西スポーツ"))


@pytest.fixture
def desk(tmp_path):
    yield from store_fixtures.founded(tmp_path, "minato")


def register(desk, name, partner):
    values = {"x_name": name, "x_partner": partner, "x_agreement": "秘密・指針・違反", "x_until": "2029-03-31"}
    return entry.open(desk.session, "facility", values).id


def begun(desk, opened, form):
    """What a new record begins with."""
    dialog = opened(EntryDialog(desk, None, record.form_of(desk.session, form)))
    found = shown_in(dialog)
    dialog.reject()
    return found


def shown_in(dialog):
    return tuple(dialog.form.fields[name].value() for name in ("x_facility", "x_partner"))


@pytest.mark.parametrize("form", ["facility_check", "facility_system", "facility_device"])
def test_a_facility_that_is_known_is_not_asked_again(desk, opened, qtbot, form):
    assert begun(desk, opened, form) == (None, None)
    register(desk, *HALLS[0])
    assert begun(desk, opened, form) == HALLS[0]
    other = register(desk, *HALLS[1])
    dialog = opened(EntryDialog(desk, None, record.form_of(desk.session, form)))
    assert shown_in(dialog) == (None, None)  # two of them: it is chosen, not guessed
    editor = dialog.form.fields["x_facility"].editor
    dialog.activateWindow()
    editor.line.setFocus()
    qtbot.waitUntil(editor.line.hasFocus)
    qtbot.keyClick(editor.line, Qt.Key.Key_Down)
    qtbot.waitUntil(editor._popup.isVisible)
    assert [option.word for option in editor.offered()] == [name for name, _ in HALLS]
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(editor._popup, key)
    assert shown_in(dialog) == HALLS[1]
    record.move(desk.session, "facility", other, "end", {"x_returned": "全て返された"})
    dialog.reject()
    assert begun(desk, opened, form) == HALLS[1]  # unfinished input comes back
    desk.drafts.clear(f"entry.{form}.new.{desk.session.user}")
    assert begun(desk, opened, form) == HALLS[0]


def test_a_sheet_about_a_facility_is_called_by_it(desk, shown):
    hall = register(desk, *HALLS[0])
    inspection.open_year(desk.session)
    id = inspection.open_sheet(desk.session, "facility", desk.session.user, "", system=hall).id
    page = shown(InspectionPage(desk))
    (todo,) = page.list._todos(read_year(desk.session))
    assert HALLS[0][0] in todo.detail
    page.open_record(id)
    assert page.answering.header.title.text() == HALLS[0][0]
    assert "髙﨑 花子" in page.answering.header.about.text()
