"""Many forms in groups, found by words: the list at the left of the pages of records and of papers."""

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.common.i18n import t
from app.common.text import fold
from app.gui import theme
from app.gui.scrolling import scrolling
from app.gui.widgets.card import Card
from app.gui.widgets.icon_label import IconLabel
from app.gui.widgets.labels import label
from app.gui.widgets.row import Row
from app.gui.widgets.search_line import SearchLine

#: From which width of the window (at 100 %) on the list takes a quarter of it; less where it is narrower.
ROOMY = 1040


class Group(Struct, frozen=True):
    """A heading with its entries, each a key and a title."""

    title: str
    entries: Sequence[tuple[str, str]]
    icon: str = ""


class GroupedList(QWidget):
    """`chosen(key)` when a row is pressed; the line above narrows the rows by words; Enter in it takes the first."""

    chosen = Signal(str)

    def __init__(self, groups: Sequence[Group], placeholder: str, width: int) -> None:
        super().__init__()
        self.rows: dict[str, Row] = {}
        self._cards: list[tuple[Card, list[str]]] = []
        self.finder = SearchLine(placeholder)
        self.finder.textChanged.connect(self._filter)
        self.finder.returnPressed.connect(self._take_first)
        self.none_found = label(t("widget.list.none_found"), "muted", wrap=True)
        self.none_found.hide()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, theme.space(1), 0)
        column.setSpacing(theme.space(1.5))
        for group in groups:
            column.addWidget(self._card(group))
        column.addWidget(self.none_found)
        column.addStretch(1)
        self._area = scrolling(theme.mark_as(inside, role="scrolled"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.space(1.5))
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, theme.space(1), 0)
        line.addWidget(self.finder)
        layout.addLayout(line)
        layout.addWidget(self._area, 1)
        self._width = theme.px(width)
        self.setMaximumWidth(self._width)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        window = self.window().width()
        share = window // 4 if window >= theme.px(ROOMY) else window // 5
        width = max(min(self._width, share), self.minimumSizeHint().width())
        return QSize(width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Narrower where the page beside it has little room; its words wrap."""
        least = super().minimumSizeHint()
        return QSize(min(least.width(), self._width), least.height())

    def check(self, key: str) -> None:
        """Mark the row that is shown; whoever comes to it from elsewhere finds it, whatever was looked for before."""
        for each, row in self.rows.items():
            row.setChecked(each == key)
        if key in self.rows:
            if self.rows[key].isHidden():
                self.finder.clear()
            self._area.ensureWidgetVisible(self.rows[key], 0, theme.px(40))

    def _take_first(self) -> None:
        """Enter in the line chooses the first row that is left."""
        first = next((row for row in self.rows.values() if not row.isHidden()), None)
        if first is not None and self.finder.text().strip():
            first.click()
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _card(self, group: Group) -> Card:
        card = Card(group.title, group.icon)
        card.body.setSpacing(0)
        for key, title in group.entries:
            card.add(self._row(key, title))
        self._cards.append((card, [key for key, _ in group.entries]))
        return card

    def _row(self, key: str, title: str) -> Row:
        row = Row()
        row.setCheckable(True)
        row.box.setSpacing(theme.space(1))
        row.box.setContentsMargins(theme.space(1), theme.px(6), theme.space(1), theme.px(6))
        row.add(IconLabel("file-text", "muted"))
        row.add(label(title, "body", wrap=True), 1)
        row.setAccessibleName(title)
        row.clicked.connect(lambda _checked=False: self.chosen.emit(key))
        self.rows[key] = row
        return row

    def _filter(self, text: str) -> None:
        """Whatever the width, the case or the kana."""
        wanted = fold(text).split()
        fits = {key: all(part in fold(row.accessibleName()) for part in wanted) for key, row in self.rows.items()}
        for key, row in self.rows.items():
            row.setVisible(fits[key])
        for card, keys in self._cards:
            card.setVisible(any(fits[key] for key in keys))
        self.none_found.setVisible(not any(fits.values()))
