"""What comes next for a request, in one sentence with its button, and what else can be done with it."""

from app.common.i18n import t
from app.gui import dates
from app.gui.carryout.case import Case
from app.gui.record.next_card import NextCard, Offer, seal_offers, waiting
from app.gui.widgets.banner import Banner

_REVISABLE = ("requested", "sent_back", "permitted")


class NextStep(NextCard):
    """``wanted`` tells the action that a person chose: decide, except, paper, take_out, bring_back …"""

    def show_case(self, case: Case) -> None:
        """Say what the request waits for, and offer what may be done now by the person at the keyboard."""
        state, beside = case.row["state"], []
        if case.condition and state in ("permitted", "out"):
            banner = Banner()
            banner.say("info", t("carryout_page.condition", text=case.condition), closable=False)
            beside.append(banner)
        offers = _main(case)
        if state in _REVISABLE:
            offers += [Offer("revise", t("carryout_page.revise")), Offer("withdraw", t("carryout_page.withdraw"))]
        self.show_next(_sentence(case), offers, beside)


def _main(case: Case) -> list[Offer]:
    state, standing = case.row["state"], case.standing
    if state == "permitted":
        return [Offer("take_out", t("carryout_page.take_out"), "primary")]
    if state == "out":
        return [Offer("bring_back", t("carryout_page.bring_back"), "primary")]
    if not standing.step:
        return []
    return seal_offers(standing, _sealed_word(standing.step), case.form.steps[standing.step].paper)


def _sealed_word(step: str) -> str:
    return t("carryout_page.confirm_return") if step == "confirm_return" else t("carryout_page.decide")


def _sentence(case: Case) -> str:
    state = case.row["state"]
    if case.standing.step:
        returning = case.standing.step == "confirm_return"
        own_turn = t("carryout_page.says.confirm") if returning else t("carryout_page.says.decide")
        return waiting(case.standing, own_turn)
    due = dates.full(case.row["due_on"])
    if state == "out" and case.overdue_days:
        return t("carryout_page.says.overdue", due=due, days=case.overdue_days)
    return {
        "permitted": t("carryout_page.says.permitted"),
        "sent_back": t("carryout_page.says.sent_back"),
        "out": t("carryout_page.says.out", due=due),
        "refused": t("carryout_page.says.refused"),
        "withdrawn": t("carryout_page.says.withdrawn"),
        "closed": t("carryout_page.says.closed"),
    }.get(state, "")
