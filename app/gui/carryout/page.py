"""The page of what leaves the office: what waits for a decision, what is out and late, and every request."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QTabBar, QVBoxLayout, QWidget

from app.common import i18n
from app.common.i18n import t
from app.gui import theme
from app.gui.carryout.batch import decide_together, read_cases
from app.gui.carryout.case import Case
from app.gui.carryout.lists import VIEWS, make_table
from app.gui.carryout.record_view import RecordView
from app.gui.carryout.request_dialog import RequestDialog
from app.gui.carryout.scan_line import ScanLine
from app.gui.context import Context
from app.gui.page import Page
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button, yield_to
from app.gui.widgets.card import Card
from app.gui.widgets.empty import Empty
from app.gui.widgets.flow import FlowLayout
from app.gui.widgets.labels import label
from app.gui.widgets.stack import Stack
from app.gui.widgets.table import Table
from app.services import carryout, people
from app.services.session import Changes, Session

NEW = "new"
_ICONS = {"inbox": "inbox", "out": "briefcase", "open": "send", "day": "calendar", "all": "list"}


class Counts(Struct, frozen=True):
    """How many requests each list holds, how many returns are late, and whether the person here may set a seal."""

    lists: dict[str, int]
    late: int
    may_seal: bool


def count(session: Session) -> Counts:
    """Read the counts; runs on the worker."""
    lists = {view.key: len(carryout.ids(session, states=view.states)) for view in VIEWS if view.states}
    return Counts(lists, len(carryout.overdue(session)), people.may_seal(session, session.user))


class CarryoutPage(Page):
    """The lists, and one request when it is opened. ``new`` or ``new:<medium>`` as a record starts a request."""

    watches = frozenset({"carryout", "medium", "person", "grant", "seal_key"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        theme.mark_as(self, role="page")
        self.tables: dict[str, Table] = {}
        self.dialog: RequestDialog | None = None
        self._begun = self._may_seal = self._is_waiting = False
        self._build()

    def refresh(self) -> None:
        """Read the counts and the list shown again, and the request if one is open."""
        session = self.context.session
        self.context.read(lambda: count(session), self._show_counts, owner=self)
        self.table().reload()
        if self.stack.currentWidget() is self.record:
            self.record.refresh()

    def place(self) -> str:
        return self.record.id if self.stack.currentWidget() is self.record else ""

    def open_record(self, id: str) -> None:
        """Show one request, or start a new one."""
        if id == NEW or id.startswith(f"{NEW}:"):
            self.start_request(id.partition(":")[2])
        elif id:
            self.stack.setCurrentWidget(self.record)
            self.record.open(id)

    def start_request(self, medium: str = "") -> None:
        """Open the form of a new request, with a medium in it if one is given."""
        self.show_lists()
        self.dialog = RequestDialog(self.context, self, self._on_requested, media=(medium,) if medium else ())
        self.dialog.show()

    def show_lists(self) -> None:
        """Go back to the lists, as they stand now."""
        self.stack.setCurrentWidget(self.lists)
        self.table().reload()
        self.table().view.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_view(self, key: str) -> None:
        """Show one of the lists: inbox, out, open or all."""
        self.tabs.setCurrentIndex([view.key for view in VIEWS].index(key))

    def table(self) -> Table:
        """The list shown now; each is made when it is first looked at."""
        view = VIEWS[self.tabs.currentIndex()]
        if view.key not in self.tables:
            table = make_table(self.context, view, self._empty(view.key), self.banner)
            table.opened.connect(self.open_record)
            self.tables[view.key] = table
            self._tables.addWidget(table)
        self._tables.setCurrentWidget(self.tables[view.key])
        return self.tables[view.key]

    def banner_in_sight(self) -> Banner:
        """Where something is said: in the record while one is open, else above the lists."""
        return self.record.banner if self.stack.currentWidget() is self.record else self.banner

    def scenes(self) -> list[tuple[str, Callable[[], object]]]:
        """What pictures of the program show of this page beside its first view."""
        found: list[tuple[str, Callable[[], object]]] = [
            (view.key, partial(self.show_view, view.key)) for view in VIEWS
        ]
        found.append(("request", self.start_request))
        latest = carryout.ids(self.context.session)[:2]
        found += [("seal", partial(self._picture_seal, id)) for id in latest[:1]]
        return found + [(f"record-{place}", partial(self.open_record, id)) for place, id in enumerate(latest, 1)]

    def _picture_seal(self, id: str) -> None:
        self.record.open(id)
        self.context.read(lambda: None, lambda _: self.record.picture_decision(), owner=self)

    def _on_requested(self, changes: Changes) -> None:
        self.open_record(changes.id)
        self.record.banner.say("done", t("carryout_page.requested", no=changes.no))

    def _show_counts(self, found: Counts) -> None:
        counts, late, self._may_seal = found.lists, found.late, found.may_seal
        self._is_waiting = bool(counts.get("inbox"))
        self._offer_together()
        for place, view in enumerate(VIEWS):
            word = t(f"carryout_page.view.{view.key}")
            shown = counts.get(view.key, 0)
            self.tabs.setTabText(place, t("carryout_page.tab", word=word, n=shown) if shown else word)
        self._begin_where_something_is(counts)
        if late:
            self.late.say("warn", t("carryout_page.late", n=late), "", t("carryout_page.show_late"), self._show_out)
        else:
            self.late.hide()

    def _begin_where_something_is(self, counts: dict[str, int]) -> None:
        """The first look falls on a list that holds something, the inbox before the others."""
        if self._begun:
            return
        self._begun = True
        filled = [place for place, view in enumerate(VIEWS) if counts.get(view.key)]
        if filled and self.tabs.currentIndex() == 0:
            self.tabs.setCurrentIndex(filled[0])

    def _show_out(self) -> None:
        self.show_view("out")

    def _on_tab(self, _place: int) -> None:
        self._offer_together()
        self.table().reload()

    def _offer_together(self) -> None:
        """Several are decided on in the inbox, by whoever has a seal; one that is open is decided on by itself."""
        listed = self.stack.currentWidget() is self.lists
        seen = listed and VIEWS[self.tabs.currentIndex()].key == "inbox"
        self.together.setVisible(self._may_seal and self._is_waiting and seen)

    def decide_together(self) -> None:
        """Decide on the requests that are selected in the inbox, or on all that are seen there, in their order."""
        session, table = self.context.session, self.table()
        ids = [str(id) for id in table.selected_ids() or table.model.ids()]

        def show(cases: list[Case]) -> None:
            if cases:
                said = t("carryout_page.decided_together", n=len(cases))
                left = len(ids) - len(cases)
                decide_together(self.context, self, cases, left, lambda _: self.banner_in_sight().say("done", said))
            else:
                self.banner_in_sight().say("info", t("carryout_page.nothing_to_decide"))

        self.context.read(lambda: read_cases(session, ids), show, owner=self)

    def _empty(self, key: str) -> Empty:
        step = t("carryout_page.new") if key not in ("inbox", "day") else ""
        empty = Empty(_ICONS[key], t(f"carryout_page.empty.{key}"), t(f"carryout_page.empty_hint.{key}"), step)
        empty.started.connect(self.start_request)
        if step:
            empty.stand_in_for(self.new)
        return empty

    # ---- how it is laid out

    def _build(self) -> None:
        self.stack, self._tables = Stack(), Stack()
        self.lists, self.record = self._lists(), RecordView(self.context)
        self.record.left.connect(self.show_lists)
        self.stack.addWidget(self.lists)
        self.stack.addWidget(self.record)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.space(3)] * 4)
        layout.setSpacing(theme.space(2))
        layout.addLayout(self._head())
        layout.addWidget(self.stack, 1)
        yield_to(self.new, self.stack, self.record)
        QShortcut(QKeySequence("Ctrl+N"), self).activated.connect(self.start_request)
        self.tabs.currentChanged.connect(self._on_tab)
        self.stack.currentChanged.connect(lambda _place: self._offer_together())
        self._offer_together()

    def _head(self) -> FlowLayout:
        head = FlowLayout(gap=theme.space(1))
        head.addWidget(label(i18n.word("page_carryout"), "title"))
        head.addStretch()
        self.scan = ScanLine(self.context, self, self.banner_in_sight, self.open_record)
        head.addWidget(self.scan)
        self.together = button(t("carryout_page.together"), "stamp", "", self.decide_together)
        head.addWidget(self.together)
        self.new = button(t("carryout_page.new"), "plus", "primary", self.start_request)
        self.new.setToolTip("Ctrl+N")
        head.addWidget(self.new)
        return head

    def _lists(self) -> QWidget:
        self.banner, self.late = Banner(), Banner()
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(t("carryout_page.views"))
        for view in VIEWS:
            self.tabs.addTab(t(f"carryout_page.view.{view.key}"))
        card = Card()
        card.add(self.tabs)
        card.add(self._tables, 1)
        lists = QWidget()
        column = QVBoxLayout(lists)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(1.5))
        column.addWidget(self.banner)
        column.addWidget(self.late)
        column.addWidget(card, 1)
        return lists
