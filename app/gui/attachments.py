"""The files that a record carries: added, looked at, saved, and taken off while no seal has seen them."""

from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout

from app.common.i18n import t
from app.domain.attachment import may_detach
from app.domain.ledger import Row
from app.gui import theme, wording
from app.gui.context import Context
from app.gui.detach import DetachDialog
from app.gui.file_dialog import open_attachment
from app.gui.kept_files import KeptFile
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.card import Card
from app.gui.widgets.labels import label
from app.services import record
from app.services.session import Changes

#: What is kept as a picture.
_PICTURES = frozenset({".png", ".jpg", ".jpeg"})


class Attachments(Card):
    """A line for each file, to be opened or saved."""

    def __init__(self, context: Context, banner: Banner, form: str, pictures: str = "evidence") -> None:
        super().__init__(t("record_views.attachments"), "paperclip")
        self.context, self._banner, self._form, self._pictures, self._id = context, banner, form, pictures, ""
        self.dialog: DetachDialog | None = None
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.px(4))
        self.body.addLayout(self._lines)
        self.add_action(button(t("record_views.attach"), "plus", "link", lambda: self.choose()))

    def set_form(self, form: str) -> None:
        """The form whose records follow."""
        self._form = form

    def show_row(self, row: Row) -> None:
        """Show the files of this record."""
        self._id = str(row["id"])
        while (item := self._lines.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for file in row["attachments"]:
            line = KeptFile(self.context, file, loose=may_detach(file))
            line.unwanted.connect(self._take_off)
            line.saved.connect(lambda name: self._banner.say("done", t("record_views.saved_file", name=name)))
            line.failed.connect(self._on_failed)
            self._lines.addWidget(line)
        if not row["attachments"]:
            self._lines.addWidget(label(t("record_views.no_attachments"), "muted", wrap=True))

    def add_file(self, file: Path, purpose: str = "") -> None:
        """Keep this file with the record."""
        session, form, id = self.context.session, self._form, self._id
        purpose = purpose or (self._pictures if file.suffix.lower() in _PICTURES else "evidence")

        def verb() -> Changes:
            record.attach(session, form, id, file, purpose)
            return Changes(frozenset({record.form_of(session, form).kept_in}), id)

        self.context.change(verb, self, lambda _: self._banner.hide(), self._on_failed)

    def _take_off(self, file: Row) -> None:
        self.dialog = DetachDialog(self.context, self.window(), self._form, self._id, file)
        self.dialog.open()

    def choose(self, purpose: str = "") -> None:
        """Ask for a file and keep it; as what, where the person has said so."""
        chosen = open_attachment(self, t("record_views.attach"))
        if chosen is not None:
            self.add_file(chosen, purpose)

    def _on_failed(self, error: Exception) -> None:
        wording.tell(self.context.session.profile, error, self, self._banner)
