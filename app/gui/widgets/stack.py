"""Pages on one place, of which only the one that is shown takes room."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget


class Stack(QStackedWidget):
    """A QStackedWidget that is as small as its current page: what is not shown makes nothing scroll.

    Pages that scroll by themselves (``scrolling``) ask for no height by their width, so that nothing around them does.
    """

    def __init__(self, scrolling: bool = False) -> None:
        super().__init__()
        self._scrolling = scrolling
        self.currentChanged.connect(lambda _place: self.updateGeometry())

    def minimumSizeHint(self) -> QSize:
        page = self.currentWidget()
        return page.minimumSizeHint().expandedTo(page.minimumSize()) if page is not None else QSize()

    def hasHeightForWidth(self) -> bool:
        page = self.currentWidget()
        return not self._scrolling and page is not None and page.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        page = self.currentWidget()
        return page.heightForWidth(width) if page is not None else -1
