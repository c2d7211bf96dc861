"""Why a question is asked: the explanation, what shows it, the clauses, the law note, and the register's own figure."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.common import i18n
from app.common.i18n import t
from app.domain import words
from app.domain.policy import Item
from app.gui import theme
from app.gui.context import Context
from app.gui.inspection.figure_dialog import FigureDialog
from app.gui.widgets.buttons import button
from app.gui.widgets.card import Card
from app.gui.widgets.icon_label import IconLabel
from app.gui.widgets.labels import label, rule
from app.gui.widgets.row import Row
from app.services import demanded, figures
from app.services.demanded import Proof
from app.services.figures import Counted, Figure


class WhyPanel(Card):
    """The card at the right; it reads what the registers say anew whenever one comes back to it."""

    def __init__(self, context: Context) -> None:
        super().__init__(t("inspection_page.why"), "book-open")
        self._context, self._profile = context, context.session.profile
        self._item: Item | None = None
        self.dialog: FigureDialog | None = None
        self._found: Figure | None = None
        self.guide = label("", wrap=True)
        self.evidence = label("", wrap=True)
        self._links = QVBoxLayout()
        self._links.setSpacing(0)
        self.clauses = label("", wrap=True)
        self.template = label("", "hint", wrap=True)
        self.law_text = label("", wrap=True)
        self.nothing = label(t("inspection_page.no_guide"), "muted", wrap=True)
        self.add(self._figure_box())
        self.add(self.nothing)
        self.add(self.template)
        self.add(self.guide)
        self._evidence = self._part(t("inspection_page.evidence_example"), self.evidence)
        self._records = self._part(t("inspection_page.records"), self._holder())
        self._clauses = self._part(t("inspection_page.clauses"), self.clauses)
        self.law = self._law_box()
        self.add(self.law)
        self.body.addStretch(1)

    def show_item(self, item: Item) -> None:
        """Show what belongs to a question; what the registers say of it is read on the worker."""
        self._item = item
        language = i18n.language()
        self.guide.setText(words.guidance(self._profile, item))
        self.guide.setVisible(bool(item.guide.ja))
        self.evidence.setText(item.evidence.get(language))
        self._evidence.setVisible(bool(item.evidence.ja))
        self.template.setText(t("inspection_page.template", municipality=self._profile.municipality.get(language)))
        self.template.setVisible(item.template)
        chapter = t("inspection_page.guideline", chapter=item.guideline) if item.guideline else ""
        self.clauses.setText("\n".join(filter(None, (*map(self._clause, item.covers), chapter))))
        self._clauses.setVisible(bool(self.clauses.text()))
        self.figure.hide()
        self._records.hide()
        self.law_text.setText(item.law_note.get(language))
        self.law.setVisible(bool(item.law_note.ja))
        self.nothing.setVisible(not (item.guide.ja or item.evidence.ja or self.clauses.text() or item.template))
        if self.isVisible():
            self._read(item)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._item is not None:
            self._read(self._item)

    def _read(self, item: Item) -> None:
        session = self._context.session

        def show(found: tuple[Figure | None, list[Proof]]) -> None:
            if item is self._item:
                self.show_figure(found[0])
                self.show_proofs(found[1])

        self._context.read(
            lambda: (figures.figure(session, item.figure), demanded.proofs(session, item)), show, owner=self
        )

    def show_counted(self) -> None:
        """The very records that the figure counts, beside the question."""
        session, found, said = self._context.session, self._found, self.sentence.text()

        def show(rows: list[Counted]) -> None:
            self.dialog = FigureDialog(self._context, self, said, rows)
            self.dialog.open()

        if found is not None:
            self._context.read(lambda: figures.rows(session, found), show, owner=self)

    def show_figure(self, found: Figure | None) -> None:
        """Show what the registers themselves say about the question."""
        self.figure.setVisible(found is not None)
        if found is None:
            return
        self._found = found
        self.count.setText(f"{found.part:,} / {found.whole:,}")
        theme.mark_as(self.count, state="partly" if found.part else "done")
        self.count.setVisible(bool(found.whole))
        key = found.key if found.whole else "nothing"
        self.sentence.setText(t(f"inspection_page.figure.{key}", part=f"{found.part:,}", whole=f"{found.whole:,}"))
        self.open_counted.setVisible(found.part > 0)
        self.open_counted.setText(t("inspection_page.figure_rows", n=f"{found.part:,}"))
        _empty(self._figure_links)
        for page in found.pages:
            said = t("inspection_page.figure_open", page=i18n.word(f"page_{page}"))
            self._figure_links.addWidget(_link(said, partial(self._go_to, page, "")))

    def show_proofs(self, found: list[Proof]) -> None:
        """Links to the records that the clauses demand, with how many there are."""
        _empty(self._links)
        for proof in found:
            title = proof.title or i18n.word(f"page_{proof.page}")
            key = "inspection_page.record_link_kept" if proof.kept else "inspection_page.record_link"
            said = t(key, title=title, n=f"{proof.count:,}")
            self._links.addWidget(_link(said, partial(self._go_to, proof.page, proof.form)))
        self._records.setVisible(bool(found))

    def _go_to(self, page: str, record: str) -> None:
        self._context.signals.go_to.emit(page, record)

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
        self.open_counted = button("", "list", "link", self.show_counted)
        self._figure_links = QVBoxLayout()
        self._figure_links.setSpacing(0)
        column.addWidget(label(t("inspection_page.figure_title"), "hint", wrap=True))
        column.addWidget(self.count)
        column.addWidget(self.sentence)
        column.addWidget(self.open_counted)
        column.addLayout(self._figure_links)
        self.figure.hide()
        return self.figure


def _link(text: str, on_click: Callable[[], None]) -> Row:
    """A link whose words wrap: a long title would else make the panel wider from one question to the next."""
    row = Row()
    row.box.setContentsMargins(theme.px(2), theme.px(4), theme.px(6), theme.px(4))
    row.box.setSpacing(theme.space(1))
    row.add(IconLabel("arrow-right", "accent"))
    row.add(theme.mark_as(label(text, wrap=True), state="accent"), 1)
    row.setAccessibleName(text)
    row.clicked.connect(lambda _checked=False: on_click())
    return row


def _empty(links: QVBoxLayout) -> None:
    while (item := links.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()
