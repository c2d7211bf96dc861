"""What of a window is cut: words in too little room, and things beyond an edge that does not scroll."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QWidget,
)

from app.gui import theme
from app.gui.widgets.labels import Paragraph
from app.gui.widgets.row import Row

OFF = Qt.ScrollBarPolicy.ScrollBarAlwaysOff


def cuts(top: QWidget) -> list[str]:
    """A line for each thing that cannot be seen or read as a whole."""
    found = []
    for widget in top.findChildren(QWidget):
        if widget.isVisible() and widget.window() is top.window():
            found += _heads(widget) if isinstance(widget, QHeaderView) else _of(widget, top)
    return found


def _heads(header: QHeaderView) -> list[str]:
    if header.orientation() != Qt.Orientation.Horizontal:
        return []
    short = (n for n in range(header.count()) if not header.isSectionHidden(n))
    return [
        f"head {header.model().headerData(n, header.orientation())}"
        for n in short
        if header.sectionSize(n) < _head_needs(header, n)
    ]


def _head_needs(header: QHeaderView, n: int) -> int:
    """Its words and the style sheet's padding, and the arrow where it stands; Qt shortens words for any arrow."""
    shortens = header.textElideMode() != Qt.TextElideMode.ElideNone
    if n == header.sortIndicatorSection() or (shortens and header.isSortIndicatorShown()):
        return header.sectionSizeHint(n)
    words = str(header.model().headerData(n, header.orientation()))
    return min(QFontMetrics(theme.font(theme.SMALL)).horizontalAdvance(words) + theme.px(18), header.sectionSizeHint(n))


def _of(widget: QWidget, top: QWidget) -> list[str]:
    words = isinstance(widget, QLabel | QAbstractButton) and bool(widget.text())
    if not words and not isinstance(widget, QComboBox | QLineEdit):
        return []
    said = widget.text() if words else widget.accessibleName()
    found = [f"off {type(widget).__name__} {said}"] if _is_off(widget, top) else []
    if isinstance(widget, Paragraph):
        is_short = widget.height() < widget.heightForWidth(widget.width()) - 1
    elif words and not isinstance(widget, Row):
        hint = widget.sizeHint()
        is_short = widget.width() < hint.width() - 1 or widget.height() < hint.height() - 1
    else:
        is_short = False
    return [*found, f"cut {type(widget).__name__} {said}"] if is_short else found


def _is_off(widget: QWidget, top: QWidget) -> bool:
    """Whether something of it lies beyond a parent that shows no bar to scroll it there."""
    area, child = QRect(QPoint(0, 0), widget.size()), widget
    while child is not top:
        parent = child.parentWidget()
        area.translate(child.pos())
        scroller = parent.parentWidget()
        if isinstance(scroller, QAbstractItemView):
            return False
        if isinstance(scroller, QAbstractScrollArea) and scroller.viewport() is parent:
            if scroller.horizontalScrollBarPolicy() == OFF and (area.left() < -1 or area.right() > parent.width()):
                return True
            area = area.intersected(parent.rect())
            if area.isEmpty():
                return False
        elif not parent.rect().adjusted(-1, -1, 1, 1).contains(area):
            return True
        child = parent
    return False
