"""The files that show an answer: kept inside the store, by their hash, beside the question they belong to."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.common.i18n import t
from app.domain.attachment import may_detach
from app.domain.ledger import Row
from app.gui.context import Context
from app.gui.detach import DetachDialog
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
    """The files of one question, each with its line; until the sheet is handed in they may be taken off again."""
    kept = [file for file in sheet.row.get("attachments") or [] if file["purpose"] == purpose_of(code)]
    is_open = sheet.row["state"] == "open"
    return [KeptFile(context, file, loose=is_open and may_detach(file)) for file in kept]


class EvidenceFiles(QWidget):
    """``kept`` when a file lies in the store or was taken off, ``failed(error)`` when it could not; ``saved(name)``
    when one was written out."""

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
        self.dialog: DetachDialog | None = None
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
            widget.unwanted.connect(self._take_off)
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

    def _take_off(self, file: Row) -> None:
        self.dialog = DetachDialog(
            self.context, self.window(), "sheet", self._sheet, file, lambda _changes: self.kept.emit()
        )
        self.dialog.open()

    def _choose(self) -> None:
        chosen = open_attachment(self, t("inspection_page.attach"))
        if chosen is not None:
            self.add_file(chosen)
