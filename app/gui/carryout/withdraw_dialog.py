"""Taking a request back: nothing is deleted, a word of why may stay beside it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.common.i18n import t
from app.gui.carryout.case import Case
from app.gui.context import Context
from app.gui.form_dialog import FormDialog
from app.gui.widgets.field import Field
from app.gui.widgets.labels import label
from app.gui.widgets.text_editors import LineEditor
from app.services import carryout


class WithdrawDialog(FormDialog):
    """Asks once, because a withdrawn request cannot be taken up again."""

    def __init__(self, context: Context, parent: QWidget | None, case: Case) -> None:
        title = t("carryout_page.withdraw_question", no=case.row["no"])
        super().__init__(context, parent, title, t("carryout_page.withdraw"))
        self._case = case
        self.box.insertWidget(2, label(t("carryout_page.withdraw_text"), "muted", wrap=True))
        self.form.add(Field("remark", t("carryout_page.withdraw_remark"), LineEditor()))

    def submit(self) -> None:
        self.form.settle()
        session, id, remark = self.context.session, self._case.row["id"], str(self.form.values()["remark"] or "")
        self.change(lambda: carryout.withdraw(session, id, remark))
