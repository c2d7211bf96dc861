"""The files that a request carries: added, and saved to be looked at."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.common.i18n import t
from app.common.safefile import replace_bytes
from app.gui import theme, wording
from app.gui.carryout.case import FORM, Case
from app.gui.context import Context
from app.gui.file_dialog import open_file, save_as
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.card import Card
from app.gui.widgets.labels import label
from app.services import record
from app.services.session import Changes, Session


def attach(session: Session, id: str, file: Path) -> Changes:
    """Keep a file with the request."""
    record.attach(session, FORM, id, file)
    return Changes(frozenset({FORM}), id)


class Attachments(Card):
    """A line for each file."""

    def __init__(self, context: Context, banner: Banner) -> None:
        super().__init__(t("carryout_page.attachments"), "paperclip")
        self.context, self._banner, self._id = context, banner, ""
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.px(4))
        self.body.addLayout(self._lines)
        self.add_action(button(t("carryout_page.attach"), "plus", "link", self._choose))

    def show_case(self, case: Case) -> None:
        """Show the files of this request."""
        self._id = case.row["id"]
        while (item := self._lines.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for file in case.row["attachments"]:
            self._lines.addWidget(self._line(file["sha256"], file["name"]))
        if not case.row["attachments"]:
            self._lines.addWidget(label(t("carryout_page.no_attachments"), "muted", wrap=True))

    def add_file(self, file: Path) -> None:
        """Keep this file with the request."""
        session, id = self.context.session, self._id
        self.context.change(lambda: attach(session, id, file), self, None, self._on_failed)

    def _line(self, sha256: str, name: str) -> QWidget:
        return button(name, "file-down", "link", lambda: self._save(sha256, name))

    def _choose(self) -> None:
        kinds = " ".join(f"*{ending}" for ending in sorted(record.ATTACHABLE))
        chosen = open_file(self, t("carryout_page.attach"), kinds)
        if chosen is not None:
            self.add_file(chosen)

    def _save(self, sha256: str, name: str) -> None:
        chosen = save_as(self, t("carryout_page.save_file"), name)
        if chosen is None:
            return
        session = self.context.session
        self.context.read(
            lambda: replace_bytes(chosen, record.attachment(session, sha256)),
            lambda _: self._banner.say("done", t("carryout_page.saved_file", name=chosen.name)),
            owner=self,
            failed=self._on_failed,
        )

    def _on_failed(self, error: Exception) -> None:
        wording.tell(self.context.session.profile, error, self, self._banner)
