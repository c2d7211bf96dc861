"""Taking a record back: nothing is deleted, a word of why stays beside it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.common.i18n import t
from app.domain.ledger import Row
from app.gui.context import Context
from app.gui.form_dialog import FormDialog
from app.gui.widgets.field import Field
from app.gui.widgets.labels import label
from app.gui.widgets.text_editors import LineEditor
from app.services.session import Changes, Session

Verb = Callable[[Session, str, str], Changes]


class WithdrawDialog(FormDialog):
    """Asks once, because what is withdrawn cannot be taken up again; ``verb`` takes its id and the reason."""

    def __init__(
        self, context: Context, parent: QWidget | None, row: Row, text: str, verb: Verb, *, required: bool = False
    ) -> None:
        title = t("record_views.withdraw_question", no=row["no"])
        super().__init__(context, parent, title, t("record_views.withdraw"))
        self._id, self._verb, self._required = str(row["id"]), verb, required
        self.box.insertWidget(2, label(text, "muted", wrap=True))
        words = t("record_views.reason" if required else "record_views.withdraw_remark")
        self._reason = self.form.add(Field("remark", words, LineEditor(), required=required))

    def submit(self) -> None:
        self.form.settle()
        session, id, verb = self.context.session, self._id, self._verb
        remark = str(self._reason.value() or "")
        if self._required and not remark:
            self._reason.set_error(t("error.reason_missing"))
            return
        self.change(lambda: verb(session, id, remark))
