"""How the screen of one question is laid out: three panels that move under each other where room is short."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.common.i18n import t
from app.gui import theme
from app.gui.context import Context
from app.gui.inspection.chapter_table import ChapterTable
from app.gui.inspection.chapters import ChapterList
from app.gui.inspection.filters import Filters
from app.gui.inspection.header import SheetHeader
from app.gui.inspection.question import QuestionPanel
from app.gui.inspection.why import WhyPanel
from app.gui.scrolling import least_at_width
from app.gui.widgets.banner import Banner
from app.gui.widgets.card import Card
from app.gui.widgets.empty import Empty
from app.gui.widgets.flow import flow_row
from app.gui.widgets.shortcut_hint import ShortcutHint
from app.gui.widgets.stack import Stack

#: From which width (at 100 %) the panels stand three and two beside each other.
WIDE, MIDDLE = 960, 600
#: From which height (at 100 %) there is room for the line of keys, if it is one line.
HIGH = 520
#: The least height of the panels, which scroll, and of the whole screen.
LEAST, WHOLE = 200, 400
#: The least widths of the chapters and of the explanation.
SIDE, WHY = 220, 260


class SheetLayout(QWidget):
    """The widgets of the screen and where they stand; what they do is in :mod:`app.gui.inspection.sheet_view`."""

    def __init__(self, context: Context, *actions: QWidget) -> None:
        super().__init__()
        profile = context.session.profile
        self._columns = 0
        self.header, self.filters = SheetHeader(*actions), Filters()
        self.banner, self.note = Banner(), Banner()
        self.panel, self.why = QuestionPanel(profile), WhyPanel(context)
        self.chapters = ChapterList()
        self.chapter_card = Card(t("inspection_page.chapters"), "list")
        self.chapter_card.add(self.chapters)
        self.chapter_card.body.addStretch(1)
        self.nothing = Empty("circle-check", t("inspection_page.none_title"), t("inspection_page.none_text"))
        self.nothing.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.space(1.5))
        for widget in (self.header, self.note, self.banner):
            layout.addWidget(widget)
        layout.addWidget(flow_row(self.filters, self.header.progress, gap=theme.space(2)))
        layout.addWidget(self._rest(), 1)
        self.hints = _hints(len(profile.scale))
        layout.addWidget(self.hints)

    def _rest(self) -> QWidget:
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = theme.mark_as(QWidget(), role="scrolled")
        self.grid = QGridLayout(inside)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setSpacing(theme.space(2))
        self.area.setWidget(inside)
        # as high as there is room: what it would like makes the page around it scroll, too
        self.area.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.area.setMinimumHeight(theme.px(LEAST))
        self.area.viewport().installEventFilter(self)
        self.rest = Stack(scrolling=True)
        self.listing = ChapterTable()
        for widget in (self.area, self.nothing, self.listing):
            self.rest.addWidget(widget)
        self._arrange(3)
        return self.rest

    def _arrange(self, columns: int) -> None:
        """Three panels beside each other, or the explanation under the question, or all in one column."""
        if columns == self._columns:
            return
        self._columns = columns
        places = {
            3: ((0, 0, 1, 1), (0, 1, 1, 1), (0, 2, 1, 1)),
            2: ((0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1)),
            1: ((2, 0, 1, 1), (0, 0, 1, 1), (1, 0, 1, 1)),
        }[columns]
        for widget, place in zip((self.chapter_card, self.panel, self.why), places, strict=True):
            self.grid.addWidget(widget, *place)
        widths = {3: (SIDE, 0, WHY), 2: (SIDE, 0, 0), 1: (0, 0, 0)}[columns]
        for column, stretch in enumerate({3: (2, 9, 3), 2: (2, 9, 0), 1: (1, 0, 0)}[columns]):
            self.grid.setColumnStretch(column, stretch)
            self.grid.setColumnMinimumWidth(column, theme.px(widths[column]))

    def minimumSizeHint(self) -> QSize:
        """Where a window has less, the page around it scrolls."""
        least = super().minimumSizeHint().expandedTo(QSize(theme.px(320), theme.px(WHOLE)))
        return least_at_width(self, least)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()
        fits = self.hints.sizeHint().width() <= event.size().width()
        self.hints.setVisible(fits and event.size().height() / theme.scale() >= HIGH)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QResizeEvent) and watched is self.area.viewport():
            width = event.size().width() / theme.scale()
            self._arrange(3 if width >= WIDE else 2 if width >= MIDDLE else 1)
        return False


def _hints(answers: int) -> QWidget:
    """The keys, for those who want no mouse."""
    hints = [
        ShortcutHint(f"1–{answers}", t("inspection_page.key_answer")),
        ShortcutHint("← →", t("inspection_page.key_move")),
        ShortcutHint("C", t("inspection_page.key_keep")),
        ShortcutHint("F", t("inspection_page.key_filter")),
        ShortcutHint("V", t("inspection_page.key_list")),
        ShortcutHint("Ctrl+Enter", t("action.sheet.submit")),
        ShortcutHint("Esc", t("inspection_page.key_back")),
    ]
    return flow_row(*hints, gap=theme.space(2))
