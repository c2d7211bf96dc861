"""What is typed counts on leaving or after stillness, an input method's Enter submits nothing, and dates are read."""

from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from app.common.clock import FixedClock, SystemClock
from app.common.errors import Fault
from app.gui import dates
from app.gui.tasks import Tasks
from app.gui.widgets import settle
from app.gui.widgets.choice_editors import BoolEditor, ChoiceEditor, MultiChoiceEditor, Option
from app.gui.widgets.date_editors import DateEditor, DateTimeEditor
from app.gui.widgets.field import Field
from app.gui.widgets.form_layout import FormLayout
from app.gui.widgets.password import Password
from app.gui.widgets.search_picker import SearchPicker, among
from app.gui.widgets.text_editors import AreaEditor, IdEditor, LineEditor, NumberEditor

NAMES = ("髙﨑 花子", "𠮷田 健", "葛\U000e0100西 薫")


def compose(widget, preedit="", commit=""):
    """What an input method sends; keyClicks with Japanese would abort the process."""
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(commit)
    QApplication.sendEvent(widget, event)


@pytest.fixture
def put(qtbot):
    """Shows an editor in a field beside another widget that can take the focus."""

    def make(editor, **more):
        window = QWidget()
        window.field, window.other, window.told = Field("f", "欄", editor, **more), QLineEdit(), []
        window.field.committed.connect(lambda name, value: window.told.append((name, value)))
        layout = QVBoxLayout(window)
        layout.addWidget(window.field)
        layout.addWidget(window.other)
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        editor.setFocus()
        return window

    return make


def test_text_is_committed_on_leaving_and_only_once(put, qtbot):
    window = put(LineEditor())
    qtbot.keyClicks(window.field.editor.line, "abc")
    assert window.told == []
    window.other.setFocus()
    assert window.told == [("f", "abc")]
    window.field.editor.setFocus()
    window.other.setFocus()
    assert len(window.told) == 1


def test_text_is_committed_after_stillness(put, qtbot, monkeypatch):
    monkeypatch.setattr(settle, "STILL_MS", 80)
    window = put(LineEditor())
    qtbot.keyClicks(window.field.editor.line, "abc")
    assert window.told == []
    qtbot.waitUntil(lambda: window.told == [("f", "abc")])


def test_stillness_is_three_seconds():
    assert settle.STILL_MS == 3000


def test_a_value_set_by_the_program_is_not_told(put):
    window = put(AreaEditor())
    window.field.set_value("書いてあるもの")
    window.other.setFocus()
    assert window.told == []


def test_area_commits_what_was_typed(put):
    window = put(AreaEditor())
    compose(window.field.editor.area, commit="一行目")
    window.other.setFocus()
    assert window.told == [("f", "一行目")]


@pytest.mark.parametrize("name", NAMES)
def test_names_stay_as_typed(put, name):
    window = put(LineEditor())
    compose(window.field.editor.line, commit=name)
    assert window.field.value() == name


def test_the_enter_of_a_conversion_submits_nothing(put, qtbot):
    window = put(LineEditor())
    line, submitted = window.field.editor.line, []
    line.returnPressed.connect(lambda: submitted.append(1))
    compose(line, preedit="かんじ")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    compose(line, commit="漢字")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert submitted == []
    assert line.text() == "漢字"
    qtbot.wait(round(settle.CONVERSION_S * 3000))
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert submitted == [1]


def test_identifiers_are_half_width_and_switch_the_input_method_off(put):
    window = put(IdEditor())
    window.field.set_value("ｐｃ－００１２")
    assert window.field.value() == "PC-0012"
    assert window.field.editor.line.inputMethodHints() & Qt.InputMethodHint.ImhLatinOnly


@pytest.mark.parametrize(("typed", "value"), [("12", 12), ("１，２００", 1200), ("", None), ("多い", None)])
def test_numbers(put, typed, value):
    window = put(NumberEditor("台"))
    window.field.editor.line.setText(typed)
    assert window.field.value() == value
    assert bool(window.field.fault()) == (typed == "多い")


def test_number_range(put):
    window = put(NumberEditor(least=1, most=10))
    window.field.editor.line.setText("11")
    assert "10" in window.field.fault()


@pytest.mark.parametrize("typed", ["R8.11.21", "令和８年１１月２１日", "2026/11/21", "20261121"])
def test_dates_in_every_usual_form(put, typed):
    window = put(DateEditor())
    compose(window.field.editor.line, commit=typed)
    assert window.field.value() == "2026-11-21"
    window.other.setFocus()
    assert window.field.editor.line.text() == "令和8年11月21日"
    assert window.told == [("f", "2026-11-21")]


def test_a_day_without_its_year_is_the_one_nearest_to_today(put):
    window = put(DateEditor())
    yesterday = SystemClock().now().date() - timedelta(days=1)
    compose(window.field.editor.line, commit=f"{yesterday.month}/{yesterday.day}")
    assert window.field.value() == yesterday.isoformat()


def test_a_day_without_its_year_goes_by_the_clock_of_the_store(put):
    dates.use_clock(FixedClock(datetime(2030, 4, 2, 9, 0)))
    try:
        window = put(DateEditor())
        compose(window.field.editor.line, commit="4/1")
        assert window.field.value() == "2030-04-01"
    finally:
        dates.use_clock(SystemClock())


def test_an_unreadable_date_says_so_under_the_field(put):
    window = put(DateEditor())
    compose(window.field.editor.line, commit="平成32年1月6日")
    window.other.setFocus()
    assert "令和2年1月6日" in window.field.error()
    assert window.told == [("f", None)]
    compose(window.field.editor.line, commit="x")
    assert window.field.error() == ""


TIMES = [("9:05", "09:05"), ("０９０５", "09:05"), ("9時5分", "09:05"), ("17時", "17:00")]


@pytest.mark.parametrize(("typed", "hour"), TIMES)
def test_moments(put, typed, hour):
    window = put(DateTimeEditor())
    window.field.set_value("2026-11-21T08:00:00+09:00")
    window.field.editor._time.line.setText(typed)
    assert window.field.value() == f"2026-11-21T{hour}"
    window.field.editor._time.line.editingFinished.emit()
    assert window.field.editor._time.line.text() == hour.removeprefix("0")  # as it was read


def test_half_a_moment_is_a_fault(put):
    window = put(DateTimeEditor())
    window.field.editor._day.set_value("2026-11-21")
    assert window.field.fault()
    window.field.editor._time.line.setText("25:00")
    assert window.field.fault()


def test_choices_start_empty_and_tell_at_once(put, qtbot):
    window = put(ChoiceEditor([Option("a", "あ"), Option("b", "い")]))
    assert window.field.value() is None
    qtbot.keyClick(window.field.editor.combo, Qt.Key.Key_Down)
    assert window.told == [("f", "a")]
    window.field.editor.set_options([Option("b", "い")])
    assert window.field.value() is None


def test_several_choices(put, qtbot):
    window = put(MultiChoiceEditor([Option("a", "あ"), Option("b", "い"), Option("c", "う")]))
    window.field.set_value(["c"])
    window.field.editor._boxes["a"].click()
    assert window.told == [("f", ["a", "c"])]


def test_yes_or_no(put):
    window = put(BoolEditor("個人情報を含む"))
    window.field.editor.box_widget.click()
    assert window.told == [("f", True)]


def test_picker_finds_by_any_spelling_and_picks(put, qtbot):
    options = [Option(str(n), name, "情報課") for n, name in enumerate(NAMES)]
    window = put(SearchPicker(among(options), Tasks(inline=True)))
    line = window.field.editor.line
    compose(line, commit="高崎")
    qtbot.waitUntil(lambda: window.field.editor._popup.isVisible())
    assert window.field.fault()
    qtbot.keyClick(window.field.editor._popup, Qt.Key.Key_Down)
    qtbot.keyClick(window.field.editor._popup, Qt.Key.Key_Return)
    assert window.field.value() == "0"
    assert line.text() == NAMES[0]
    assert window.told[-1] == ("f", "0")


def test_free_text_where_it_is_allowed(put):
    window = put(SearchPicker(among([]), Tasks(inline=True), free=True))
    compose(window.field.editor.line, commit="外の人")
    assert window.field.value() is None
    assert window.field.editor.typed() == "外の人"
    assert window.field.fault() == ""


def test_form_shows_faults_beside_fields_and_opens_the_fold(qtbot):
    form = FormLayout()
    form.add(Field("purpose", "目的", LineEditor()))
    form.add(Field("remark", "備考", LineEditor()), folded=True)
    qtbot.addWidget(form)
    form.show()
    assert not form.fields["remark"].isVisible()
    left = form.show_faults([Fault("remark", "date_unreadable", {"text": "x"}), Fault("elsewhere", "io")])
    assert form.fields["remark"].isVisible()
    assert form.fields["remark"].error()
    assert form.fields["purpose"].error() == ""
    assert [fault.field for fault in left] == ["elsewhere"]
    form.set_values({"purpose": "出張", "unknown": 1})
    assert form.values() == {"purpose": "出張", "remark": None}
    with pytest.raises(ValueError, match="purpose"):
        form.add(Field("purpose", "目的", LineEditor()))


def test_field_speaks_to_screen_readers(put):
    window = put(LineEditor(), required=True, hint="ヒント", clause="第12条")
    window.field.set_error("直してください。")
    target = window.field.editor.target
    assert target.accessibleName() == "欄 必須"
    assert target.accessibleDescription() == "直してください。 ヒント 第12条"


def test_password_hints_at_caps_lock_and_forgets(qtbot):
    password = Password("パスワード")
    qtbot.addWidget(password)
    for letter, warned in (("a", False), ("A", True), ("a", False)):
        press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, letter)
        QApplication.sendEvent(password.line, press)
        assert bool(password.line.accessibleDescription()) == warned
    password.line.setText("secret")
    assert password.line.echoMode() is QLineEdit.EchoMode.Password
    password.clear()
    assert password.text() == ""


def test_a_list_begins_at_a_row_that_is_marked(shown):
    editor = shown(ChoiceEditor([Option("a", "合格"), Option("b", "不合格")]))
    editor.combo.showPopup()
    view = editor.combo.view()
    assert [index.row() for index in view.selectionModel().selectedIndexes()] == [0]
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert editor.value() == "a"


def test_tab_goes_from_the_last_field_into_what_is_folded(shown, qtbot):
    form = FormLayout()
    fields = [Field(name, name, LineEditor()) for name in ("seen", "folded_1", "folded_2")]
    for place, field in enumerate(fields):
        form.add(field, folded=place > 0)
    shown(form).activateWindow()
    form._fold.open()
    fields[0].editor.target.setFocus()
    qtbot.waitUntil(fields[0].editor.target.hasFocus)
    for following in (form._fold.button, fields[1].editor.target, fields[2].editor.target):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        qtbot.waitUntil(following.hasFocus)


def test_what_is_missing_is_to_be_chosen_or_filled_in(shown):
    choice, words = ChoiceEditor([Option("a", "合格")]), LineEditor()
    for editor, said in ((choice, "選んでください。"), (words, "入力してください。")):
        field = shown(Field("f", "欄", editor))
        field.set_error("入力してください。")
        assert field.error() == said
