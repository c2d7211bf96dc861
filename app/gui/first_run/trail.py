"""Where one is in the first run: the steps in a row, the one at hand marked."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.common.i18n import t
from app.gui import theme
from app.gui.widgets.icon_label import IconLabel
from app.gui.widgets.labels import label


class Trail(QWidget):
    """Numbered titles with arrows between them."""

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__()
        self._titles = list(titles)
        self._labels: list[QLabel] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(1))
        for number, title in enumerate(titles, 1):
            if number > 1:
                row.addWidget(IconLabel("chevron-right", "muted", 16))
            self._labels.append(label(f"{number} {title}", "muted"))
            row.addWidget(self._labels[-1])
        row.addStretch(1)

    def set_current(self, current: int) -> None:
        """Mark a step, counted from 0."""
        for number, one in enumerate(self._labels):
            here = number == current
            theme.mark_as(one, role="strong" if here else "muted", state="accent" if here else "")
        title = self._titles[current]
        self.setAccessibleName(t("first_run.trail", n=current + 1, of=len(self._titles), step=title))
