"""The chapters of a sheet in a narrow column: title, bar and count, each leading to its first open question."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.gui import theme
from app.gui.widgets.chapter_bars import Bar, Chapter
from app.gui.widgets.labels import label
from app.gui.widgets.row import Row


class ChapterRow(Row):
    """One chapter; it is filled again in place, so that the focus stays where it is."""

    def __init__(self, chapter: Chapter) -> None:
        super().__init__()
        self.key = chapter.key
        self.setCheckable(True)
        self._bar: Bar | None = None
        self.count = label("", "hint")
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(2))
        column.addWidget(label(chapter.title, wrap=True))
        self._line = QHBoxLayout()
        self._line.setSpacing(theme.space(1))
        self._line.addWidget(self.count)
        column.addLayout(self._line)
        self.add(content, 1)
        self.box.setContentsMargins(theme.space(1), theme.px(6), theme.space(1), theme.px(6))
        self.fill(chapter)

    def nextCheckState(self) -> None:
        """Which chapter is current follows from the question, not from the click."""

    def fill(self, chapter: Chapter) -> None:
        """Show how the chapter stands."""
        if self._bar is not None:
            self._line.removeWidget(self._bar)
            self._bar.deleteLater()
        self._bar = Bar(chapter)
        self._line.insertWidget(0, self._bar, 1)
        self.count.setText(f"{chapter.answered} / {chapter.total}")
        self.setAccessibleName(chapter.spoken)
        self.setToolTip(chapter.spoken)


class ChapterList(QWidget):
    """The chapters of a sheet; ``opened(key)`` tells the one chosen."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, ChapterRow] = {}
        self._shown: dict[str, Chapter] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(2))

    def set_chapters(self, chapters: Sequence[Chapter], current: str) -> None:
        """Show these chapters, the ``current`` one marked."""
        if [chapter.title for chapter in chapters] != [chapter.title for chapter in self._shown.values()]:
            self._make(chapters)
        for chapter in chapters:
            row = self.rows[chapter.key]
            if chapter != self._shown.get(chapter.key):
                row.fill(chapter)
            row.setChecked(chapter.key == current)
        self._shown = {chapter.key: chapter for chapter in chapters}

    def _make(self, chapters: Sequence[Chapter]) -> None:
        for old in self.rows.values():
            old.hide()
            old.deleteLater()
        self.rows = {chapter.key: ChapterRow(chapter) for chapter in chapters}
        self._shown = {chapter.key: chapter for chapter in chapters}
        for key, row in self.rows.items():
            self._column.addWidget(row)
            row.clicked.connect(lambda _checked=False, key=key: self.opened.emit(key))
