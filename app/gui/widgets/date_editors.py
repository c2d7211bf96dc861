"""Editors for a day and for a moment, typed in any usual form or picked from a calendar."""

from datetime import date, datetime, time
from typing import Any

from PySide6.QtCore import QDate, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from app.common import wareki
from app.common.i18n import t
from app.common.wareki import WarekiError
from app.gui import dates, theme
from app.gui.widgets.buttons import tool
from app.gui.widgets.calendar_popup import CalendarPopup
from app.gui.widgets.editor import Editor
from app.gui.widgets.settle import ConversionGuard
from app.gui.widgets.text_editors import LineEditor


class _Reading(QLabel):
    """The day in the other calendar: a convenience, so where the room is short it goes before a field is cut."""

    def __init__(self) -> None:
        super().__init__()
        theme.mark_as(self, role="hint")

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.width() >= self.sizeHint().width():
            super().paintEvent(event)


class DateEditor(Editor):
    """A day in any usual form (令和8年11月21日, R8.11.21, 2026/11/21, 11/21); the value is ISO text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.line = QLineEdit()
        super().__init__(self.line, parent)
        ConversionGuard(self.line)
        self.line.setPlaceholderText(t("widget.date.placeholder"))
        self.line.setFixedWidth(theme.px(170))  # it keeps its width when the other calendar comes to stand beside it
        self._pick = tool(t("widget.date.pick"), "calendar", self._open_calendar)
        self._other = _Reading()
        self.box.addWidget(self._pick)
        self.box.addWidget(self._other)
        self.box.addStretch(1)
        self.line.textEdited.connect(lambda _text: self._changed())
        self.line.editingFinished.connect(self._tidy)

    def value(self) -> str | None:
        try:
            return self._typed().isoformat()
        except WarekiError:
            return None

    def set_value(self, value: object) -> None:
        self.line.setText(dates.full(value))
        self._read(value)
        self._settler.forget()

    def fault(self) -> str:
        if not self.line.text().strip():
            return ""
        try:
            self._typed()
        except WarekiError as error:
            return str(error)
        return ""

    def _typed(self) -> date:
        """Without a year, the day nearest to today."""
        return wareki.parse(self.line.text(), near=dates.today())

    def set_read_only(self, read_only: bool) -> None:
        self.line.setReadOnly(read_only)
        self._pick.setVisible(not read_only)

    def _tidy(self) -> None:
        """Write what was understood, so that the person sees it."""
        value = self.value()
        if value is not None:
            self.line.setText(dates.full(value))
        self._read(value)

    def _read(self, value: object) -> None:
        """Say the day in the other calendar, beside the line and over it."""
        self._other.setText(dates.other(value))
        self.line.setToolTip(dates.other(value))

    def _open_calendar(self) -> None:
        popup = CalendarPopup(self)
        popup.calendar.clicked.connect(lambda day: self._on_picked(popup, day))
        popup.calendar.activated.connect(lambda day: self._on_picked(popup, day))
        popup.open_at(self.line, dates.as_date(self.value()) or dates.today())

    def _on_picked(self, popup: QWidget, day: QDate) -> None:
        popup.close()
        picked = date(day.year(), day.month(), day.day()).isoformat()
        if picked != self.value():
            self.set_value(picked)
            self._changed(at_once=True)
        self.line.setFocus()


class DateTimeEditor(Editor):
    """A day and a time; the value is ISO text to the minute, as forms keep moments."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._day, self._time = DateEditor(), LineEditor("10:00")
        super().__init__(self._day, parent)
        self.target = self._day.target
        self._time.line.setInputMethodHints(Qt.InputMethodHint.ImhTime | Qt.InputMethodHint.ImhLatinOnly)
        self._time.line.setMaximumWidth(theme.px(88))
        self._time.line.setAccessibleName(t("widget.date.time"))
        self.box.setStretchFactor(self._day, 0)
        self.box.addWidget(self._time)
        self.box.addStretch(1)
        for part in (self._day, self._time):
            part.edited.connect(self.edited)
            part.settled.connect(self.settled)
        self._time.line.editingFinished.connect(self._tidy)

    def _tidy(self) -> None:
        """What was typed as 1710 is shown as it was read, as the day is."""
        moment = _read_time(self._time.line.text())
        if moment is not None:
            self._time.line.setText(dates.clock_time(datetime.combine(dates.today(), moment)))

    def value(self) -> str | None:
        day, moment = self._day.value(), _read_time(self._time.line.text())
        if day is None or moment is None:
            return None
        return datetime.combine(date.fromisoformat(day), moment).isoformat(timespec="minutes")

    def set_value(self, value: Any) -> None:
        self._day.set_value(value)
        self._time.set_value(dates.clock_time(value))

    def fault(self) -> str:
        if wrong := self._day.fault():
            return wrong
        typed = self._time.line.text().strip()
        if typed and _read_time(typed) is None:
            return t("widget.date.time_unreadable")
        return t("widget.date.half") if bool(typed) != bool(self._day.value()) else ""

    def settle(self) -> None:
        self._day.settle()
        self._time.settle()

    def set_read_only(self, read_only: bool) -> None:
        self._day.set_read_only(read_only)
        self._time.set_read_only(read_only)

    def set_faulty(self, faulty: bool) -> None:
        self._day.set_faulty(faulty)
        self._time.set_faulty(faulty)


def _read_time(text: str) -> time | None:
    """A time typed as 9:05, 0905, 9時5分 or in full-width digits."""
    digits = text.strip().translate(str.maketrans("０１２３４５６７８９：", "0123456789:"))
    digits = digits.replace("時", ":").removesuffix("分").removesuffix(":")
    if digits.isdigit() and len(digits) in (3, 4):
        digits = f"{digits[:-2]}:{digits[-2:]}"
    hour, _, minute = digits.partition(":")
    if not (hour.isdigit() and (minute or "0").isdigit()):
        return None
    values = int(hour), int(minute or 0)
    return time(*values) if values[0] < 24 and values[1] < 60 else None
