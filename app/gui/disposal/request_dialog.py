"""Asking to dispose of media: pick them, choose a treatment that the gate leaves open, say when and where."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from app.common.errors import Refused
from app.common.i18n import t
from app.domain.approval import value_of
from app.domain.disposal import METHODS, Gate
from app.domain.ledger import Row
from app.gui import fields, theme, wording
from app.gui.context import Context
from app.gui.disposal.gate_box import GateBox, refused_by_all, warning_about
from app.gui.form_dialog import FormDialog
from app.gui.media.editor import MediaEditor
from app.gui.scrolling import scrolling
from app.gui.widgets.beside import Beside
from app.gui.widgets.choice_editors import ChoiceEditor, Option
from app.gui.widgets.field import Field
from app.gui.widgets.text_editors import LineEditor
from app.services import disposal, people, record
from app.services.session import Changes

#: Why something is corrected; no field of the record.
_REASON = "reason_of_change"
_FOLDED = ("applicant", "applied_on", "vendor", "contract_no", "remark")
_PLACES = {"medium_not_here": "media", "case_is_over": "media"}
_METHOD_CODES = frozenset({"format_only", "degauss_not_magnetic", "method_not_allowed", "nda_erases_nothing"})


class RequestDialog(FormDialog):
    """A new case, or with ``row`` its correction."""

    def __init__(
        self,
        context: Context,
        parent: QWidget | None,
        done: Callable[[Changes], None],
        row: Row | None = None,
        media: Sequence[str] = (),
    ) -> None:
        title = t("disposal_page.correct", no=row["no"]) if row else t("disposal_page.new")
        go = t("disposal_page.save" if row else "disposal_page.send")
        super().__init__(context, parent, title, go, width=940)
        self._done, self._row, self._first = done, row, list(media)
        self._gates: list[tuple[Row, Gate]] = []
        self._declared = record.form_of(context.session, "disposal")
        self._methods = ChoiceEditor([Option(code, t(f"choice.method.{code}")) for code in METHODS])
        self._people = ChoiceEditor([])
        self.media = MediaEditor(context)
        self.gate = GateBox(context.session.profile)
        self._place()
        self.spread(940, 700)
        self.form.edited.connect(self._on_edited)
        self._fill()

    @property
    def draft_key(self) -> str:
        """Where unfinished input lies, each person's own."""
        return f"disposal.{self._row['id'] if self._row else 'new'}.{self.context.session.user}"

    def _place(self) -> None:
        make = self._make
        self.form.add(make("media", self.media))
        self.form.add_row(make("disposition"), make("reason"))
        self.form.add(make("method", self._methods))
        self.form.add_row(make("planned_on"), make("place"))
        for name in _FOLDED:
            if name in self._declared.by_name:
                self.form.add(make(name, self._people if name == "applicant" else None), folded=True)
        for item in self._declared.stage(""):
            if item.name.startswith("x_"):
                self.form.add(make(item.name), folded=not item.required)
        if self._row is not None:
            self.form.add(Field(_REASON, t("disposal_page.reason"), LineEditor(), required=True))
        self.box.removeWidget(self.form)
        both = Beside(340)
        area, side = scrolling(theme.mark_as(self.form, role="scrolled")), scrolling(self.gate)
        area.setMinimumHeight(theme.px(360))
        side.setMinimumHeight(theme.px(170))  # above the form where the window is narrow
        both.main.addWidget(area)
        both.side.addWidget(side)
        self.box.insertWidget(2, both, 1)
        self.spread(940, 700)

    def _make(self, name: str, editor: Any = None) -> Field:
        return fields.make(self.context.session.profile, self._declared, name, editor)

    def _fill(self) -> None:
        session = self.context.session
        self.context.read(lambda: people.all_people(session), self._show_people, owner=self)
        if self._row is not None:
            self.form.set_values({name: value_of(self._row, name) for name in self.form.fields if name != _REASON})
        else:
            known: dict[str, Any] = {"disposition": "discard", "applied_on": session.today, "media": self._first}
            draft = self.context.drafts.load(self.draft_key) or {}
            self.form.set_values({**known, **({} if self._first else draft)})
        self._ask_gate()

    def _show_people(self, found: list[dict[str, Any]]) -> None:
        self._people.set_options(fields.people_options(found))
        chosen = self._row["applicant"] if self._row else self.context.session.user
        self.form.fields["applicant"].set_value(chosen)

    def _given(self) -> dict[str, Any]:
        return {k: v for k, v in self.form.values().items() if v not in (None, "", []) and k != _REASON}

    def _on_edited(self, name: str) -> None:
        if self._row is None:
            self.context.drafts.save(self.draft_key, self._given())
        if name in ("media", "disposition"):
            self._ask_gate()
        if name == "method":
            self._warn()

    def _ask_gate(self) -> None:
        session, given = self.context.session, self._given()
        if given.get("disposition"):
            ids, disposition = list(given.get("media") or []), str(given["disposition"])
            self.context.read(lambda: disposal.gates(session, ids, disposition), self._show_gates, owner=self)

    def _show_gates(self, gates: list[tuple[Row, Gate]]) -> None:
        """Methods that the gate refuses are no longer offered; the reason stands beside."""
        self.gate.show_gates(gates)
        refused = refused_by_all(gates) or {"format_only"}
        chosen = self._methods.value()
        self._methods.set_options([Option(code, t(f"choice.method.{code}")) for code in METHODS if code not in refused])
        self._methods.set_value(chosen if chosen not in refused else None)
        self._gates = gates
        self._warn()

    def _warn(self) -> None:
        """What the rules advise against is said where it is chosen."""
        profile = self.context.session.profile
        self.form.fields["method"].set_hint(warning_about(profile, self._gates, self._methods.value()))

    def submit(self) -> None:
        self.form.settle()
        session, given, row = self.context.session, self._given(), self._row
        if row is None:
            self.change(lambda: disposal.request(session, given), self._on_done)
            return
        reason = self.form.fields[_REASON]
        reason.set_error("" if reason.value() else t("error.reason_missing"))
        if reason.value():
            text, changed = str(reason.value()), self._changed(row)
            self.change(lambda: disposal.revise(session, str(row["id"]), changed, text), self._on_done)

    def _changed(self, row: Row) -> dict[str, Any]:
        """What was changed here, emptied fields too: what others changed meanwhile is not written back."""
        values = self.form.values()
        return {
            name: "" if value is None else value
            for name, value in values.items()
            if name in self._declared.by_name and (value or "") != (value_of(row, name) or "")
        }

    def failed(self, error: Exception) -> None:
        super().failed(error)
        if isinstance(error, Refused):
            name = "method" if error.code in _METHOD_CODES else _PLACES.get(error.code, "")
            if name:
                self.form.fields[name].set_error(wording.sentence(self.context.session.profile, error))

    def _on_done(self, changes: Changes) -> None:
        self.context.drafts.clear(self.draft_key)
        self._done(changes)
