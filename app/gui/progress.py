"""The dialog of long work: what is being done, how far it is, and a way to stop."""

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QProgressBar, QVBoxLayout, QWidget

from app.common.i18n import t
from app.gui import theme, wording
from app.gui.tasks import Ticket
from app.gui.widgets.buttons import button
from app.gui.widgets.labels import label

PATIENCE_MS = 500


class ProgressDialog(QDialog):
    """Shows itself only once the work has taken half a second."""

    def __init__(self, ticket: Ticket, title: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._ticket = ticket
        self._build(title)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self.show)
        self._patience.start()

    def set_progress(self, done: int, total: int, text: str) -> None:
        """Show `done` of `total`; a total of 0 shows that the end is not known."""
        self._bar.setRange(0, max(total, 0))
        self._bar.setValue(done)
        count = t("widget.progress.count", done=f"{done:,}", total=f"{total:,}") if total else ""
        self._text.setText(wording.apart(text, count))

    def finish(self) -> None:
        """The work has ended, in whatever way."""
        self._patience.stop()
        self.hide()
        self.deleteLater()

    def reject(self) -> None:
        """Ask the work to stop; the dialog goes when it has."""
        self._ticket.cancel()
        self._stop.setEnabled(False)
        self._text.setText(t("widget.progress.stopping"))

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.reject()
        else:
            super().keyPressEvent(event)

    def _build(self, title: str) -> None:
        self.setWindowTitle(title)
        self.setModal(True)
        self.setMinimumWidth(theme.px(420))
        heading = label(title, "section", wrap=True)
        self._text = label(t("widget.progress.starting"), "muted", wrap=True)
        self._bar = QProgressBar(textVisible=False)
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(title)
        self._stop = button(t("widget.progress.stop"), on_click=self.reject)
        buttons = QDialogButtonBox()
        buttons.addButton(self._stop, QDialogButtonBox.ButtonRole.RejectRole)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.space(3)] * 4)
        layout.setSpacing(theme.space(1.5))
        for widget in (heading, self._bar, self._text, buttons):
            layout.addWidget(widget)


def attach(ticket: Ticket, owner: QObject, title: str) -> ProgressDialog:
    """Give long work its dialog over the window of `owner`."""
    dialog = ProgressDialog(ticket, title, owner.window() if isinstance(owner, QWidget) else None)
    ticket.on_progress = lambda *how_far: dialog.set_progress(*how_far) if shiboken6.isValid(dialog) else None
    ticket.finished = lambda: dialog.finish() if shiboken6.isValid(dialog) else None  # its window may be gone
    return dialog
