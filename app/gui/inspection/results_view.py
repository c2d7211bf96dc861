"""What the sheets of the year say together: the score against last year, each question over everybody."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.common import i18n
from app.common.i18n import t
from app.gui import dates, theme, wording
from app.gui.context import Context
from app.gui.inspection.chapter_figures import ChapterFigures, fill_grid, percent
from app.gui.inspection.head import Head
from app.gui.inspection.intake_dialog import FilledDialog, PriorDialog
from app.gui.inspection.keys import listen_for
from app.gui.inspection.tally_dialog import TallyDialog
from app.gui.scrolling import Inside, paint_when_settled, scrolling
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.card import Card
from app.gui.widgets.content import Content
from app.gui.widgets.empty import Empty
from app.gui.widgets.flow import flow_row
from app.gui.widgets.labels import label
from app.services import inspection, results
from app.services.session import Session


class Found(Struct, frozen=True):
    """Everything the view shows, read at once."""

    year: results.Year
    rollups: tuple[results.Rollup, ...]
    unconfirmed_sheets: int
    counted_in: int


def read_results(session: Session) -> Found:
    """The year's results as they stand; reads the store."""
    year = results.year(session)
    kinds = [key for key in session.profile.inspections if inspection.items_for(session, key)]
    rollups = tuple(roll for key in kinds if (roll := results.rollup(session, key)).asked)
    open_sheets = sum(row["state"] != "confirmed" for row in inspection.sheets(session))
    return Found(year, rollups, open_sheets, results.counted_in(session))


class ResultsView(QWidget):
    """``left`` for the list of sheets, ``bureau_wanted`` for what the bureau compiles."""

    left, bureau_wanted = Signal(), Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.found: Found | None = None
        self.dialog: Any = None
        self._build()

    def refresh(self) -> None:
        """Read everything again."""
        session = self.context.session
        self.context.read(lambda: read_results(session), self._show, owner=self)

    def count_in(self) -> None:
        """Count in answers on paper."""
        self.dialog = TallyDialog(self.context, self)
        self.dialog.open()

    def take_in(self) -> None:
        """Count in books that persons filled in."""
        self.dialog = FilledDialog(self.context, self, self._say_done)
        self.dialog.open()

    def take_prior(self) -> None:
        """Take over last year's results."""
        self.dialog = PriorDialog(self.context, self, self._say_done)
        self.dialog.open()

    def _say_done(self, said: str) -> None:
        self.banner.say("done", said)

    def _show(self, found: Found) -> None:
        paint_when_settled(self)
        self.found = found
        cycle = found.year.cycle
        self.about.setText(dates.fiscal_year(int(cycle["fiscal_year"])) if cycle else "")
        asked = bool(found.rollups) or any(chapter.now.counts or chapter.now.open for chapter in found.year.chapters)
        for part in (self.whole, self.chapters):
            part.setVisible(asked)
        self.nothing.setVisible(not asked)
        self._show_whole(found)
        self.chapters.show_chapters(self.context.session.profile, found.year.chapters)
        while (item := self.questions.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for roll in found.rollups:
            self.questions.addWidget(self._rollup(roll))
        left = t("inspection_page.left_open", n=found.unconfirmed_sheets) if found.unconfirmed_sheets else ""
        apart = t("inspection_page.counted_in", n=found.counted_in) if found.counted_in else ""
        said = "\n".join(part for part in (left, apart, self._template_note(found) if asked else "") if part)
        self.hint.setText(said)
        self.hint.setVisible(bool(said))
        paint_when_settled(self)

    def _template_note(self, found: Found) -> str:
        """The figures count questions that are only a template too."""
        profile = self.context.session.profile
        chapters = {chapter.chapter for chapter in found.year.chapters}
        return wording.template_note(profile, (item for item in profile.items.values() if item.chapter in chapters))

    def _show_whole(self, found: Found) -> None:
        year, scale = found.year, self.context.session.profile.scale
        counts = [
            (f"{choice.mark} {choice.label.get(i18n.language())}", f"{year.whole.counts.get(code, 0):,}")
            for code, choice in scale.items()
        ]
        before = percent(year.whole_before.rate) if year.whole_before else "－"
        lines = [
            (t("inspection_page.rate"), f"{percent(year.whole.rate)}　（{t('inspection_page.before', rate=before)}）"),
            (t("inspection_page.weighted"), percent(year.whole.weighted)),
            *counts,
            (t("inspection_page.unanswered"), f"{year.whole.open:,}"),
            (
                t("inspection_page.carried_counts"),
                t("inspection_page.carried_said", kept=year.kept, changed=year.changed, open=year.unconfirmed),
            ),
        ]
        across = results.comparable_said(year)
        self.whole.show_lines([*lines, (t("editions.across"), across)] if across else lines)

    def _rollup(self, roll: results.Rollup) -> Card:
        profile = self.context.session.profile
        kind = profile.inspections.get(roll.sheet)
        card = Card(kind.label.get(i18n.language()) if kind else roll.sheet, "users")
        said = t("inspection_page.returned_rate", asked=roll.asked, returned=roll.returned, rate=percent(roll.rate))
        card.add(label(said, wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.space(2))
        grid.setVerticalSpacing(theme.px(6))
        grid.setColumnStretch(0, 1)
        weakest = sorted(roll.questions, key=lambda question: _goodness(question, profile.scale))[:12]
        marks = [label(choice.mark, "hint") for choice in profile.scale.values()]
        heads: list[QWidget] = [label("", "hint"), *marks, label(t("inspection_page.unknown_rate"), "hint")]
        fill_grid(grid, [heads, *(_counts(question, profile.scale) for question in weakest)], range(1, len(heads)))
        card.add(label(t("inspection_page.lowest"), "hint", wrap=True))
        card.body.addLayout(grid)
        return card

    def _build(self) -> None:
        self.banner = Banner()
        back = button(t("inspection_page.back"), "chevron-left", "link", self.left.emit)
        paper = button(t("inspection_page.result_paper"), "printer", "", self._on_paper)
        bureau = button(t("form.compilation"), "building-2", "", self.bureau_wanted.emit)
        head = Head(paper, bureau, back=back)
        ways = flow_row(
            button(t("inspection_page.tally"), "plus", "", self.count_in),
            button(t("inspection_page.intake"), "upload", "", self.take_in),
            button(t("inspection_page.prior"), "upload", "", self.take_prior),
            gap=theme.space(1),
        )
        head.names.addWidget(label(t("inspection_page.results_title"), "title", wrap=True))
        self.about = label("", "muted", wrap=True)
        head.names.addWidget(self.about)
        self.whole = Content(t("inspection_page.whole"), "clipboard-check")
        self.chapters = ChapterFigures()
        self.hint = label("", "muted", wrap=True)
        self.questions = QVBoxLayout()
        self.questions.setSpacing(theme.space(2))
        self.nothing = Empty("clipboard-check", t("inspection_page.no_results_title"), t("inspection_page.no_results"))
        inside = theme.mark_as(Inside(), role="scrolled")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(2))
        for widget in (ways, self.hint, self.nothing, self.whole, self.chapters):
            column.addWidget(widget)
        for widget in (self.hint, self.nothing, self.whole, self.chapters):
            widget.hide()  # until it is known what there is
        column.addLayout(self.questions)
        column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.space(1.5))
        layout.addWidget(head)
        layout.addWidget(self.banner)
        layout.addWidget(scrolling(inside), 1)
        listen_for(self, "Esc", self.left.emit)

    def _on_paper(self) -> None:
        self.context.signals.go_to.emit("reports", "inspection_result")


def _counts(question: results.Question, scale: Any) -> list[QWidget]:
    """A question with how often each answer was given, and the share of those who did not know."""
    counts: list[QWidget] = [label(str(question.counts.get(code, 0))) for code in scale]
    unknown = label(percent(question.share("unknown")) if "unknown" in scale else "", "muted")
    return [label(wording.question(question.item), wrap=True), *counts, unknown]


def _goodness(question: results.Question, scale: Any) -> float:
    """The share of points a question got, the lowest first; one that nobody scored stands last."""
    points = [(float(choice.points), question.counts.get(code, 0)) for code, choice in scale.items() if choice.points]
    total = sum(count for _, count in points)
    return sum(point * count for point, count in points) / total if total else 2.0
