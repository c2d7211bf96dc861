"""Looking a sheet through: what is not ○ first, its result, its seals, and the manager's decision."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.common import i18n
from app.common.i18n import listed, t
from app.domain.inspection import is_voided_seal
from app.gui import dates, theme, wording
from app.gui.context import Context
from app.gui.inspection.exceptions import ExceptionsCard
from app.gui.inspection.head import Head
from app.gui.inspection.keys import listen_for
from app.gui.inspection.reopen_dialog import ReopenDialog
from app.gui.inspection.result_card import ResultCard, ask_sheet_review, result_lines
from app.gui.inspection.sheet import Sheet, heading
from app.gui.inspection.states import badge_of
from app.gui.record.next_card import waiting
from app.gui.record.paper_button import PaperButton
from app.gui.record.review import to_review
from app.gui.scrolling import paint_when_settled
from app.gui.seal_dialog import SealDialog, ask_seal
from app.gui.widgets.acts_view import ActsView
from app.gui.widgets.badge import Badge
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.labels import label
from app.services import inspection, record
from app.services import paper as papers

WIDE = 760


def _may_decide(sheet: Sheet) -> bool:
    """Whether the person at the keyboard can set the seal that the sheet waits for."""
    standing = sheet.standing
    return sheet.row["state"] == "submitted" and (standing.may_seal or standing.may_except)


class ReviewView(QWidget):
    """A sheet that was handed in or sealed; ``left`` for the list."""

    #: The form of the records that are shown here.
    FORM = "sheet"
    left = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.sheet: Sheet | None = None
        self._columns = 0
        self._build()

    def show_sheet(self, sheet: Sheet) -> None:
        """Show a sheet as it stands."""
        paint_when_settled(self)
        self.sheet = sheet
        profile = self.context.session.profile
        kind = profile.inspections.get(str(sheet.row["sheet"]))
        name = kind.label.get(i18n.language()) if kind else str(sheet.row["sheet"])
        day = t("inspection_page.inspected_on", day=dates.full(sheet.row["inspected_on"]))
        title, beside = heading(sheet, kind)
        self.title.setText(title)
        self.about.setText(wording.apart(sheet.no, name, beside, day, sheet.edition))
        self.badge.set_state(badge_of(str(sheet.row["state"])))
        self.seal_button.setVisible(_may_decide(sheet))
        self.exceptions.show_sheet(sheet, profile, markable=_may_decide(sheet))
        self.result.show_sheet(sheet, profile)
        self.acts.show_row(record.form_of(self.context.session, "sheet"), sheet.row, profile)
        self.paper.show_record(self.FORM, sheet.id)
        self.review_button.setVisible(bool(to_review(sheet.row, sheet.roles)))
        self._say_state(sheet)

    def seal(self) -> SealDialog | None:
        """Show the sheet as it prints and set the seal on it, or send it back with a remark."""
        sheet, session = self.sheet, self.context.session
        if sheet is None or not _may_decide(sheet):
            return None
        id, seen, items = sheet.id, sheet.seen, self.exceptions.ticked()
        return ask_seal(
            self.context,
            self,
            title=t("inspection_page.seal_title", no=sheet.no, name=sheet.person),
            sections=result_lines(sheet, session.profile),
            paper=lambda session: papers.document(session, "sheet", id),
            decisions=("confirm", "send_back"),
            chosen="send_back" if items else "",
            remark_unless=("confirm",),
            warnings=self._warnings(sheet),
            allow_exception=sheet.own,
            act=lambda signet, decision, remark, exception: inspection.confirm(
                session,
                id,
                signet,
                seen,
                decision=decision,
                remark=remark,
                exception=exception,
                items=items if decision == "send_back" else (),
            ),
        )

    def review(self) -> None:
        """後閲: look through what a deputy decided on the sheet."""
        if self.sheet is not None:
            ask_sheet_review(self.context, self, self.sheet)

    def reopen(self) -> None:
        """Ask for the remark and open the sheet again."""
        if self.sheet is not None:
            ReopenDialog(self.context, self, self.sheet).open()

    def _tell(self, error: Exception) -> None:
        wording.tell(self.context.session.profile, error, self, self.banner)

    def _warnings(self, sheet: Sheet) -> list[str]:
        found = []
        if sheet.own:
            found.append(t("inspection_page.own_sheet"))
        unknown = sum(1 for item in sheet.items if sheet.value(item.code) == "unknown")
        if unknown:
            found.append(t("inspection_page.unknown_left", count=unknown))
        ticked = [str(sheet.places[code] + 1) for code in self.exceptions.ticked()]
        if ticked:
            found.append(t("inspection_page.ticked", places=listed(ticked)))
        return found

    def _say_state(self, sheet: Sheet) -> None:
        if sheet.row["state"] == "submitted" and any(map(is_voided_seal, sheet.row["acts"])):
            self.banner.say("warn", t("inspection_page.void_before"), closable=False)
        elif sheet.row["state"] == "submitted" and not _may_decide(sheet):
            self.banner.say("info", waiting(sheet.standing, ""), closable=False)
        else:
            self.banner.hide()

    # ---- how it is laid out

    def _build(self) -> None:
        self.banner = Banner()
        self.exceptions, self.result, self.acts = ExceptionsCard(self.context), ResultCard(), ActsView()
        self.exceptions.saved.connect(lambda name: self.banner.say("done", t("record_views.saved_file", name=name)))
        self.exceptions.failed.connect(self._tell)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.space(1.5))
        layout.addWidget(self._head())
        layout.addWidget(self.banner)
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
        layout.addWidget(self.area, 1)
        self._arrange(2)
        for keys, act in (("Esc", self.left.emit), ("Ctrl+Return", self.seal), ("Ctrl+Enter", self.seal)):
            listen_for(self, keys, act)

    def _head(self) -> QWidget:
        self.title, self.about = label("", "title", wrap=True), label("", "muted", wrap=True)
        self.badge = Badge(badge_of("open"))
        top = QHBoxLayout()
        top.setSpacing(theme.space(1))
        top.addWidget(self.title)
        top.addWidget(self.badge)
        top.addStretch(1)
        self.back = button(t("inspection_page.back"), "chevron-left", "link", self.left.emit)
        self.reopen_button = button(t("action.sheet.reopen"), "undo-2", on_click=self.reopen)
        self.seal_button = button(t("inspection_page.review_and_seal"), "stamp", "primary", self._on_seal)
        self.review_button = button(t("record_views.review"), "stamp", "primary", self.review)
        self.paper = PaperButton(self.context)
        self.head = head = Head(self.paper, self.reopen_button, self.review_button, self.seal_button, back=self.back)
        head.names.addLayout(top)
        head.names.addWidget(self.about)
        return head

    def _on_seal(self) -> None:
        self.seal()

    def _arrange(self, columns: int) -> None:
        """The result beside what must be looked at, or below it where there is no room."""
        if columns == self._columns:
            return
        self._columns = columns
        wide = columns == 2
        self.grid.addWidget(self.exceptions, 0 if wide else 1, 0, 3 if wide else 1, 1)
        self.grid.addWidget(self.result, 1 if wide else 2, 1 if wide else 0)
        self.grid.addWidget(self.acts, 0, 1 if wide else 0)
        self.grid.setColumnStretch(0, 3)
        self.grid.setColumnStretch(1, 2 if wide else 0)
        self.grid.setRowStretch(2, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(2 if event.size().width() / theme.scale() >= WIDE else 1)
