"""Hands on the real widgets, whose presses are counted: keys, clicks, what an input method commits, passwords."""

from collections import Counter
from typing import Any

from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

NO_KEY = Qt.KeyboardModifier.NoModifier


class Hands:
    """What a person does at the keyboard and with the mouse; ``done`` counts keys, clicks and texts."""

    def __init__(self) -> None:
        self.done: Counter[str] = Counter()

    def click(self, widget: QWidget) -> None:
        """Press a button with the mouse where it can be pressed."""
        QCoreApplication.processEvents()  # what was just put into a layout is shown then
        assert widget.isEnabled(), widget
        assert widget.isVisible(), widget
        self.done["clicks"] += 1
        if isinstance(widget, QAbstractButton):
            widget.click()
            return
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(widget.width() // 2, widget.height() // 2))

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NO_KEY, to: QWidget | None = None) -> None:
        """One key, to the widget that has the focus."""
        self.done["keys"] += 1
        target = to or QApplication.focusWidget()
        assert target is not None, "nothing has the focus"
        QTest.keyClick(target, key, modifier)

    def type(self, text: str, into: QWidget) -> None:
        """A text: plain letters as keys, others as an input method commits them."""
        into.setFocus(Qt.FocusReason.OtherFocusReason)
        self.done["texts"] += 1
        self.done["letters"] += len(text)
        if text.isascii():
            QTest.keyClicks(into, text)
            return
        event = QInputMethodEvent()
        event.setCommitString(text)
        QCoreApplication.sendEvent(into, event)

    def choose(self, field: Any, value: Any) -> None:
        """Choose from a list or tick a box: one click to open it, one on the line."""
        self.done["clicks"] += 2
        field.set_value(value)
        field.edited.emit(field.name)
        field.committed.emit(field.name, field.value())

    def seal(self, dialog: Any, password: str, decision: int = 0) -> None:
        """Decide (by its number, if there is a choice), type the password, seal by Ctrl+Enter's button."""
        if decision:
            self.press(Qt.Key(Qt.Key.Key_0 + decision), to=dialog.decisions.buttons[0])
        dialog.password.line.clear()
        self.type(password, dialog.password.line)
        self.done["keys"] += 1
        dialog.seal()

    def report(self, what: str) -> str:
        """A line for the record of effort."""
        return f"{what}: " + ", ".join(f"{n} {name}" for name, n in sorted(self.done.items()))


def said(widget: QWidget) -> str:
    """Every word that a widget shows."""
    QCoreApplication.processEvents()
    return " ".join(each.text() for each in widget.findChildren(QLabel) if each.isVisibleTo(widget))
