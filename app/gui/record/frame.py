"""The frame of one record on one page: its head, what it says at the left, what can be done at the right."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.common.i18n import t
from app.gui import theme, wording
from app.gui.context import Context
from app.gui.record.next_card import NextCard
from app.gui.record.paper_button import PaperButton
from app.gui.scrolling import scrolling
from app.gui.widgets.badge import Badge
from app.gui.widgets.banner import Banner
from app.gui.widgets.beside import Beside
from app.gui.widgets.buttons import button
from app.gui.widgets.flow import FlowLayout
from app.gui.widgets.labels import label


class RecordFrame(QWidget):
    """``left`` asks for the list again. Subclasses fill ``main`` and ``side`` and read the record in ``refresh``."""

    left = Signal()

    def __init__(self, context: Context, side_width: int = 320) -> None:
        super().__init__()
        self.context = context
        self.id = ""
        self.banner = Banner()
        context.signals.user_changed.connect(self.forget)
        context.signals.user_changed.connect(self._await_focus)
        context.signals.changed.connect(self.forget)
        self.number, self.badge = label("", "section"), Badge()
        self.back = button(t("record_views.to_list"), "chevron-left", "link", self.left.emit)
        self.back.setShortcut("Alt+Left")
        columns = Beside(side_width)
        columns.turned.connect(self._on_turned)
        self.main, self.side = columns.main, columns.side
        self._beneath: Sequence[QWidget] = ()
        self.paper = PaperButton(context)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.space(1.5))
        layout.addLayout(self._head())
        layout.addWidget(self.banner)
        self.area = scrolling(columns)
        layout.addWidget(self.area, 1)

    def open(self, id: str) -> None:
        """Show the record of this id."""
        self.banner.hide()
        self.id = id
        self._await_focus()
        self.refresh()

    def forget(self) -> None:
        """What was said belongs to the moment: somebody else sat down, or the record went on."""
        self.banner.hide()

    def _await_focus(self) -> None:
        """The keyboard and the eye begin at what comes next, wherever they were before."""
        self.area.verticalScrollBar().setValue(0)
        for card in self.findChildren(NextCard):
            card.await_focus()

    def refresh(self) -> None:
        """Read the record again; what is shown is what a seal will vouch for."""
        raise AssertionError("every record reads itself")

    def leave(self, *_: object) -> None:
        """The record is gone: back to the list."""
        self.id = ""
        self.left.emit()

    def fail(self, error: Exception) -> None:
        """Say what was refused."""
        wording.tell(self.context.session.profile, error, self, self.banner)

    def fill(self, main: Sequence[QWidget], side: Sequence[QWidget]) -> None:
        """Put the cards into their columns; the first at the side says what comes next, the last in main what was."""
        self._beneath = side[1:]
        for column, widgets in ((self.main, main), (self.side, side)):
            for widget in widgets:
                column.addWidget(widget)
            column.addStretch(1)

    def _on_turned(self, beside: bool) -> None:
        """Where the side goes above, only what comes next does: the rest would push down what is decided on."""
        column = self.side if beside else self.main
        for widget in self._beneath:
            # before the stretch, and in main before the history also
            column.insertWidget(column.count() - (1 if beside else 2), widget)

    def _head(self) -> FlowLayout:
        head = FlowLayout(gap=theme.space(1.5))
        for widget in (self.back, self.number, self.badge):
            head.addWidget(widget)
        head.addStretch()
        head.addWidget(self.paper)
        return head
