"""The navigation at the left: an icon and a word for each page, counts of what waits, and Ctrl+1 to Ctrl+9."""

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.common.i18n import t
from app.gui import theme, wording
from app.gui.widgets.icon_label import IconLabel
from app.gui.widgets.labels import label
from app.gui.widgets.row import Row

LEAST, EDGE = 176, 1
MOST_WAITING = "99+"


class Place(Struct, frozen=True):
    """A page in the navigation: its key, icon and word; `last` ones stand at the foot."""

    key: str
    icon: str
    word: str
    last: bool = False


class NavRow(Row):
    """One page; the one shown has a bar at its left, a tinted ground and bold words."""

    def __init__(self, place: Place, number: int) -> None:
        super().__init__()
        self.place, self._number = place, number
        self.setCheckable(True)
        self._icon = IconLabel(place.icon, "muted")
        self._word: QLabel = label(place.word)
        self._count: QLabel = label("", "count")
        self._count.hide()
        self.add(self._icon)
        self.add(self._word, 1)
        self.add(self._count)
        self.toggled.connect(self._on_toggled)
        self.set_count(0)

    def set_count(self, count: int) -> None:
        """Show how much waits there; nothing for 0."""
        self._count.setText(str(count) if count < 100 else MOST_WAITING)
        self._count.setVisible(count > 0)
        waiting = t("widget.nav.waiting", n=count) if count else ""
        self.setAccessibleName(f"{self.place.word} {waiting}".strip())
        keys = f"Ctrl+{self._number}" if self._number <= 9 else ""
        self.setToolTip(wording.apart(self.place.word, waiting, keys))

    def most(self) -> int:
        """The width that the row needs at most."""
        words = QFontMetrics(theme.font(bold=True)).horizontalAdvance(self.place.word)
        count = QFontMetrics(theme.font(theme.SMALL, bold=True)).horizontalAdvance(MOST_WAITING) + theme.px(20)
        margins = self.box.contentsMargins()
        things = self._icon.sizeHint().width() + words + count + 2 * self.box.spacing()
        return things + margins.left() + margins.right()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()  # the list moves the focus
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.isChecked():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            bar = QRectF(theme.px(3), theme.px(9), theme.px(3), self.height() - theme.px(18))
            painter.drawRoundedRect(bar, theme.px(1.5), theme.px(1.5))

    def _on_toggled(self, checked: bool) -> None:
        self._icon.set_icon(self.place.icon, "accent" if checked else "muted")
        self._word.setProperty("state", "accent" if checked else "")
        theme.mark_as(self._word, role="strong" if checked else "body")


class Nav(QFrame):
    """The list of pages; `chosen` tells the key when a person goes to another one."""

    chosen = Signal(str)

    def __init__(self, places: Sequence[Place], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "nav")
        self.setAccessibleName(t("widget.nav.name"))
        self._group = QButtonGroup(self)
        self._rows: dict[str, NavRow] = {}
        self._rows_layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.space(1), theme.space(2), theme.space(1), theme.space(2))
        layout.setSpacing(theme.px(2))
        for number, place in enumerate(sorted(places, key=lambda p: p.last), start=1):
            if place.last and (number == 1 or not any(r.place.last for r in self._rows.values())):
                layout.addStretch(1)
            layout.addWidget(self._row(place, number))
        if not any(place.last for place in places):
            layout.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        """As wide as the widest word in bold with a count beside it, whichever page is shown and whatever waits."""
        margins = self._rows_layout.contentsMargins()
        widest = max((row.most() for row in self._rows.values()), default=0) + margins.left() + margins.right()
        return QSize(max(widest + theme.px(EDGE), theme.px(LEAST)), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self.sizeHint().width(), super().minimumSizeHint().height())

    def listen(self, window: QWidget) -> None:
        """Make Ctrl+1 to Ctrl+9 work in the whole window."""
        for number, row in enumerate(list(self._rows.values())[:9], start=1):
            shortcut = QShortcut(f"Ctrl+{number}", window)
            shortcut.activated.connect(lambda row=row: self._go(row))

    def _go(self, row: NavRow) -> None:
        """Go to a page, unless the window is locked: the keyboard then belongs to the list of people."""
        if self.isVisible():
            row.setFocus(Qt.FocusReason.ShortcutFocusReason)
            row.click()

    def current(self) -> str:
        """The key of the page shown."""
        return next((key for key, row in self._rows.items() if row.isChecked()), "")

    def focus_current(self) -> None:
        """Let the keyboard start at the page shown."""
        self._rows[self.current()].setFocus(Qt.FocusReason.OtherFocusReason)

    def set_current(self, key: str) -> None:
        """Mark a page without telling anybody."""
        self._rows[key].setChecked(True)

    def set_count(self, key: str, count: int) -> None:
        """Show how much waits on a page."""
        self._rows[key].set_count(count)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        rows = list(self._rows.values())
        focused = next((n for n, row in enumerate(rows) if row.hasFocus()), 0)
        rows[(focused + step) % len(rows)].setFocus(Qt.FocusReason.TabFocusReason)

    def _row(self, place: Place, number: int) -> NavRow:
        row = NavRow(place, number)
        self._rows[place.key] = row
        self._group.addButton(row)
        row.clicked.connect(lambda _checked=False: self.chosen.emit(place.key))
        return row
