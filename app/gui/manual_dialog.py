"""The window of the manual: one page, with links to the others."""

import re

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QTextBlockFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QDialog, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from app.common import i18n, resources
from app.common.i18n import t
from app.gui import theme
from app.gui.manual import CONTENTS
from app.gui.widgets.buttons import button

WIDTH, HEIGHT = 760, 640
LINE_HEIGHT = 150  # percent
#: What the pages call by its usual word (`word.<key>`) and a policy may call otherwise.
_WORDS = ("inspection", "permission", "permitted", "permit", "bureau", "incident", "security")


def in_city_words(page: str) -> str:
    """The page with the policy's words where it speaks in the usual ones; links to pages stay."""
    for key in _WORDS:
        usual, own = t(f"word.{key}"), i18n.word(key)

        def say(found: re.Match[str], own: str = own) -> str:
            article = f"{found[1]}{'n' if own[:1].lower() in 'aeiou' else ''} " if found[1] else ""
            return article + (own[:1].upper() + own[1:] if found[2][:1].isupper() else own)

        page = re.sub(rf"(?:\b(a)n? )?({re.escape(usual)})(?!\.md)", say, page, flags=re.IGNORECASE)
    return page


class ManualDialog(QDialog):
    """One page of the manual, with links to the others; it may stay open beside the work."""

    def __init__(self, key: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(t("shell.manual"))
        self.resize(QSize(theme.px(WIDTH), theme.px(HEIGHT)).boundedTo(self.screen().availableSize() * 0.92))
        self._way: list[str] = []
        self.text = QTextBrowser()
        self.text.setAccessibleName(t("shell.manual"))
        self.text.setOpenLinks(False)
        self.text.document().setDefaultFont(theme.font())
        self.text.document().setDocumentMargin(theme.space(2))
        self.text.anchorClicked.connect(self._on_link)
        self.back = button(t("shell.manual_back"), "chevron-left", "link", self.go_back)
        foot = QHBoxLayout()
        foot.addWidget(self.back)
        self.contents = button(t("shell.manual_contents"), "list", "link", lambda: self.show_page(CONTENTS))
        foot.addWidget(self.contents)
        foot.addStretch(1)
        foot.addWidget(button(t("shell.manual_close"), on_click=self.accept))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.space(2)] * 4)
        layout.setSpacing(theme.space(1.5))
        layout.addWidget(self.text, 1)
        layout.addLayout(foot)
        self.show_page(key)

    def show_page(self, key: str) -> None:
        """Show a page by its key."""
        self._way.append(key)
        self.back.setVisible(len(self._way) > 1)
        self.contents.setVisible(key != CONTENTS)
        page = resources.path("manual", i18n.language(), f"{key}.md")
        if not page.is_file():
            self.text.setPlainText(t("shell.manual_missing"))
            return
        self.text.setSearchPaths([str(page.parent)])
        dialect = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML
        self.text.document().setMarkdown(in_city_words(page.read_text("utf-8")), dialect)
        self._give_air()
        self.text.moveCursor(QTextCursor.MoveOperation.Start)  # the view follows its cursor when it is shown
        self.text.verticalScrollBar().setValue(0)

    def _give_air(self) -> None:
        """Space between lines and paragraphs, which Markdown knows nothing of."""
        block = self.text.document().begin()
        while block.isValid():
            form = block.blockFormat()
            form.setLineHeight(LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            form.setTopMargin(theme.space(2) if form.headingLevel() and block.blockNumber() else 0)
            form.setBottomMargin(theme.space(0.5) if block.textList() is not None else theme.space(1.5))
            QTextCursor(block).setBlockFormat(form)
            block = block.next()

    def go_back(self) -> None:
        """The page before."""
        self._way.pop()
        self.show_page(self._way.pop())

    def _on_link(self, url: QUrl) -> None:
        if url.isRelative() and url.path().endswith(".md"):
            self.show_page(url.path().removesuffix(".md"))
