"""Taking a file off a record that it was put with by mistake: why is asked, and the ledger keeps the file."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.common.i18n import t
from app.domain.ledger import Row
from app.gui.context import Context
from app.gui.form_dialog import FormDialog
from app.gui.widgets.field import Field
from app.gui.widgets.labels import label
from app.gui.widgets.text_editors import LineEditor
from app.services import record
from app.services.session import Changes


class DetachDialog(FormDialog):
    """``file`` is the attachment as its record's row holds it."""

    def __init__(
        self,
        context: Context,
        parent: QWidget | None,
        form: str,
        id: str,
        file: Row,
        done: Callable[[Changes], None] | None = None,
    ) -> None:
        super().__init__(context, parent, t("record_views.detach_title"), t("record_views.detach"))
        self._form, self._id, self._file, self._done = form, id, file, done
        self.box.insertWidget(1, label(str(file["name"]), "muted", wrap=True))
        self.box.insertWidget(3, label(t("record_views.detach_text"), "body", wrap=True))
        self.form.add(Field("reason", t("record_views.reason"), LineEditor(), required=True))

    def submit(self) -> None:
        self.form.settle()
        field = self.form.fields["reason"]
        reason = str(field.value() or "")
        field.set_error("" if reason else t("error.reason_missing"))
        if reason:
            session, form, id = self.context.session, self._form, self._id
            sha256, name = str(self._file["sha256"]), str(self._file["name"])
            self.change(lambda: record.detach(session, form, id, sha256, name, reason), self._done)
