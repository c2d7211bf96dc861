"""Settings → policy: the editions adopted so far, the way to the next one, and a draft from a pasted standard."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from app.common import resources
from app.common.errors import Expected
from app.common.i18n import t
from app.domain.ledger import Row
from app.domain.words import policy_title
from app.gui import dates
from app.gui.context import Context
from app.gui.file_dialog import choose_folder
from app.gui.policy.editions_dialog import EditionsDialog
from app.gui.policy.paste_dialog import PasteDialog
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.card import Card
from app.gui.widgets.flow import flow_row
from app.gui.widgets.labels import label
from app.services import editions, policies


class EditionsCard(Card):
    """Nothing changes here before the comparison was seen and a seal was set."""

    def __init__(self, context: Context, kept: Callable[[], None] = lambda: None) -> None:
        """``kept`` is called once a draft stands among the user's own policies."""
        super().__init__(t("editions.card"), "history")
        self.context, self._kept = context, kept
        self.dialog: Any = None
        self.banner = Banner()
        self.since = label("", "muted", wrap=True)
        self.switch = button(t("editions.open"), "refresh-cw", "", self._on_switch)
        self.paste = button(t("paste.open"), "file-text", "link", self.paste_standard)
        self.add(label(t("editions.card_text"), "body", wrap=True))
        self.add(self.since)
        self.add(self.banner)
        self.add(flow_row(self.switch, self.paste))

    def refresh(self) -> None:
        """Read since when the edition is in force."""
        session = self.context.session
        self.context.read(lambda: editions.history(session), self._show, owner=self)

    def _show(self, rows: list[Row]) -> None:
        self.since.setText("\n".join(t("editions.adopted", day=dates.full(str(row["adopted_at"]))) for row in rows[:1]))

    def _on_switch(self) -> None:
        """Offer the policies kept here, and a folder from elsewhere."""
        self.menu = QMenu(self)
        for own in policies.own(self.context.session.paths):
            if own.profile is not None and own.profile.digest != self.context.session.profile.digest:
                name = policy_title(own.profile).replace("&", "&&")
                self.menu.addAction(t("policy_page.table_row", name=name, id=own.id), partial(self.compare, own.folder))
        if self.menu.isEmpty():
            self.menu.addAction(t("editions.none_kept")).setEnabled(False)
        self.menu.addSeparator()
        self.menu.addAction(t("editions.choose"), self.choose)
        self.menu.popup(self.switch.mapToGlobal(QPoint(0, self.switch.height())))

    def choose(self) -> None:
        """Ask for the folder of an edition."""
        folder = choose_folder(self, t("editions.choose"))
        if folder is not None:
            self.compare(folder)

    def compare(self, folder: Path) -> None:
        """Read the edition in a folder and show it against the one in force."""
        session = self.context.session
        self.banner.hide()
        self.context.read(lambda: editions.read(session, folder), self._open, owner=self, failed=self._failed)

    def _open(self, profile: Any) -> None:
        self.dialog = EditionsDialog(self.context, self.window(), profile)
        self.dialog.open()

    def paste_standard(self) -> None:
        """Make a draft from the city's own standard."""
        city = str(self.context.session.unit["municipality"])
        self.dialog = PasteDialog(self.context.tasks, self.context.session.paths, self.window(), city)
        self.dialog.saved.connect(self._on_saved)
        self.dialog.open()

    def _on_saved(self, folder: Path) -> None:
        self._kept()
        said = t("paste.saved", id=folder.name)
        self.banner.say("done", said, "", t("editions.open"), lambda: self.compare(folder))

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, Expected):
            raise error
        self.banner.say("warn", str(error))

    def scenes(self) -> list[tuple[str, Callable[[], object]]]:
        """What pictures show: the pasting, and a comparison with another built-in policy."""
        other = resources.path("policies", "takasaki" if self.context.session.profile.id == "sendai" else "sendai")
        return [("paste", self.paste_standard), ("editions", lambda: self.compare(other))]
