"""The frame of a dialog: what it holds scrolls where the screen is small; its buttons always stay below it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.gui import theme
from app.gui.manual import listen
from app.gui.scrolling import Sheet, room_for
from app.gui.widgets.flow import FlowLayout


class SheetDialog(QDialog):
    """Put content into ``box`` and buttons into ``foot``, which stands at the right and wraps."""

    def __init__(self, parent: QWidget | None, title: str, width: int = 460) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(min(theme.px(width), room_for(self).width()))
        self.scroller = Sheet()
        self.box = self.scroller.box
        self.box.setContentsMargins(theme.space(3), theme.space(3), theme.space(3), theme.space(1))
        self.box.setSpacing(theme.space(2))
        self.foot = FlowLayout(gap=theme.space(1))
        self.foot.setContentsMargins(theme.space(3), theme.space(1), theme.space(3), theme.space(3))
        self.foot.addStretch()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.scroller, 1)
        outer.addLayout(self.foot)
        listen(self)

    def showEvent(self, event: QShowEvent) -> None:
        self.scroller.fit()  # before the dialog is put into the middle of its window
        super().showEvent(event)

    def spread(self, width: int, height: int) -> None:
        """Begin with this size, in pixels at 100 %, as far as the screen has it."""
        self.resize(QSize(theme.px(width), theme.px(height)).boundedTo(room_for(self)))
