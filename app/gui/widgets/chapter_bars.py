"""Progress by chapter: a bar of answers for each, with its counts, opening that chapter."""

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.common.i18n import t
from app.gui import theme
from app.gui.widgets.labels import label
from app.gui.widgets.row import Row


class Chapter(Struct, frozen=True):
    """How a chapter stands: counts by look in the order drawn, of `total` questions; `marks` says them by answer."""

    key: str
    title: str
    total: int
    done: int = 0
    partly: int = 0
    not_: int = 0
    na: int = 0
    marks: str = ""

    @property
    def answered(self) -> int:
        """How many have an answer."""
        return self.done + self.partly + self.not_ + self.na

    @property
    def spoken(self) -> str:
        """How it stands in words, for who does not see the bar."""
        said = t("widget.chapter.name", title=self.title, answered=self.answered, total=self.total, marks=self.marks)
        return said.strip()


class Bar(QWidget):
    """The stacked bar; the row beside it says the figures."""

    def __init__(self, chapter: Chapter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chapter = chapter
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(160), theme.px(10))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(48), theme.px(10))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()), theme.px(5), theme.px(5))
        painter.setClipPath(shape)
        painter.fillRect(self.rect(), theme.colour("line"))
        counts = (self._chapter.done, self._chapter.partly, self._chapter.not_, self._chapter.na)
        left, unit = 0.0, self.width() / max(self._chapter.total, 1)
        for role, count in zip(("done_fill", "partly_fill", "not_fill", "na_fill"), counts, strict=True):
            gap = 1.0 if left and count else 0.0  # neighbours stay apart for every eye
            painter.fillRect(QRectF(left + gap, 0, count * unit - gap, self.height()), theme.colour(role))
            left += count * unit


class ChapterBars(QWidget):
    """The chapters of a sheet; `opened` tells the key of the one chosen."""

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme.px(2))

    def set_chapters(self, chapters: Sequence[Chapter], current: str = "") -> None:
        """Show these chapters, the `current` one marked."""
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        for chapter in chapters:
            self._rows.addWidget(self._row(chapter, chapter.key == current))

    def _row(self, chapter: Chapter, current: bool) -> Row:
        row = Row()
        row.setCheckable(True)
        row.setChecked(current)
        row.add(label(chapter.title, wrap=True), 3)
        row.add(Bar(chapter), 2)
        count = label(f"{chapter.answered} / {chapter.total}", "muted")
        count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        count.setMinimumWidth(count.fontMetrics().horizontalAdvance("000 / 000"))
        row.add(count)
        row.setAccessibleName(chapter.spoken)
        row.setToolTip(chapter.spoken)
        row.clicked.connect(lambda _checked=False, key=chapter.key: self.opened.emit(key))
        return row
