"""The page of the self-inspection: the list of this year's sheets, and the one that is open."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.common.i18n import t
from app.gui import theme, wording
from app.gui.context import Context
from app.gui.inspection.bureau_view import BureauView
from app.gui.inspection.received_view import ReceivedView
from app.gui.inspection.results_view import ResultsView
from app.gui.inspection.review_view import ReviewView
from app.gui.inspection.sheet import Sheet, read_sheet
from app.gui.inspection.sheet_list import SheetList, read_year
from app.gui.inspection.sheet_view import SheetView
from app.gui.page import Page
from app.gui.widgets.stack import Stack
from app.services import inspection, received


class InspectionPage(Page):
    """An open sheet is answered, one that was handed in is looked through; the list is the way between them."""

    watches = frozenset({"sheet", "answer", "cycle", "person", "grant", "tally", "prior", "compilation", "entry"}) | {
        "received",
        "improvement",
    }

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        theme.mark_as(self, role="page")
        self.opened = self._wanted = ""
        self.list = SheetList(context)
        self.answering = SheetView(context)
        self.review = ReviewView(context)
        self.results, self.bureau, self.received = ResultsView(context), BureauView(context), ReceivedView(context)
        self.stack = Stack(scrolling=True)
        for view in (self.list, self.answering, self.review, self.results, self.bureau, self.received):
            if view not in (self.list, self.answering):  # these know their own
                view.setMinimumSize(theme.px(320), theme.px(400))  # what is higher scrolls inside its view
            self.stack.addWidget(view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.space(3), theme.space(2), theme.space(3), theme.space(1.5))
        layout.addWidget(self.stack)
        self.list.opened.connect(self.open_record)
        self.answering.left.connect(self.show_list)
        self.answering.stale.connect(self.refresh)
        self.review.left.connect(self.show_list)
        self.results.left.connect(self.show_list)
        self.list.results_wanted.connect(self.show_results)
        self.results.bureau_wanted.connect(self.show_bureau)
        self.bureau.left.connect(self.show_results)
        self.bureau.opened.connect(self.open_record)
        self.received.left.connect(self.show_bureau)
        context.signals.user_changed.connect(self.list.banner.hide)  # it was said to whoever sat here before

    def looked_at(self) -> QWidget:
        return self.stack.currentWidget() or self

    def refresh(self) -> None:
        """Read the sheet that is open, or the list."""
        session = self.context.session
        current = self.stack.currentWidget()
        if isinstance(current, ResultsView | BureauView):
            current.refresh()
            return
        if current is self.received:
            self.received.open_sheet(self.received.id, self._on_failed)
            return
        if not self.opened:
            self.context.read(lambda: read_year(session), self.list.show_year, owner=self)
            return
        drafts, id = self.context.drafts, self.opened
        self.context.read(lambda: read_sheet(session, drafts, id), self._show, owner=self, failed=self._on_failed)

    def show_results(self) -> None:
        """What the year's sheets say together."""
        self.opened = ""
        self.stack.setCurrentWidget(self.results)
        self.results.refresh()

    def show_bureau(self) -> None:
        """The bureau's sheets, this store's and those taken in, and its compilation."""
        self.opened = ""
        self.stack.setCurrentWidget(self.bureau)
        self.bureau.refresh()

    def place(self) -> str:
        current = self.stack.currentWidget()
        if current is self.received:
            return f"received/{self.received.id}"
        return "results" if current is self.results else "bureau" if current is self.bureau else self.opened

    def open_record(self, id: str) -> None:
        """Open a sheet, at a question if one is named (``sheet/item``), or one that was taken in (``received/…``).

        ``results`` and ``bureau`` open what the sheets say together, ``hand-out`` the dialog over the list.
        """
        if id == "hand-out":
            self.show_list()
            self.list.hand_out()
            return
        if id in ("results", "bureau"):
            (self.show_results if id == "results" else self.show_bureau)()
            return
        if id.startswith("received/"):
            self.opened = ""
            self.stack.setCurrentWidget(self.received)
            self.received.open_sheet(id.removeprefix("received/"), self._on_failed)
            return
        self.list.banner.hide()
        id, _, self._wanted = id.partition("/")
        self.answering.panel.settle()
        self.answering.listing.settle()
        self.stack.setCurrentWidget(self.list)
        self.opened = id
        self.answering.sheet = None
        self.refresh()

    def show_list(self) -> None:
        """Back to this year's sheets, at the one that was left."""
        left, self.opened = self.opened, ""
        self.stack.setCurrentWidget(self.list)
        if left:
            self.list.table.select([left])
            self.list.table.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.refresh()

    def scenes(self) -> list[tuple[str, Callable[[], object]]]:
        """What pictures of this page show beside the list; nothing is written."""
        sheets = [row["id"] for row in inspection.sheets(self.context.session)]
        if not sheets:
            return [("hand-out", self.list.hand_out)]
        return [
            ("hand-out", self.list.hand_out),
            ("review", lambda: self.open_record(sheets[0])),
            ("reopen", self.review.reopen),
            ("question", lambda: self._picture(sheets[0], 0)),
            ("finding", lambda: self._picture(sheets[0], 8)),
            ("chapter", self._picture_chapter),
            ("results", self.show_results),
            ("bureau", self.show_bureau),
            ("take-in", self.bureau.take_in),
            ("received", self._picture_received),
            ("plan-year", self.list.plan_year),
            ("list", self.show_list),
        ]

    def _picture_chapter(self) -> None:
        self._picture(inspection.sheets(self.context.session)[0]["id"], 0)
        self.answering.show_list()

    def _picture_received(self) -> None:
        taken = received.kept(self.context.session)
        if taken:
            self.open_record(f"received/{taken[0]['id']}")

    def _picture(self, id: str, place: int) -> None:
        """Show a question of a sheet as it stood before it was handed in, to look at."""
        sheet = read_sheet(self.context.session, self.context.drafts, id)
        sheet = replace(sheet, row={**sheet.row, "state": "open"})
        self.stack.setCurrentWidget(self.answering)
        self.answering.open(sheet)
        self.answering.show_question(sheet.items[place].code)

    def _show(self, sheet: Sheet) -> None:
        if sheet.id != self.opened:
            return
        if sheet.row["state"] == "open" and self.stack.currentWidget() is self.review and not sheet.own:
            self._sent_back(sheet)
        elif sheet.row["state"] != "open":
            self.review.show_sheet(sheet)
            self.stack.setCurrentWidget(self.review)
        elif self.stack.currentWidget() is self.answering and self.answering.sheet is not None:
            self.answering.renew(sheet)
        else:
            self.stack.setCurrentWidget(self.answering)
            self.answering.open(sheet)
            if self._wanted in sheet.places:
                self.answering.show_question(self._wanted)
        self._wanted = ""

    def _sent_back(self, sheet: Sheet) -> None:
        """Whoever sent a sheet back goes on with the next one; to answer it is somebody else's."""
        self.show_list()
        self.list.banner.say("done", t("inspection_page.now_open", no=sheet.no, name=sheet.person))

    def _on_failed(self, error: Exception) -> None:
        """A sheet that is gone leads back to the list, which says so."""
        self.show_list()
        wording.tell(self.context.session.profile, error, self, self.list.banner)
