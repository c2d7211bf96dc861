"""Entering or correcting a medium: five fields to fill, the rest under 詳細, the rules beside it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.common import i18n
from app.common.i18n import t
from app.domain.approval import value_of
from app.domain.ledger import Row
from app.domain.policy import Objection
from app.gui import fields, theme, wording
from app.gui.context import Context
from app.gui.form_dialog import FormDialog
from app.gui.media.editor import MediumEditor
from app.gui.widgets.banner import Banner
from app.gui.widgets.choice_editors import ChoiceEditor, Option
from app.gui.widgets.editor import Editor
from app.gui.widgets.field import Field
from app.gui.widgets.text_editors import LineEditor
from app.services import media, people, record
from app.services.session import Changes

_DRAFT = "medium.new"
_FOLDED = (
    *("contents", "locked", "holder", "maker", "model", "serial", "capacity", "asset_no", "ownership"),
    *("parent", "copied_from", "registered_on", "remark"),
)


class EntryDialog(FormDialog):
    """A new entry, or with ``row`` a correction that keeps the old value."""

    def __init__(
        self,
        context: Context,
        parent: QWidget | None,
        row: Row | None = None,
        done: Callable[[Changes], None] | None = None,
    ) -> None:
        title = t("media_page.correct", no=row["medium_no"]) if row else t("media_page.new")
        super().__init__(context, parent, title, t("media_page.save"), width=620)
        self._row, self._done, self._counted = row, done, 1
        self._declared = record.form_of(context.session, "medium")
        self._people = ChoiceEditor([])
        self._place()
        self._rules = QVBoxLayout()
        self._rules.setSpacing(theme.space(1))
        self.box.insertLayout(3, self._rules)
        self.form.edited.connect(self._on_edited)
        self._fill()

    def _place(self) -> None:
        profile, form, make = self.context.session.profile, self._declared, self._make
        self.form.add_row(make("medium_kind"), make("quantity"))
        self.form.add_row(make("medium_no"), make("name"))
        self.form.add_row(make("info_class"), make("zone"))
        self.form.add(make("place"))
        for name in _FOLDED:
            if name in form.by_name:
                self.form.add(fields.make(profile, form, name, self._editor(name)), folded=True)
        for item in form.stage(""):
            if item.name.startswith("x_"):
                self.form.add(make(item.name), folded=not item.required)
        if self._row is not None:
            self.form.add(Field("reason", t("media_page.reason"), LineEditor(), required=True))
        self.form.fields["medium_no"].set_hint(t("media_page.number_hint"))

    def _editor(self, name: str) -> Editor | None:
        if name == "holder":
            return self._people
        return MediumEditor(self.context) if name in ("parent", "copied_from") else None

    def _make(self, name: str) -> Field:
        return fields.make(self.context.session.profile, self._declared, name)

    def _fill(self) -> None:
        session, row = self.context.session, self._row
        self.context.read(lambda: people.all_people(session), self._show_people, owner=self)
        if row is not None:
            self.form.set_values({name: value_of(row, name) for name in self.form.fields if name != "reason"})
            return
        self.form.set_values({"quantity": 1, "registered_on": session.today})
        draft = self.context.drafts.load(_DRAFT)
        if draft:
            self.form.set_values(draft)
        self._ask_rules()

    def _show_people(self, found: list[dict[str, Any]]) -> None:
        self._people.set_options([Option("", ""), *fields.people_options(found)])
        if self._row is not None:
            self.form.fields["holder"].set_value(self._row.get("holder"))

    def _on_edited(self, name: str) -> None:
        if name == "medium_kind" and self._row is None:
            self._suggest()
        if name == "medium_no":
            self._count()
        if name in ("medium_no", "quantity"):
            self._compare()
        if name == "copied_from":
            self._inherit()
        if self._row is None:
            self.context.drafts.save(_DRAFT, {k: v for k, v in self.form.values().items() if v not in (None, "", [])})
        self._ask_rules()

    def _suggest(self) -> None:
        kind, session = self.form.fields["medium_kind"].value(), self.context.session
        if kind:
            self.context.read(
                lambda: media.suggest_number(session, str(kind)), self.form.fields["medium_no"].set_value, owner=self
            )

    def _count(self) -> None:
        """A range of numbers says how many there are, unless another quantity was typed."""
        quantity, spanned = self.form.fields["quantity"], media.numbers_in(str(self.form.fields["medium_no"].value()))
        if quantity.value() in (None, 1, self._counted):
            quantity.set_value(spanned)
            self._counted = spanned

    def _compare(self) -> None:
        """A range that holds another number than the quantity is said beside it; either may be meant."""
        quantity, spanned = self.form.fields["quantity"], media.numbers_in(str(self.form.fields["medium_no"].value()))
        differs = spanned > 1 and quantity.value() not in (None, spanned)
        quantity.set_hint(t("media_page.numbers_differ", n=spanned) if differs else "")

    def _inherit(self) -> None:
        """A copy begins with the class of its original."""
        source, session, field = (
            self.form.fields["copied_from"].value(),
            self.context.session,
            self.form.fields["info_class"],
        )
        if source and not field.value():
            self.context.read(
                lambda: record.get(session, "medium", str(source))["info_class"], field.set_value, owner=self
            )

    def _explain_class(self) -> None:
        """What the chosen class means in this city."""
        field = self.form.fields["info_class"]
        known = self.context.session.profile.classes.get(str(field.value()))
        field.set_hint(known.meaning.get(i18n.language()) if known else "")

    def _ask_rules(self) -> None:
        self._explain_class()
        values, session = self._values(), self.context.session
        if values.get("medium_kind") and values.get("info_class"):
            self.context.read(lambda: media.objections(session, values), self._show_rules, owner=self)

    def _show_rules(self, found: list[Objection]) -> None:
        while (item := self._rules.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        profile = self.context.session.profile
        for objection in found:
            banner = Banner()
            kind = "refuse" if objection.effect == "refuse" else "info"
            note = objection.rule.note.get(i18n.language()) if objection.rule else t(f"error.{objection.code}")
            banner.say(kind, note, wording.citations(profile, objection.clauses), closable=False)
            self._rules.addWidget(banner)

    def _values(self) -> dict[str, Any]:
        return {
            name: value
            for name, value in self.form.values().items()
            if value not in (None, "", []) and name != "reason"
        }

    def submit(self) -> None:
        self.form.settle()
        if any(field.fault() for field in self.form.fields.values()):
            self.form.faults()
            return
        session, values, row = self.context.session, self._values(), self._row
        if row is None:
            self.change(lambda: media.register(session, values), self._on_done)
            return
        reason = self.form.fields["reason"]
        reason.set_error("" if reason.value() else t("error.reason_missing"))
        if reason.value():
            text = str(reason.value())
            # what others changed meanwhile is not written back
            changed = {
                name: "" if value is None else value
                for name, value in self.form.values().items()
                if name != "reason" and (value or "") != (value_of(row, name) or "")
            }
            self.change(lambda: record.revise(session, "medium", str(row["id"]), changed, text), self._on_done)

    def _on_done(self, changes: Changes) -> None:
        if self._row is None:
            self.context.drafts.clear(_DRAFT)
        if self._done is not None:
            self._done(changes)
