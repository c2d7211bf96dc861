"""Everything that happened to a record, oldest first, with the old value beside the new one."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.common.i18n import t
from app.gui import dates, theme, wording
from app.gui.widgets.card import Card
from app.gui.widgets.labels import label, rule

#: So many new lines of a table are told one by one.
_FEW = 3
#: The steps that are nothing but a decision.
_DECISIONS = ("decide", "confirm")


class Say(Protocol):
    """Puts what an event holds into words: values, labels of fields, names of steps, by the form's name."""

    def say(self, form: str, name: str, value: Any, /) -> str: ...

    def label(self, form: str, name: str, /) -> str: ...

    def action(self, form: str, action: str, /) -> str: ...

    def order(self, form: str, /) -> Sequence[str]: ...


class HistoryView(Card):
    """One line an event; nothing is ever taken out of it."""

    def __init__(self) -> None:
        super().__init__(t("record_views.history"), "history")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.space(1))
        self.body.addLayout(self._lines)

    def show_events(self, events: Sequence[Mapping[str, Any]], names: Mapping[str, str], say: Say) -> None:
        """Show events as ``record.history`` or ``media.life`` give them; ``names`` are people by id."""
        while (item := self._lines.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        known: dict[str, dict[str, Any]] = {}
        for event in events:
            self._lines.addWidget(_line(event, names, say, known))


def _line(event: Mapping[str, Any], names: Mapping[str, str], say: Say, known: dict[str, dict[str, Any]]) -> QWidget:
    body = event["body"]
    form, record = str(body.get("form") or event.get("form", "")), str(body.get("record", ""))
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.px(2))
    column.addWidget(rule())
    at = f"{dates.short(event['at'][:10])} {dates.clock_time(event['at'])}"
    head = t("record_views.event", at=at, what=_what(event, form, say), who=names.get(event["by"], ""))
    column.addWidget(label(head, "strong", wrap=True))
    before = known.setdefault(record, {})
    first = event["kind"] == "record.opened"
    order = {name: place for place, name in enumerate(say.order(form))}  # the ledger keeps them by the alphabet
    values = sorted((body.get("values") or {}).items(), key=lambda item: order.get(item[0], len(order)))
    changes = [_change(form, name, before.get(name), value, say, first=first) for name, value in values]
    said = [text for text in changes if text]
    if said:  # what a record began with reads as one paragraph, what was changed later line by line
        text = wording.apart(*said) if first else "\n".join(said)
        column.addWidget(label(text, "small", wrap=True))
    before.update(body.get("values") or {})
    if paper := body.get("paper"):  # who keeps the record of a paper is not who decided on it
        who, day = f"{paper.get('post', '')} {paper['decider']}".strip(), dates.full(paper["decided_on"])
        on_paper = t("record_views.paper_line", who=who, day=day, no=paper["document_no"])
        column.addWidget(label(f"{t('record_views.on_paper')}: {on_paper}", "small", wrap=True))
    for key in ("name", "reason", "remark", "text"):
        if body.get(key):
            column.addWidget(label(str(body[key]), "muted", wrap=True))
    return made


def _what(event: Mapping[str, Any], form: str, say: Say) -> str:
    body, kind = event["body"], event["kind"]
    number = f"{event['no']} " if event.get("no") else ""
    if kind == "record.moved":
        word = say.action(form, body["action"])
        if body.get("decision"):  # that a request was decided on, its decision says; of an extension it says not
            decision = t(f"decided.{body['decision']}")
            plain = body["action"] in _DECISIONS
            word = decision if plain else t("record_views.decided", what=word, decision=decision)
        return f"{number}{word}"
    return f"{number}{t(f'kind.{kind}')}"


def _change(form: str, name: str, old: Any, new: Any, say: Say, *, first: bool) -> str:
    if isinstance(new, list) and new and isinstance(new[0], dict):
        return "\n".join(_lines_of(form, name, old or [], new, say))
    field, value = say.label(form, name), say.say(form, name, new)
    if old == new and not first:
        return ""
    if first or old in (None, "", []):
        return t("record_views.set", field=field, value=value) if value else ""
    return t("record_views.changed", field=field, old=say.say(form, name, old), new=value or "－")


def _lines_of(form: str, name: str, old: Sequence[Any], new: Sequence[Any], say: Say) -> list[str]:
    """The lines of a table that came or were put right; of very many that came only how many."""
    field = say.label(form, name)
    pairs = zip(old, new, strict=False)
    said = [
        t("record_views.changed", field=field, old=say.say(form, name, before), new=say.say(form, name, after))
        for before, after in pairs
        if before != after
    ]
    added = new[len(old) :]
    if len(added) > _FEW:
        return [*said, t("record_views.set", field=field, value=t("widget.table.count", n=len(added)))]
    words = [say.say(form, name, line) for line in added]
    return [*said, *(t("record_views.set", field=field, value=word) for word in words if word)]
