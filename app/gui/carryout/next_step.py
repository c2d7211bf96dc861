"""What comes next for a request, in one sentence with its button, and what else can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.common.i18n import t
from app.gui import dates, theme, wording
from app.gui.carryout.case import Case
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.card import Card
from app.gui.widgets.labels import label

_ICONS = {"decide": "stamp", "confirm_return": "stamp", "take_out": "log-out", "bring_back": "log-in"}
_ICONS |= {"revise": "pencil", "withdraw": "undo-2", "paper": "file-text", "except": "stamp"}
_REVISABLE = ("requested", "sent_back", "permitted")


class NextStep(Card):
    """``wanted`` tells the action that a person chose: decide, except, paper, take_out, bring_back …"""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__(t("carryout_page.next"), "arrow-right")
        self.buttons: dict[str, QWidget] = {}
        self._inside = QVBoxLayout()
        self._inside.setSpacing(theme.space(1))
        self.body.addLayout(self._inside)

    def show_case(self, case: Case) -> None:
        """Say what the request waits for, and offer what may be done now by the person at the keyboard."""
        while (item := self._inside.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.buttons = {}
        state = case.row["state"]
        self._inside.addWidget(label(self._sentence(case), wrap=True))
        if case.condition and state in ("permitted", "out"):
            banner = Banner()
            banner.say("info", t("carryout_page.condition", text=case.condition), closable=False)
            self._inside.addWidget(banner)
        self._offer_main(case)
        if state in _REVISABLE:
            self._offer("revise")
            self._offer("withdraw")

    def _offer_main(self, case: Case) -> None:
        state = case.row["state"]
        if state == "permitted":
            self._offer("take_out", "primary")
        elif state == "out":
            self._offer("bring_back", "primary")
        elif case.step:
            if case.may_seal:
                self._offer(case.step, "primary")
            if case.form.steps[case.step].paper:
                self._offer("paper")
            if case.may_except:
                self._offer("except", "link")

    def _offer(self, action: str, role: str = "") -> None:
        made = button(_word(action), _ICONS[action], role, lambda: self.wanted.emit(action))
        self.buttons[action] = made
        self._inside.addWidget(made)

    @staticmethod
    def _sentence(case: Case) -> str:
        state = case.row["state"]
        if case.step:
            return _waiting(case)
        if state == "out" and case.overdue_days:
            return t("carryout_page.says.overdue", due=dates.full(case.row["due_on"]), days=case.overdue_days)
        due = dates.full(case.row["due_on"])
        return {
            "permitted": t("carryout_page.says.permitted"),
            "sent_back": t("carryout_page.says.sent_back"),
            "out": t("carryout_page.says.out", due=due),
            "refused": t("carryout_page.says.refused"),
            "withdrawn": t("carryout_page.says.withdrawn"),
            "closed": t("carryout_page.says.closed"),
        }.get(state, "")


def _word(action: str) -> str:
    return {
        "decide": t("carryout_page.decide"),
        "confirm_return": t("carryout_page.confirm_return"),
        "take_out": t("carryout_page.take_out"),
        "bring_back": t("carryout_page.bring_back"),
        "revise": t("carryout_page.revise"),
        "withdraw": t("carryout_page.withdraw"),
        "paper": t("carryout_page.paper"),
        "except": t("carryout_page.except"),
    }[action]


def _waiting(case: Case) -> str:
    """Who can take the sealed step: oneself, others by name, or nobody yet, and what to do then."""
    returning = case.step == "confirm_return"
    names = wording.listed(case.others)
    if case.may_seal:
        return t("carryout_page.says.confirm" if returning else "carryout_page.says.decide")
    own = bool(case.broken)
    if case.others:
        key = "carryout_page.says.own_others" if own else "carryout_page.says.waits_for"
        return t(key, names=names)
    return t("carryout_page.says.own_nobody" if own else "carryout_page.says.nobody")
