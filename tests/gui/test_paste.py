"""対策基準を貼るだけ: pasted or dropped, looked through, corrected, saved, and offered in the first run."""

import zipfile

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from app.bootstrap import Workplace
from app.common.paths import Paths
from app.gui.first_run.policy_step import PolicyStep
from app.gui.first_run.wizard import Wizard
from app.gui.policy.editions_card import EditionsCard
from app.gui.policy.editions_dialog import EditionsDialog
from app.gui.policy.paste_dialog import PasteDialog
from app.gui.policy.paste_model import HEADING, QUESTION, TAKEN
from app.gui.tasks import Tasks
from app.services import policies
from tests.services.test_standards import STANDARD


@pytest.fixture
def paths(tmp_path):
    return Paths.under(tmp_path / "home").make()


@pytest.fixture
def dialog(opened, paths):
    return opened(PasteDialog(Tasks(inline=True), paths, None, "見本市"))


def paste(dialog, text=STANDARD):
    dialog.area.setPlainText(text)
    dialog.next.click()


def test_what_was_chosen_by_hand_is_not_lost_by_one_key(dialog):
    paste(dialog)
    dialog.model.take(0, False)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert "下書きは保存されていません" in texts(dialog.banner)
    dialog.close()
    assert dialog.isVisible()
    dialog.banner._way_out()
    assert not dialog.isVisible()


def row_of(dialog, id):
    return next(place for place, row in enumerate(dialog.model.shown) if row.proposal.clause.id == id)


def look_at(dialog, id):
    dialog.view.setCurrentIndex(dialog.model.index(row_of(dialog, id), TAKEN))


def texts(widget):
    return " ".join(each.text() for each in widget.findChildren(QLabel) if each.isVisibleTo(widget))


def test_pasted_text_becomes_a_table_of_duties_with_questions(dialog):
    paste(dialog)
    assert dialog.steps.currentIndex() == 1
    assert dialog.model.rowCount() == 7
    look_at(dialog, "2(1)")
    assert "他人に知られないように" in texts(dialog.detail)
    place = row_of(dialog, "2(1)")
    assert dialog.model.index(place, HEADING).data() == "(1) パスワード"
    assert dialog.model.index(place, QUESTION).data()
    assert "義務 7 件" in dialog.figures.text()


def test_a_tick_and_another_question_change_what_is_taken(dialog):
    paste(dialog)
    look_at(dialog, "1(1)")
    dialog.model.take(row_of(dialog, "1(1)"), True)
    assert "1(1)" in dialog.model.chosen()
    index = dialog.model.index(row_of(dialog, "1(1)"), TAKEN)
    dialog.model.setData(index, Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert "1(1)" not in dialog.model.chosen()
    dialog.view.setCurrentIndex(index.siblingAtColumn(QUESTION))
    QTest.keyClick(dialog.view, Qt.Key.Key_Space)
    assert "1(1)" in dialog.model.chosen()
    QTest.keyClick(dialog.view, Qt.Key.Key_Space)
    assert "1(1)" not in dialog.model.chosen()
    words = dialog.detail.group.button(2).parentWidget()
    QTest.mouseClick(words, Qt.MouseButton.LeftButton, pos=words.rect().center())
    assert dialog.detail.group.button(2).isChecked()
    dialog.detail.group.button(1).setChecked(True)
    other = dialog.detail.group.button(2)
    other.setChecked(True)
    candidates = dialog.reading.proposals[0].candidates
    assert dialog.model.chosen()["1(1)"] == candidates[1].source
    dialog.detail.group.button(0).setChecked(True)
    assert "1(1)" not in dialog.model.chosen()


def test_the_filter_shows_what_needs_a_look(dialog):
    paste(dialog)
    for key in ("taken", "unsure", "none", "all"):
        dialog.filter.set_value(key)
        dialog.filter.edited.emit()
        wanted = {"taken": lambda r: r.taken, "unsure": lambda r: r.sureness == "unsure"}
        wanted |= {"none": lambda r: r.candidate is None, "all": lambda r: True}
        assert dialog.model.shown == [row for row in dialog.model.rows if wanted[key](row)]


def drop(widget, data):
    """Drag onto a widget and let go there, as the pointer would."""
    place, keys = QPoint(20, 20), (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entered = QDragEnterEvent(place, Qt.DropAction.CopyAction, data, *keys)
    QApplication.sendEvent(widget, entered)
    moved = QDragMoveEvent(place, Qt.DropAction.CopyAction, data, *keys)
    QApplication.sendEvent(widget, moved)
    assert entered.isAccepted()
    assert moved.isAccepted()
    QApplication.sendEvent(widget, QDropEvent(QPointF(place), Qt.DropAction.CopyAction, data, *keys))


def test_a_dropped_word_file_is_read(dialog, tmp_path):
    path = tmp_path / "standard.docx"
    words = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in STANDARD.splitlines())
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", f"<w:document {space}><w:body>{words}</w:body></w:document>")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    drop(dialog.area.viewport(), data)
    assert dialog.model.rowCount() == 7
    assert dialog.area.toPlainText() == ""


def test_what_cannot_be_read_is_said_and_the_text_stays(dialog, tmp_path):
    path = tmp_path / "standard.docm"
    path.write_bytes(b"PK\x03\x04")
    dialog.read_file(path)
    assert dialog.banner.isVisible()
    assert "マクロ" in texts(dialog.banner)
    paste(dialog, "短い")
    assert dialog.steps.currentIndex() == 0
    assert dialog.area.toPlainText() == "短い"


def test_a_name_is_asked_for(dialog):
    dialog.city.set_value("")
    paste(dialog)
    assert dialog.steps.currentIndex() == 0
    assert dialog.city.error()
    assert dialog.focusWidget() is dialog.city.editor.target


def test_the_draft_is_kept_and_a_bad_id_comes_back_to_its_field(dialog, paths):
    said = []
    dialog.saved.connect(said.append)
    paste(dialog)
    dialog.id.set_value("見本")
    dialog.next.click()
    assert dialog.steps.currentIndex() == 0
    assert "略号" in dialog.id.error()
    dialog.id.set_value("mihon")
    dialog.next.click()
    dialog.next.click()
    assert said == [paths.data / "policies" / "mihon"]
    assert policies.find("mihon", paths).municipality.ja == "見本市"


def test_another_draft_of_the_same_name_asks_first(opened, paths):
    for text, city in ((STANDARD, "見本市"), (STANDARD + "5 鍵\n職員等は、鍵を金庫で保管すること。\n", "見本町")):
        dialog = opened(PasteDialog(Tasks(inline=True), paths, None, city))
        dialog.id.set_value("mihon")
        paste(dialog, text)
        dialog.next.click()
    assert policies.find("mihon", paths).municipality.ja == "見本市"
    assert "登録されています" in texts(dialog.banner)
    dialog.banner._way_out()
    assert policies.find("mihon", paths).municipality.ja == "見本町"
    assert [each.name for each in policies.earlier(paths)] == ["mihon-001"]


def test_the_first_run_offers_the_draft(shown, tmp_path, monkeypatch):
    step = PolicyStep(Paths.under(tmp_path / "home").make(), Tasks(inline=True))
    shown(step)
    step.paste()
    QApplication.processEvents()
    dialog = next(w for w in QApplication.topLevelWidgets() if isinstance(w, PasteDialog) and w.isVisible())
    dialog.city.set_value("見本町")
    paste(dialog)
    dialog.next.click()
    assert step.profile().municipality.ja == "見本町"


def test_the_wizard_lends_its_worker(qtbot, tmp_path, monkeypatch):
    from app import bootstrap

    place: Workplace = bootstrap.prepare()
    tasks = Tasks(inline=True)
    wizard = Wizard(place, lambda _session: None, tasks=tasks)
    qtbot.addWidget(wizard)
    assert wizard.policy._tasks is tasks


def test_from_the_settings_the_draft_leads_to_the_comparison(desk, shown, tmp_path, monkeypatch):
    card = shown(EditionsCard(desk))
    card.paste_standard()
    assert card.dialog.city.value() == "見本市"
    paste(card.dialog)
    card.dialog.next.click()
    assert "（own）" in texts(card.banner)
    card.banner._way_out()
    assert isinstance(card.dialog, EditionsDialog)
    assert card.dialog.profile.id == "own"
    card.dialog.reject()
