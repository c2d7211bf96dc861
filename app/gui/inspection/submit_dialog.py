"""Handing a sheet in (点検済): what is missing, each a click from its question, or the last word before it goes."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

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


class SubmitDialog(QDialog):
    """``wanted(code)`` names the question to go to."""

    wanted = Signal(str)

    def __init__(self, context: Context, parent: QWidget, sheet: Sheet) -> None:
        super().__init__(parent)
        self.context, self.sheet = context, sheet
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(theme.px(560))
        self.setWindowTitle(t("action.sheet.submit"))
        listen(self)
        self.holes = sheet.holes()
        self.banner = Banner()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(*[theme.space(3)] * 4)
        self.column.setSpacing(theme.space(2))
        if self.holes:
            self._build_missing()
        else:
            self._build_ready()

    def submit(self) -> None:
        """Hand the sheet in."""
        session, id, comment = self.context.session, self.sheet.id, str(self.comment.value() or "")
        self.go.setEnabled(False)
        self.context.change(
            lambda: inspection.submit(session, id, comment), self, lambda _: self.accept(), self._on_failed
        )

    def _on_failed(self, error: Exception) -> None:
        self.go.setEnabled(True)
        wording.tell(self.context.session.profile, error, self, self.banner)

    def _build_missing(self) -> None:
        self.column.addWidget(label(t("inspection_page.missing_title", count=len(self.holes)), "section", wrap=True))
        self.column.addWidget(label(t("inspection_page.missing_text"), wrap=True))
        self.list = theme.mark_as(QListWidget(), role="popup")
        self.list.ensurePolished()  # rows laid out before they are styled would overlap
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setAccessibleName(t("inspection_page.missing_title", count=len(self.holes)))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setMinimumHeight(theme.px(260))
        for item in self.holes:
            lacking = t(f"inspection_page.lacks.{self.sheet.lacks(item.code)}")
            number = self.sheet.places[item.code] + 1
            text = t("inspection_page.missing_line", n=number, lacking=lacking, text=wording.question(item))
            made = QListWidgetItem(text)
            made.setToolTip(text)
            made.setData(Qt.ItemDataRole.UserRole, item.code)
            self.list.addItem(made)
        self.list.setCurrentRow(0)
        self.list.activated.connect(self._on_activated)
        self.column.addWidget(self.list, 1)
        self.go = button(t("inspection_page.go_there"), "arrow-right", "primary", self._go)
        self._buttons()
        self.list.setFocus()

    def _build_ready(self) -> None:
        total = len(self.sheet.items)
        self.column.addWidget(label(t("inspection_page.ready_title"), "section", wrap=True))
        self.column.addWidget(label(t("inspection_page.ready_text", total=total), wrap=True))
        self.column.addWidget(self.banner)
        self.comment = Field(
            "comment", t("field.sheet.comment"), AreaEditor(lines=3), hint=t("inspection_page.comment_hint")
        )
        self.comment.set_value(self.sheet.row["comment"])
        self.comment.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.column.addWidget(self.comment)
        self.column.addStretch(1)
        self.go = button(t("action.sheet.submit"), "send", "primary", self.submit)
        self._buttons()
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.go.click)
        self.go.setDefault(True)
        self.go.setFocus()

    def _buttons(self) -> None:
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button(t("inspection_page.cancel"), on_click=self.reject))
        row.addWidget(self.go)
        self.column.addLayout(row)

    def _go(self) -> None:
        self._choose(self.list.currentItem())

    def _on_activated(self, index: QModelIndex) -> None:
        self._choose(self.list.item(index.row()))

    def _choose(self, chosen: QListWidgetItem | None) -> None:
        if chosen is not None:
            self.accept()
            self.wanted.emit(str(chosen.data(Qt.ItemDataRole.UserRole)))
