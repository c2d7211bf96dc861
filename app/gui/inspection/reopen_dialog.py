"""Opening a sheet again: the reason, and what becomes of its seal."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.common.i18n import t
from app.gui import theme, wording
from app.gui.context import Context
from app.gui.inspection.sheet import Sheet
from app.gui.manual import listen
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.field import Field
from app.gui.widgets.labels import label
from app.gui.widgets.text_editors import AreaEditor
from app.services import inspection


class ReopenDialog(QDialog):
    """Opened without blocking; the page turns to the questions by itself once the sheet is open."""

    def __init__(self, context: Context, parent: QWidget, sheet: Sheet) -> None:
        super().__init__(parent)
        self.context, self.sheet = context, sheet
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(t("action.sheet.reopen"))
        listen(self)
        self.setMinimumWidth(theme.px(480))
        self._build()

    def reopen(self) -> None:
        """Open the sheet again, if there is a reason."""
        remark = str(self.remark.value() or "")
        if not remark:
            self.remark.set_error(t("inspection_page.reopen_missing"))
            self.remark.editor.setFocus()
            return
        session, id = self.context.session, self.sheet.id
        self.go.setEnabled(False)
        verb = self.context.change
        verb(lambda: inspection.reopen(session, id, remark), self, lambda _: self.accept(), self._on_failed)

    def _on_failed(self, error: Exception) -> None:
        self.go.setEnabled(True)
        wording.tell(self.context.session.profile, error, self, self.banner)

    def _build(self) -> None:
        sealed = self.sheet.row["state"] == "confirmed"
        text = "inspection_page.reopen_sealed" if sealed else "inspection_page.reopen_submitted"
        self.banner = Banner()
        self.remark = Field("remark", t("inspection_page.reopen_reason"), AreaEditor(lines=3), required=True)
        self.go = button(t("action.sheet.reopen"), "undo-2", on_click=self.reopen)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.space(3)] * 4)
        column.setSpacing(theme.space(2))
        column.addWidget(label(t("inspection_page.reopen_title", no=self.sheet.no), "section", wrap=True))
        column.addWidget(label(t(text), wrap=True))
        column.addWidget(self.banner)
        column.addWidget(self.remark)
        self.remark.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        column.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button(t("inspection_page.cancel"), on_click=self.reject))
        row.addWidget(self.go)
        column.addLayout(row)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.go.click)
        self.remark.editor.setFocus()
