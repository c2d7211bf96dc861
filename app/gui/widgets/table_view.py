"""How a table draws: rows of 36 pixels, badges in cells, and the current row ringed while the keyboard is in it."""

from typing import Any

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem
from PySide6.QtWidgets import QTableView as _QTableView

from app.gui import theme
from app.gui.widgets.badge import State, badge_size, paint_badge
from app.gui.widgets.table_model import VALUE, Index

ROW_HEIGHT = 36


class RowDelegate(QStyledItemDelegate):
    """Paints states as badges and the focus around the whole row instead of one cell."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        value = index.data(VALUE)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        option.state &= ~QStyle.StateFlag.State_HasFocus
        super().paint(painter, option, index)
        area = QRectF(option.rect)
        if isinstance(value, State):
            paint_badge(painter, area.adjusted(theme.space(1), 0, -theme.px(4), 0), value)
        view = option.widget
        if focused or _in_current_row(view, index):
            self._ring(painter, area, view, index.column())

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        if isinstance(index.data(VALUE), State):
            option.text = ""  # painted as a badge; the model keeps the words

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        value = index.data(VALUE)
        if isinstance(value, State):
            return badge_size(value) + QSize(theme.space(2), 0)
        return super().sizeHint(option, index)

    @staticmethod
    def _ring(painter: QPainter, area: QRectF, view: Any, column: int) -> None:
        painter.save()
        painter.setPen(QPen(theme.colour("accent"), 2))
        inner = area.adjusted(1, 1, -1, -1)
        painter.drawLine(QLineF(area.left(), inner.top(), area.right(), inner.top()))
        painter.drawLine(QLineF(area.left(), inner.bottom(), area.right(), inner.bottom()))
        header = view.horizontalHeader()
        if header.visualIndex(column) == 0:
            painter.drawLine(QLineF(inner.topLeft(), inner.bottomLeft()))
        if header.visualIndex(column) == header.count() - 1:
            painter.drawLine(QLineF(inner.topRight(), inner.bottomRight()))
        painter.restore()


class TableView(_QTableView):
    """A QTableView in the manner of the program."""

    def __init__(self) -> None:
        super().__init__()
        self.setItemDelegate(RowDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        rows = self.verticalHeader()
        rows.setVisible(False)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(theme.px(24))
        rows.setDefaultSectionSize(theme.px(ROW_HEIGHT))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsMovable(False)
        header.setResizeContentsPrecision(0)  # what is seen says how wide a column is; nothing more is fetched for it
        header.setMinimumSectionSize(theme.px(48))
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


def _in_current_row(view: Any, index: Index) -> bool:
    return isinstance(view, TableView) and view.hasFocus() and view.currentIndex().row() == index.row()
