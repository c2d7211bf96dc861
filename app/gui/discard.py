"""廃棄 of a record: its content goes for ever, its hashes stay; only under a seal."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.common.i18n import t
from app.domain.ledger import Row
from app.gui.context import Context
from app.gui.form_dialog import FormDialog
from app.gui.seal_dialog import ask_seal
from app.gui.widgets.choice_editors import ChoiceEditor, Option
from app.gui.widgets.field import Field
from app.gui.widgets.labels import label
from app.gui.widgets.text_editors import LineEditor
from app.services import record
from app.services.approval import Signet
from app.services.session import Changes


class DiscardDialog(FormDialog):
    """On which ground, and why; then the seal."""

    def __init__(
        self, context: Context, parent: QWidget | None, form: str, row: Row, done: Callable[[Changes], None]
    ) -> None:
        super().__init__(context, parent, t("record_views.discard_title", no=row["no"]), t("record_views.to_seal"))
        self._form, self._row, self._parent, self._done = form, row, parent, done
        grounds = [Option("retention", t("ground.retention")), Option("never", t("ground.never"))]
        self.box.insertWidget(2, label(t("record_views.discard_text"), "body", wrap=True))
        self.form.add(Field("ground", t("record_views.ground"), ChoiceEditor(grounds), required=True))
        self.form.add(Field("reason", t("record_views.reason"), LineEditor(), required=True))

    def submit(self) -> None:
        self.form.settle()
        values = self.form.values()
        for name, field in self.form.fields.items():
            field.set_error("" if values[name] else t("error.required"))
        if not all(values.values()):
            return
        session, form, id = self.context.session, self._form, str(self._row["id"])
        ground, reason = str(values["ground"]), str(values["reason"])

        def act(signet: Signet, _decision: str, _remark: str, _exception: str) -> Changes:
            return record.discard(session, form, id, ground, reason, signet)

        self.accept()
        ask_seal(
            self.context,
            self._parent,
            title=t("record_views.discard"),
            sections=[
                (t("record_views.number"), str(self._row["no"])),
                (t("record_views.ground"), t(f"ground.{ground}")),
                (t("record_views.reason"), reason),
            ],
            warnings=[t("record_views.discard_warning")],
            act=act,
            done=self._done,
        )
