"""The policy book in the window: first run, settings, and the editor of wordings."""

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from app.bootstrap import prepare
from app.common import i18n
from app.common.errors import Refused
from app.common.i18n import t
from app.common.paths import Paths
from app.gui.first_run import policy_step
from app.gui.first_run.wizard import Wizard
from app.gui.policy import book_dialog
from app.gui.policy.book_dialog import BookDialog
from app.gui.policy.earlier_dialog import EarlierDialog
from app.gui.policy.editor import EditorDialog
from app.gui.policy.item_dialog import ItemDialog
from app.gui.policy.rules import RuleDialog
from app.gui.settings import policy as policy_panel
from app.gui.settings.policy import PolicyPanel
from app.gui.tasks import Tasks
from app.services import policies, policy, policy_book, policy_rules
from tests.exchange.policy_books import at, rows_of, small_city
from tests.gui.store_fixtures import COST, PASSWORD, PEOPLE


@pytest.fixture
def panel(desk, shown):
    return shown(PolicyPanel(desk))


@pytest.fixture
def place(tmp_path):
    yield prepare(Paths.under(tmp_path / "home"), "ja")
    i18n.use_words({})


def dialog(kind):
    QApplication.processEvents()
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible())


def choose(monkeypatch, path):
    monkeypatch.setattr(book_dialog, "open_file", lambda *_: path)


def bad(path):
    small_city(path)
    book = load_workbook(path)
    at(book["役割"], rows_of(book["役割"])[0], "reports_to").value = "mayor"
    book.save(path)
    return path


def cells(table):
    return [
        [table.item(row, column).text() for column in range(table.columnCount())] for row in range(table.rowCount())
    ]


def test_a_city_begins_with_its_own_book(place, shown, tmp_path, monkeypatch):
    opened = []
    wizard = shown(Wizard(place, opened.append, COST, tasks=Tasks(inline=True)))
    choose(monkeypatch, bad(tmp_path / "bad.xlsx"))
    wizard.policy.open_book()
    form = dialog(BookDialog)
    assert form.faults.isVisible()
    assert [row[:2] for row in cells(form.faults)] == [["役割", "G9"]]
    assert not form.accept_button.isEnabled()
    choose(monkeypatch, small_city(tmp_path / "b.xlsx"))
    form.again_button.click()
    assert not form.faults.isVisible()
    form.accept_button.click()
    assert wizard.policy.profile().municipality.ja == "見本市"
    wizard.go_on()
    wizard.department.form.set_values({"unit": "市民税課", "folder": str(tmp_path)})
    wizard.go_on()
    wizard.names.fill(PEOPLE)
    wizard.go_on()
    wizard.password.first.line.setText(PASSWORD)
    wizard.password.second.line.setText(PASSWORD)
    wizard.go_on()
    session = opened[0]
    assert session.profile.id == "mihon"
    assert session.unit["municipality"] == "見本市"
    session.close()
    again = shown(Wizard(place, opened.append, COST, tasks=Tasks(inline=True)))
    assert [profile.id for profile in again.policy._profiles][-1] == "mihon"


def test_the_template_is_written_in_the_first_run(place, shown, tmp_path, monkeypatch):
    wizard = shown(Wizard(place, lambda _session: None, COST, tasks=Tasks(inline=True)))
    monkeypatch.setattr(policy_step, "save_as", lambda *_: tmp_path / "ひな型")
    wizard.policy._on_template()
    assert (tmp_path / "ひな型.xlsx").exists()
    assert wizard.policy.error.isVisible()


def test_what_is_no_book_is_refused_in_the_dialog(panel, tmp_path, monkeypatch):
    (tmp_path / "a.xlsx").write_bytes(b"nothing")
    choose(monkeypatch, tmp_path / "a.xlsx")
    panel.import_button.click()
    form = dialog(BookDialog)
    assert form.banner.isVisible()
    assert not form.accept_button.isEnabled()
    assert form.again_button.isEnabled()
    form.close()


def test_the_adopted_policy_goes_out_and_comes_in_under_its_own_key(panel, desk, tmp_path, monkeypatch):
    book = tmp_path / "k.xlsx"
    monkeypatch.setattr(policy_panel, "save_as", lambda *_: book)
    panel.export_button.click()
    assert policy_book.preview(book).profile.digest == desk.session.profile.digest
    choose(monkeypatch, book)
    panel.import_button.click()
    form = dialog(BookDialog)
    assert str(len(desk.session.profile.items)) in form._difference.text()
    assert form.form.fields["id"].value() == "takasaki-own"
    form.form.set_values({"id": "takasaki"})
    form.submit()
    assert form.form.fields["id"].error()
    form.form.set_values({"id": "mihon-2"})
    form.accept_button.click()
    assert [item.id for item in policies.own(desk.session.paths)] == ["mihon-2"]
    assert any("mihon-2" in each.text() for each in panel.findChildren(QLabel))
    asked = next(b for b in panel.findChildren(QAbstractButton) if b.text() == "直す")
    after = [asked]
    while after[-1] is not panel.import_button and len(after) < 40:
        after.append(after[-1].nextInFocusChain())
    assert [b.text() for b in after if isinstance(b, QAbstractButton)] == [
        *("直す", "ブックに書き出す", "今の規程と比べる", "削除", "ブックを読み込む")
    ]
    assert policies.is_built_in("takasaki")


def test_a_template_is_written_from_the_settings(panel, tmp_path, monkeypatch):
    monkeypatch.setattr(policy_panel, "save_as", lambda *_: tmp_path / "t.xlsx")
    panel.template_button.click()
    assert policy_book.preview(tmp_path / "t.xlsx").faults
    assert panel.banner.isVisible()


def test_the_editor_changes_a_copy_and_never_the_built_in_policy(panel, desk):
    before = policy.find("takasaki").digest
    panel.copy_button.click()
    editor = dialog(EditorDialog)
    assert editor.is_copy
    words, items = editor.tables["words"], editor.tables["items"]
    row = next(n for n in range(words.rowCount()) if words.item(n, 0).text() == "外部")
    words.item(row, 1).setText("庁舎の外")
    items.item(0, 0).setCheckState(Qt.CheckState.Unchecked)
    code = items.item(0, 0).text()
    assert "2" in editor.changes.text()
    editor.activateWindow()
    QTest.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)  # by hand alone, as every dialog
    QApplication.processEvents()
    (own,) = policies.own(desk.session.paths)
    assert own.profile.words["outside"]["ja"] == "庁舎の外"
    assert code not in own.profile.items
    assert policy.find("takasaki").digest == before
    assert desk.session.profile.digest == before


def test_an_own_policy_is_changed_in_place_and_its_former_self_put_aside(panel, desk):
    panel.copy_button.click()
    dialog(EditorDialog).accept_button.click()
    next(b for b in panel.findChildren(QAbstractButton) if b.text() == "直す").click()
    editor = dialog(EditorDialog)
    assert not editor.is_copy
    editor.tables["classes"].item(0, 1).setText("特A")
    editor.accept_button.click()
    (own,) = policies.own(desk.session.paths)
    assert own.profile.classes["A"].label.ja == "特A"
    assert list((desk.session.paths.data / "policies" / ".earlier").iterdir())


def test_a_question_is_added_in_the_window(panel, desk):
    panel.copy_button.click()
    editor = dialog(EditorDialog)
    editor.tabs.setCurrentWidget(editor.tables["items"])
    editor.add_button.click()
    asked = dialog(ItemDialog)
    asked.submit()
    assert asked.form.fields["question"].error()
    before = [item for item in desk.session.profile.items.values() if item.sheet == "staff"]
    asked.form.set_values({"sheet": "staff", "chapter": before[0].chapter})
    asked.form.set_values({"question": "今週の戸締まりを、当番の表で確かめられますか。"})
    asked.accept_button.click()
    assert "1" in editor.changes.text()
    editor.accept_button.click()
    (own,) = policies.own(desk.session.paths)
    codes = list(own.profile.items)
    last = [item.code for item in before if item.chapter == before[0].chapter][-1]
    assert codes.index("staff-own-01") == codes.index(last) + 1
    assert own.profile.items["staff-own-01"].question.ja == "今週の戸締まりを、当番の表で確かめられますか。"


def test_reading_that_was_stopped_leaves_the_dialog_of_use(panel, desk, tmp_path):
    shown = BookDialog(desk.session.paths, Tasks(inline=True), lambda _made: None, panel)
    shown._tasks = type("Stopping", (), {"run_long": staticmethod(lambda *_all, stopped, **_more: stopped())})()
    shown.read(tmp_path / "a.xlsx")
    assert shown.again_button.isEnabled()
    assert not shown.banner.isVisible()


def test_an_added_question_is_taken_back_again(panel, desk):
    panel.copy_button.click()
    editor = dialog(EditorDialog)
    items = editor.tables["items"]
    editor.tabs.setCurrentWidget(items)
    before = items.rowCount()
    chapter = next(item.chapter for item in desk.session.profile.items.values() if item.sheet == "staff")
    for question in ("鍵の本数は合っていますか。", "当番の表は貼ってありますか。"):
        editor.add_button.click()
        asked = dialog(ItemDialog)
        asked.form.set_values({"sheet": "staff", "chapter": chapter, "question": question})
        asked.accept_button.click()
    items.item(items.rowCount() - 1, 1).setText("当番の表は、見える所に貼ってありますか。")
    for left in (2, 1):
        editor.undo()
        assert (items.rowCount() - before, editor.changes.text()) == (left, t("policy_page.changes", n=left))
    editor.accept_button.click()
    (own,) = policies.own(desk.session.paths)
    added = [item.question.ja for code, item in own.profile.items.items() if code not in desk.session.profile.items]
    assert added == ["鍵の本数は合っていますか。"]


def test_changes_are_taken_back_one_by_one(panel):
    panel.copy_button.click()
    editor = dialog(EditorDialog)
    words, items = editor.tables["words"], editor.tables["items"]
    before = words.item(0, 1).text()
    words.item(0, 1).setText("一")
    words.item(0, 1).setText("二")
    items.item(0, 0).setCheckState(Qt.CheckState.Unchecked)
    editor.undo()
    assert words.item(0, 1).text() == "一"
    editor.undo()
    assert words.item(0, 1).text() == before
    editor.undo()
    assert items.item(0, 0).checkState() == Qt.CheckState.Checked
    assert editor.tabs.currentWidget() is items
    assert not editor.undo_button.isVisible()
    editor.undo()
    assert "0" in editor.changes.text()


def test_a_replaced_policy_is_brought_back(panel, desk):
    panel.copy_button.click()
    dialog(EditorDialog).accept_button.click()
    (own,) = policies.own(desk.session.paths)
    assert not panel.earlier_button.isVisible()
    for label in ("特A", "特B"):
        panel.copy_button.click()
        editor = dialog(EditorDialog)
        editor.form.set_values({"id": own.id})
        editor.tables["classes"].item(0, 1).setText(label)
        editor.accept_button.click()
        assert policies.find(own.id, desk.session.paths).classes["A"].label.ja != label
        assert "置き換えますか" in editor.banner._text.text()
        editor.banner._way_out()
        assert policies.find(own.id, desk.session.paths).classes["A"].label.ja == label
    panel.earlier_button.click()
    earlier = dialog(EarlierDialog)
    assert earlier.table.rowCount() == 2
    assert "情報の分類" in earlier.table.item(0, 2).text()
    earlier.table.selectRow(1)
    earlier.restore_button.click()
    assert policies.find(own.id, desk.session.paths).digest == own.profile.digest


def test_changes_are_not_thrown_away_by_accident(panel):
    panel.copy_button.click()
    editor = dialog(EditorDialog)
    editor.tables["roles"].item(0, 1).setText("市長")
    editor.close()
    assert editor.isVisible()
    assert editor.banner.isVisible()
    editor.tables["roles"].item(0, 1).setText("")
    editor.submit()
    assert editor.isVisible()
    editor.reject()
    editor.banner._button.click()
    assert not editor.isVisible()


def test_rows_are_found_by_their_words(panel):
    panel.copy_button.click()
    editor = dialog(EditorDialog)
    table = editor.tables["words"]
    row = next(n for n in range(table.rowCount()) if table.item(n, 0).text() == "外部")
    table.item(row, 1).setText("執務室の外")
    editor.filter.setText("執務室の外")
    assert sum(not table.isRowHidden(row) for row in range(table.rowCount())) == 1
    editor.filter.clear()
    assert not any(table.isRowHidden(row) for row in range(table.rowCount()))
    editor.close()


def test_the_editor_shows_words_where_keys_were(panel, desk):
    panel.copy_button.click()
    editor = dialog(EditorDialog)
    keys = {f"{section}.{key}" for section in ("words", "pages") for key in desk.session.profile.section(section)}
    shown = {tab: {row[0] for row in cells(table)} for tab, table in editor.tables.items()}
    assert not shown["words"] & keys
    assert not shown["roles"] & set(desk.session.profile.roles)
    assert {row[1] for row in cells(editor.tables["items"])}.isdisjoint(desk.session.profile.inspections)
    assert "持出し（ページ名）" in shown["words"]
    editor.close()


def press(panel, word):
    next(b for b in panel.findChildren(QAbstractButton) if b.isVisible() and b.text() == word).click()


def test_an_own_policy_is_deleted_after_a_question_and_put_aside(panel, desk):
    panel.copy_button.click()
    dialog(EditorDialog).accept_button.click()
    QApplication.processEvents()
    press(panel, "削除")
    assert "削除しますか" in panel.banner.accessibleName()
    assert policies.own(desk.session.paths)
    panel.banner._button.click()
    assert policies.own(desk.session.paths) == ()
    assert list((desk.session.paths.data / "policies" / ".earlier").iterdir())


def test_the_policy_that_is_adopted_here_is_not_deleted(panel, desk, monkeypatch):
    panel.copy_button.click()
    dialog(EditorDialog).accept_button.click()
    QApplication.processEvents()
    (own,) = policies.own(desk.session.paths)
    monkeypatch.setattr(desk.session, "profile", own.profile)
    press(panel, "削除")
    assert "採用している" in panel.banner.accessibleName()
    with pytest.raises(Refused) as refused:
        policies.drop(own.id, desk.session.paths, own.id)
    assert refused.value.code == "policy_in_use"
    assert policies.own(desk.session.paths)


def rule_at(editor, said):
    table = editor.rules.table
    row = next(n for n in range(table.rowCount()) if said in table.item(n, 2).text())
    table.setCurrentCell(row, 0)
    return row


def test_a_rule_is_changed_added_taken_out_and_brought_back_in_the_window(panel, desk):
    panel.copy_button.click()
    editor = dialog(EditorDialog)
    editor.tabs.setCurrentWidget(editor.rules)
    before = len(cells(editor.rules.table))
    rule_at(editor, "いつ、だれが、何を")
    editor.rules.change_button.click()
    form = dialog(RuleDialog)
    form.form.set_values({"note.ja": "いつ、だれが、何をしたかを必ず残します。", "classes": ["A"], "clause": "9.9"})
    form.accept_button.click()
    assert "9.9" in form.form.fields["clause"].error()
    form.form.set_values({"clause": "2.3(2)10-b；2.3(2)10-c"})
    form.accept_button.click()
    editor.rules.add("carryout_rules")
    form = dialog(RuleDialog)
    form.submit()
    assert form.form.fields["note.ja"].error()
    said = {"note.ja": "ＤＶＤは紐付きの袋で運びます。", "kinds": ["optical"], "effect": "refuse", "basis": "general"}
    form.form.set_values(said)
    form.submit()
    assert form.form.fields["effect"].error()
    form.form.set_values({"effect": "warn"})
    form.accept_button.click()
    assert len(cells(editor.rules.table)) == before + 1
    rule_at(editor, "返却・譲渡・修理・転用でも")
    editor.rules.remove_button.click()
    rule_at(editor, "捨てる前に許可")
    editor.rules.remove_button.click()
    editor.undo_button.click()
    assert "3" in editor.changes.text()
    editor.accept_button.click()
    (own,) = policies.own(desk.session.paths)
    kept, theirs = own.profile.raw, policy.find("takasaki").raw
    made = kept["disposal_rules"][1]
    assert made == theirs["disposal_rules"][1] | {
        "note": {"ja": "いつ、だれが、何をしたかを必ず残します。", "en": "Write down when, by whom and what was done."},
        "classes": ["A"],
        "clause": ["2.3(2)10-b", "2.3(2)10-c"],
    }
    gone = [row["id"] for row in theirs["disposal_rules"] if row not in kept["disposal_rules"]]
    assert gone == ["disposal-record", "disposal-same-steps"]
    assert kept["carryout_rules"][-1] == {
        "id": "own-1",
        "note": {"ja": "ＤＶＤは紐付きの袋で運びます。"},
        "kinds": ["optical"],
        "basis": "general",
        "clause": [],
    }
    assert kept["media_rules"] == theirs["media_rules"]
    told = policy_rules.line(own.profile, "carryout_rules", kept["carryout_rules"][-1] | {"basis": None})
    assert "規程" in told.force  # what holds where the rule does not say it


@pytest.mark.parametrize("city", [item.id for item in policy.built_in()])
def test_no_rule_is_changed_by_looking_at_it(city):
    profile = policy.find(city)
    for name, rows in policy_rules.rules(profile).items():
        for row in rows:
            said = policy_rules.shown(name, row)
            assert policy_rules.changed(name, row, said) == row
            assert not policy_rules.faults(profile, name, said), row
            told = policy_rules.line(profile, name, row)
            assert told.about
            assert "⟦" not in "".join((told.about, told.said, told.force))


def test_what_a_rule_says_in_words_of_its_own_is_not_lost_by_a_change_beside_it(panel, desk):
    profile = desk.session.profile
    row = profile.raw["disposal_rules"][3] | {"kinds": ["usb", "ペンドライブ"], "permission": "dept"}
    taken = []
    form = RuleDialog(profile, "disposal_rules", row, taken.append, panel)
    form.form.set_values({"permission": None})
    form.submit()
    kept = policy_rules.changed("disposal_rules", row, taken[0])
    assert kept == {key: value for key, value in row.items() if key != "permission"}
    turned = row | {"kinds": ["ペンドライブ", "usb", "pc"]}
    form = RuleDialog(profile, "disposal_rules", turned, taken.append, panel)
    form.form.set_values({"note.ja": "言い方だけ変えます。"})
    form.submit()
    assert policy_rules.changed("disposal_rules", turned, taken[-1])["kinds"] == turned["kinds"]  # in its own order
