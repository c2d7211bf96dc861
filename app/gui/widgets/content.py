"""A record's content as labelled lines, as they are read on the paper."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from app.gui import theme
from app.gui.widgets.card import Card
from app.gui.widgets.labels import label, rule


class Content(Card):
    """Labels left, values right; values can be copied."""

    def __init__(self, title: str, icon: str = "file-text") -> None:
        super().__init__(title, icon)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.space(2))
        self._grid.setVerticalSpacing(theme.space(1))
        self._grid.setColumnMinimumWidth(0, theme.px(120))
        self._grid.setColumnStretch(1, 1)
        self.body.addLayout(self._grid)

    def show_lines(self, lines: Sequence[tuple[str, str]]) -> None:
        """Show these (label, value) pairs; an empty one draws a line between what is before and after it."""
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for place, (name, value) in enumerate(lines):
            if not name and not value:
                self._grid.addWidget(rule(), place, 0, 1, 2)
                continue
            shown = label(value, wrap=True)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(label(name, "muted", wrap=True), place, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(shown, place, 1, Qt.AlignmentFlag.AlignTop)
