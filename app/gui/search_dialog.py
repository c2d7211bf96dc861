"""Ctrl+K: type a part of anything, arrows and Enter open it."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.common.i18n import t
from app.gui import manual, theme, wording
from app.gui.context import Context
from app.gui.manual import listen
from app.gui.tasks import Ticket
from app.gui.widgets.empty import Empty
from app.gui.widgets.labels import label
from app.gui.widgets.search_line import SearchLine
from app.gui.widgets.stack import Stack
from app.services import search
from app.services.search import Hit

PAUSE_MS = 150


class SearchDialog(QDialog):
    """A new keystroke drops the query before it."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.context, self._parent = context, parent
        self.hits: list[Hit] = []
        self._query: Ticket | None = None
        self._asking = self._eager = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(t("shell.search"))
        listen(self)
        self.setMinimumSize(theme.px(620), theme.px(440))
        self.line = SearchLine(t("shell.search_hint"))
        self.said = label("", "muted", wrap=True)
        self.list = theme.mark_as(QListWidget(), role="popup")
        self.list.setAccessibleName(t("shell.search"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemActivated.connect(lambda _item: self.choose())
        self.list.itemClicked.connect(lambda _item: self.choose())
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.space(2)] * 4)
        column.setSpacing(theme.space(1))
        self.begin = Empty("search", t("shell.search_begin"), t("shell.search_begin_hint"))
        self.nothing = Empty("search", t("widget.table.no_match"), t("widget.table.no_match_hint"))
        self.stack = Stack()
        for page in (self.begin, self.list, self.nothing):
            self.stack.addWidget(page)
        for widget in (self.line, self.said):
            column.addWidget(widget)
        column.addWidget(self.stack, 1)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.search)
        self.line.textChanged.connect(self._on_typed)
        self.line.installEventFilter(self)
        self.line.returnPressed.connect(self._on_enter)
        self.line.setFocus()

    def _on_typed(self) -> None:
        self._asking, self._eager = True, False
        self._pause.start()

    def _on_enter(self) -> None:
        """Enter opens the first hit; who types faster than it is found need not press it twice."""
        if self._asking:
            self._eager = True
        else:
            self.choose()

    def search(self) -> None:
        """Ask for what was typed."""
        if self._query is not None:
            self._query.cancel()
        session, text = self.context.session, self.line.text()
        self._query = self.context.read(lambda: search.find(session, text), self._show, owner=self)

    def choose(self) -> None:
        """Open the record that is marked."""
        place = self.list.currentRow()
        if 0 <= place < len(self.hits):
            hit = self.hits[place]
            self.accept()
            if hit.page == "manual":
                manual.show(hit.record, self._parent)
            else:
                self.context.signals.go_to.emit(hit.page, hit.record)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down walk the hits while the cursor stays in the line."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step and self.hits:
                self.list.setCurrentRow(max(0, min(self.list.currentRow() + step, len(self.hits) - 1)))
                return True
        return False

    def _show(self, found: list[Hit]) -> None:
        self.hits, self._asking = found, False
        self.list.clear()
        room = self.stack.width() - theme.px(48)  # the list itself may not be shown yet
        for hit in found:
            said = hit.words.replace("\n", " ")
            # where the words stand that were looked for comes first: the end of a long line is cut
            line = wording.apart(hit.title, hit.no, *((hit.within, said) if hit.within else (said,)))
            item = QListWidgetItem(self.list.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, room))
            item.setToolTip(line)
            self.list.addItem(item)
        if found:
            self.list.setCurrentRow(0)
        typed = bool(self.line.text().strip())
        self.said.setText(t("shell.search_found", n=len(found)) if typed else "")
        self.stack.setCurrentWidget(self.list if found else self.nothing if typed else self.begin)
        if self._eager:
            self._eager = False
            self.choose()
