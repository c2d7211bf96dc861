"""The result of a sheet: its two rates, the counts, the chapters, and how the rates are defined."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.common import i18n
from app.common.i18n import t
from app.domain.policy import Profile
from app.gui import theme
from app.gui.context import Context
from app.gui.inspection.chapter_counts import look_of
from app.gui.inspection.sheet import Sheet
from app.gui.record.review import ask_review
from app.gui.seal_dialog import SealDialog
from app.gui.widgets.badge import Badge, State
from app.gui.widgets.card import Card
from app.gui.widgets.flow import FlowLayout
from app.gui.widgets.labels import label, rule


def percent(rate: Decimal | None) -> str:
    """A rate with one decimal, or － where nothing counts."""
    return "－" if rate is None else f"{rate} %"


def result_lines(sheet: Sheet, profile: Profile) -> list[tuple[str, str]]:
    """The result in words, for the seal where no paper can be shown."""
    score, language = sheet.result.score, i18n.language()
    lines = [(t("field.sheet.respondent"), sheet.person), (t("paper.sheet.rate"), percent(score.rate))]
    lines.append((t("paper.sheet.weighted"), percent(score.weighted)))
    return lines + [
        (f"{choice.mark} {choice.label.get(language)}", str(score.counts.get(code, 0)))
        for code, choice in profile.scale.items()
    ]


class ResultCard(Card):
    """Shows the figures of :func:`app.services.inspection.result`."""

    def __init__(self) -> None:
        super().__init__(t("inspection_page.result"), "trending-up")
        self.rate, self.weighted = label("", "number"), label("", "number")
        row = QHBoxLayout()
        row.setSpacing(theme.space(3))
        for title, figure in ((t("paper.sheet.rate"), self.rate), (t("paper.sheet.weighted"), self.weighted)):
            row.addLayout(_figure(title, figure))
        row.addStretch(1)
        self.body.addLayout(row)
        self._counts = QWidget()
        self._flow = FlowLayout(self._counts, theme.space(1))
        self.add(self._counts)
        self.chapters = QVBoxLayout()
        self.chapters.setSpacing(theme.px(4))
        self.add(rule())
        self.body.addLayout(self.chapters)
        self.add(label(t("paper.sheet.definition"), "hint", wrap=True))

    def show_sheet(self, sheet: Sheet, profile: Profile) -> None:
        """Show this sheet's result."""
        score, language = sheet.result.score, i18n.language()
        self.rate.setText(percent(score.rate))
        self.weighted.setText(percent(score.weighted))
        _clear(self._flow)
        for code, choice in profile.scale.items():
            word = f"{choice.label.get(language)} {score.counts.get(code, 0)}"
            self._flow.addWidget(Badge(State(look_of(choice), choice.mark, word)))
        _clear(self.chapters)
        for chapter, rate in zip(sheet.chapters(), sheet.result.chapters, strict=True):
            self.chapters.addWidget(_chapter(chapter.title, percent(rate[1].rate)))


def _figure(title: str, figure: QLabel) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(theme.px(6))
    column.addWidget(label(title, "muted"))
    column.addWidget(figure)
    return column


def _chapter(title: str, rate: str) -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(label(title, wrap=True), 1)
    figure = label(rate)
    figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    row.addWidget(figure)
    return line


def _clear(layout: FlowLayout | QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()


def ask_sheet_review(context: Context, parent: QWidget, sheet: Sheet) -> SealDialog | None:
    """The seal dialog for the 後閲 of a sheet; nothing if nothing waits for this person."""
    lines = result_lines(sheet, context.session.profile)
    return ask_review(context, parent, "sheet", sheet.row, sheet.roles, lines)
