"""What comes next for a request, in one sentence with its button, and what else can be done with it."""

from app.common.i18n import t
from app.domain.carryout import is_one_way
from app.domain.trips import away
from app.gui import dates
from app.gui.carryout.case import Case
from app.gui.record.next_card import NextCard, Offer, seal_offers, waiting, words_given
from app.gui.record.review import review_offer

_REVISABLE = ("requested", "sent_back", "permitted")


class NextStep(NextCard):
    """``wanted`` tells the action that a person chose: decide, except, paper, take_out, bring_back …"""

    def show_case(self, case: Case) -> None:
        """Say what the request waits for, and offer what may be done now by the person at the keyboard."""
        state, beside = case.row["state"], words_given(case.row)
        offers = [*review_offer(case.row, case.roles), *_main(case)]
        if state in _REVISABLE:
            offers += [
                Offer("revise", t("carryout_page.revise"), "primary" if state == "sent_back" else "link"),
                Offer("withdraw", t("record_views.withdraw"), "link"),
            ]
        if state == "back":
            offers.append(Offer("correct_return", t("carryout_page.correct_return"), "link"))
        self.show_next(_sentence(case), offers, beside)


def _main(case: Case) -> list[Offer]:
    state, standing, blanket = case.row["state"], case.standing, case.row["mode"] == "blanket"
    if state == "permitted":
        if is_one_way(case.row):
            return [Offer("hand_over", t("action.carryout.hand_over"), "primary")]
        action = "trip_out" if blanket else "take_out"
        return [Offer(action, t("carryout_page.take_out"), "primary")]
    offers = []
    if standing.step:
        offers += seal_offers(standing, _sealed_word(standing.step), case.form.steps[standing.step].paper)
    if state == "out":
        back = Offer("trip_back" if blanket else "bring_back", t("carryout_page.bring_back"), "primary")
        offers.append(back if not standing.may_seal else Offer(back.action, back.word))
        if blanket and set(case.row["media"] or []) - set(away(case.row)):
            offers.append(Offer("trip_out", t("carryout_page.take_out_rest")))
        if not blanket and not case.row["extended_until"]:
            offers.append(Offer("ask_extension", t("action.carryout.ask_extension"), "link"))
        offers.append(Offer("lose", t("action.carryout.lose"), "link"))
    if state == "lost":
        offers += [Offer("incident", t("carryout_page.open_incident"), "primary")] if case.incident else []
        offers.append(Offer("bring_back", t("carryout_page.found_again")))
    return offers


def _sealed_word(step: str) -> str:
    words = {"confirm_return": t("carryout_page.confirm_return"), "extend": t("action.carryout.extend")}
    return words.get(step) or t("carryout_page.decide")


def _sentence(case: Case) -> str:
    state = case.row["state"]
    if case.standing.step:
        own_turn = {
            "confirm_return": t("carryout_page.says.confirm"),
            "extend": t("carryout_page.says.extend", due=dates.full(case.row["extended_until"])),
        }.get(case.standing.step) or t("carryout_page.says.decide")
        return waiting(case.standing, own_turn)
    due, one_way = dates.full(case.row["due_on"]), is_one_way(case.row)
    if state == "out" and case.overdue_days:
        return t("carryout_page.says.overdue", due=due, days=case.overdue_days)
    return {
        "permitted": t("carryout_page.says.permitted_one_way" if one_way else "carryout_page.says.permitted"),
        "sent_back": t("carryout_page.says.sent_back"),
        "out": t("carryout_page.says.out", due=due),
        "refused": t("carryout_page.says.refused"),
        "withdrawn": t("carryout_page.says.withdrawn"),
        "closed": t("carryout_page.says.handed" if case.row["handed_at"] else "carryout_page.says.closed"),
        "lost": t("carryout_page.says.lost"),
    }.get(state, "")
