"""A layout that puts widgets in rows and wraps, so that nothing is cut off when text is large or space is narrow."""

from PySide6.QtCore import QMargins, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QSpacerItem, QWidget


class FlowLayout(QLayout):
    """Left to right, then down; `even` gives all cells of a row the same width and fills the row.

    A stretch pushes what follows it to the right, as long as that stands in the same row. ``widest`` is the width
    that it asks for at most, in pixels, however much there is to put in a row; 0 means all of it in one.
    """

    def __init__(self, parent: QWidget | None = None, gap: int = 8, even: bool = False, widest: int = 0) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap, self._even, self._widest = gap, even, widest
        self.setContentsMargins(QMargins())

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def addStretch(self) -> None:
        """Push what is added next to the right."""
        self.addItem(QSpacerItem(0, 0, QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum))

    def insertWidget(self, place: int, widget: QWidget) -> None:
        """Put a widget before the item that stands at ``place``."""
        self.addWidget(widget)
        self._items.insert(place, self._items.pop())
        self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal if self._even else Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        margins = self.contentsMargins()
        inner = width - margins.left() - margins.right()
        return self._arrange(QRect(0, 0, inner, 0), move=False) + margins.top() + margins.bottom()

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect.marginsRemoved(self.contentsMargins()), move=True)

    def sizeHint(self) -> QSize:
        shown = [item for item in self._shown() if item.spacerItem() is None]
        widths = [item.sizeHint().width() for item in shown]
        width = (max(widths) * len(widths) if self._even else sum(widths)) if widths else 0
        wanted = self._with_margins(QSize(width + self._gap * max(len(widths) - 1, 0), self._tallest(shown)))
        if 0 < self._widest < wanted.width():
            width = max(self._widest, self.minimumSize().width())
            return QSize(width, self.heightForWidth(width))
        return wanted

    def minimumSize(self) -> QSize:
        shown = self._shown()
        width = max((item.minimumSize().width() for item in shown), default=0)
        return self._with_margins(QSize(width, self._tallest(shown)))

    def _with_margins(self, size: QSize) -> QSize:
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if item.spacerItem() is not None or not item.isEmpty()]

    @staticmethod
    def _tallest(items: list[QLayoutItem]) -> int:
        return max((item.sizeHint().height() for item in items), default=0)

    def _arrange(self, rect: QRect, move: bool) -> int:
        top = rect.top()
        for row in self._rows(rect.width()):
            widths = self._widths(row, rect.width())
            heights = (max(i.sizeHint().height(), i.heightForWidth(w)) for i, w in zip(row, widths, strict=True))
            height, left = max(heights), rect.left()
            for item, width in zip(row, widths, strict=True):
                if move:
                    item.setGeometry(QRect(left, top, width, height))
                left += width + (self._gap if item.spacerItem() is None else 0)
            top += height + self._gap
        return max(top - self._gap - rect.top(), 0)

    def _widths(self, row: list[QLayoutItem], width: int) -> list[int]:
        if not self._even:
            wanted = [min(item.sizeHint().width(), width) for item in row]
            springs = [n for n, item in enumerate(row) if item.spacerItem() is not None]
            if springs:
                things = len(row) - len(springs)
                wanted[springs[0]] = max(width - sum(wanted) - self._gap * max(things - 1, 0), 0)
            return wanted
        columns = self._columns(width)
        cell = (width - self._gap * (columns - 1)) // columns
        return [cell] * len(row)

    def _columns(self, width: int) -> int:
        shown = self._shown()
        widest = max(item.sizeHint().width() for item in shown)
        fitting = max((width + self._gap) // (widest + self._gap), 1)
        rows = -(-len(shown) // fitting)
        return -(-len(shown) // rows)  # 5 in two rows is 3 + 2, never 4 + 1

    def _rows(self, width: int) -> list[list[QLayoutItem]]:
        shown = self._shown()
        if not shown:
            return []
        if self._even:
            columns = self._columns(width)
            return [shown[i : i + columns] for i in range(0, len(shown), columns)]
        rows: list[list[QLayoutItem]] = [[]]
        used = 0
        for item in shown:
            is_thing = item.spacerItem() is None
            needed = item.sizeHint().width() + (self._gap if used else 0)
            if is_thing and used and used + needed > width:
                rows.append([])
                used, needed = 0, item.sizeHint().width()
            rows[-1].append(item)
            used += needed if is_thing else 0
        return rows


def flow_row(*widgets: QWidget, gap: int = 8) -> QWidget:
    """Widgets side by side that wrap when they do not fit."""
    row = QWidget()
    layout = FlowLayout(row, gap)
    for widget in widgets:
        layout.addWidget(widget)
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    row.setSizePolicy(policy)
    return row
