"""Where one is in the first run: the steps in a row, the one at hand marked."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.common.i18n import t
from app.gui import theme
from app.gui.widgets.flow import FlowLayout
from app.gui.widgets.icon_label import IconLabel
from app.gui.widgets.labels import label


class Trail(QWidget):
    """Numbered titles with arrows between them."""

    def __init__(self) -> None:
        super().__init__()
        self._row = FlowLayout(self, theme.space(1))

    def show_steps(self, titles: Sequence[str], current: int) -> None:
        """Show the steps and mark one, counted from 0."""
        while (item := self._row.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for number, title in enumerate(titles):
            if number:
                self._row.addWidget(IconLabel("chevron-right", "muted", 16))
            one = label(f"{number + 1} {title}", "strong" if number == current else "muted")
            self._row.addWidget(theme.mark_as(one, state="accent" if number == current else ""))
        self.setAccessibleName(t("first_run.trail", n=current + 1, of=len(titles), step=titles[current]))
