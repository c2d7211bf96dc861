"""One request on one page: what it says, what the rules say, what comes next, what happened so far."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.common.i18n import t
from app.domain.forms import DECISIONS
from app.gui import wording
from app.gui.annotate import AnnotateDialog, may_annotate
from app.gui.attachments import Attachments
from app.gui.carryout.case import FORM, Case, read_case, sections, speaker, state_of
from app.gui.carryout.movement_dialog import MovementDialog
from app.gui.carryout.next_step import NextStep
from app.gui.carryout.request_dialog import RequestDialog
from app.gui.carryout.rule_box import RuleBox
from app.gui.carryout.weigh import warnings
from app.gui.context import Context
from app.gui.discard import DiscardDialog
from app.gui.paper_decision import PaperDecisionDialog
from app.gui.record.frame import RecordFrame
from app.gui.record.review import ask_review
from app.gui.scrolling import paint_when_settled
from app.gui.seal_dialog import SealDialog, ask_seal
from app.gui.widgets.acts_view import ActsView
from app.gui.widgets.buttons import button
from app.gui.widgets.content import Content
from app.gui.widgets.history_view import HistoryView
from app.gui.withdraw import WithdrawDialog
from app.services import carryout
from app.services import paper as papers
from app.services.approval import Signet
from app.services.session import Changes

SIDE = 320


class RecordView(RecordFrame):
    """Shows one request; ``left`` asks for the list again."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, SIDE)
        self.case: Case | None = None
        self.dialog: QWidget | None = None
        self.content, self.acts, self.history = Content(t("carryout_page.content")), ActsView(), HistoryView()
        self.next, self.rules = NextStep(), RuleBox(context.session.profile)
        self.next.wanted.connect(self.act)
        self.attachments = Attachments(context, self.banner, FORM)
        self.fill((self.content, self.acts, self.history), (self.next, self.rules, self.attachments, self._seldom()))

    def refresh(self) -> None:
        """Read the request again; what is shown is what a seal will vouch for."""
        if self.id:
            session, id = self.context.session, self.id
            self.context.read(lambda: read_case(session, id), self._show, owner=self, failed=self.fail)

    def act(self, action: str) -> None:
        """Do what a person chose."""
        case = self.case
        if case is None:
            return
        if action in ("trip_out", "trip_back"):
            session, id = self.context.session, str(case.row["id"])
            verb = carryout.trip_out if action == "trip_out" else carryout.trip_back
            self.context.change(lambda: verb(session, id), self, None, self.fail)
            return
        if action == "incident":
            self.context.signals.go_to.emit("records", f"incident/{case.incident}")
            return
        if action == "review":
            lines = sections(self.context.session.profile, case)
            self.dialog = ask_review(self.context, self, FORM, case.row, case.roles, lines)
            return
        if action in ("decide", "except", "confirm_return", "extend"):
            excepted = action == "except"
            sealing = self._seal(case, case.standing.step, excepted)
            if excepted:
                sealing.fold.open()
            self.dialog = sealing
            return
        openers: dict[str, Callable[[], QWidget]] = {
            "take_out": lambda: MovementDialog(self.context, self, case, "take_out"),
            "hand_over": lambda: MovementDialog(self.context, self, case, "hand_over"),
            "bring_back": lambda: MovementDialog(self.context, self, case, "bring_back"),
            "ask_extension": lambda: MovementDialog(self.context, self, case, "ask_extension"),
            "correct_return": lambda: MovementDialog(self.context, self, case, "correct_return"),
            "lose": lambda: MovementDialog(self.context, self, case, "lose"),
            "revise": lambda: RequestDialog(self.context, self, self._on_revised, case.row),
            "withdraw": lambda: WithdrawDialog(
                self.context, self, case.row, t("carryout_page.withdraw_text"), carryout.withdraw
            ),
            "paper": lambda: PaperDecisionDialog(self.context, self, FORM, case.row, "decide"),
            "annotate": lambda: AnnotateDialog(self.context, self, FORM, case.row),
            "discard": lambda: DiscardDialog(self.context, self, FORM, case.row, self.leave),
        }
        opened = openers[action]()
        self.dialog = opened
        opened.show()

    def _seal(self, case: Case, step: str, excepted: bool) -> SealDialog:
        """The seal dialog of a step: the paper as it prints, the decisions, and what speaks against it."""
        session, id, seen = self.context.session, str(case.row["id"]), case.seen

        def decide(signet: Signet, decision: str, remark: str, exception: str) -> Changes:
            return carryout.decide(session, id, signet, seen, decision=decision, remark=remark, exception=exception)

        def confirm(signet: Signet, _decision: str, _remark: str, exception: str) -> Changes:
            return carryout.confirm_return(session, id, signet, seen, exception=exception)

        def extend(signet: Signet, decision: str, remark: str, _exception: str) -> Changes:
            return carryout.extend(session, id, signet, seen, decision=decision, remark=remark)

        deciding = step == "decide"
        acts = {"decide": decide, "confirm_return": confirm, "extend": extend}
        words = {"decide": t("carryout_page.decide"), "extend": t("action.carryout.extend")}
        word = words.get(step) or t("carryout_page.confirm_return")
        return ask_seal(
            self.context,
            self,
            title=wording.apart(word, str(case.row["no"])),
            sections=sections(session.profile, case),
            paper=lambda opened: papers.document(opened, FORM, id),
            decisions=tuple(DECISIONS) if deciding else ("permit", "refuse") if step == "extend" else (),
            remark_unless=case.standing.remark_unless(session.profile, case.form.steps[step]),
            warnings=warnings(session.profile, case, excepted),
            allow_exception=excepted,
            act=acts[step],
        )

    def picture_decision(self) -> None:
        """Show how it is asked for a decision, whatever was decided; a verb would refuse it."""
        if self.case is not None:
            self.dialog = self._seal(self.case, "decide", True)

    def _on_revised(self, changes: Changes) -> None:
        self.banner.say("done", t("carryout_page.revised", no=changes.no))

    def _show(self, case: Case) -> None:
        self.case = case
        self.id = str(case.row["id"])
        profile = self.context.session.profile
        self.number.setText(str(case.row["no"]))
        self.paper.show_record(FORM, str(case.row["id"]))
        self.badge.set_state(state_of(case.row, case.today))
        self.content.show_lines(sections(profile, case))
        self.next.show_case(case)
        standing = case.standing
        own, waiting = bool(standing.broken), bool(standing.step)
        self.rules.show_demand(case.demand, case.permission, standing.deciders, own, waiting)
        self.attachments.show_row(case.row)
        self.acts.show_row(case.form, case.row, self.context.session.profile)
        self.history.show_events(case.history, case.names, speaker(profile, case))
        sealed = any(act["sealed"] and not act["void"] for act in case.row["acts"])
        self.annotate.setVisible(sealed and bool(may_annotate(self.context, FORM)))
        paint_when_settled(self)

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
