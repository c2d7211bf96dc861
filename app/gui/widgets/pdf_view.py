"""The paper on the screen: the exported PDF itself, with page and zoom."""

from pathlib import Path

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QLabel, QToolButton, QVBoxLayout, QWidget

from app.common.errors import Unavailable
from app.common.i18n import t
from app.gui import theme
from app.gui.icons import icon, icon_size
from app.gui.widgets.flow import FlowLayout
from app.gui.widgets.labels import label

ZOOM_STEP = 1.2
LEAST_ZOOM, MOST_ZOOM = 0.25, 4.0


class PdfView(QWidget):
    """Shows one PDF file; put buttons such as print or save into `bar`."""

    page_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = QPdfDocument(self)
        self.view = QPdfView(self)
        self.view.setDocument(self.document)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.view.setAccessibleName(t("widget.pdf.name"))
        self._build()
        self.view.pageNavigator().currentPageChanged.connect(self._on_page_changed)

    def show_file(self, path: Path) -> None:
        """Show this file from its first page; Unavailable when it is missing or no PDF."""
        if self.document.load(str(path)) != QPdfDocument.Error.None_:
            raise Unavailable("missing" if not path.exists() else "io", file=path.name, folder=str(path.parent))
        self.go_to(0)
        self.view.verticalScrollBar().setValue(0)  # where the last file was read to is not where this one begins
        self._on_page_changed(0)

    def close_file(self) -> None:
        """Let go of the file, so that it can be replaced or deleted."""
        self.document.close()
        self._on_page_changed(0)

    def page(self) -> int:
        """The page shown, from 0."""
        return self.view.pageNavigator().currentPage()

    def go_to(self, page: int) -> None:
        """Go to a page, the nearest there is."""
        last = max(self.document.pageCount() - 1, 0)
        self.view.pageNavigator().jump(min(max(page, 0), last), QPointF())

    def zoom(self, factor: float) -> None:
        """Enlarge or shrink from what is shown now."""
        now = self.view.zoomFactor()
        if self.view.zoomMode() == QPdfView.ZoomMode.FitToWidth:
            now = self._fit_factor()
            self.view.setZoomMode(QPdfView.ZoomMode.Custom)
        self.view.setZoomFactor(min(max(now * factor, LEAST_ZOOM), MOST_ZOOM))

    def fit_width(self) -> None:
        """As wide as the window."""
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)

    def _fit_factor(self) -> float:
        points = self.document.pagePointSize(self.page()).width() or 595.0
        shown = points * self.view.logicalDpiX() / 72
        return float((self.view.viewport().width() - 12) / shown)

    def _build(self) -> None:
        self._where: QLabel = label("", "muted")
        self.bar = FlowLayout(gap=theme.px(4))
        before = self._tool("chevron-left", t("widget.pdf.previous"), "PgUp")
        after = self._tool("chevron-right", t("widget.pdf.next"), "PgDown")
        smaller = self._tool("zoom-out", t("widget.pdf.smaller"), "Ctrl+-")
        larger = self._tool("zoom-in", t("widget.pdf.larger"), "Ctrl++")
        fit = self._tool("move-horizontal", t("widget.pdf.fit"), "Ctrl+0")
        for widget in (before, self._where, after, smaller, larger, fit):
            self.bar.addWidget(widget)
        before.clicked.connect(lambda: self.go_to(self.page() - 1))
        after.clicked.connect(lambda: self.go_to(self.page() + 1))
        smaller.clicked.connect(lambda: self.zoom(1 / ZOOM_STEP))
        larger.clicked.connect(lambda: self.zoom(ZOOM_STEP))
        fit.clicked.connect(self.fit_width)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.space(1))
        layout.addLayout(self.bar)
        layout.addWidget(self.view, 1)

    def _tool(self, picture: str, words: str, keys: str) -> QToolButton:
        made = QToolButton()
        made.setIcon(icon(picture, "text"))
        made.setIconSize(icon_size())
        made.setShortcut(QKeySequence(keys))
        made.setAccessibleName(words)
        made.setToolTip(f"{words}　{keys}")
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return made

    def _on_page_changed(self, page: int) -> None:
        total = self.document.pageCount()
        self._where.setText(t("widget.pdf.where", page=page + 1, total=total) if total else "")
        self.page_changed.emit(page)
