"""A file that the store keeps, as a line: a click opens a copy of it, small buttons save it or take it off."""

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.common.errors import Unavailable
from app.common.i18n import t
from app.common.safefile import replace_bytes
from app.domain.ledger import Row
from app.gui.context import Context
from app.gui.file_dialog import save_as
from app.gui.widgets.buttons import button, tool
from app.services import record


@cache
def _copies() -> tempfile.TemporaryDirectory[str]:
    """Where copies lie while they are looked at; it goes with the program."""
    return tempfile.TemporaryDirectory(prefix="tenkencho-", ignore_cleanup_errors=True)


def _open(path: Path) -> bool:
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


class KeptFile(QWidget):
    """``saved(name)`` when it was written out, ``failed(error)`` when it could not be opened or written.

    ``unwanted(file)`` when somebody wants it off its record, which is offered where it is ``loose``: no seal has seen
    it. ``file`` is the attachment as its record's row holds it.
    """

    saved = Signal(str)
    failed = Signal(object)
    unwanted = Signal(object)

    def __init__(self, context: Context, file: Row, *, loose: bool = False) -> None:
        super().__init__()
        name = str(file["name"])
        self.context, self.sha256, self.name = context, str(file["sha256"]), Path(name.replace("\\", "/")).name
        self.link = button(name.replace("&", "&&"), "paperclip", "link", self.look)
        self.link.setToolTip(t("record_views.open_file"))
        self.keep = tool(t("record_views.save_named", name=name), "file-down", self.save)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.link)
        row.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignVCenter)
        self.off = tool(t("record_views.detach_named", name=name), "x", lambda: self.unwanted.emit(file))
        self.off.setVisible(loose)
        row.addWidget(self.off, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)

    def look(self) -> None:
        """Open a copy in the PC's own viewer; a change made there does not come back."""
        folder = Path(_copies().name) / self.sha256[:12]
        kind = Path(self.name).suffix.lower()
        if kind not in record.ATTACHABLE:  # a name from elsewhere is never started as a program
            self.save()
            return
        self._write(folder / self.name, self._opened)

    def save(self) -> None:
        """Write it where the person wants it."""
        target = save_as(self, t("record_views.save_file"), self.name)
        if target is not None:
            self._write(target, lambda path: self.saved.emit(path.name))

    def _opened(self, path: Path) -> None:
        if not _open(path):
            self.failed.emit(Unavailable("no_viewer", file=self.name))

    def _write(self, target: Path, done: Callable[[Path], None]) -> None:
        session, sha256 = self.context.session, self.sha256

        def write() -> Path:
            replace_bytes(target, record.attachment(session, sha256))
            return target

        self.context.read(write, done, owner=self, failed=self.failed.emit)
