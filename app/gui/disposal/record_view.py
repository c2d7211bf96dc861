"""One case on one page: what it asks, the gate, what comes next, what was done, and everything that happened."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from app.common import i18n
from app.common.i18n import listed, t
from app.domain.disposal import uncertified
from app.domain.forms import DECISIONS
from app.domain.ledger import Refusal
from app.gui import wording
from app.gui.annotate import AnnotateDialog, may_annotate
from app.gui.attachments import Attachments
from app.gui.context import Context
from app.gui.discard import DiscardDialog
from app.gui.disposal.case import FORM, Case, certificate_lines, read_case, sections, state_of, step_lines
from app.gui.disposal.certify_dialog import CertifyDialog
from app.gui.disposal.gate_box import GateBox
from app.gui.disposal.hand_over_dialog import HandOverDialog
from app.gui.disposal.next_step import NextStep
from app.gui.disposal.perform_dialog import PerformDialog
from app.gui.disposal.request_dialog import RequestDialog
from app.gui.paper_decision import PaperDecisionDialog
from app.gui.record.frame import RecordFrame
from app.gui.record.review import ask_review
from app.gui.seal_dialog import ask_seal
from app.gui.widgets.acts_view import ActsView
from app.gui.widgets.content import Content
from app.gui.widgets.history_view import HistoryView
from app.gui.withdraw import WithdrawDialog
from app.services import disposal
from app.services import paper as papers
from app.services.approval import Signet
from app.services.session import Changes

SIDE = 330


class RecordView(RecordFrame):
    """Shows one case; ``left`` asks for the list again."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, SIDE)
        self.case: Case | None = None
        self.dialog: Any = None
        self.content, self.work = Content(t("disposal_page.content")), Content(t("disposal_page.work"), "wrench")
        self.acts, self.history = ActsView(), HistoryView()
        self.next, self.gate = NextStep(), GateBox(context.session.profile)
        self.next.wanted.connect(self.act)
        self.attachments = Attachments(context, self.banner, FORM, "photo")
        self.fill(
            (self.content, self.work, self.acts, self.history),
            (self.next, self.gate, self.attachments),
        )

    def refresh(self) -> None:
        """Read the case again; what is shown is what a seal will vouch for."""
        if self.id:
            session, id = self.context.session, self.id
            self.context.read(lambda: read_case(session, id), self._show, owner=self, failed=self.fail)

    def act(self, action: str) -> None:
        """Do what a person chose."""
        case = self.case
        if case is None:
            return
        if action in ("decide", "except", "close"):
            self.dialog = self._seal(case, action == "except")
            return
        if action == "attach":
            self.attachments.choose("photo")
            return
        if action == "review":
            self.dialog = ask_review(self.context, self, FORM, case.row, case.roles, sections(case))
            return
        openers: dict[str, Callable[[], Any]] = {
            "perform": lambda: PerformDialog(self.context, self, case),
            "certify": lambda: CertifyDialog(self.context, self, case),
            "hand_over": lambda: HandOverDialog(self.context, self, case),
            "paper": lambda: PaperDecisionDialog(self.context, self, FORM, case.row, "decide"),
            "withdraw": lambda: WithdrawDialog(
                self.context, self, case.row, t("disposal_page.withdraw_text"), disposal.withdraw
            ),
            "revise": lambda: RequestDialog(self.context, self, self._on_revised, case.row),
            "annotate": lambda: AnnotateDialog(self.context, self, FORM, case.row),
            "discard": lambda: DiscardDialog(self.context, self, FORM, case.row, self.leave),
        }
        self.dialog = openers[action]()
        self.dialog.open()

    def _seal(self, case: Case, excepted: bool) -> Any:
        session, id, seen, step = self.context.session, str(case.row["id"]), case.seen, case.standing.step

        def decide(signet: Signet, decision: str, remark: str, exception: str) -> Changes:
            return disposal.decide(session, id, signet, seen, decision=decision, remark=remark, exception=exception)

        def close(signet: Signet, _decision: str, _remark: str, _exception: str) -> Changes:
            return disposal.close(session, id, signet, seen)

        deciding = step == "decide"
        word = t("disposal_page.decide" if deciding else "disposal_page.close_case")
        paper = "disposal_request" if deciding else "disposal_record"
        return ask_seal(
            self.context,
            self,
            title=wording.apart(word, str(case.row["no"])),
            sections=[line for line in (*sections(case), *step_lines(case)) if line[0]],
            paper=lambda opened: papers.document(opened, paper, id),
            decisions=tuple(DECISIONS) if deciding else (),
            remark_unless=case.standing.remark_unless(session.profile, case.form.steps[step]),
            warnings=self._warnings(case, excepted),
            allow_exception=excepted,
            act=decide if deciding else close,
        )

    def _warnings(self, case: Case, excepted: bool) -> list[str]:
        """What a person should weigh before sealing: separation of duties, proposals, evidence not there."""
        profile = self.context.session.profile
        said = case.standing.warnings(profile, excepted)
        steps = case.row["steps"] or []
        advised: dict[str, list[str]] = {}
        unwitnessed: list[str] = []
        unseen: list[str] = []
        for medium, gate in case.gates:
            number = str(medium["medium_no"])
            if case.row["method"] in gate.closed and gate.closed[case.row["method"]].effect == "warn":
                rule = gate.closed[case.row["method"]].rule
                advised.setdefault(rule.note.get(i18n.language()) if rule else "", []).append(number)
            own = [step for step in steps if step["medium"] == medium["id"]]
            if own and gate.witness != "none" and not all(step.get("witness") for step in own):
                unwitnessed.append(number)
            if own and gate.photo != "none" and not any(item["purpose"] == "photo" for item in case.row["attachments"]):
                unseen.append(number)
        said += [f"{listed(numbers)}: {note}" for note, numbers in advised.items()]
        for numbers, code in ((unwitnessed, "disposal_page.no_witness"), (unseen, "disposal_page.no_photo")):
            if numbers:
                said.append(t(code, no=listed(numbers)))
        if case.standing.step == "close" and (missing := uncertified([each for each, _ in case.gates], case.row)):
            said.append(t("disposal_page.no_certificate", no=listed(missing)))
        return list(dict.fromkeys(said))

    def picture_holes(self) -> None:
        """Show the case as if its work were done and its evidence not there, to be looked at."""
        case = self.case
        if case is not None:
            number = case.gates[0][0]["medium_no"] if case.gates else ""
            holes = (
                Refusal("verdict_not_passed", values={"no": number}),
                Refusal("photo_missing"),
                Refusal("certificate_missing", values={"no": number}),
            )
            self._show(replace(case, row={**case.row, "state": "performed"}, holes=holes))

    def _on_revised(self, changes: Changes) -> None:
        self.banner.say("done", t("disposal_page.corrected", no=changes.no))

    def _show(self, case: Case) -> None:
        self.case = case
        self.number.setText(str(case.row["no"]))
        self.paper.show_record(FORM, str(case.row["id"]))
        self.badge.set_state(state_of(str(case.row["state"]), case.holes))
        self.content.show_lines(sections(case))
        steps, certificates = step_lines(case), certificate_lines(case)
        done = [*steps, *([("", "")] if steps and certificates else []), *certificates]
        self.work.setVisible(bool(done))
        self.work.show_lines(done)
        self.next.show_case(case, may_annotate=bool(may_annotate(self.context, FORM)))
        self.gate.show_gates(case.gates)
        self.acts.show_row(case.form, case.row, self.context.session.profile)
        self.attachments.show_row(case.row)
        self.history.show_events(case.events, case.names, case.speaker)
