"""One request on one page: what it says, what the rules say, what comes next, what happened so far."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.common import i18n
from app.common.i18n import t
from app.domain.policy import Separation
from app.gui import theme, wording
from app.gui.annotate import AnnotateDialog, may_annotate
from app.gui.attachments import Attachments
from app.gui.carryout.case import FORM, Case, read_case, sections, speaker, state_of
from app.gui.carryout.movement_dialog import MovementDialog
from app.gui.carryout.next_step import NextStep
from app.gui.carryout.request_dialog import RequestDialog
from app.gui.carryout.rule_box import RuleBox
from app.gui.carryout.withdraw_dialog import WithdrawDialog
from app.gui.context import Context
from app.gui.discard import DiscardDialog
from app.gui.paper_decision import PaperDecisionDialog
from app.gui.scrolling import paint_when_settled, scrolling
from app.gui.seal_dialog import SealDialog, ask_seal
from app.gui.widgets.acts_view import ActsView
from app.gui.widgets.badge import Badge
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.content import Content
from app.gui.widgets.history_view import HistoryView
from app.gui.widgets.labels import label
from app.services import carryout
from app.services import paper as papers
from app.services.approval import Signet
from app.services.session import Changes

SIDE = 320
DECISIONS = ("permit", "permit_with_conditions", "send_back", "refuse")


class RecordView(QWidget):
    """Shows one request; ``left`` asks for the list again."""

    left = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.case: Case | None = None
        self._id = ""
        self._build()

    def open(self, id: str) -> None:
        """Show the request of this id."""
        self.banner.hide()
        self._id = id
        self.refresh()

    def refresh(self) -> None:
        """Read the request again; what is shown is what a seal will vouch for."""
        if self._id:
            session, id = self.context.session, self._id
            self.context.read(lambda: read_case(session, id), self._show, owner=self, failed=self._on_failed)

    def act(self, action: str) -> None:
        """Do what a person chose."""
        case = self.case
        if case is None:
            return
        if action in ("decide", "except", "confirm_return"):
            excepted = action == "except"
            sealing = self._seal(case, case.step, excepted)
            if excepted:
                sealing.fold.open()
            self.dialog: QWidget = sealing
            return
        openers: dict[str, Callable[[], QWidget]] = {
            "take_out": lambda: MovementDialog(self.context, self, case, "take_out"),
            "bring_back": lambda: MovementDialog(self.context, self, case, "bring_back"),
            "revise": lambda: RequestDialog(self.context, self, self._on_revised, case.row),
            "withdraw": lambda: WithdrawDialog(self.context, self, case),
            "paper": lambda: PaperDecisionDialog(self.context, self, FORM, case.row, "decide"),
            "annotate": lambda: AnnotateDialog(self.context, self, FORM, case.row),
            "discard": lambda: DiscardDialog(self.context, self, FORM, case.row, self._on_discarded),
        }
        self.dialog = openers[action]()
        self.dialog.show()

    def _seal(self, case: Case, step: str, excepted: bool) -> SealDialog:
        """The seal dialog of a step: the paper as it prints, the decisions, and what speaks against it."""
        session, id, seen = self.context.session, str(case.row["id"]), case.seen

        def decide(signet: Signet, decision: str, remark: str, exception: str) -> Changes:
            return carryout.decide(session, id, signet, seen, decision=decision, remark=remark, exception=exception)

        def confirm(signet: Signet, _decision: str, _remark: str, exception: str) -> Changes:
            return carryout.confirm_return(session, id, signet, seen, exception=exception)

        deciding = step == "decide"
        return ask_seal(
            self.context,
            self,
            title=t("carryout_page.decide" if deciding else "carryout_page.confirm_return"),
            sections=sections(session.profile, case),
            paper=lambda opened: papers.document(opened, FORM, id),
            decisions=DECISIONS if deciding else (),
            remark_unless=case.form.steps[step].remark_unless,
            warnings=self._warnings(case, excepted),
            allow_exception=excepted,
            act=decide if deciding else confirm,
        )

    def _warnings(self, case: Case, excepted: bool) -> list[str]:
        """What a person should weigh before sealing: separation of duties, advice of the rules, an open virus find."""
        against: list[Separation] = [*(case.broken if excepted else ()), *case.proposed]
        profile = self.context.session.profile
        said = []
        for each in against:
            citation = wording.citations(profile, each.clause)
            said.append(f"{each.note.get(i18n.language())} {citation}".strip())
        missing = [key for key in RuleBox.advised(case.demand) if key not in (case.row["safeguards"] or [])]
        if case.step == "decide" and missing:
            said.append(t("carryout_page.advised_missing", safeguards=wording.choices("safeguard", missing)))
        if "found" in (case.row["out_virus_check"], case.row["back_virus_check"]):
            said.append(t("carryout_page.virus_found"))
        return said

    def _on_revised(self, changes: Changes) -> None:
        self.banner.say("done", t("carryout_page.revised", no=changes.no))

    def _on_discarded(self, _changes: Changes) -> None:
        self._id, self.case = "", None
        self.left.emit()

    def _show(self, case: Case) -> None:
        self.case = case
        self._id = str(case.row["id"])
        profile = self.context.session.profile
        self.number.setText(str(case.row["no"]))
        self.badge.set_state(state_of(case.row, case.today))
        self.content.show_lines(sections(profile, case))
        self.next.show_case(case)
        self.rules.show_demand(case.demand, case.deciders, bool(case.broken), waiting=bool(case.step))
        self.attachments.show_row(case.row)
        self.acts.show_row(FORM, case.row)
        self.history.show_events(case.history, case.names, speaker(profile, case).say)
        sealed = any(act["sealed"] and not act["void"] for act in case.row["acts"])
        self.annotate.setVisible(sealed and bool(may_annotate(self.context, FORM)))
        paint_when_settled(self)

    def _on_failed(self, error: Exception) -> None:
        wording.tell(self.context.session.profile, error, self, self.banner)

    # ---- how it is laid out

    def _build(self) -> None:
        self.banner = Banner()
        self.number, self.badge = label("", "section"), Badge()
        head = QHBoxLayout()
        head.setSpacing(theme.space(1.5))
        self.back = button(t("carryout_page.to_list"), "chevron-left", "link", self.left.emit)
        self.back.setShortcut("Alt+Left")
        for widget in (self.back, self.number, self.badge):
            head.addWidget(widget)
        head.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.space(1.5))
        layout.addLayout(head)
        layout.addWidget(self.banner)
        layout.addWidget(scrolling(self._columns()), 1)

    def _columns(self) -> QWidget:
        inside = theme.mark_as(QWidget(), role="scrolled")
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(2))
        row.addLayout(self._main(), 1)
        side = QWidget()
        side.setFixedWidth(theme.px(SIDE))
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(2))
        self.next, self.rules = NextStep(), RuleBox(self.context.session.profile)
        self.next.wanted.connect(self.act)
        self.attachments = Attachments(self.context, self.banner, FORM)
        for card in (self.next, self.rules, self.attachments, self._seldom()):
            column.addWidget(card)
        column.addStretch(1)
        row.addWidget(side)
        return inside

    def _seldom(self) -> QWidget:
        """What is rarely done with a request: an addition beside the seal, and discarding the record."""
        seldom = QWidget()
        column = QVBoxLayout(seldom)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.annotate = button(t("record_views.annotate"), "square-pen", "link", lambda: self.act("annotate"))
        self.discard = button(t("record_views.discard"), "trash-2", "link", lambda: self.act("discard"))
        column.addWidget(self.annotate)
        column.addWidget(self.discard)
        return seldom

    def _main(self) -> QVBoxLayout:
        self.content = Content(t("carryout_page.content"))
        column = QVBoxLayout()
        column.setSpacing(theme.space(2))
        self.acts, self.history = ActsView(), HistoryView()
        for card in (self.content, self.acts, self.history):
            column.addWidget(card)
        column.addStretch(1)
        return column
