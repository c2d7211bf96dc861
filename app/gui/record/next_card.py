"""What comes next for a record: one sentence, its button, and what else can be done with it."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.common.i18n import listed, t
from app.domain.ledger import Row
from app.domain.record import condition
from app.gui import theme
from app.gui.record.standing import Standing
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.card import Card
from app.gui.widgets.labels import label

_ICONS = {
    **{"decide": "stamp", "close": "stamp", "confirm": "stamp", "confirm_return": "stamp", "except": "stamp"},
    **{"perform": "wrench", "paper": "file-text", "revise": "pencil", "withdraw": "undo-2", "plan": "pencil"},
    **{"annotate": "message-square", "discard": "x", "report": "trending-up", "finish": "check"},
    **{"certify": "clipboard-check", "trip_out": "log-out", "trip_back": "log-in", "ask_extension": "calendar"},
    **{
        "extend": "stamp",
        "follow": "pencil",
        "check": "clipboard-check",
        "lose": "triangle-alert",
        "review": "stamp",
        "correct_return": "pencil",
    },
    **{"submit": "send", "end": "check", "resume": "undo-2", "reopen": "undo-2"},
    **{"take_out": "log-out", "bring_back": "log-in", "incident": "triangle-alert"},
    **{"attach": "paperclip", "hand_over": "log-out"},
}


class Offer(Struct, frozen=True):
    """A button: the action it tells, its word, and its role ("primary", "link" or an ordinary one)."""

    action: str
    word: str
    role: str = ""


class NextCard(Card):
    """``wanted`` tells the action that a person chose."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__(t("record_views.next"), "arrow-right")
        self.buttons: dict[str, QWidget] = {}
        self._is_awaited = False
        self._inside = QVBoxLayout()
        self._inside.setSpacing(theme.space(1))
        self.body.addLayout(self._inside)

    def await_focus(self) -> None:
        """What is shown next takes the keyboard: the record was just opened, or somebody else sat down before it."""
        self._is_awaited = True

    def show_next(self, sentence: str, offers: Sequence[Offer], beside: Sequence[QWidget] = ()) -> None:
        """Say what the record waits for, and offer what may be done now: what is meant to be done stands first."""
        held = any(made.hasFocus() for made in self.buttons.values())
        if held:
            self.setFocus()  # else it would wander to the next widget, and the page scroll after it
        while (item := self._inside.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.buttons = {}
        for paragraph in sentence.split("\n"):
            self._inside.addWidget(label(paragraph, wrap=True))
        for widget in beside:
            self._inside.addWidget(widget)
        for place, offer in enumerate(sorted(offers, key=lambda offer: offer.role != "primary")):
            # one thing is meant to be done first; what else could be stands below it
            plain = place and offer.role == "primary"
            self._inside.addWidget(self._button(replace(offer, role="") if plain else offer))
        if (held or self._is_awaited) and self.buttons:
            # a press of Enter too many shall not begin to throw away what was just finished
            first = next((made for action, made in self.buttons.items() if action != "discard"), None)
            if first is not None:
                first.show()  # what does not show yet would not take it
                first.setFocus()
        self._is_awaited = False

    def _button(self, offer: Offer) -> QWidget:
        action = offer.action
        made = button(offer.word, _ICONS.get(action, "arrow-right"), offer.role, lambda: self.wanted.emit(action))
        self.buttons[action] = made
        return made


def words_given(row: Row) -> list[QWidget]:
    """What was said to whoever asked: why it came back or was refused, or what a permission in use is tied to."""
    tied = condition(row) if row["state"] in ("permitted", "out") else ""
    said = t("record_views.condition", text=tied) if tied else _reason(row)
    if not said:
        return []
    banner = Banner()
    banner.say("info", said, closable=False)
    return [banner]


def _reason(row: Row) -> str:
    """It is what has to be answered next."""
    act = next((act for act in reversed(row["acts"]) if act["decision"] in ("send_back", "refuse")), None)
    if act is None or not act["remark"]:
        return ""
    if row["state"] not in ("sent_back", "refused") and not (row["state"] == "written" and act is row["acts"][-1]):
        return ""
    return t(f"record_views.why_{act['decision']}", text=act["remark"])


def seal_offers(standing: Standing, word: str, paper: bool) -> list[Offer]:
    """The ways to take a sealed step: by one's own seal, on paper, or as an unavoidable case."""
    offers = [Offer(standing.step, word, "primary")] if standing.may_seal else []
    if paper:
        offers.append(Offer("paper", t("record_views.do_paper")))
    if standing.may_except:
        offers.append(Offer("except", t("record_views.do_except"), "link"))
    return offers


def waiting(standing: Standing, own_turn: str) -> str:
    """Who can take the sealed step: oneself, others by name, or nobody yet, and what to do then."""
    if standing.may_seal:
        return own_turn
    own = bool(standing.broken)
    if standing.others:
        key = "record_views.own_others" if own and standing.holds_role else "record_views.waits_for"
        return t(key, names=listed(standing.others))
    key = "own_nobody" if own else "nobody" if standing.on_paper else "nobody_sealed"
    return t(f"record_views.{key}", roles=listed(standing.roles))
