"""Records past their retention in the settings: chosen in a table, sealed together, and the way to one of them."""

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication

from app.common.i18n import t
from app.gui.seal_dialog import SealDialog
from app.gui.settings.page import SettingsPage
from app.gui.settings.retention_dialog import RetentionDialog
from app.services import retention, training_city
from tests.gui.store_fixtures import sit


def dialog(kind):
    QApplication.processEvents()
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible())


@pytest.fixture
def page(year_desk, shown, qtbot):
    sit(year_desk, training_city.MANAGER)
    year_desk.session.clock.advance(timedelta(days=365 * 8))
    made = shown(SettingsPage(year_desk))
    made.open_record("store/retention")
    qtbot.waitUntil(lambda: dialog(RetentionDialog).table.model.rowCount() > 0)
    return made


def test_what_is_chosen_goes_under_one_seal(page, qtbot, year_desk):
    form, session = dialog(RetentionDialog), year_desk.session
    found = len(retention.expired(session))
    assert not form.accept_button.isEnabled()
    form.table.view.selectAll()
    assert form.said.text() == t("retention.chosen", n=found)
    form.submit()
    seal = dialog(SealDialog)
    qtbot.waitUntil(seal.preview.is_shown, timeout=20000)
    qtbot.waitUntil(seal.seal_button.isEnabled)
    seal.password.line.setText(training_city.PASSWORD)
    seal.seal_button.click()
    qtbot.waitUntil(lambda: page.store.retention.said.text() == t("retention.none"), timeout=20000)
    assert page.store.retention.banner.isVisible()
    assert not page.store.retention.choose.isEnabled()


def test_a_reason_is_asked_for(page):
    form = dialog(RetentionDialog)
    form.table.view.selectRow(0)
    form.reason.set_value("")
    form.submit()
    assert form.isVisible()
    assert form.reason.error() == t("error.required")


def test_a_row_leads_to_its_record(page, year_desk, qtbot):
    form, seen = dialog(RetentionDialog), []
    year_desk.signals.go_to.connect(lambda *where: seen.append(where))
    id = form.table.model.id_at(0)
    form.table.opened.emit(id)
    assert seen == [form.rows.found[id].place]
    assert not form.isVisible()
