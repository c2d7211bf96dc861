"""A record's content as labelled lines, as they are read on the paper."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel

from app.gui import theme
from app.gui.widgets.card import Card
from app.gui.widgets.labels import label, rule

#: How wide (at 100 %) the labels are at the least.
LABELS = 120
#: How much of a narrow card its labels take at the most: values are what is read.
SHARE = 0.4


class Content(Card):
    """Labels left, values right; values can be copied."""

    def __init__(self, title: str, icon: str = "file-text") -> None:
        super().__init__(title, icon)
        self._labels: list[QLabel] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.space(2))
        self._grid.setVerticalSpacing(theme.space(1))
        self._grid.setColumnMinimumWidth(0, theme.px(LABELS))
        self._grid.setColumnStretch(1, 1)
        self.body.addLayout(self._grid)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for named in self._labels:
            named.setMaximumWidth(self._most())

    def _most(self) -> int:
        return max(round(self.width() * SHARE), theme.px(LABELS))

    def show_lines(self, lines: Sequence[tuple[str, str]]) -> None:
        """Show these (label, value) pairs; an empty one draws a line between what is before and after it."""
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._labels = []
        for place, (name, value) in enumerate(lines):
            if not name and not value:
                self._grid.addWidget(rule(), place, 0, 1, 2)
                continue
            shown = label(value, wrap=True)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            named = label(name, "muted", wrap=True)
            named.setMaximumWidth(self._most())
            self._labels.append(named)
            self._grid.addWidget(named, place, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(shown, place, 1, Qt.AlignmentFlag.AlignTop)
