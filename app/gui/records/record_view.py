"""One further record on one page: what it says, who must look at it, what comes next, and what happened."""

from datetime import date, timedelta
from typing import Any

from app.common.i18n import listed, t
from app.domain import entry as entry_rules
from app.domain import reporting, words
from app.gui import dates, wording
from app.gui.attachments import Attachments
from app.gui.context import Context
from app.gui.discard import DiscardDialog
from app.gui.paper_decision import PaperDecisionDialog
from app.gui.record.frame import RecordFrame
from app.gui.record.next_card import NextCard, Offer, seal_offers, waiting, words_given
from app.gui.record.review import ask_review, review_offer
from app.gui.records.case import Case, missing_of, read_case, sections, state_of
from app.gui.records.entry_dialog import EntryDialog, StepDialog
from app.gui.seal_dialog import ask_seal
from app.gui.widgets.acts_view import ActsView
from app.gui.widgets.banner import Banner
from app.gui.widgets.card import Card
from app.gui.widgets.content import Content
from app.gui.widgets.history_view import HistoryView
from app.gui.widgets.labels import label
from app.services import entry
from app.services import paper as papers
from app.services.approval import Signet
from app.services.session import Changes


class RecordView(RecordFrame):
    """Shows one record of the form that is chosen; ``left`` asks for the list again."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.form = ""
        self.case: Case | None = None
        self.dialog: Any = None
        self.content, self.acts, self.history = Content(t("records_page.content")), ActsView(), HistoryView()
        self.next = NextCard()
        self.next.wanted.connect(self.act)
        self.basis = Card(t("records_page.basis"), "book-open")
        self.clauses = label("", wrap=True)
        self.basis.add(self.clauses)
        self.attachments = Attachments(context, self.banner, "")
        self.below = Banner()
        self.fill((self.below, self.content, self.acts, self.history), (self.next, self.basis, self.attachments))

    def open_of(self, form: str, id: str) -> None:
        """Show a record of a form."""
        self.form = form
        self.attachments.set_form(form)
        self.open(id)

    def refresh(self) -> None:
        """Read the record again; what is shown is what a seal will vouch for."""
        if self.id:
            session, form, id = self.context.session, self.form, self.id
            self.context.read(lambda: read_case(session, form, id), self._show, owner=self, failed=self.fail)

    def act(self, action: str) -> None:
        """Do what a person chose."""
        case = self.case
        if case is None:
            return
        if action == "review":
            self.dialog = ask_review(self.context, self, self.form, case.row, case.roles, sections(case))
            return
        if action in ("except", case.standing.step):
            self.dialog = self._seal(case, excepted=action == "except")
            return
        openers: dict[str, Any] = {
            "paper": lambda: PaperDecisionDialog(self.context, self, self.form, case.row, case.standing.step),
            "revise": lambda: EntryDialog(self.context, self, case.form, case.row),
            "discard": lambda: DiscardDialog(self.context, self, self.form, case.row, self.leave),
        }
        opener = openers.get(action, lambda: StepDialog(self.context, self, case.form, case.row, action))
        self.dialog = opener()
        self.dialog.open()

    def _seal(self, case: Case, *, excepted: bool) -> Any:
        session, form, id, seen = self.context.session, self.form, str(case.row["id"]), case.seen
        step = case.form.steps[case.standing.step]

        def act(signet: Signet, decision: str, remark: str, exception: str) -> Changes:
            return entry.seal(session, form, id, signet, seen, decision=decision, remark=remark, exception=exception)

        return ask_seal(
            self.context,
            self,
            title=wording.apart(words.action_word(case.form, step.name), str(case.row["no"])),
            sections=sections(case),
            paper=lambda opened: papers.document(opened, form, id),
            decisions=tuple(step.outcomes),
            remark_unless=case.standing.remark_unless(session.profile, step),
            warnings=case.standing.warnings(session.profile, excepted),
            allow_exception=excepted,
            act=act,
        )

    def _show(self, case: Case) -> None:
        self.case = case
        profile = self.context.session.profile
        self.number.setText(str(case.row["no"]))
        self.paper.show_record(self.form, str(case.row["id"]))
        self.badge.set_state(state_of(profile, case.form, case.row))
        self.content.show_lines(sections(case))
        self.below.hide()
        if case.below:
            self.below.say("warn", t("records_page.media_below", media=listed(case.below)), closable=False)
        self.acts.show_row(case.form, case.row, self.context.session.profile)
        self.acts.setVisible(bool(entry.sealed_step(case.form)))
        self.attachments.show_row(case.row)
        self.history.show_events(case.events, case.names, case.speaker)
        self.basis.setVisible(bool(case.clauses))
        self.clauses.setText(wording.citations(profile, case.clauses))
        self.next.show_next(self._sentence(case), self._offers(case), words_given(case.row))

    def _sentence(self, case: Case) -> str:
        if case.standing.step:
            said = waiting(case.standing, t("records_page.says.your_turn"))
        else:
            state = case.row["state"]
            listed_in = case.form.flow in entry_rules.LISTS
            state = "in_use" if state == "permitted" and "check" in case.form.steps else state
            said = t(f"records_page.says.{case.form.words}.{state}") if listed_in else t(f"records_page.says.{state}")
        return "\n".join([said, *self._beside(case)])

    def _beside(self, case: Case) -> list[str]:
        """Who else is to be told, or is to permit it, while that can still be done."""
        profile, name = self.context.session.profile, case.form.name
        said = self._dues(case)
        if case.row["state"] == "confirmed" and not case.row["extra"].get("x_closed_on"):
            further = reporting.lines(profile, name, by=entry_rules.decider(profile, name))
            said += [t("records_page.tell_next", chain="\n".join(further))] if further else []
        if case.row["state"] in case.form.final:
            return said
        if case.row["state"] == "written" and (told := reporting.lines(profile, name)):
            said.append(t("records_page.tell_first", chain=told[0]))
        if case.form.flow == "report" and not reporting.chain(profile, name):  # else the paper has the whole table
            said.append(reporting.line_upward(profile, name))
        others = reporting.titles(profile, entry_rules.also(profile, name))
        if missing := missing_of(profile, case.form, case.row):
            said.append(t("records_page.missing", roles=listed(missing)))
        elif others and case.standing.step:
            said.append(t("records_page.also", roles=listed(others)))
        return said

    def _dues(self, case: Case) -> list[str]:
        """The days that it waits for: those past, and those that come soon."""
        session = self.context.session
        today = date.fromisoformat(session.today)
        near = (today + timedelta(days=entry.NEAR_DAYS)).isoformat()
        return [
            t(
                "records_page.day_past" if day < session.today else "records_page.day_near",
                field=words.field_label(case.form, item.name),
                day=dates.full(day),
            )
            for day, item in entry_rules.days_due(session.profile, case.form, case.row)
            if day <= near
        ]

    def _offers(self, case: Case) -> list[Offer]:
        state, form = str(case.row["state"]), case.form
        offers, standing = review_offer(case.row, case.roles), case.standing
        if standing.step:
            offers += seal_offers(standing, words.action_word(form, standing.step), form.steps[standing.step].paper)
        ways = [step for step in form.actions if not step.sealed and state in step.before]
        keeps = state in form.revise and form.flow in entry_rules.LISTS
        if keeps:  # what is kept on is mostly brought up to date
            offers.append(Offer("revise", t("records_page.revise")))
        for step in ways:
            main = step.name in ("submit", "end") and form.flow != "register" and not form.stage("check")
            main = main or (form.words in ("visit", "plan") and step.name == "end")
            role = "primary" if main else "" if step.name in ("check", "follow") else "link"
            offers.append(Offer(step.name, words.action_word(form, step.name), role))
        if state in form.revise and not keeps:
            role = "primary" if state == "sent_back" else "link"
            word = t("records_page.go_on" if state == "written" else "records_page.revise")
            offers.append(Offer("revise", word, role))
        if state in form.final or state in (form.initial, "requested"):
            offers.append(Offer("discard", t("record_views.discard"), "link"))
        return offers
