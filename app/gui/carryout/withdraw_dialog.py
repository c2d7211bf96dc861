"""Taking a request back: nothing is deleted, a word of why may stay beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.common.i18n import t
from app.gui import theme, wording
from app.gui.carryout.case import Case
from app.gui.context import Context
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.field import Field
from app.gui.widgets.labels import label
from app.gui.widgets.text_editors import LineEditor
from app.services import carryout

WIDTH = 460


class WithdrawDialog(QDialog):
    """Asks once, because a withdrawn request cannot be taken up again."""

    def __init__(self, context: Context, parent: QWidget | None, case: Case) -> None:
        super().__init__(parent)
        self.context, self._case = context, case
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(t("carryout_page.withdraw"))
        self.banner = Banner()
        self.remark = Field("remark", t("carryout_page.withdraw_remark"), LineEditor())
        self.go = button(t("carryout_page.withdraw"), "undo-2", on_click=self.submit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.space(3)] * 4)
        layout.setSpacing(theme.space(2))
        layout.addWidget(label(t("carryout_page.withdraw_question", no=case.row["no"]), "section", wrap=True))
        layout.addWidget(label(t("carryout_page.withdraw_text"), "muted", wrap=True))
        layout.addWidget(self.banner)
        layout.addWidget(self.remark)
        row = QHBoxLayout()
        row.addWidget(button(t("carryout_page.close"), on_click=self.reject))
        row.addWidget(self.go)
        row.addStretch(1)
        layout.addLayout(row)
        self.resize(theme.px(WIDTH), layout.totalHeightForWidth(theme.px(WIDTH)))

    def submit(self) -> None:
        """Withdraw the request."""
        session, id, remark = self.context.session, self._case.row["id"], str(self.remark.value() or "")
        profile = session.profile
        self.context.change(
            lambda: carryout.withdraw(session, id, remark),
            self,
            lambda _changes: self.accept(),
            lambda error: wording.tell(profile, error, self, self.banner),
        )
