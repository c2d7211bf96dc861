"""該当なし for several questions at once, with one reason."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.common.i18n import t
from app.gui.context import Context
from app.gui.form_dialog import FormDialog
from app.gui.widgets.field import Field
from app.gui.widgets.labels import label
from app.gui.widgets.text_editors import AreaEditor
from app.services import inspection


class NaDialog(FormDialog):
    """One reason; the answers are kept together or not at all."""

    def __init__(self, context: Context, parent: QWidget, sheet: str, codes: Sequence[str], value: str) -> None:
        super().__init__(context, parent, t("inspection_page.all_na"), t("inspection_page.all_na_now"))
        self._sheet, self._codes, self._value = sheet, tuple(codes), value
        self.box.insertWidget(2, label(t("inspection_page.all_na_text", n=len(codes)), wrap=True))
        self.form.add(Field("reason", t("field.sheet.reason"), AreaEditor(lines=2), required=True))

    def submit(self) -> None:
        self.form.settle()
        reason = str(self.form.values()["reason"] or "")
        self.form.fields["reason"].set_error("" if reason else t("inspection_page.demand.reason"))
        if reason:
            session, sheet, codes, value = self.context.session, self._sheet, self._codes, self._value
            self.change(lambda: inspection.answer_many(session, sheet, codes, value, {"reason": reason}))
