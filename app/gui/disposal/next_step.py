"""What comes next for a case, in one sentence with its button, and what else can be done with it."""

from app.common.errors import Refused
from app.common.i18n import listed, t
from app.domain.ledger import Refusal
from app.gui import wording
from app.gui.disposal.case import Case
from app.gui.record.next_card import NextCard, Offer, seal_offers, waiting, words_given
from app.gui.record.review import review_offer


class NextStep(NextCard):
    """``wanted`` tells the action that a person chose."""

    def show_case(self, case: Case, *, may_annotate: bool) -> None:
        """Say what the case waits for, and offer what may be done now by the person at the keyboard."""
        state, standing = str(case.row["state"]), case.standing
        offers = review_offer(case.row, case.roles)
        if standing.step and not case.holes:
            offers += seal_offers(standing, _word(standing.step), case.form.steps[standing.step].paper)
        if state == "permitted":
            offers.append(Offer("perform", _word("perform"), "primary"))
        if state == "performed":
            undone = {hole.code for hole in case.holes}
            wanted = bool(undone & {"certificate_missing", "certificate_extra"}), "verdict_not_passed" in undone
            if "photo_missing" in undone:
                offers.append(Offer("attach", _word("attach"), "" if any(wanted) else "primary"))
            offers.append(Offer("certify", _word("certify"), "primary" if wanted == (True, False) else ""))
            offers.append(Offer("perform", _word("perform_more"), "primary" if wanted[1] else "link"))
            if case.row["disposition"] != "reuse":
                offers.append(Offer("hand_over", _word("hand_over"), "link"))
        if state in case.form.revise:
            offers.append(Offer("revise", _word("revise"), "primary" if state == "sent_back" else "link"))
        if state in ("requested", "sent_back", "permitted"):
            offers.append(Offer("withdraw", _word("withdraw"), "link"))
        if may_annotate and any(act["sealed"] for act in case.row["acts"]):
            offers.append(Offer("annotate", _word("annotate"), "link"))
        if state in case.form.final or state == "requested":
            offers.append(Offer("discard", _word("discard"), "link"))
        self.show_next(_sentence(case), offers, words_given(case.row))


def _hole(case: Case, hole: Refusal) -> str:
    return wording.sentence(case.speaker.profile, Refused(hole.code, clauses=hole.clauses, **hole.values))


def _turn(case: Case) -> str:
    """Who adds what is missing, and who confirms after that."""
    names, after = listed(case.turn), listed(case.standing.deciders)
    said = t("disposal_page.turn", names=names) if names else t("disposal_page.turn_anyone")
    return said + (t("disposal_page.turn_after", names=after) if after else "")


def _word(action: str) -> str:
    return t(f"disposal_page.do.{action}")


def _sentence(case: Case) -> str:
    if case.holes:
        return "\n".join([*dict.fromkeys(_hole(case, hole) for hole in case.holes), _turn(case)])
    if not case.standing.step:
        return t(f"disposal_page.says.{case.row['state']}")
    return waiting(case.standing, t(f"disposal_page.says.{case.standing.step}"))
