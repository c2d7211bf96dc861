"""What comes next for a case, in one sentence with its button, and what else can be done with it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.common.i18n import t
from app.gui import theme
from app.gui.disposal.case import Case
from app.gui.widgets.buttons import button
from app.gui.widgets.card import Card
from app.gui.widgets.labels import label

_ICONS = {"decide": "stamp", "close": "stamp", "perform": "wrench", "paper": "file-text", "except": "stamp"}
_ICONS |= {"revise": "pencil", "withdraw": "undo-2", "annotate": "message-square", "discard": "x"}


class NextStep(Card):
    """``wanted`` tells the action that a person chose."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__(t("disposal_page.next"), "arrow-right")
        self.buttons: dict[str, QWidget] = {}
        self._inside = QVBoxLayout()
        self._inside.setSpacing(theme.space(1))
        self.body.addLayout(self._inside)

    def show_case(self, case: Case, *, may_annotate: bool) -> None:
        """Say what the case waits for, and offer what may be done now by the person at the keyboard."""
        while (item := self._inside.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.buttons = {}
        state = str(case.row["state"])
        self._inside.addWidget(label(_sentence(case), "body", wrap=True))
        if case.step:
            self._offer_seal(case)
        if state == "permitted":
            self._offer("perform", "primary")
        if state in case.form.revise:
            self._offer("revise", "link")
        if state in ("requested", "sent_back", "permitted"):
            self._offer("withdraw", "link")
        if may_annotate and any(act["sealed"] for act in case.row["acts"]):
            self._offer("annotate", "link")
        if state in case.form.final or state == "requested":
            self._offer("discard", "link")

    def _offer_seal(self, case: Case) -> None:
        if case.may_seal:
            self._offer(case.step, "primary")
        if case.form.steps[case.step].paper:
            self._offer("paper")
        if case.may_except:
            self._offer("except", "link")

    def _offer(self, action: str, role: str = "") -> None:
        made = button(t(f"disposal_page.do.{action}"), _ICONS[action], role, lambda: self.wanted.emit(action))
        self.buttons[action] = made
        self._inside.addWidget(made)


def _sentence(case: Case) -> str:
    """Who can take the step: oneself, others by name, or nobody yet, and what to do then."""
    if not case.step:
        return t(f"disposal_page.says.{case.row['state']}")
    if case.may_seal:
        return t(f"disposal_page.says.{case.step}")
    names = "、".join(case.others)
    if case.others:
        return t("disposal_page.says.own_others" if case.broken else "disposal_page.says.waits_for", names=names)
    return t("disposal_page.says.own_nobody" if case.broken else "disposal_page.says.nobody")
