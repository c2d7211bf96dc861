"""A question is answered without the mouse."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.gui.widgets.answer_buttons import Answer, AnswerButtons

ANSWERS = [
    Answer("yes", "○", "できている", "done"),
    Answer("partly", "△", "一部できている", "partly"),
    Answer("no", "×", "できていない", "not"),
    Answer("na", "－", "該当なし", "na"),
]


@pytest.fixture
def page(qtbot):
    made = QWidget()
    made.buttons, made.remark = AnswerButtons(ANSWERS), QLineEdit()
    made.told = []
    made.buttons.answered.connect(made.told.append)
    made.buttons.listen(made)
    layout = QVBoxLayout(made)
    layout.addWidget(made.buttons)
    layout.addWidget(made.remark)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def test_number_keys_answer(page, qtbot):
    page.buttons.buttons[0].setFocus()
    qtbot.keyClick(page.buttons.buttons[0], Qt.Key.Key_3)
    assert page.told == ["no"]
    assert page.buttons.chosen() == "no"
    assert [b.isChecked() for b in page.buttons.buttons] == [False, False, True, False]


def test_a_number_outside_is_nothing(page, qtbot):
    qtbot.keyClick(page.buttons.buttons[0], Qt.Key.Key_9)
    assert page.told == []


def test_digits_typed_into_a_remark_stay_there(page, qtbot):
    page.remark.setFocus()
    qtbot.keyClicks(page.remark, "12")
    assert page.remark.text() == "12"
    assert page.told == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_arrows_move_and_enter_or_space_answers(page, qtbot, key):
    page.buttons.buttons[0].setFocus()
    qtbot.keyClick(page.buttons.buttons[0], Qt.Key.Key_Right)
    assert page.buttons.buttons[1].hasFocus()
    assert page.told == []
    qtbot.keyClick(page.buttons.buttons[1], key)
    assert page.told == ["partly"]


def test_answering_the_same_again_confirms_it(page, qtbot):
    page.buttons.set_chosen("yes", carried=True)
    assert page.buttons.chosen() is None
    assert page.buttons.buttons[0].accessibleDescription()
    qtbot.mouseClick(page.buttons.buttons[0], Qt.MouseButton.LeftButton)
    assert page.told == ["yes"]
    assert page.buttons.chosen() == "yes"
    assert not page.buttons.buttons[0].carried


def test_shown_answers_tell_nobody(page):
    page.buttons.set_chosen("na")
    assert page.told == []


def test_every_answer_has_a_name_and_room(page):
    for button in page.buttons.buttons:
        assert button.answer.word in button.accessibleName()
        assert button.height() >= 56


def test_answers_wrap_evenly(page, qtbot):
    page.resize(300, 400)
    qtbot.waitUntil(lambda: page.buttons.buttons[2].y() > page.buttons.buttons[0].y())
    assert page.buttons.buttons[2].x() == page.buttons.buttons[0].x()


def test_long_words_stand_in_two_lines(qtbot):
    made = AnswerButtons([Answer("permit", "○", "Permit", "done"), Answer("some", "△", "Permit with conditions", "na")])
    qtbot.addWidget(made)
    short, long = (button.sizeHint() for button in made.buttons)
    words = made.buttons[1].fontMetrics().horizontalAdvance("Permit with conditions")
    assert long.width() < words
    assert long.height() > short.height()
