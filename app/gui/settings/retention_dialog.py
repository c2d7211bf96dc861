"""Records past their retention: looked through, chosen, and discarded together under one seal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.common.i18n import t
from app.common.text import fold, search_words
from app.gui.context import Context
from app.gui.form_dialog import FormDialog
from app.gui.listing import export_button
from app.gui.memory import Memory
from app.gui.seal_dialog import ask_seal
from app.gui.widgets.buttons import button
from app.gui.widgets.empty import Empty
from app.gui.widgets.field import Field
from app.gui.widgets.labels import label
from app.gui.widgets.table import Table
from app.gui.widgets.table_model import Column
from app.gui.widgets.text_editors import LineEditor
from app.services import paper_registers, retention
from app.services.approval import Signet
from app.services.retention import Expired
from app.services.session import Changes

_COLUMNS = (
    ("form", "text", 150),
    ("no", "text", 120),
    ("words", "text", 300),
    ("state", "text", 90),
    ("touched", "date", 130),
    ("kept_until", "date", 130),
)


class ExpiredRows:
    """The records as rows of a table."""

    def __init__(self) -> None:
        self.found: dict[str, Expired] = {}

    def ids(self, text: str, sort: str, descending: bool) -> Sequence[str]:
        """The ids of the records that hold every word of ``text``; those that ended first stand first."""
        wanted = search_words(text)
        cells = {id: self._cells(one) for id, one in self.found.items()}
        chosen = [id for id in self.found if all(word in fold(" ".join(cells[id])) for word in wanted)]
        at = next((place for place, (name, _, _) in enumerate(_COLUMNS) if name == sort), None)
        if at is not None:
            chosen.sort(key=lambda id: cells[id][at], reverse=descending)
        return chosen

    def rows(self, ids: Sequence[str]) -> Sequence[tuple[Any, ...]]:
        """The cells of these records."""
        return [self._cells(self.found[id]) for id in ids]

    @staticmethod
    def _cells(one: Expired) -> tuple[str, ...]:
        return (one.title, one.no, one.words, one.state, one.touched, one.kept_until)


class RetentionDialog(FormDialog):
    """Nothing is chosen at first; ``done`` is told how many records went."""

    def __init__(self, context: Context, parent: QWidget | None, done: Callable[[int, Changes], None]) -> None:
        super().__init__(context, parent, t("retention.title"), t("record_views.to_seal"), 760)
        self._parent, self._done = parent, done
        self.rows = ExpiredRows()
        self._build()
        self.spread(1000, 680)
        self._on_selected()
        session = context.session
        context.read(lambda: retention.expired(session), self._show, owner=self, failed=self.failed)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.table.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def chosen(self) -> list[Expired]:
        """The records that are selected, from top to bottom."""
        return [self.rows.found[str(id)] for id in self.table.selected_ids()]

    def submit(self) -> None:
        self.form.settle()
        reason, chosen = str(self.reason.value() or ""), self.chosen()
        self.reason.set_error("" if reason else t("error.required"))
        if not chosen:
            self.banner.say("warn", t("retention.choose_first"))
        if not (reason and chosen):
            return
        session, done, n = self.context.session, self._done, len(chosen)

        def act(signet: Signet, _decision: str, _remark: str, _exception: str) -> Changes:
            return retention.discard(session, chosen, reason, signet)

        self.accept()
        ask_seal(
            self.context,
            self._parent,
            title=t("retention.seal", n=f"{n:,}"),
            sections=[(one.title, f"{one.no}　{one.words}".strip()) for one in chosen],
            paper=lambda session: paper_registers.discard_plan(session, chosen, reason),
            warnings=[t("retention.warning")],
            act=act,
            done=lambda changes: done(n, changes),
        )

    def _show(self, found: list[Expired]) -> None:
        self.rows.found = {one.id: one for one in found}
        self.table.reload()

    def _on_selected(self) -> None:
        n = len(self.table.selected_ids())
        self.said.setText(t("retention.chosen", n=f"{n:,}") if n else t("retention.nothing_chosen"))
        self.accept_button.setEnabled(bool(n))
        if n:
            self.banner.hide()

    def _on_opened(self, id: object) -> None:
        self.accept()
        self.context.signals.go_to.emit(*self.rows.found[str(id)].place)

    def _build(self) -> None:
        columns = [Column(name, t(f"paper.retention.{name}"), kind, width) for name, kind, width in _COLUMNS]
        nothing = Empty("circle-check", t("retention.none"))
        memory = Memory(self.context.settings)
        self.table = Table("retention", columns, self.rows, self.context.tasks, nothing, memory)
        self.table.selected.connect(self._on_selected)
        self.table.opened.connect(self._on_opened)
        self.table.bar.addWidget(button(t("retention.all"), "check", "link", self.table.view.selectAll))
        export_button(self.context, self.table, t("retention.title"), self.banner)
        self.said = label("", "strong", wrap=True)
        self.reason = Field("reason", t("record_views.reason"), LineEditor(), required=True)
        self.form.add(self.reason)
        self.reason.set_value(t("ground.retention"))
        place = self.box.indexOf(self.form)
        self.box.setStretchFactor(self.form, 0)
        self.box.insertWidget(place, label(t("retention.text"), "body", wrap=True))
        self.box.insertWidget(place + 1, self.table, 1)
        self.box.insertWidget(place + 2, self.said)
