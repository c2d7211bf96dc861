"""Writing or correcting a further record, or filling what one of its steps asks for; made from the form itself."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.common.i18n import t
from app.domain import reporting, words
from app.domain.approval import value_of
from app.domain.entry import APPLICANT
from app.domain.forms import Form
from app.domain.ledger import Row
from app.gui import fields, theme
from app.gui.context import Context
from app.gui.form_dialog import FormDialog
from app.gui.media.editor import KEPT, MediaEditor, MediumEditor
from app.gui.records.proposals import Proposals, Proposed
from app.gui.widgets.choice_editors import ChoiceEditor, MultiChoiceEditor, Option
from app.gui.widgets.editor import Editor
from app.gui.widgets.field import Field
from app.gui.widgets.form_layout import Fold
from app.gui.widgets.labels import label
from app.gui.widgets.rows_editor import RowsEditor
from app.gui.widgets.text_editors import LineEditor
from app.services import entry, people, record
from app.services.session import Changes, Session

Choices = dict[str, list[Option]]


def read_choices(session: Session) -> Choices:
    """The people and systems that fields may name; reads the store."""
    staff = fields.people_options(people.all_people(session))
    systems = [
        Option(str(row["id"]), f"{row['no']} {row['extra'].get('x_name', '')}")
        for row in (entry.rows(session, "system", ("kept",)) if "system" in entry.forms(session) else [])
    ]
    return {"person": staff, "people": staff, "entry": systems}


def chain_fold(told: list[str]) -> Fold:
    """Whom the policy wants told, above the form that is written when something went wrong."""
    fold = Fold()
    fold.set_title(t("reporting.fold", n=len(told)))
    fold.body.setSpacing(theme.space(1))
    for line in told:
        fold.body.addWidget(label(line, "small", wrap=True))
    return fold


class RecordDialog(FormDialog):
    """The fields of one stage of a form. Subclasses say what submitting does."""

    def __init__(self, context: Context, parent: QWidget | None, form: Form, title: str, word: str, stage: str) -> None:
        super().__init__(context, parent, title, word, width=600)
        self._declared, self._stage = form, stage
        self._choosers: dict[str, list[Editor]] = {}
        self._proposals = Proposals(form, context.tasks)
        for item in form.stage(stage):
            self.form.add(fields.make(context.session.profile, form, item.name, self._editor(item)), item.folded)
        session = context.session
        if told := reporting.lines(session.profile, form.name):
            self.box.insertWidget(self.box.indexOf(self.form), chain_fold(told))
        context.read(lambda: (read_choices(session), entry.proposed(session, form)), self._take, owner=self)

    def _editor(self, item: Any) -> Editor | None:
        if item.kind == "medium":
            return MediumEditor(self.context)
        if item.kind == "media":
            return MediaEditor(self.context, KEPT)
        if item.kind in ("person", "entry"):
            made: Editor = ChoiceEditor([])
        elif item.kind == "people":
            made = MultiChoiceEditor([])
        elif item.kind == "rows":
            labels = [
                (column, words.field_label(self._declared, column.name, rows=item.name)) for column in item.columns
            ]
            made = RowsEditor(self.context.session.profile, labels)
        else:
            return self._proposals.editors.get(item.name)
        kind = f"{item.kind}!" if item.required and item.when is None else item.kind
        self._choosers.setdefault(kind, []).append(made)
        return made

    def _take(self, read: tuple[Choices, Proposed]) -> None:
        choices, proposed = read
        self._proposals.take(proposed, self.form)
        for kind, editors in self._choosers.items():
            for editor in editors:
                optional = [] if kind == "people" or kind.endswith("!") else [Option("", "")]
                if isinstance(editor, RowsEditor):
                    editor.set_people([Option("", ""), *choices["person"]])
                elif isinstance(editor, ChoiceEditor | MultiChoiceEditor):
                    editor.set_options([*optional, *choices[kind.rstrip("!")]])
        self._fill()

    def _fill(self) -> None:
        """Show what the fields begin with."""

    def _entered(self) -> dict[str, Any] | None:
        """The values, or ``None`` while something typed cannot be read."""
        self.form.settle()
        if self.form.faults():
            return None
        return {name: value for name, value in self.form.values().items() if value not in (None, "", [])}


class EntryDialog(RecordDialog):
    """A new record, or with ``row`` a correction that keeps the old value."""

    def __init__(
        self,
        context: Context,
        parent: QWidget | None,
        form: Form,
        row: Row | None = None,
        done: Callable[[Changes], None] | None = None,
    ) -> None:
        self._row, self._done = row, done
        self._draft = f"entry.{form.name}.new.{context.session.user}"  # one's own: nobody meets another's words
        kind = words.form_title(form)
        title = t("records_page.correct", no=row["no"]) if row else t("records_page.new", kind=kind)
        super().__init__(context, parent, form, title, t("records_page.save"), "")
        if row is not None:
            reason = Field("reason", t("record_views.reason"), LineEditor(), required=True)
            if row["state"] == "written":  # what becomes known later is added to a report that nobody has read yet
                reason.set_value(t("records_page.added"))
            self.form.add(reason)
        self.form.edited.connect(self._on_edited)

    def _fill(self) -> None:
        row = self._row
        if row is not None:
            self.form.set_values({item.name: value_of(row, item.name) for item in self._declared.stage("")})
            return
        self._begin()
        draft = self.context.drafts.load(self._draft) or {}
        self.form.set_values(draft)
        if set(draft) - {APPLICANT.name}:
            self.banner.say("info", t("record_views.draft"), "", t("record_views.start_over"), self.start_over)

    def start_over(self) -> None:
        """Drop what was begun and show the empty form."""
        self.context.drafts.clear(self._draft)
        self.banner.hide()
        self.form.set_values(dict.fromkeys(self.form.fields))
        self._begin()
        next(iter(self.form.fields.values())).editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _begin(self) -> None:
        if APPLICANT.name in self.form.fields:
            self.form.fields[APPLICANT.name].set_value(self.context.session.user)
        self.form.set_values(self._proposals.sole())

    def _on_edited(self, _name: str) -> None:
        if self._row is None:
            kept = {name: value for name, value in self.form.values().items() if value not in (None, "", [])}
            self.context.drafts.save(self._draft, kept)

    def submit(self) -> None:
        values, row, session = self._entered(), self._row, self.context.session
        if values is None:
            return
        name = self._declared.name
        if row is None:
            self.change(lambda: entry.open(session, name, values), self._on_done)
            return
        reason = self.form.fields["reason"]
        text = str(reason.value() or "")
        reason.set_error("" if text else t("error.reason_missing"))
        if text:
            changed = {key: value for key, value in self.form.values().items() if key != "reason"}
            self.change(lambda: record.revise(session, name, str(row["id"]), changed, text), self._on_done)

    def _on_done(self, changes: Changes) -> None:
        if self._row is None:
            self.context.drafts.clear(self._draft)
        if self._done is not None:
            self._done(changes)


class StepDialog(RecordDialog):
    """One unsealed step: what it fills in, and a word beside it."""

    def __init__(self, context: Context, parent: QWidget | None, form: Form, row: Row, action: str) -> None:
        self._row, self._action = row, action
        self._draft = f"entry.{form.name}.{action}.{row['id']}.{context.session.user}"
        word = words.action_word(form, action)
        super().__init__(context, parent, form, f"{row['no']}　{word}", word, action)
        needed = form.steps[action].remark_unless is not None
        title = t("record_views.reason") if needed else t("record_views.beside")
        self.form.add(Field("remark", title, LineEditor(), required=needed))
        self.form.edited.connect(self._on_edited)

    def _fill(self) -> None:
        """A step taken again begins with what it held; one that was begun, with what was typed."""
        held = {item.name: value_of(self._row, item.name) for item in self._declared.stage(self._action)}
        self.form.set_values({**held, **(self.context.drafts.load(self._draft) or {})})

    def _on_edited(self, _name: str) -> None:
        self.context.drafts.save(self._draft, self.form.values())

    def submit(self) -> None:
        values = self._entered()
        if values is None:
            return
        remark = str(values.pop("remark", ""))
        field = self.form.fields["remark"]
        needed = self._declared.steps[self._action].remark_unless is not None
        field.set_error(t("error.remark_missing") if needed and not remark else "")
        if needed and not remark:
            return
        session, name, id, action = self.context.session, self._declared.name, str(self._row["id"]), self._action
        done = lambda _changes: self.context.drafts.clear(self._draft)  # noqa: E731
        self.change(lambda: record.move(session, name, id, action, values, remark=remark), done)
