"""Small dialogs of the bureau: which departments hand in, and acts that need a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from app.common.i18n import t
from app.gui.context import Context
from app.gui.form_dialog import FormDialog
from app.gui.widgets.field import Field
from app.gui.widgets.labels import label
from app.gui.widgets.text_editors import AreaEditor
from app.services import bureau
from app.services.session import Changes


class UnitsDialog(FormDialog):
    """One department a line, in the order in which lists and papers show them."""

    def __init__(self, context: Context, parent: QWidget | None, units: Sequence[str]) -> None:
        super().__init__(context, parent, t("bureau.units"), t("inspection_page.compile_save"), 480)
        self.units = self.form.add(
            Field("units", t("field.cycle.units"), AreaEditor(lines=10), hint=t("bureau.units_hint"))
        )
        self.units.set_value("\n".join(units))

    def submit(self) -> None:
        self.form.settle()
        session, units = self.context.session, str(self.units.value() or "").splitlines()
        self.change(lambda: bureau.expect(session, units))


class RemarkDialog(FormDialog):
    """An act that needs a reason: what becomes of the record, and the reason."""

    def __init__(
        self, context: Context, parent: QWidget | None, title: str, text: str, act: Callable[[str], Changes]
    ) -> None:
        super().__init__(context, parent, title, title, 480)
        self._act = act
        self.form.add_widget(label(text, wrap=True))
        self.remark = self.form.add(
            Field("remark", t("inspection_page.reopen_reason"), AreaEditor(lines=3), required=True)
        )

    def submit(self) -> None:
        self.form.settle()
        remark = str(self.remark.value() or "")
        if not remark:
            self.remark.set_error(t("inspection_page.reopen_missing"))
            return
        self.change(lambda: self._act(remark))
