"""The buttons beside PDF and Excel: write the paper in the city's own form, and choose which form that is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.common.i18n import t
from app.gui import wording
from app.gui.context import Context
from app.gui.file_dialog import save_as
from app.gui.reports.own_form_dialog import BOOKS, OwnFormDialog
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.services import own_forms, paper
from app.services.own_forms import Kept
from app.services.paper import Paper
from app.services.paper_registers import Chosen


class Host(Protocol):
    """What the bar needs of the page that it stands on."""

    context: Context
    banner: Banner
    current: Paper

    def record_id(self) -> str:
        """The record that is chosen."""

    def chosen(self) -> Chosen:
        """Which rows of a register are chosen."""


class OwnFormBar(QObject):
    """Two buttons for the page's own row; ``show_paper`` after each choice of a paper."""

    def __init__(self, page: QWidget, host: Host) -> None:
        super().__init__(page)
        self._page, self._host = page, host
        self.write_button = button(t("own_form.write"), "file-spreadsheet", "", self.write)
        self.write_button.hide()
        self.use_button = button(t("own_form.use"), "", "link", self.choose)

    def show_paper(self, ready: bool) -> None:
        """Offer what fits the paper that is chosen now; ``ready`` if there is something to write."""
        host = self._host
        session, name = host.context.session, host.current.name
        fits = own_forms.fits(host.current)
        self.use_button.setVisible(fits)
        self.write_button.hide()
        if fits:
            host.context.read(lambda: own_forms.kept(session, name), self._taker(name, ready), owner=self)

    def choose(self) -> None:
        """Choose the form of the paper, or see which one is in use."""
        host = self._host
        dialog = OwnFormDialog(host.context, self._page, host.current, host.record_id(), host.chosen())
        dialog.accepted.connect(self._told)
        dialog.open()

    def _told(self) -> None:
        """Say what is in use now, and offer it."""
        host = self._host
        session, name = host.context.session, host.current.name

        def say(found: Kept | None) -> None:
            host.banner.say("done", t("own_form.kept", file=found.file) if found else t("own_form.dropped"))
            self.show_paper(ready=True)

        host.context.read(lambda: own_forms.kept(session, name), say, owner=self)

    def write(self, target: Path | None = None) -> None:
        """Write the paper in the form in use, where the person wants."""
        host = self._host
        session, name, id, rows = host.context.session, host.current.name, host.record_id(), host.chosen()

        def read() -> tuple[own_forms.Job, str]:
            return own_forms.prepare(session, name, id, rows), paper.suggested_name(session, name, id, "xlsx")

        def chosen(found: tuple[own_forms.Job, str]) -> None:
            job, suggested = found
            path = target or save_as(self._page, t("own_form.save"), suggested, BOOKS)
            if path is None:
                return
            host.context.tasks.run_long(
                lambda _progress: own_forms.write(job, path),
                self._written,
                self._failed,
                owner=self._page,
                title=t("own_form.writing"),
            )

        host.context.read(read, chosen, owner=self, failed=self._failed)

    def _taker(self, name: str, ready: bool) -> Callable[[Kept | None], None]:
        def take(found: Kept | None) -> None:
            if name == self._host.current.name:
                self.write_button.setVisible(found is not None)
                self.write_button.setEnabled(ready)
                self.write_button.setToolTip(found.file if found is not None else "")

        return take

    def _written(self, made: list[Path]) -> None:
        folder, name = QUrl.fromLocalFile(str(made[0].parent)), made[0].name
        many = t("own_form.written_many", file=name, n=len(made))
        said = many if len(made) > 1 else t("own_form.written", file=name)
        self._host.banner.say("done", said, "", t("own_form.open"), lambda: _open(folder))

    def _failed(self, error: Exception) -> None:
        wording.tell(self._host.context.session.profile, error, self._page, self._host.banner)


def _open(url: QUrl) -> None:
    QDesktopServices.openUrl(url)
