"""The files that a record carries: added, and saved to be looked at."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout

from app.common.i18n import t
from app.common.safefile import replace_bytes
from app.domain.ledger import Row
from app.gui import theme, wording
from app.gui.context import Context
from app.gui.file_dialog import open_file, save_as
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.card import Card
from app.gui.widgets.labels import label
from app.services import record
from app.services.session import Changes


class Attachments(Card):
    """A line for each file; clicking saves it where the person wants."""

    def __init__(self, context: Context, banner: Banner, form: str, purpose: str = "evidence") -> None:
        super().__init__(t("record_views.attachments"), "paperclip")
        self.context, self._banner, self._form, self._purpose, self._id = context, banner, form, purpose, ""
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.px(4))
        self.body.addLayout(self._lines)
        self.add_action(button(t("record_views.attach"), "plus", "link", self._choose))

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
            sha256, name = str(file["sha256"]), str(file["name"])
            self._lines.addWidget(button(name, "file-down", "link", partial(self._save, sha256, name)))
        if not row["attachments"]:
            self._lines.addWidget(label(t("record_views.no_attachments"), "muted", wrap=True))

    def add_file(self, file: Path) -> None:
        """Keep this file with the record."""
        session, form, id, purpose = self.context.session, self._form, self._id, self._purpose

        def verb() -> Changes:
            record.attach(session, form, id, file, purpose)
            return Changes(frozenset({record.form_of(session, form).kept_in}), id)

        self.context.change(verb, self, None, self._on_failed)

    def _choose(self) -> None:
        kinds = " ".join(f"*{ending}" for ending in sorted(record.ATTACHABLE))
        chosen = open_file(self, t("record_views.attach"), kinds)
        if chosen is not None:
            self.add_file(chosen)

    def _save(self, sha256: str, name: str) -> None:
        chosen = save_as(self, t("record_views.save_file"), name)
        if chosen is None:
            return
        session, target = self.context.session, chosen
        self.context.read(
            lambda: replace_bytes(target, record.attachment(session, sha256)),
            lambda _: self._banner.say("done", t("record_views.saved_file", name=target.name)),
            owner=self,
            failed=self._on_failed,
        )

    def _on_failed(self, error: Exception) -> None:
        wording.tell(self.context.session.profile, error, self, self._banner)
