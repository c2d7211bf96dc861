"""The files that show an answer: kept inside the store, by their hash, beside the question they belong to."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.common.i18n import t
from app.gui.context import Context
from app.gui.file_dialog import open_attachment
from app.gui.inspection.sheet import Sheet
from app.gui.kept_files import KeptFile
from app.gui.widgets.buttons import button
from app.services import record
from app.services.session import Changes


def purpose_of(code: str) -> str:
    """What an attachment of a question is for, as the ledger keeps it."""
    return f"item:{code}"


def files_of(context: Context, sheet: Sheet, code: str) -> list[KeptFile]:
    """The files of one question, to be looked at."""
    kept: list[dict[str, Any]] = sheet.row.get("attachments") or []
    return [
        KeptFile(context, str(file["sha256"]), str(file["name"]))
        for file in kept
        if file["purpose"] == purpose_of(code)
    ]


class EvidenceFiles(QWidget):
    """``kept`` when a file lies in the store, ``failed(error)`` when it could not; ``saved(name)`` when one was
    written out."""

    kept = Signal()
    failed = Signal(object)
    saved = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._sheet, self._code = "", ""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.add = button(t("inspection_page.attach"), "paperclip", "link", self._choose)
        self._files: list[KeptFile] = []
        self._column.addWidget(self.add)

    def show_item(self, sheet: Sheet, code: str) -> None:
        """Show the files of one question."""
        self._sheet, self._code = sheet.id, code
        for old in self._files:
            old.hide()
            old.deleteLater()
        self._files = files_of(self.context, sheet, code)
        for place, widget in enumerate(self._files):
            self._column.insertWidget(place, widget)
            widget.saved.connect(self.saved)
            widget.failed.connect(self.failed)
        self.add.setVisible(sheet.row["state"] == "open")

    def add_file(self, file: Path) -> None:
        """Keep this file with the question."""
        session, sheet, code = self.context.session, self._sheet, self._code

        def verb() -> Changes:
            record.attach(session, "sheet", sheet, file, purpose_of(code))
            return Changes(frozenset({"sheet"}), sheet)

        self.context.change(verb, self, lambda _: self.kept.emit(), self.failed.emit)

    def _choose(self) -> None:
        chosen = open_attachment(self, t("inspection_page.attach"))
        if chosen is not None:
            self.add_file(chosen)
