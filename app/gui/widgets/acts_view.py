"""What was decided on a record: seals, decisions on paper, void ones, exceptions, and additions beside them."""

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.common.i18n import t
from app.domain import words
from app.domain.approval import lapsed
from app.domain.forms import Form
from app.domain.ledger import Row
from app.domain.policy import Profile
from app.gui import dates, theme
from app.gui.widgets.badge import Badge, State
from app.gui.widgets.card import Card
from app.gui.widgets.flow import flow_row
from app.gui.widgets.labels import label

#: The look and the mark of each decision that was made.
_LOOKS = {
    "permit": ("done", "✓"),
    "permit_with_conditions": ("partly", "△"),
    "send_back": ("na", "←"),
    "refuse": ("not", "×"),
    "confirm": ("done", "✓"),
}


class ActsView(Card):
    """The latest act first; steps without a seal stand in the history."""

    def __init__(self) -> None:
        super().__init__(t("record_views.acts"), "stamp")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.space(1.5))
        self.body.addLayout(self._lines)

    def show_row(self, form: Form, row: Row, profile: Profile) -> None:
        """Show the acts and additions of a record."""
        while (item := self._lines.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        acts = [act for act in row["acts"] if act["sealed"] or act["paper"]]
        for act in reversed(acts):
            self._lines.addWidget(_act(form, act, profile))
        for note in reversed(row["notes"]):
            self._lines.addWidget(_note(form, note))
        if not acts and not row["notes"]:
            self._lines.addWidget(label(t("record_views.no_acts"), "muted", wrap=True))


def _states(form: Form, act: dict[str, Any]) -> list[State]:
    word = words.act_word(form, act)
    if lapsed(form, act):
        return [State("not", "×", t("record_views.void", what=word))]
    found = [State(*_LOOKS.get(act["decision"], ("done", "✓")), word)]
    if act["paper"]:
        found.append(State("na", t("widget.mark.paper"), t("record_views.on_paper")))
    if act["deputy"]:
        word = "record_views.deputy_done" if act["reviewed"] else "record_views.deputy_open"
        found.append(State("accent", t("widget.mark.deputy"), t(word)))
    if act["exception"]:
        found.append(State("partly", "※", t("record_views.exception")))
    return found


def digits(act: dict[str, Any]) -> str:
    """The first twelve digits of a seal's event, as 検証番号 is written; － for a seal told by another store."""
    hashed = str(act["event"]).upper()
    return "-".join(hashed[place : place + 4] for place in (0, 4, 8)) if hashed else "－"


def _act(form: Form, act: dict[str, Any], profile: Profile) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.px(4))
    column.addWidget(flow_row(*(Badge(state) for state in _states(form, act))))
    if act["paper"]:
        paper = act["paper"]
        who, day = f"{paper.get('post', '')} {paper['decider']}".strip(), dates.full(paper["decided_on"])
        column.addWidget(
            label(t("record_views.paper_line", who=who, day=day, no=paper["document_no"]), "small", wrap=True)
        )
    else:
        shown = act["shown"]
        who = f"{shown.get('post', '')} {shown.get('name', '')}".strip()
        at = f"{dates.full(act['at'][:10])} {dates.clock_time(act['at'])}"
        column.addWidget(
            label(t("record_views.seal_line", who=who, role=words.sealed_role(profile, act), at=at), "small", wrap=True)
        )
        column.addWidget(label(t("record_views.verification", number=digits(act)), "hint", wrap=True))
    conditional = act["decision"] == "permit_with_conditions"
    for key, said in (("condition" if conditional else "remark", act["remark"]), ("exception", act["exception"])):
        if said:
            column.addWidget(label(t(f"record_views.act_{key}", text=said), "small", wrap=True))
    return made


def _note(form: Form, note: dict[str, Any]) -> QWidget:
    field = words.field_label(form, note["field"])
    who = note["shown"].get("name", "")
    text = t("record_views.note", field=field, text=note["text"], who=who, day=dates.full(note["at"][:10]))
    return label(text, "small", wrap=True)
