"""Why a question is asked: the explanation, what shows it, the clauses, the law note, and the register's own figure."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.common import i18n
from app.common.i18n import t
from app.domain.policy import Item, Profile
from app.gui import theme
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.card import Card
from app.gui.widgets.labels import label, rule
from app.services.figures import Figure


class WhyPanel(Card):
    """The card at the right; ``wanted(page)`` asks for the page that lists what the figure counts."""

    wanted = Signal(str)

    def __init__(self, profile: Profile) -> None:
        super().__init__(t("inspection_page.why"), "book-open")
        self._profile = profile
        self._page = ""
        self.guide = label("", wrap=True)
        self.evidence = label("", wrap=True)
        self.clauses = label("", wrap=True)
        self.law = Banner()
        self.add(self._figure_box())
        self.add(self.guide)
        self._evidence = self._part(t("inspection_page.evidence_example"), self.evidence)
        self._clauses = self._part(t("inspection_page.clauses"), self.clauses)
        self.add(self.law)
        self.body.addStretch(1)

    def show_item(self, item: Item) -> None:
        """Show what belongs to a question; its figure comes by :meth:`show_figure`."""
        language = i18n.language()
        self.guide.setText(item.guide.get(language))
        self.guide.setVisible(bool(item.guide.ja))
        self.evidence.setText(item.evidence.get(language))
        self._evidence.setVisible(bool(item.evidence.ja))
        self.clauses.setText("\n".join(self._clause(id) for id in item.covers))
        self._clauses.setVisible(bool(item.covers))
        self.figure.hide()
        self.law.hide()
        if item.law_note.ja:
            self.law.say("warn", item.law_note.get(language), closable=False)

    def show_figure(self, found: Figure | None) -> None:
        """Show what the registers themselves say about the question."""
        self.figure.setVisible(found is not None)
        if found is None:
            return
        self._page = found.page
        self.count.setText(f"{found.part:,} / {found.whole:,}")
        theme.mark_as(self.count, state="partly" if found.part else "done")
        self.sentence.setText(
            t(f"inspection_page.figure.{found.key}", part=f"{found.part:,}", whole=f"{found.whole:,}")
        )

    def _clause(self, id: str) -> str:
        clause = self._profile.clauses.get(id)
        return f"{clause.citation}　{clause.heading}" if clause and clause.heading else self._profile.citation(id)

    def _part(self, title: str, content: QWidget) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addWidget(rule())
        column.addWidget(label(title, "hint", wrap=True))
        column.addWidget(content)
        self.add(part)
        return part

    def _figure_box(self) -> QWidget:
        self.figure = theme.mark_as(QFrame(), banner="accent")
        column = QVBoxLayout(self.figure)
        column.setContentsMargins(*[theme.space(1.5)] * 4)
        column.setSpacing(theme.px(4))
        self.count = label("", "number")
        self.sentence = label("", wrap=True)
        self.open_page = button(t("inspection_page.figure_open"), "arrow-right", "link")
        self.open_page.clicked.connect(lambda _checked=False: self.wanted.emit(self._page))
        column.addWidget(label(t("inspection_page.figure_title"), "hint", wrap=True))
        column.addWidget(self.count)
        column.addWidget(self.sentence)
        column.addWidget(self.open_page)
        self.figure.hide()
        return self.figure
