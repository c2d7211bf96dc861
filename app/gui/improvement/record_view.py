"""One matter on one page: the question, the plan, how far it is, what comes next, and what happened."""

from typing import Any

from app.common.i18n import t
from app.domain import improvement as domain
from app.gui import wording
from app.gui.attachments import Attachments
from app.gui.context import Context
from app.gui.discard import DiscardDialog
from app.gui.improvement.case import FORM, Case, flags, question_of, read_case, sections, state_of
from app.gui.improvement.dialogs import FinishDialog, PlanDialog, ReportDialog
from app.gui.record.frame import RecordFrame
from app.gui.record.next_card import NextCard, Offer, seal_offers, waiting
from app.gui.record.review import ask_review, review_offer
from app.gui.seal_dialog import ask_seal
from app.gui.widgets.acts_view import ActsView
from app.gui.widgets.badge import Badge
from app.gui.widgets.buttons import button
from app.gui.widgets.card import Card
from app.gui.widgets.content import Content
from app.gui.widgets.flow import flow_row
from app.gui.widgets.history_view import HistoryView
from app.gui.widgets.labels import label
from app.gui.withdraw import WithdrawDialog
from app.services import improvement
from app.services.approval import Signet
from app.services.session import Changes


class RecordView(RecordFrame):
    """Shows one matter; ``left`` asks for the list again."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.case: Case | None = None
        self.dialog: Any = None
        self.question = Card(t("improvement_page.question"), "clipboard-check")
        self.text = label("", "section", wrap=True)
        self.flags = Card()
        self.to_sheet = button(t("improvement_page.to_sheet"), "arrow-right", "link", self._on_sheet)
        self.template = label("", "hint", wrap=True)
        self.question.add(self.text)
        self.question.add(self.template)
        self.question.add(self.to_sheet)
        self.content, self.acts, self.history = Content(t("improvement_page.content")), ActsView(), HistoryView()
        self.next = NextCard()
        self.next.wanted.connect(self.act)
        self.attachments = Attachments(context, self.banner, FORM)
        self.fill(
            (self.question, self.content, self.acts, self.history),
            (self.next, self.flags, self.attachments),
        )

    def refresh(self) -> None:
        """Read the matter again; what is shown is what a seal will vouch for."""
        if self.id:
            session, id = self.context.session, self.id
            self.context.read(lambda: read_case(session, id), self._show, owner=self, failed=self.fail)

    def act(self, action: str) -> None:
        """Do what a person chose."""
        case = self.case
        if case is None:
            return
        if action in ("confirm", "except"):
            self.dialog = self._seal(case, excepted=action == "except")
            return
        if action == "review":
            self.dialog = ask_review(self.context, self, FORM, case.row, case.roles, sections(case))
            return
        openers: dict[str, Any] = {
            "plan": lambda: PlanDialog(self.context, self, case),
            "report": lambda: ReportDialog(self.context, self, case),
            "finish": lambda: FinishDialog(self.context, self, case),
            "withdraw": lambda: WithdrawDialog(
                self.context, self, case.row, t("improvement_page.withdraw_text"), improvement.withdraw, required=True
            ),
            "discard": lambda: DiscardDialog(self.context, self, FORM, case.row, self.leave),
        }
        self.dialog = openers[action]()
        self.dialog.open()

    def _seal(self, case: Case, *, excepted: bool) -> Any:
        session, id, seen = self.context.session, str(case.row["id"]), case.seen

        def act(signet: Signet, decision: str, remark: str, exception: str) -> Changes:
            more = {"decision": decision, "remark": remark, "exception": exception}
            return improvement.confirm(session, id, signet, seen, **more)

        return ask_seal(
            self.context,
            self,
            title=t("action.improvement.confirm"),
            sections=sections(case),
            decisions=("confirm", "send_back"),
            remark_unless=case.standing.remark_unless(session.profile, case.form.steps["confirm"]),
            warnings=case.standing.warnings(session.profile, excepted),
            allow_exception=excepted,
            act=act,
        )

    def _on_sheet(self) -> None:
        if self.case is not None:
            self.context.signals.go_to.emit("inspection", str(self.case.row["sheet"]))

    def _show(self, case: Case) -> None:
        self.case = case
        self.number.setText(str(case.row["no"]))
        self.paper.show_record(FORM, str(case.row["id"]))
        self.badge.set_state(state_of(str(case.row["state"])))
        self.text.setText(question_of(case))
        said = wording.template_note(self.context.session.profile, [case.item] if case.item else ())
        self.template.setText(said)
        self.template.setVisible(bool(said))
        self.to_sheet.setText(t("improvement_page.to_sheet", no=case.sheet_no))
        self.content.show_lines(sections(case)[1:])
        self._show_flags(case)
        self.acts.show_row(case.form, case.row, self.context.session.profile)
        self.attachments.show_row(case.row)
        self.history.show_events(case.events, case.names, case.speaker)
        self.next.show_next(_sentence(case), [*review_offer(case.row, case.roles), *_offers(case)])

    def _show_flags(self, case: Case) -> None:
        while (item := self.flags.body.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        found = flags(case)
        self.flags.setVisible(bool(found))
        if found:
            self.flags.add(flow_row(*(Badge(state) for state in found)))


def _sentence(case: Case) -> str:
    if case.standing.step:
        return waiting(case.standing, t("improvement_page.says.done"))
    back = domain.returned(case.row)
    if back is not None:
        name = str((back["paper"] or {}).get("decider") or back["shown"].get("name", ""))
        return t("improvement_page.says.returned", name=name, remark=back["remark"])
    return t(f"improvement_page.says.{case.row['state']}")


def _offers(case: Case) -> list[Offer]:
    state = str(case.row["state"])
    if case.standing.step:
        offers = seal_offers(case.standing, t("action.improvement.confirm"), paper=False)
    elif state == "open":
        offers = [Offer("plan", t("action.improvement.plan"), "primary")]
    elif state == "planned":
        offers = [
            Offer("report", t("action.improvement.report"), "primary"),
            Offer("finish", t("action.improvement.finish")),
            Offer("plan", t("improvement_page.replan"), "link"),
        ]
    else:
        offers = []
    if state in ("open", "planned"):
        offers.append(Offer("withdraw", t("action.improvement.withdraw"), "link"))
    if state in case.form.final:
        offers.append(Offer("discard", t("record_views.discard"), "link"))
    return offers
