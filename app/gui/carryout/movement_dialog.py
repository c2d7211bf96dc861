"""It leaves the office, it is back: when, whether viruses were looked for, and what became of the data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from app.common.i18n import t
from app.gui import wording
from app.gui.carryout.case import Case
from app.gui.context import Context
from app.gui.fields import make
from app.gui.form_dialog import FormDialog
from app.gui.widgets.banner import Banner
from app.gui.widgets.field import Field
from app.gui.widgets.labels import label
from app.gui.widgets.text_editors import LineEditor
from app.services import carryout
from app.services.session import Changes, Session

Verb = Callable[[Session, str, Mapping[str, Any]], Changes]


def _ask_extension(session: Session, id: str, values: Mapping[str, Any]) -> Changes:
    until, reason = str(values.get("extended_until", "")), str(values.get("extension_reason", ""))
    return carryout.ask_extension(session, id, until, reason)


def _correct(session: Session, id: str, values: Mapping[str, Any]) -> Changes:
    said = {name: value for name, value in values.items() if name != _REASON}
    return carryout.correct_return(session, id, said, str(values.get(_REASON, "")))


#: Why something is put right; it is no field of the request.
_REASON = "reason_of_change"
_VERBS: dict[str, Verb] = {
    "take_out": carryout.take_out,
    "hand_over": carryout.hand_over,
    "bring_back": carryout.bring_back,
    "ask_extension": _ask_extension,
    "lose": carryout.lose,
    "correct_return": _correct,
}
#: The fields of each step, in the order in which they are asked; the first is the moment.
_LEAVING = ("out_at", "out_virus_check")
_BACK = ("back_at", "back_virus_check", "erasure", "kept_reason", "back_remark")
_FIELDS = {
    "take_out": _LEAVING,
    "hand_over": ("handed_at", "handed_check"),
    "bring_back": _BACK,
    "ask_extension": ("extended_until", "extension_reason"),
    "lose": ("lost_at", "lost_place", "lost_detail"),
    "correct_return": (*_BACK, *_LEAVING),
}
_HINTS = {"handed_check": "carryout_page.hint.handed_check"}
_WORDS = {"ask_extension": "carryout_page.send", "correct_return": "carryout_page.save"}


class MovementDialog(FormDialog):
    """One step of a movement, or the correction of its return: ``action`` names one of the verbs above."""

    def __init__(self, context: Context, parent: QWidget | None, case: Case, action: str) -> None:
        title = t(f"carryout_page.{action}")
        word = t(_WORDS.get(action, "carryout_page.record"))
        super().__init__(context, parent, title, word, 500)
        self._case, self._action = case, action
        self.box.insertWidget(1, label(case.row["no"], "muted"))
        self.virus = Banner()
        self.box.insertWidget(3, self.virus)
        self._place()
        self._preset()
        self.form.edited.connect(self._on_edited)
        self.form.committed.connect(lambda *_: context.drafts.save(self.draft_key, self.given()))
        self._on_edited("")

    def _place(self) -> None:
        """The fields of the step; of a correction of the return what is seldom wrong, the leaving, is folded."""
        form, profile, correcting = self._case.form, self.context.session.profile, self._action == "correct_return"
        for name in _FIELDS[self._action]:
            leaving = correcting and name in _LEAVING
            if name in form.by_name and not (leaving and not self._case.row["out_at"]):
                field = self.form.add(make(profile, form, name), folded=leaving)
                field.set_required(form.by_name[name].required)
                if name in _HINTS:
                    field.set_hint(t(_HINTS[name]))
        if correcting:
            self.form.add(Field(_REASON, t("carryout_page.reason"), LineEditor(), required=True))

    @property
    def draft_key(self) -> str:
        """Where unfinished input lies."""
        return f"carryout.{self._case.row['id']}.{self._action}.{self.context.session.user}"

    def submit(self) -> None:
        self.form.settle()
        faults, reason = self.form.faults(), self.form.fields.get(_REASON)
        if reason is not None and not reason.value():
            faults[_REASON] = t("carryout_page.reason_missing")
            reason.set_error(faults[_REASON])
        if faults:
            return
        session, verb, id, values = self.context.session, _VERBS[self._action], self._case.row["id"], self.given()
        self.change(lambda: verb(session, id, values), lambda _: self.context.drafts.clear(self.draft_key))

    def failed(self, error: Exception) -> None:
        super().failed(error)
        if getattr(error, "code", "") == "out_before_permission" and "out_at" in self.form.fields:
            self.form.fields["out_at"].set_error(wording.sentence(self.context.session.profile, error))

    def given(self) -> dict[str, Any]:
        """The values as the form keeps them: nothing for what is empty, unless a correction may have emptied it."""
        if self._action == "correct_return":
            return {name: value or "" for name, value in self.form.values().items()}
        found = {name: value for name, value in self.form.values().items() if value not in (None, "")}
        if found.get("erasure") != "kept":
            found.pop("kept_reason", None)
        return found

    def _preset(self) -> None:
        now = self.context.session.clock.now().isoformat(timespec="minutes")
        if self._action == "correct_return":
            self.form.set_values({name: self._case.row.get(name) for name in self.form.fields if name != _REASON})
        elif self._action != "ask_extension":  # its day lies ahead: today would be before it is due
            self.form.set_values({_FIELDS[self._action][0]: now})
        self.form.set_values(self.context.drafts.load(self.draft_key) or {})

    def _on_edited(self, _name: str) -> None:
        fields = self.form.fields
        if "kept_reason" in fields:
            fields["kept_reason"].setVisible(fields["erasure"].value() == "kept")
        if any(field.value() == "found" for name, field in fields.items() if name.endswith("virus_check")):
            self.virus.say("warn", t("carryout_page.virus_found"), closable=False)
        else:
            self.virus.hide()
