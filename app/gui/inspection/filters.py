"""Which questions one goes through: all, those open, △ and ×, those that lack a text."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QToolButton, QWidget

from app.common.i18n import t
from app.gui import theme
from app.gui.inspection.sheet import FILTERS
from app.gui.widgets.flow import FlowLayout

#: Those that stand there even when they show nothing.
_ALWAYS = ("all", "open", "weak", "text")


class Filters(QWidget):
    """A row of buttons with counts; ``chosen(name)`` when a person picks one."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        layout = FlowLayout(self, theme.space(0.5))
        self.buttons: dict[str, QToolButton] = {}
        group = QButtonGroup(self)
        for name in FILTERS:
            made = QToolButton()
            made.setCheckable(True)
            made.setToolTip("F")
            made.clicked.connect(lambda _checked=False, name=name: self.chosen.emit(name))
            group.addButton(made)
            layout.addWidget(made)
            self.buttons[name] = made
        self.setAccessibleName(t("inspection_page.filter_name"))
        self.set_counts(dict.fromkeys(FILTERS, 0))

    def choose(self, name: str) -> None:
        """Show a filter as the chosen one without telling anybody."""
        self.buttons[name].setChecked(True)

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Show how many questions each filter shows."""
        for name, made in self.buttons.items():
            made.setText(f"{t(f'inspection_page.filter.{name}')} ({counts[name]})")
            made.setVisible(bool(counts[name]) or name in _ALWAYS)

    def shown(self) -> list[str]:
        """The filters that are offered now."""
        return [name for name, made in self.buttons.items() if not made.isHidden()]
