"""The head of a view: names at the left and actions at the right, or under the names where room is short."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.gui import theme
from app.gui.widgets.flow import flow_row

#: The room (at 100 %) that names need for actions to stand beside them.
NAMES = 240


class Head(QWidget):
    """Put words into ``names``; ``back`` stands before them."""

    def __init__(self, *actions: QWidget, back: QWidget | None = None) -> None:
        super().__init__()
        self.names = QVBoxLayout()
        self.names.setSpacing(theme.px(2))
        left = QHBoxLayout()
        left.setSpacing(theme.space(2))
        self._back = back
        if back is not None:
            left.addWidget(back, 0, Qt.AlignmentFlag.AlignTop)
        left.addLayout(self.names, 1)
        self._actions = flow_row(*actions, gap=theme.space(1.5))
        self._actions.installEventFilter(self)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.space(1))
        self._box.addLayout(left, 1)
        self._box.addWidget(self._actions)

    def add_action(self, action: QWidget) -> None:
        """One more button behind the others."""
        layout = self._actions.layout()
        assert layout is not None
        layout.addWidget(action)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # an action came, went, or changed its word
            self._arrange()
        return False

    def _arrange(self) -> None:
        actions = self._actions.sizeHint().width()
        back = self._back.sizeHint().width() if self._back is not None else 0
        wide = self.width() >= actions + back + theme.px(NAMES)
        least = actions if wide else 0  # beside the names they stand in one row
        if self._actions.minimumWidth() != least:
            self._actions.setMinimumWidth(least)
        wanted = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._box.direction() != wanted:
            self._box.setDirection(wanted)
