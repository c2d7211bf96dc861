"""What a person sees when something goes wrong: a calm sentence for what can happen, a local report for a bug."""

import logging
import sys
import threading
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.common import logs
from app.common.errors import Expected, Refused
from app.common.i18n import listed, t
from app.gui import theme
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.icon_label import IconLabel
from app.gui.widgets.labels import label

_log = logging.getLogger(__name__)


class ErrorDialog(QDialog):
    """One calm sentence, or for a bug a sentence and a report that can be copied; opened without blocking."""

    def __init__(self, error: BaseException, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setMinimumWidth(theme.px(480))
        expected = isinstance(error, Expected)
        self.report = "" if expected else logs.report(error)
        self._build(
            "info" if expected else "triangle-alert",
            t("widget.error.expected_title" if expected else "widget.error.bug_title"),
            str(error) if expected else t("widget.error.bug_text"),
        )

    def _build(self, picture: str, title: str, text: str) -> None:
        self.setWindowTitle(title)
        look = "not" if self.report else "accent"
        words = QVBoxLayout()
        words.setSpacing(theme.space(1))
        words.addWidget(label(title, "section", wrap=True))
        sentence = label(text, wrap=True)
        sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words.addWidget(sentence)
        top = QHBoxLayout()
        top.setSpacing(theme.space(2))
        top.addWidget(IconLabel(picture, look, ground=f"{look}_soft"), 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.space(3)] * 4)
        layout.setSpacing(theme.space(2))
        layout.addLayout(top)
        if self.report:
            layout.addWidget(self._report_box(), 1)
        layout.addWidget(self._buttons())

    def _report_box(self) -> QWidget:
        box = QPlainTextEdit(self.report)
        box.setReadOnly(True)
        box.setMinimumHeight(theme.px(180))
        box.setTabChangesFocus(True)
        box.setAccessibleName(t("widget.error.report"))
        return box

    def _buttons(self) -> QWidget:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        if self.report:
            copy = button(t("widget.error.copy"), "copy", on_click=self._copy)
            buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        return buttons

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report)


def show_error(error: BaseException, owner: QWidget | None = None, banner: Banner | None = None) -> None:
    """Tell a person about an error: in `banner` if it is expected and there is one, else in a dialog over `owner`.

    For a rule that refuses, pass the clause's citation with `Banner.say` itself when it is at hand; here its ids show.
    """
    if isinstance(error, Expected) and banner is not None:
        clauses = listed(error.clauses) if isinstance(error, Refused) else ""
        banner.say("refuse" if isinstance(error, Refused) else "warn", str(error), clauses)
        return
    dialog = ErrorDialog(error, owner.window() if owner is not None else None)
    dialog.open()


class Reporter(QObject):
    """Brings errors that nobody caught, of any thread, to the window's thread: logs each, shows one at a time."""

    caught = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.caught.connect(self._on_caught, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Take over the hooks for uncaught errors of the process."""
        sys.excepthook = self._on_uncaught
        threading.excepthook = lambda args: self._report(args.exc_value)

    def _on_uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        self._report(error)

    def _report(self, error: BaseException | None) -> None:
        if error is not None:
            self.caught.emit(error)

    @Slot(object)
    def _on_caught(self, error: BaseException) -> None:
        _log.error("not caught", exc_info=error)
        if not any(isinstance(w, ErrorDialog) and w.isVisible() for w in QApplication.topLevelWidgets()):
            show_error(error, QApplication.activeModalWidget() or QApplication.activeWindow())
