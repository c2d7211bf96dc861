"""What was done: 日時・担当者・処理内容, witness and verdict, for all media of a case alike or group by group."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from app.common.i18n import t
from app.domain.forms import Form
from app.gui import fields
from app.gui.context import Context
from app.gui.disposal.case import Case, by_column
from app.gui.disposal.gate_box import warning_about
from app.gui.form_dialog import FormDialog
from app.gui.widgets.choice_editors import ChoiceEditor, MultiChoiceEditor, Option
from app.gui.widgets.field import Field
from app.gui.widgets.labels import label
from app.services import disposal

_PLACES = {
    "witness_missing": "witness",
    "witness_is_performer": "witness",
    "work_before_permission": "started",
    "work_in_future": "started",
    "method_not_allowed": "method",
    "degauss_not_magnetic": "method",
    "format_only": "method",
}
#: So many media are ticked by their whole names.
_FEW = 5


class PerformDialog(FormDialog):
    """The record of the work; it is kept for every medium of the case.

    Media that were treated otherwise are entered one after the other, and recorded together once none is left.
    """

    def __init__(self, context: Context, parent: QWidget | None, case: Case) -> None:
        super().__init__(context, parent, t("disposal_page.perform"), t("disposal_page.record"), width=620)
        self._case = case
        self._entered: list[dict[str, Any]] = []
        self._step = Form("disposal", case.form.by_name["steps"].columns, "")
        people = fields.people_options(case.staff)
        self._place(people)
        self._preset()

    def _place(self, people: list[Option]) -> None:
        self._say_media()
        make = self._make
        self.form.add(make("started"))
        self.form.add_row(
            make("performer", ChoiceEditor(people)), make("witness", ChoiceEditor([Option("", ""), *people]))
        )
        self.form.add_row(make("method"), make("place"))
        self.form.add(make("detail"))
        self.form.add_row(make("verified_by"), make("verdict"))
        self.form.add(make("ended"), folded=True)
        self.form.add(make("tool"), folded=True)
        self.form.add(make("vendor"), folded=True)
        self.form.add(fields.make(self.context.session.profile, self._case.form, "handed_on"), folded=True)

    def _say_media(self) -> None:
        """The one, or which of them: the first time all, later those whose verdict is not good."""
        row = self._case.row
        if not row["steps"] and len(row["media"]) == 1:
            media = self._case.speaker.say("disposal", "media", row["media"])
            self.box.insertWidget(2, label(t("disposal_page.for_medium", media=media), "muted", wrap=True))
            return
        self._which = MultiChoiceEditor(())
        which = Field("which", t("disposal_page.for_which"), self._which, required=True)
        self.form.add(which).set_hint(t(f"disposal_page.{'earlier' if row['steps'] else 'first'}_steps"))
        last = {step["medium"]: step["verdict"] for step in row["steps"] or []}
        self._offer(row["media"], [id for id in row["media"] if last.get(id) != "passed"] or list(row["media"]))

    def _offer(self, media: Sequence[str], ticked: Sequence[str]) -> None:
        """The media that are still to be entered; many are told apart by their numbers, with the names as hints."""
        names = {id: self._case.speaker.say("disposal", "media", [id]) for id in media}
        many = len(self._case.row["media"]) > _FEW
        numbers = {medium["id"]: str(medium["medium_no"]) for medium, _ in self._case.gates if many}
        self._which.set_options([Option(id, numbers.get(id, name), name) for id, name in names.items()])
        self._which.set_value(list(ticked))

    def _make(self, name: str, editor: Any = None) -> Field:
        return fields.make(self.context.session.profile, self._step, name, editor, prefix="steps.")

    def _preset(self) -> None:
        row = self._case.row
        known = {"started": self._case.now, "method": row["method"], "place": row["place"], "vendor": row["vendor"]}
        draft = self.context.drafts.load(self._draft) or {}
        self.form.set_values({**known, "performer": self.context.session.user, **draft})
        self.form.committed.connect(lambda *_: self.context.drafts.save(self._draft, self.given()))
        self.form.edited.connect(lambda name: self._warn() if name == "method" else None)
        self._warn()
        asked, witness = {gate.witness for _, gate in self._case.gates}, self.form.fields["witness"]
        if "required" in asked:
            witness.set_required(True)
            witness.set_hint(t("disposal_page.witness_needed"))
        elif "recommended" in asked:
            witness.set_hint(t("disposal_page.witness_hint"))

    def _warn(self) -> None:
        method = self.form.fields["method"]
        method.set_hint(warning_about(self.context.session.profile, self._case.gates, method.value()))

    @property
    def _draft(self) -> str:
        return f"disposal.{self._case.row['id']}.perform.{self.context.session.user}"

    def given(self) -> dict[str, Any]:
        """The values as a step keeps them."""
        return {name: value for name, value in self.form.values().items() if value not in (None, "", [])}

    def submit(self) -> None:
        self.form.settle()
        if self.form.faults():
            return
        given = self.given()
        wanted = [name for name, item in self._step.by_name.items() if item.required and name in self.form.fields]
        missing = [name for name in [*wanted, *({"which"} & set(self.form.fields))] if name not in given]
        for name, field in self.form.fields.items():
            field.set_error(t("error.required") if name in missing else "")
        if missing:
            self.form.fields[missing[0]].editor.setFocus()
            return
        session, row = self.context.session, self._case.row
        handed_on = str(given.pop("handed_on", ""))
        which = given.pop("which", row["media"] or [])
        steps = [*self._entered, *({**given, "medium": id} for id in which)]
        done = {step["medium"] for step in [*(row["steps"] or []), *steps]}
        if left := [id for id in row["media"] if id not in done]:
            self._go_on(steps, left)
            return
        self.change(
            lambda: disposal.perform(session, str(row["id"]), steps, handed_on, row),
            lambda _c: self.context.drafts.clear(self._draft),
        )

    def _go_on(self, steps: list[dict[str, Any]], left: list[str]) -> None:
        """Nothing is recorded before every medium has its step: ask for the rest."""
        self._entered = steps
        self._offer(left, left)
        self.banner.say("info", t("disposal_page.steps_left", n=len(left)), closable=False)
        self.form.fields["detail"].editor.setFocus()

    def failed(self, error: Exception) -> None:
        if self._entered:  # what was refused may stand in any of them
            self._entered, media = [], self._case.row["media"]
            self._offer(media, self._which.value())
        super().failed(by_column(error, "steps"))
        name = _PLACES.get(getattr(error, "code", ""), "")
        if name:
            self.form.fields[name].set_error(str(error))
