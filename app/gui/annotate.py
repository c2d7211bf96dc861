"""追記（軽微な訂正）: a remark added beside a seal; it voids nothing and is printed under the form."""

from PySide6.QtWidgets import QWidget

from app.common.i18n import t
from app.domain.ledger import Row
from app.gui.context import Context
from app.gui.form_dialog import FormDialog
from app.gui.seal_dialog import ask_seal
from app.gui.widgets.choice_editors import ChoiceEditor, Option
from app.gui.widgets.field import Field
from app.gui.widgets.labels import label
from app.gui.widgets.text_editors import AreaEditor
from app.services import record
from app.services.approval import Seen, Signet
from app.services.session import Changes


def may_annotate(context: Context, form: str) -> list[str]:
    """The fields that the policy lets be added to after a seal."""
    return list(context.session.profile.section("annotation").get(form, []))


class AnnotateDialog(FormDialog):
    """Which field, and what is added; then the seal."""

    def __init__(self, context: Context, parent: QWidget | None, form: str, row: Row) -> None:
        super().__init__(context, parent, t("record_views.annotate_title", no=row["no"]), t("record_views.to_seal"))
        self._form, self._row, self._parent = form, row, parent
        options = [Option(name, t(f"field.{form}.{name}")) for name in may_annotate(context, form)]
        self.box.insertWidget(2, label(t("record_views.annotate_text"), "muted", wrap=True))
        self.form.add(Field("field", t("record_views.annotate_field"), ChoiceEditor(options), required=True))
        self.form.add(Field("text", t("record_views.annotate_words"), AreaEditor(lines=3), required=True))
        if len(options) == 1:
            self.form.fields["field"].set_value(options[0].code)

    def submit(self) -> None:
        self.form.settle()
        values = self.form.values()
        for key, field in self.form.fields.items():
            field.set_error("" if values[key] else t("error.required"))
        if not all(values.values()):
            return
        session, form, row, seen = self.context.session, self._form, self._row, Seen.of(self._row)
        name, text = str(values["field"]), str(values["text"])

        def act(signet: Signet, _decision: str, _remark: str, _exception: str) -> Changes:
            return record.annotate(session, form, str(row["id"]), name, text, signet, seen)

        self.accept()
        sections = [(t("record_views.number"), str(row["no"])), (t(f"field.{form}.{name}"), text)]
        ask_seal(self.context, self._parent, title=t("record_views.annotate"), sections=sections, act=act)
