"""What the sheets of the year say together: the score against last year, each question over everybody, the bureau."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.common import i18n
from app.common.i18n import t
from app.domain.ledger import Row
from app.gui import theme
from app.gui.context import Context
from app.gui.inspection.compile_dialog import CompileDialog
from app.gui.inspection.head import Head
from app.gui.inspection.intake_dialog import FilledDialog, PriorDialog
from app.gui.inspection.tally_dialog import TallyDialog
from app.gui.record.review import ask_review, to_review
from app.gui.record.standing import Standing, read_standing
from app.gui.scrolling import scrolling
from app.gui.seal_dialog import ask_seal
from app.gui.widgets.badge import Badge, State
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.card import Card
from app.gui.widgets.content import Content
from app.gui.widgets.flow import flow_row
from app.gui.widgets.labels import label
from app.services import inspection, people, record, results
from app.services.approval import Seen, Signet
from app.services.session import Changes, Session


@dataclass(frozen=True)
class Found:
    """Everything the view shows, read at once."""

    year: results.Year
    rollups: tuple[results.Rollup, ...]
    compilation: Row | None
    standing: Standing
    unconfirmed_sheets: int
    to_review: Row | None
    roles: tuple[str, ...]


def read_results(session: Session) -> Found:
    """The year's results as they stand; reads the store."""
    year = results.year(session)
    kinds = [key for key in session.profile.inspections if inspection.items_for(session, key)]
    rollups = tuple(roll for key in kinds if (roll := results.rollup(session, key)).asked)
    compiled = results.compilations(session)
    standing = Standing()
    if compiled and compiled[0]["state"] == "draft":
        standing = read_standing(session, record.form_of(session, "compilation"), compiled[0], "confirm")
    open_sheets = sum(row["state"] != "confirmed" for row in inspection.sheets(session))
    roles = tuple(people.roles_of(session, session.user))
    deputed = next((row for row in compiled if to_review(row, roles)), None)
    return Found(year, rollups, compiled[0] if compiled else None, standing, open_sheets, deputed, roles)


def percent(rate: Decimal | None) -> str:
    """A rate as it is shown: one decimal, － where nothing counts."""
    return "－" if rate is None else f"{rate} %"


class ResultsView(QWidget):
    """``left`` for the list of sheets."""

    left = Signal()

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
        self.dialog = FilledDialog(self.context, self)
        self.dialog.open()

    def take_prior(self) -> None:
        """Take over last year's results."""
        self.dialog = PriorDialog(self.context, self)
        self.dialog.open()

    def compile(self) -> None:
        """Write the bureau's compilation, or correct the draft."""
        row = self.found.compilation if self.found else None
        draft = row if row is not None and row["state"] == "draft" else None
        self.dialog = CompileDialog(self.context, self, draft)
        self.dialog.open()

    def seal(self) -> None:
        """The head of the bureau seals result and measures."""
        row = self.found.compilation if self.found else None
        if row is None:
            return
        session, id, seen = self.context.session, str(row["id"]), Seen.of(row)

        def act(signet: Signet, _decision: str, _remark: str, _exception: str) -> Changes:
            return results.seal_compilation(session, id, signet, seen)

        self.dialog = ask_seal(
            self.context, self, title=t("action.compilation.confirm"), sections=_compiled_lines(row), act=act
        )

    def review(self) -> None:
        """後閲: look through the compilation that a deputy sealed."""
        row = self.found.to_review if self.found else None
        if self.found is not None and row is not None:
            lines = _compiled_lines(row)
            self.dialog = ask_review(self.context, self, "compilation", row, self.found.roles, lines)

    def _show(self, found: Found) -> None:
        self.found = found
        self._show_whole(found)
        self._fill(self.chapters, [self._chapter_head(), *map(self._chapter_row, found.year.chapters)])
        while (item := self.questions.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for roll in found.rollups:
            self.questions.addWidget(self._rollup(roll))
        self._show_compilation(found)

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

    def _chapter_head(self) -> list[QWidget]:
        names = ("chapter", "now", "before", "difference")
        return [label(t(f"inspection_page.results.{name}"), "hint") for name in names]

    def _chapter_row(self, row: results.Comparison) -> list[QWidget]:
        title = inspection.chapter_title(self.context.session.profile, row.chapter, i18n.language())
        step = row.difference
        said = "－" if step is None else f"{step:+}"
        look, mark = ("na", "") if not step else ("done", "↑") if step > 0 else ("not", "↓")
        return [
            label(title, wrap=True),
            label(percent(row.now.rate), "strong"),
            label(percent(row.before.rate if row.before else None), "muted"),
            Badge(State(look, mark, said)),
        ]

    def _fill(self, grid: QGridLayout, rows: list[list[QWidget]]) -> None:
        while (item := grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for place, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                grid.addWidget(cell, place, column)

    def _rollup(self, roll: results.Rollup) -> Card:
        profile = self.context.session.profile
        kind = profile.inspections.get(roll.sheet)
        card = Card(kind.label.get(i18n.language()) if kind else roll.sheet, "users")
        said = t("inspection_page.returned_rate", asked=roll.asked, returned=roll.returned, rate=percent(roll.rate))
        card.add(label(said, wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.space(1.5))
        grid.setColumnStretch(0, 1)
        unknown = [code for code in profile.scale if code == "unknown"]
        rows: list[list[QWidget]] = []
        for question in sorted(roll.questions, key=lambda q: _goodness(q, profile.scale))[:12]:
            counts = "　".join(f"{c.mark} {question.counts.get(code, 0)}" for code, c in profile.scale.items())
            rows.append(
                [
                    label(question.item.question.get(i18n.language()), wrap=True),
                    label(counts, "small"),
                    label(percent(question.share(unknown[0])) if unknown else "", "muted"),
                ]
            )
        titles = ("", t("inspection_page.counts"), t("inspection_page.unknown_rate"))
        heads: list[QWidget] = [label(title, "hint") for title in titles]
        self._fill(grid, [heads, *rows])
        card.add(label(t("inspection_page.lowest"), "hint", wrap=True))
        card.body.addLayout(grid)
        return card

    def _show_compilation(self, found: Found) -> None:
        row = found.compilation
        self.compiled.setVisible(row is not None)
        self.compile_button.setVisible(row is None or row["state"] == "draft")
        self.seal_button.setVisible(found.standing.may_seal)
        self.review_button.setVisible(found.to_review is not None)
        left = t("inspection_page.left_open", n=found.unconfirmed_sheets) if found.unconfirmed_sheets else ""
        self.compile_hint.setText(left)
        self.compile_hint.setVisible(bool(left))
        if row is not None:
            self.compiled.show_lines(_compiled_lines(row))

    def _build(self) -> None:
        self.banner = Banner()
        back = button(t("inspection_page.back"), "chevron-left", "link", self.left.emit)
        paper = button(t("inspection_page.result_paper"), "printer", "", self._on_paper)
        head = Head(paper, back=back)
        ways = flow_row(
            button(t("inspection_page.tally"), "plus", "", self.count_in),
            button(t("inspection_page.intake"), "upload", "", self.take_in),
            button(t("inspection_page.prior"), "upload", "", self.take_prior),
            gap=theme.space(1),
        )
        head.names.addWidget(label(t("inspection_page.results_title"), "title", wrap=True))
        self.whole = Content(t("inspection_page.whole"), "clipboard-check")
        chapters = Card(t("inspection_page.by_chapter"), "trending-up")
        self.chapters = QGridLayout()
        self.chapters.setHorizontalSpacing(theme.space(2))
        self.chapters.setVerticalSpacing(theme.space(1))
        self.chapters.setColumnStretch(0, 1)
        chapters.body.addLayout(self.chapters)
        self.questions = QVBoxLayout()
        self.questions.setSpacing(theme.space(2))
        inside = theme.mark_as(QWidget(), role="scrolled")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(2))
        for widget in (ways, self.whole, chapters, self._bureau()):
            column.addWidget(widget)
        column.addLayout(self.questions)
        column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.space(1.5))
        layout.addWidget(head)
        layout.addWidget(self.banner)
        layout.addWidget(scrolling(inside), 1)

    def _bureau(self) -> QWidget:
        card = Card(t("form.compilation"), "building-2")
        self.compile_hint = label("", "muted", wrap=True)
        self.compiled = Content(t("inspection_page.compiled"))
        self.compile_button = button(t("inspection_page.compile"), "pencil", "", self.compile)
        self.seal_button = button(t("action.compilation.confirm"), "stamp", "primary", self.seal)
        self.review_button = button(t("record_views.review"), "stamp", "primary", self.review)
        buttons = (self.compile_button, self.seal_button, self.review_button)
        for widget in (self.compile_hint, self.compiled, *buttons):
            card.add(widget)
        return card

    def _on_paper(self) -> None:
        self.context.signals.go_to.emit("reports", "inspection_result")


def _goodness(question: results.Question, scale: Any) -> float:
    """The share of points a question got, the lowest first; one that nobody scored stands last."""
    points = [(float(choice.points), question.counts.get(code, 0)) for code, choice in scale.items() if choice.points]
    total = sum(count for _, count in points)
    return sum(point * count for point, count in points) / total if total else 2.0


def _compiled_lines(row: Row) -> list[tuple[str, str]]:
    names = ("no", "bureau", "summary", "measures", "upward", "report_to")
    found = [(t("record_views.number"), str(row["no"]))]
    found += [(t(f"field.compilation.{name}"), str(row[name])) for name in names[1:] if row[name]]
    return [*found, (t("record_views.state"), t(f"state.compilation.{row['state']}"))]
