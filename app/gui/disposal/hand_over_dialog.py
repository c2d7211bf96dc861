"""When the media went to the vendor: a day that is often known only after the work was recorded."""

from PySide6.QtWidgets import QWidget

from app.common.i18n import t
from app.gui import fields
from app.gui.context import Context
from app.gui.disposal.case import Case
from app.gui.form_dialog import FormDialog
from app.gui.widgets.labels import label
from app.services import disposal


class HandOverDialog(FormDialog):
    """The day of handing over, new or put right."""

    def __init__(self, context: Context, parent: QWidget | None, case: Case) -> None:
        super().__init__(context, parent, t("disposal_page.do.hand_over"), t("disposal_page.record"))
        self._id = str(case.row["id"])
        self.box.insertWidget(2, label(t("disposal_page.hand_over_text"), "muted", wrap=True))
        self._day = self.form.add(fields.make(context.session.profile, case.form, "handed_on"))
        self._day.set_required(True)
        self._day.set_value(case.row["handed_on"] or case.today)

    def submit(self) -> None:
        self.form.settle()
        if self.form.faults():
            return
        session, id, day = self.context.session, self._id, str(self._day.value() or "")
        self._day.set_error("" if day else t("error.required"))
        if day:
            self.change(lambda: disposal.hand_over(session, id, day))
