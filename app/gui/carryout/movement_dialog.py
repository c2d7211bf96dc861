"""It leaves the office, it is back: when, whether viruses were looked for, and what became of the data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.common.errors import BadInput
from app.common.i18n import t
from app.domain.forms import CHOICES
from app.gui import theme, wording
from app.gui.carryout.case import Case
from app.gui.context import Context
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.choice_editors import ChoiceEditor, Option
from app.gui.widgets.date_editors import DateTimeEditor
from app.gui.widgets.editor import Editor
from app.gui.widgets.field import Field
from app.gui.widgets.form_layout import FormLayout
from app.gui.widgets.labels import label
from app.gui.widgets.shortcut_hint import ShortcutHint
from app.gui.widgets.text_editors import AreaEditor, LineEditor
from app.services import carryout
from app.services.session import Changes, Session

Verb = Callable[[Session, str, Mapping[str, Any]], Changes]
_VERBS: dict[str, Verb] = {"take_out": carryout.take_out, "bring_back": carryout.bring_back}
#: Length of a moment as the form keeps it: 2026-05-12T09:00.
_MINUTES = 16


class MovementDialog(QDialog):
    """One step of a movement: ``action`` is take_out or bring_back."""

    def __init__(self, context: Context, parent: QWidget | None, case: Case, action: str) -> None:
        super().__init__(parent)
        self.context, self._case, self._action = context, case, action
        self._working = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(t(f"carryout_page.{action}"))
        self.setMinimumWidth(theme.px(480))
        self.form = FormLayout()
        self._build()
        self._preset()
        self.form.edited.connect(self._on_edited)
        self._on_edited("")

    @property
    def draft_key(self) -> str:
        """Where unfinished input lies."""
        return f"carryout.{self._case.row['id']}.{self._action}.{self.context.session.user}"

    def submit(self) -> None:
        """Record the step, or say beside each field what is missing."""
        self.form.settle()
        if self._working or self.form.faults():
            return
        self._working = True
        session, verb, id, values = self.context.session, _VERBS[self._action], self._case.row["id"], self.given()
        self.context.change(lambda: verb(session, id, values), self, self._on_done, self._on_failed)

    def given(self) -> dict[str, Any]:
        """The values as the form keeps them: moments to the minute, nothing for what is empty."""
        found = {name: value for name, value in self.form.values().items() if value not in (None, "")}
        if found.get("erasure") != "kept":
            found.pop("kept_reason", None)
        return {name: value[:_MINUTES] if name.endswith("_at") else value for name, value in found.items()}

    def _on_done(self, _changes: Changes) -> None:
        self.context.drafts.clear(self.draft_key)
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        self._working = False
        profile = self.context.session.profile
        if isinstance(error, BadInput):
            strangers = self.form.show_faults(wording.faults(profile, error))
            if strangers:
                self.banner.say("warn", "\n".join(map(str, strangers)))
        else:
            wording.tell(profile, error, self, self.banner)

    def _on_edited(self, _name: str) -> None:
        kept = self.form.fields.get("kept_reason")
        if kept is not None:
            kept.setVisible(self.form.fields["erasure"].value() == "kept")
        found = any(
            field.value() == "found" for name, field in self.form.fields.items() if name.endswith("virus_check")
        )
        if found:
            self.banner.say("warn", t("carryout_page.virus_found"), closable=False)
        else:
            self.banner.hide()

    def _preset(self) -> None:
        stage = {"take_out": "out_at", "bring_back": "back_at"}[self._action]
        session = self.context.session
        self.form.set_values({stage: session.clock.now().isoformat(timespec="minutes")})
        self.form.set_values(self.context.drafts.load(self.draft_key) or {})
        self.form.committed.connect(lambda *_: self.context.drafts.save(self.draft_key, self.given()))

    def _build(self) -> None:
        self.banner = Banner()
        if self._action == "take_out":
            self._put("out_at", DateTimeEditor())
            self._put("out_virus_check", ChoiceEditor(_options("virus_check")))
        else:
            self._put("back_at", DateTimeEditor())
            self._put("back_virus_check", ChoiceEditor(_options("virus_check")))
            self._put("erasure", ChoiceEditor(_options("erasure")))
            self._put("kept_reason", LineEditor())
            self._put("back_remark", AreaEditor(t("carryout_page.back_remark_example"), lines=2))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.space(3)] * 4)
        layout.setSpacing(theme.space(2))
        layout.addWidget(label(self.windowTitle(), "section"))
        layout.addWidget(label(self._case.row["no"], "muted"))
        layout.addWidget(self.banner)
        layout.addWidget(self.form)
        layout.addLayout(self._foot())

    def _put(self, name: str, editor: Editor) -> None:
        item, profile = self._case.form.by_name.get(name), self.context.session.profile
        if item is not None:
            clause = wording.citations(profile, profile.field_clauses("carryout", name))
            self.form.add(Field(name, item.label or t(f"field.carryout.{name}"), editor, item.required, "", clause))

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.space(1))
        self.record = button(t("carryout_page.record"), "check", "primary", self.submit)
        row.addWidget(button(t("carryout_page.close"), on_click=self.reject))
        row.addWidget(self.record)
        row.addSpacing(theme.space(1))
        row.addWidget(ShortcutHint("Ctrl+Enter", self.record.text()), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.submit)
        return row


def _options(name: str) -> list[Option]:
    return [Option(code, t(f"choice.{name}.{code}")) for code in CHOICES[name]]
