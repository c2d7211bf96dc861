"""A month to pick a day from, opened under a date field."""

from datetime import date

from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QToolButton, QVBoxLayout, QWidget

from app.gui import theme
from app.gui.icons import icon, icon_size


class CalendarPopup(QFrame):
    """Closes by itself when a person clicks elsewhere; `calendar` tells the day by its own signals."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "floating")
        self.calendar = QCalendarWidget()
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setMinimumSize(theme.px(308), theme.px(268))
        self._colour_weekend()
        for name, picture in (("prev", "chevron-left"), ("next", "chevron-right")):
            arrow = self.calendar.findChild(QToolButton, f"qt_calendar_{name}month")
            if isinstance(arrow, QToolButton):
                arrow.setIcon(icon(picture, "muted"))
                arrow.setIconSize(icon_size())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.space(1)] * 4)
        layout.addWidget(self.calendar)

    def open_at(self, anchor: QWidget, day: date) -> None:
        """Show under `anchor` with `day` chosen."""
        self.calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        self.move(anchor.mapToGlobal(QPoint(0, anchor.height())))
        self.show()
        self.calendar.setFocus()

    def _colour_weekend(self) -> None:
        """Sunday vermilion and Saturday blue, as on a Japanese wall calendar."""
        for weekday, role in ((Qt.DayOfWeek.Sunday, "not"), (Qt.DayOfWeek.Saturday, "accent")):
            look = QTextCharFormat()
            look.setForeground(theme.colour(role))
            self.calendar.setWeekdayTextFormat(weekday, look)
