"""The manual page of what is on the screen (F1)."""

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QKeySequence, QShortcut, QTextBlockFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QDialog, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from app.common import i18n, resources
from app.common.i18n import t
from app.gui import theme
from app.gui.widgets.buttons import button

WIDTH, HEIGHT = 760, 640
LINE_HEIGHT = 150  # percent
CONTENTS = "contents"
#: The manual page of each part of the window and each dialog, by the module it is written in; the longest name that
#: fits counts.
_PAGE_OF = {
    "app.gui.annotate": "seal",
    "app.gui.carryout": "carryout",
    "app.gui.carryout.batch": "carryout-decide",
    "app.gui.discard": "record",
    "app.gui.disposal": "disposal",
    "app.gui.first_run": "first-run",
    "app.gui.home": "home",
    "app.gui.improvement": "improvement",
    "app.gui.inspection": "inspection",
    "app.gui.inspection.bureau_dialogs": "bureau",
    "app.gui.inspection.bureau_view": "bureau",
    "app.gui.inspection.compile_dialog": "bureau",
    "app.gui.inspection.intake_dialog": "collecting",
    "app.gui.inspection.na_dialog": "answering",
    "app.gui.inspection.received_dialog": "bureau",
    "app.gui.inspection.received_view": "bureau",
    "app.gui.inspection.reopen_dialog": "review",
    "app.gui.inspection.results_view": "results",
    "app.gui.inspection.review_view": "review",
    "app.gui.inspection.sheet_view": "answering",
    "app.gui.inspection.submit_dialog": "answering",
    "app.gui.inspection.tally_dialog": "collecting",
    "app.gui.media": "media",
    "app.gui.media.stock_dialog": "stocktake",
    "app.gui.paper_decision": "seal",
    "app.gui.policy.book_dialog": "policy_book",
    "app.gui.policy.editions_card": "editions",
    "app.gui.policy.editions_dialog": "editions",
    "app.gui.policy.editor": "policy_book",
    "app.gui.policy.paste_dialog": "paste",
    "app.gui.records": "records",
    "app.gui.reports": "reports",
    "app.gui.reports.own_form_dialog": "own-form",
    "app.gui.seal_dialog": "seal",
    "app.gui.search_dialog": "search",
    "app.gui.settings": "settings",
    "app.gui.settings.people": "people",
    "app.gui.settings.people_dialogs": "people",
    "app.gui.settings.store": "backup",
    "app.gui.settings.transfer_dialog": "transfer",
    "app.gui.sign_in": "home",
}


def page_of(widget: QWidget) -> str:
    """The key of the manual page about this part of the window; empty where there is none of its own."""
    name = type(widget).__module__
    while name and name not in _PAGE_OF:
        name = name.rpartition(".")[0]
    return _PAGE_OF.get(name, "")


def listen(dialog: QDialog) -> None:
    """Let F1 open the manual page about this dialog."""
    QShortcut(QKeySequence("F1"), dialog).activated.connect(
        lambda: ManualDialog(page_of(dialog) or CONTENTS, dialog).show()
    )


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
        self.text.document().setMarkdown(page.read_text("utf-8"), dialect)
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
