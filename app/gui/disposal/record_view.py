"""One case on one page: what it asks, the gate, what comes next, what was done, and everything that happened."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.common import i18n
from app.common.i18n import t
from app.gui import theme, wording
from app.gui.annotate import AnnotateDialog, may_annotate
from app.gui.attachments import Attachments
from app.gui.context import Context
from app.gui.discard import DiscardDialog
from app.gui.disposal.case import FORM, Case, read_case, sections, state_of, step_lines
from app.gui.disposal.gate_box import GateBox
from app.gui.disposal.next_step import NextStep
from app.gui.disposal.perform_dialog import PerformDialog
from app.gui.disposal.request_dialog import RequestDialog
from app.gui.paper_decision import PaperDecisionDialog
from app.gui.scrolling import scrolling
from app.gui.seal_dialog import ask_seal
from app.gui.widgets.acts_view import ActsView
from app.gui.widgets.badge import Badge
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.content import Content
from app.gui.widgets.history_view import HistoryView
from app.gui.widgets.labels import label
from app.services import disposal
from app.services import paper as papers
from app.services.approval import Signet
from app.services.session import Changes

SIDE = 330
DECISIONS = ("permit", "permit_with_conditions", "send_back", "refuse")


class RecordView(QWidget):
    """Shows one case; ``left`` asks for the list again."""

    left = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.case: Case | None = None
        self.dialog: Any = None
        self._id = ""
        self._build()

    def open(self, id: str) -> None:
        """Show the case of this id."""
        self.banner.hide()
        self._id = id
        self.refresh()

    def refresh(self) -> None:
        """Read the case again; what is shown is what a seal will vouch for."""
        if self._id:
            session, id = self.context.session, self._id
            self.context.read(lambda: read_case(session, id), self._show, owner=self, failed=self._on_failed)

    def act(self, action: str) -> None:
        """Do what a person chose."""
        case = self.case
        if case is None:
            return
        if action in ("decide", "except", "close"):
            self.dialog = self._seal(case, action == "except")
            return
        openers: dict[str, Callable[[], Any]] = {
            "perform": lambda: PerformDialog(self.context, self, case),
            "paper": lambda: PaperDecisionDialog(self.context, self, FORM, case.row, "decide"),
            "revise": lambda: RequestDialog(self.context, self, self._on_revised, case.row),
            "annotate": lambda: AnnotateDialog(self.context, self, FORM, case.row),
            "discard": lambda: DiscardDialog(self.context, self, FORM, case.row, self._on_discarded),
        }
        if action == "withdraw":
            session, id = self.context.session, str(case.row["id"])
            self.context.change(lambda: disposal.withdraw(session, id), self, None, self._on_failed)
            return
        self.dialog = openers[action]()
        self.dialog.open()

    def _seal(self, case: Case, excepted: bool) -> Any:
        session, id, seen, step = self.context.session, str(case.row["id"]), case.seen, case.step

        def decide(signet: Signet, decision: str, remark: str, exception: str) -> Changes:
            return disposal.decide(session, id, signet, seen, decision=decision, remark=remark, exception=exception)

        def close(signet: Signet, _decision: str, _remark: str, _exception: str) -> Changes:
            return disposal.close(session, id, signet, seen)

        deciding = step == "decide"
        paper = "disposal_request" if deciding else "disposal_record"
        return ask_seal(
            self.context,
            self,
            title=t("disposal_page.decide" if deciding else "disposal_page.close_case"),
            sections=[*sections(case), *step_lines(case)],
            paper=lambda opened: papers.document(opened, paper, id),
            decisions=DECISIONS if deciding else (),
            remark_unless=case.form.steps[step].remark_unless,
            warnings=self._warnings(case, excepted),
            allow_exception=excepted,
            act=decide if deciding else close,
        )

    def _warnings(self, case: Case, excepted: bool) -> list[str]:
        """What a person should weigh before sealing: separation of duties, proposals, evidence not there."""
        profile = self.context.session.profile
        against = [*(case.broken if excepted else ()), *case.proposed]
        said = [
            f"{each.note.get(i18n.language())} {wording.citations(profile, each.clause)}".strip() for each in against
        ]
        steps = case.row["steps"] or []
        for medium, gate in case.gates:
            number = medium["medium_no"]
            if case.row["method"] in gate.closed and gate.closed[case.row["method"]].effect == "warn":
                rule = gate.closed[case.row["method"]].rule
                said.append(f"{number}: {rule.note.get(i18n.language()) if rule else ''}")
            if steps and gate.witness != "none" and not all(step.get("witness") for step in steps):
                said.append(t("disposal_page.no_witness", no=number))
            if steps and gate.photo != "none" and not case.row["attachments"]:
                said.append(t("disposal_page.no_photo", no=number))
        return list(dict.fromkeys(said))

    def _on_revised(self, changes: Changes) -> None:
        self.banner.say("done", t("disposal_page.corrected", no=changes.no))

    def _on_discarded(self, _changes: Changes) -> None:
        self._id = ""
        self.left.emit()

    def _show(self, case: Case) -> None:
        self.case = case
        self.number.setText(str(case.row["no"]))
        self.badge.set_state(state_of(str(case.row["state"])))
        self.content.show_lines(sections(case))
        done = step_lines(case)
        self.work.setVisible(bool(done))
        self.work.show_lines(done)
        self.next.show_case(case, may_annotate=bool(may_annotate(self.context, FORM)))
        self.gate.show_gates(case.gates)
        self.acts.show_row(FORM, case.row)
        self.attachments.show_row(case.row)
        self.history.show_events(case.events, case.names, case.speaker.say)

    def _on_failed(self, error: Exception) -> None:
        wording.tell(self.context.session.profile, error, self, self.banner)

    def _build(self) -> None:
        self.banner = Banner()
        self.number, self.badge = label("", "section"), Badge()
        self.back = button(t("disposal_page.to_list"), "chevron-left", "link", self.left.emit)
        self.back.setShortcut("Alt+Left")
        head = QHBoxLayout()
        head.setSpacing(theme.space(1.5))
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
        self.content, self.work = Content(t("disposal_page.content")), Content(t("disposal_page.work"), "wrench")
        self.acts, self.history = ActsView(), HistoryView()
        main = QVBoxLayout()
        main.setSpacing(theme.space(2))
        for card in (self.content, self.work, self.acts, self.history):
            main.addWidget(card)
        main.addStretch(1)
        self.next, self.gate = NextStep(), GateBox(self.context.session.profile)
        self.next.wanted.connect(self.act)
        self.attachments = Attachments(self.context, self.banner, FORM, "photo")
        side = QWidget()
        side.setFixedWidth(theme.px(SIDE))
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(2))
        for beside in (self.next, self.gate, self.attachments):
            column.addWidget(beside)
        column.addStretch(1)
        inside = theme.mark_as(QWidget(), role="scrolled")
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(2))
        row.addLayout(main, 1)
        row.addWidget(side)
        return inside
