"""Taking a request back: nothing is deleted, a word of why may stay beside it."""

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
    """Asks once, because a withdrawn request cannot be taken up again; ``verb`` takes its id and the reason."""

    def __init__(self, context: Context, parent: QWidget | None, row: Row, text: str, verb: Verb) -> None:
        title = t("record_views.withdraw_question", no=row["no"])
        super().__init__(context, parent, title, t("record_views.withdraw"))
        self._id, self._verb = str(row["id"]), verb
        self.box.insertWidget(2, label(text, "muted", wrap=True))
        self.form.add(Field("remark", t("record_views.withdraw_remark"), LineEditor()))

    def submit(self) -> None:
        self.form.settle()
        session, id, verb = self.context.session, self._id, self._verb
        remark = str(self.form.values()["remark"] or "")
        self.change(lambda: verb(session, id, remark))
