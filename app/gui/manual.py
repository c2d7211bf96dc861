"""The manual page of what is on the screen (F1)."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout, QWidget

from app.common import i18n, resources
from app.common.i18n import t
from app.gui import theme


class ManualDialog(QDialog):
    """One page of the manual, with links to the others."""

    def __init__(self, key: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(t("shell.manual"))
        self.resize(theme.px(760), theme.px(640))
        self.text = QTextBrowser()
        self.text.setOpenExternalLinks(False)
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(lambda url: self.show_page(url.toString().removesuffix(".md")))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.space(2)] * 4)
        layout.addWidget(self.text)
        self.show_page(key)

    def show_page(self, key: str) -> None:
        """Show a page by its key; links to pictures of other places are left as they are."""
        page = resources.path("manual", i18n.language(), f"{key}.md")
        if page.is_file():
            self.text.setSearchPaths([str(page.parent)])
            self.text.setMarkdown(page.read_text("utf-8"))
