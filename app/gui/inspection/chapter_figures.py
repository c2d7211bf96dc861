"""Each chapter's score this year and last, with the difference as mark and word."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.common import i18n
from app.common.i18n import t
from app.domain.policy import Profile
from app.gui import theme
from app.gui.widgets.badge import Badge, State
from app.gui.widgets.card import Card
from app.gui.widgets.labels import label
from app.services import inspection
from app.services.results import Comparison


def percent(rate: Decimal | None) -> str:
    """A rate as it is shown: one decimal, － where nothing counts."""
    return "－" if rate is None else f"{rate} %"


def fill_grid(grid: QGridLayout, rows: Sequence[Sequence[QWidget]], figures: Collection[int] = ()) -> None:
    """Show these rows of widgets instead of those that stood there; the columns of ``figures`` stand at the right."""
    while (item := grid.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()
    for place, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            side = Qt.AlignmentFlag.AlignRight if column in figures else Qt.AlignmentFlag(0)
            grid.addWidget(cell, place, column, side | Qt.AlignmentFlag.AlignTop if side else side)


class ChapterFigures(Card):
    """The chapters in the order of the questions."""

    def __init__(self) -> None:
        super().__init__(t("inspection_page.by_chapter"), "trending-up")
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(theme.space(2))
        self.grid.setVerticalSpacing(theme.space(1))
        self.grid.setColumnStretch(0, 1)
        self.body.addLayout(self.grid)

    def show_chapters(self, profile: Profile, chapters: Sequence[Comparison]) -> None:
        """Show these chapters."""
        names = ("chapter", "now", "before", "difference")
        head = [label(t(f"inspection_page.results.{name}"), "hint") for name in names]
        fill_grid(self.grid, [head, *(self._row(profile, row) for row in chapters)], range(1, 4))

    @staticmethod
    def _row(profile: Profile, row: Comparison) -> list[QWidget]:
        step = row.difference
        said = "－" if step is None else f"{step:+}" if step else f"±{step}"
        look, mark = ("na", "") if not step else ("done", "↑") if step > 0 else ("not", "↓")
        return [
            label(inspection.chapter_title(profile, row.chapter, i18n.language()), wrap=True),
            label(percent(row.now.rate), "strong"),
            label(percent(row.before.rate if row.before else None), "muted"),
            Badge(State(look, mark, said)),
        ]
