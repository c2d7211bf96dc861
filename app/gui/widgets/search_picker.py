"""Picks one of many by typing a part of it: a person, a medium, a destination."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QListView, QWidget

from app.common.i18n import t
from app.common.text import fold
from app.gui.tasks import Tasks, Ticket
from app.gui.widgets.choice_editors import Option
from app.gui.widgets.editor import Editor
from app.gui.widgets.search_line import SearchLine
from app.gui.widgets.settle import ConversionGuard

Search = Callable[[str], Sequence[Option]]
MOST_SHOWN = 50
TYPING_PAUSE_MS = 120


def among(options: Sequence[Option]) -> Search:
    """A search in a list at hand: every word typed must occur, whatever its width, case or kana."""
    folded = [(fold(f"{o.word} {o.detail} {o.code}"), o) for o in options]

    def find(text: str) -> Sequence[Option]:
        words = fold(text).split()
        return [option for key, option in folded if all(word in key for word in words)][:MOST_SHOWN]

    return find


class SearchPicker(Editor):
    """Type to search or press the arrow down, arrows and Enter to pick; the value is the code of what was picked.

    `search` runs on the worker and returns at most what is worth showing. `free` accepts text that is not in the
    list too (a person of another office): the value is then None and `typed()` gives the text.
    """

    picked = Signal(object)

    def __init__(self, search: Search, tasks: Tasks, free: bool = False, parent: QWidget | None = None) -> None:
        self.line = SearchLine(t("widget.picker.placeholder"))
        super().__init__(self.line, parent)
        self._search, self._tasks, self._free = search, tasks, free
        self._option: Option | None = None
        self._offered: Sequence[Option] = ()
        self._query: Ticket | None = None
        self._build()

    def value(self) -> str | None:
        return self._option.code if self._option else None

    def option(self) -> Option | None:
        """What was picked, with its words."""
        return self._option

    def typed(self) -> str | None:
        """The text in the field, picked or not."""
        return self.line.text().strip() or None

    def offered(self) -> Sequence[Option]:
        """What was found last."""
        return self._offered

    def set_value(self, value: Any) -> None:
        """Show an Option, a free text where `free`, or nothing."""
        self._option = value if isinstance(value, Option) else None
        self.line.setText(self._option.word if self._option else str(value or ""))
        self._settler.forget()

    def fault(self) -> str:
        unknown = self._option is None and self.typed() is not None and not self._free
        return t("widget.picker.unknown") if unknown else ""

    def set_read_only(self, read_only: bool) -> None:
        self.line.setReadOnly(read_only)

    def _build(self) -> None:
        ConversionGuard(self.line)
        self._words = QStringListModel(self)
        self._completer = QCompleter(self._words, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(10)
        self._popup = QListView()
        self._popup.setProperty("role", "popup")
        self._completer.setPopup(self._popup)
        self._completer.setWidget(self.line)
        activated: Any = self._completer.activated  # two signals of one name
        activated[QModelIndex].connect(self._on_activated)
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.line.textEdited.connect(self._on_edited)
        self.line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrow down offers what fits what stands here, before anything is typed, too."""
        asks = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Down
        if asks and not self._popup.isVisible() and not self.line.isReadOnly():
            self._ask()
            return True
        return super().eventFilter(watched, event)

    def _on_edited(self, _text: str) -> None:
        self._option = None
        self._changed()
        self._pause.start()

    def _ask(self) -> None:
        if self._query is not None:
            self._query.cancel()
        text = self.line.text()
        self._query = self._tasks.run(lambda: self._search(text), self._offer, owner=self)

    def _offer(self, options: Sequence[Option]) -> None:
        self._offered = options
        self._words.setStringList([f"{o.word}　{o.detail}" if o.detail else o.word for o in options])
        if options and self.line.hasFocus():
            self._completer.complete()
        else:
            self._popup.hide()

    def _on_activated(self, index: QModelIndex) -> None:
        self._option = self._offered[index.row()]
        self.line.setText(self._option.word)
        self._changed(at_once=True)
        self.picked.emit(self._option)
