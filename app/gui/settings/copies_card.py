"""Where copies of the store are kept, by itself once a day and at once; the card of the settings' store tab."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from msgspec import Struct
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.common.i18n import t
from app.gui import copies, dates, safety, theme, wording
from app.gui.context import Context
from app.gui.file_dialog import choose_folder, save_as
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.card import Card
from app.gui.widgets.flow import flow_row
from app.gui.widgets.labels import label
from app.services import copies as service
from app.services import verification
from app.services.copies import Kept
from app.services.session import Changes


class _Folder(Struct, frozen=True):
    """A folder for copies: how many lie there, the day of the last, and what lies on the same disk ("" for nothing)."""

    folder: Path
    copies: int
    last: str
    near: str


class CopiesCard(Card):
    """Two folders, a tick for the daily copy, a copy now, and a copy somewhere else."""

    def __init__(self, context: Context) -> None:
        super().__init__(t("settings_page.copies"), "database-backup")
        self.context, self._store = context, ""
        self.banner = Banner()
        self._folders = QVBoxLayout()
        self._folders.setSpacing(theme.space(1))
        self.daily = QCheckBox(t("settings_page.copies_daily"))
        self.daily.toggled.connect(self._on_daily)
        self.now = button(t("settings_page.copies_now"), "database-backup", "primary", self.keep)
        self.add_folder = button(t("settings_page.copies_add"), "folder-open", "", self._on_add)
        elsewhere = button(t("settings_page.backup"), "file-down", "", self.backup)
        self.add(self.banner)
        self.add(label(t("settings_page.copies_text"), "body", wrap=True))
        self.body.addLayout(self._folders)
        self.add(self.daily)
        self.add(flow_row(self.now, self.add_folder, elsewhere))

    def show_store(self, store: str) -> None:
        """Show the folders of this store and what lies in them."""
        self._store = store
        session, chosen = self.context.session, copies.folders(self.context.settings, store)
        self.daily.blockSignals(True)
        self.daily.setChecked(copies.is_daily(self.context.settings, store))
        self.daily.blockSignals(False)
        self.daily.setEnabled(bool(chosen))
        self.now.setEnabled(bool(chosen))
        self.add_folder.setEnabled(len(chosen) < copies.FOLDERS)

        def read() -> list[_Folder]:
            found = []
            for place, folder in enumerate(chosen):
                kept = service.copies(session, folder)
                last = kept[0][1].date().isoformat() if kept else ""
                with_store = service.shares_disk(folder, [session.store.path.parent])
                near = "store" if with_store else "first" if service.shares_disk(folder, chosen[:place]) else ""
                found.append(_Folder(folder, len(kept), last, near))
            return found

        self.context.read(read, self._show, owner=self)

    def keep(self) -> None:
        """Make a copy in each folder now."""
        chosen = copies.folders(self.context.settings, self._store)
        self.context.tasks.run_long(
            lambda _progress: service.keep(self.context.session, chosen),
            self._on_kept,
            self._on_failed,
            owner=self,
            title=t("settings_page.copies_now"),
            with_store=True,
        )

    def backup(self) -> None:
        """A verified copy where the person wants it."""
        session = self.context.session
        name = f"{session.store.path.stem}_{session.today.replace('-', '')}.tenken"
        target = save_as(self, t("settings_page.backup"), name, t("first_run.store_filter"))
        if target is None:
            return
        self.context.tasks.run_long(
            lambda _progress: verification.backup_of(session, target),
            lambda path: self._note([path]),
            self._on_failed,
            owner=self,
            title=t("settings_page.backup"),
            with_store=True,
        )

    def choose(self, folder: Path) -> None:
        """Keep copies in this folder, too."""
        chosen = [*copies.folders(self.context.settings, self._store), folder]
        copies.set_folders(self.context.settings, self._store, list(dict.fromkeys(chosen)))
        self.show_store(self._store)

    def leave(self, folder: Path) -> None:
        """Keep no more copies in this folder; those that lie there stay."""
        chosen = [each for each in copies.folders(self.context.settings, self._store) if each != folder]
        copies.set_folders(self.context.settings, self._store, chosen)
        self.show_store(self._store)

    def _show(self, found: list[_Folder]) -> None:
        while (item := self._folders.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for each in found:
            self._folders.addWidget(self._line(each))
        if not found:
            self._folders.addWidget(label(t("settings_page.copies_none"), "muted", wrap=True))

    def _line(self, each: _Folder) -> QWidget:
        n, last = each.copies, dates.short(each.last)
        text = t("settings_page.copies_in", n=n, last=last) if n else t("settings_page.copies_empty")
        leave = button(t("settings_page.copies_leave"), "x", "link", partial(self.leave, each.folder))
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(2))
        column.addWidget(label(str(each.folder), "strong", wrap=True))
        column.addWidget(flow_row(label(text, "muted"), leave))
        if each.near:
            warning = Banner()
            warning.say("warn", t(f"settings_page.copies_near_{each.near}"), closable=False)
            column.addWidget(warning)
        return holder

    def _on_add(self) -> None:
        folder = choose_folder(self, t("settings_page.copies_add"))
        if folder is not None:
            self.choose(folder)

    def _on_daily(self, daily: bool) -> None:
        copies.set_daily(self.context.settings, self._store, daily)

    def _on_kept(self, kept: Kept) -> None:
        self.show_store(self._store)
        if kept.made:
            self._note(kept.made)
        if kept.failed:
            said = [str(error) for _, error in kept.failed]
            said += [t("settings_page.copied", path="\n".join(map(str, kept.made)))] if kept.made else []
            self.banner.say("warn", "\n".join(said))

    def _note(self, made: list[Path]) -> None:
        safety.note_copied(self.context.settings, self._store, self.context.session.today)
        self.context.signals.changed.emit(Changes(frozenset({"store"})))
        self.banner.say("done", t("settings_page.copied", path="\n".join(map(str, made))))

    def _on_failed(self, error: Exception) -> None:
        wording.tell(self.context.session.profile, error, self, self.banner)
