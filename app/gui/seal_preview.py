"""What is sealed, as it prints: the paper itself, a calm word while it is prepared, or the content in lines."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.common.errors import Expected, Unavailable
from app.common.i18n import t
from app.gui import theme
from app.gui.context import Context
from app.gui.widgets.banner import Banner
from app.gui.widgets.empty import Empty
from app.gui.widgets.labels import label, rule
from app.gui.widgets.pdf_view import PdfView
from app.services import printing
from app.services.session import Session

#: Reads the store on the worker and gives the paper: a document to be rendered apart, or a PDF that is ready.
MakePaper = Callable[[Session], Any]


class SealPreview(QWidget):
    """Shows the paper, or ``sections`` (label, value) where there is none or it cannot be made.

    ``shown`` comes once either stands there.
    """

    shown = Signal()

    def __init__(self, context: Context, sections: Sequence[tuple[str, str]], paper: MakePaper | None) -> None:
        super().__init__()
        self._context, self._paper = context, paper
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self.banner = Banner()
        self.stack = QStackedWidget()
        self.waiting = Empty("file-text", t("seal.preparing"), t("seal.preparing_hint"))
        self.lines = _lines(sections)
        self.pdf: PdfView | None = None
        self.stack.addWidget(self.lines)
        self.stack.addWidget(self.waiting)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.space(1))
        layout.addWidget(self.banner)
        layout.addWidget(self.stack, 1)

    def start(self) -> None:
        """Begin to make the paper; the lines stand where there is none."""
        if self._paper is None:
            return
        paper, session = self._paper, self._context.session
        self.stack.setCurrentWidget(self.waiting)
        self._context.read(lambda: paper(session), self._take, owner=self, failed=self._fall_back)

    def is_shown(self) -> bool:
        """Whether there is something to judge by: nobody seals what has not been in sight."""
        return self.stack.currentWidget() is not self.waiting

    def finish(self) -> None:
        """Let go of the paper and delete it: what was shown shall not lie about."""
        if self.pdf is not None:
            self.pdf.close_file()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _take(self, made: Any) -> None:
        if isinstance(made, Path):
            self._show(made)
            return
        self._folder = tempfile.TemporaryDirectory(prefix="seal-", ignore_cleanup_errors=True)
        path = Path(self._folder.name) / "paper.pdf"
        self._context.tasks.run_long(
            lambda _progress: printing.render(made, "pdf", path), self._show, self._fall_back, owner=self, title=""
        )

    def _show(self, path: Path) -> None:
        self.pdf = PdfView()
        try:
            self.pdf.show_file(path)
        except Unavailable as error:
            self._fall_back(error)
            return
        self.stack.addWidget(self.pdf)
        self.stack.setCurrentWidget(self.pdf)
        self.shown.emit()

    def _fall_back(self, error: Exception) -> None:
        """The content in lines is as good to judge by; a paper that fails must not stop a decision."""
        self.stack.setCurrentWidget(self.lines)
        self.shown.emit()
        if isinstance(error, Expected):
            self.banner.say("warn", t("seal.no_paper", why=str(error)))
        else:
            self._context.tasks.unhandled.emit(error)


def _lines(sections: Sequence[tuple[str, str]]) -> QWidget:
    """Each label small above its value, on a sheet that scrolls; a value without a label begins the next matter."""
    sheet = theme.mark_as(QFrame(), role="card")
    column = QVBoxLayout(sheet)
    column.setContentsMargins(*[theme.space(3)] * 4)
    column.setSpacing(theme.space(0.5))
    for name, value in sections:
        if not name:
            column.addWidget(rule())
            column.addWidget(label(value, "section"))
            column.addSpacing(theme.space(1))
            continue
        column.addWidget(label(name, "hint"))
        shown = label(value or "－", wrap=True)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(shown)
        column.addSpacing(theme.space(1))
    column.addStretch(1)
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setWidget(sheet)
    scroll.setAccessibleName(t("seal.content"))
    return scroll
