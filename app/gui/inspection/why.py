"""Why a question is asked: the explanation, what shows it, the clauses, the law note, and the register's own figure."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.common import i18n
from app.common.i18n import t
from app.domain.policy import Item, Profile
from app.gui import theme
from app.gui.widgets.buttons import button
from app.gui.widgets.card import Card
from app.gui.widgets.labels import label, rule
from app.services.demanded import Proof
from app.services.figures import Figure


class WhyPanel(Card):
    """The card at the right; ``wanted(page, record)`` asks for the page that lists what proves the answer."""

    wanted = Signal(str, str)

    def __init__(self, profile: Profile) -> None:
        super().__init__(t("inspection_page.why"), "book-open")
        self._profile = profile
        self._page = ""
        self.guide = label("", wrap=True)
        self.evidence = label("", wrap=True)
        self._links = QVBoxLayout()
        self._links.setSpacing(0)
        self.clauses = label("", wrap=True)
        self.template = label("", "hint", wrap=True)
        self.law_text = label("", wrap=True)
        self.add(self._figure_box())
        self.add(self.template)
        self.add(self.guide)
        self._evidence = self._part(t("inspection_page.evidence_example"), self.evidence)
        self._records = self._part(t("inspection_page.records"), self._holder())
        self._clauses = self._part(t("inspection_page.clauses"), self.clauses)
        self.law = self._law_box()
        self.add(self.law)
        self.body.addStretch(1)

    def show_item(self, item: Item) -> None:
        """Show what belongs to a question; its figure comes by :meth:`show_figure`."""
        language = i18n.language()
        self.guide.setText(item.guide.get(language))
        self.guide.setVisible(bool(item.guide.ja))
        self.evidence.setText(item.evidence.get(language))
        self._evidence.setVisible(bool(item.evidence.ja))
        self.template.setText(t("inspection_page.template", municipality=self._profile.municipality.get(language)))
        self.template.setVisible(item.template)
        self.clauses.setText("\n".join(self._clause(id) for id in item.covers))
        self._clauses.setVisible(bool(item.covers))
        self.figure.hide()
        self._records.hide()
        self.law_text.setText(item.law_note.get(language))
        self.law.setVisible(bool(item.law_note.ja))

    def show_figure(self, found: Figure | None) -> None:
        """Show what the registers themselves say about the question."""
        self.figure.setVisible(found is not None)
        if found is None:
            return
        self._page = found.page
        self.count.setText(f"{found.part:,} / {found.whole:,}")
        theme.mark_as(self.count, state="partly" if found.part else "done")
        self.count.setVisible(bool(found.whole))
        key = found.key if found.whole else "nothing"
        self.sentence.setText(t(f"inspection_page.figure.{key}", part=f"{found.part:,}", whole=f"{found.whole:,}"))

    def show_proofs(self, found: list[Proof]) -> None:
        """Links to the records that the clauses demand, with how many there are of this year."""
        while (item := self._links.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for proof in found:
            title = proof.title or i18n.word(f"page_{proof.page}")
            words = t("inspection_page.record_link", title=title, n=f"{proof.count:,}")
            link = button(words, "arrow-right", "link", partial(self.wanted.emit, proof.page, proof.form))
            self._links.addWidget(link)
        self._records.setVisible(bool(found))

    def _holder(self) -> QWidget:
        holder = QWidget()
        holder.setLayout(self._links)
        self._links.setContentsMargins(0, 0, 0, 0)
        return holder

    def _clause(self, id: str) -> str:
        """The citation and the innermost heading; the chapter above it stands at the left of the screen."""
        clause = self._profile.clauses.get(id)
        citation = self._profile.citation(id)
        heading = clause.heading.rpartition(" > ")[2] if clause else ""
        number, _, words = heading.partition(" ")
        if words and number.rstrip(".") in citation:
            heading = words
        return f"{citation}　{heading}".strip()

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

    def _law_box(self) -> QWidget:
        box = theme.mark_as(QFrame(), banner="partly")
        column = QVBoxLayout(box)
        column.setContentsMargins(*[theme.space(1.5)] * 4)
        column.setSpacing(theme.px(4))
        column.addWidget(label(t("inspection_page.law_title"), "strong", wrap=True))
        column.addWidget(self.law_text)
        return box

    def _figure_box(self) -> QWidget:
        self.figure = theme.mark_as(QFrame(), banner="accent")
        column = QVBoxLayout(self.figure)
        column.setContentsMargins(*[theme.space(1.5)] * 4)
        column.setSpacing(theme.px(4))
        self.count = label("", "number")
        self.sentence = label("", wrap=True)
        self.open_page = button(t("inspection_page.figure_open"), "arrow-right", "link")
        self.open_page.clicked.connect(lambda _checked=False: self.wanted.emit(self._page, ""))
        column.addWidget(label(t("inspection_page.figure_title"), "hint", wrap=True))
        column.addWidget(self.count)
        column.addWidget(self.sentence)
        column.addWidget(self.open_page)
        self.figure.hide()
        return self.figure
