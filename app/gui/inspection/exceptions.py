"""What a manager looks at first: ×, △, 該当なし, わからない; all that is done lies folded below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from app.common import i18n
from app.common.i18n import t
from app.domain.inspection import ANSWER_TEXTS
from app.domain.policy import Item, Profile
from app.domain.words import item_basis
from app.gui import theme
from app.gui.context import Context
from app.gui.inspection.chapter_counts import look_of
from app.gui.inspection.evidence_files import files_of
from app.gui.inspection.last_year import said_of
from app.gui.inspection.sheet import Sheet
from app.gui.widgets.badge import Badge, State
from app.gui.widgets.card import Card
from app.gui.widgets.form_layout import Fold
from app.gui.widgets.labels import label, rule

_ORDER = {"not": 0, "partly": 1, "na": 2}
_UNKNOWN, _DONE = 3, 5


class ExceptionsCard(Card):
    """The answers that are not fully done, the heaviest first; ``saved(name)`` and ``failed(error)`` of evidence."""

    saved = Signal(str)
    failed = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__(t("inspection_page.exceptions"), "search")
        self.context = context
        self.none = label(t("inspection_page.no_exceptions"), "muted", wrap=True)
        self.rows = QVBoxLayout()
        self.rows.setSpacing(theme.space(1.5))
        self.fold = Fold()
        self.fold.button.toggled.connect(self._fill_fold)
        self.comment = label("", wrap=True)
        self.add(self.comment)
        self.add(self.none)
        self.body.addLayout(self.rows)
        self.add(self.fold)
        self.body.addStretch(1)
        self._rest: list[Item] = []
        self.ticks: dict[str, QCheckBox] = {}
        self._sheet: Sheet | None = None
        self._markable = False

    def show_sheet(self, sheet: Sheet, profile: Profile, *, markable: bool) -> None:
        """Show what of this sheet asks for a look; ``markable``: each can be marked for sending back."""
        self._sheet, self._profile, self._markable = sheet, profile, markable
        _clear(self.rows)
        _clear(self.fold.body)
        self.exceptions = sorted(
            (item for item in sheet.items if _rank(sheet, item) < _DONE), key=lambda i: _rank(sheet, i)
        )
        self._rest = [item for item in sheet.items if _rank(sheet, item) == _DONE]
        comment = str(sheet.row["comment"] or "")
        self.comment.setText(t("inspection_page.said", field=t("field.sheet.comment"), text=comment))
        self.comment.setVisible(bool(comment))
        self.none.setVisible(not self.exceptions)
        self.ticks = {}
        for number, item in enumerate(self.exceptions):
            if number:
                self.rows.addWidget(rule())
            self.rows.addWidget(self._row(sheet, item))
        self.fold.setVisible(bool(self._rest))
        self.fold.set_title(t("inspection_page.done_rest", count=len(self._rest)))
        self._fill_fold(self.fold.button.isChecked())

    def ticked(self) -> list[str]:
        """The questions that the manager marked for sending back."""
        return [code for code, tick in self.ticks.items() if tick.isChecked()]

    def _fill_fold(self, opened: bool) -> None:
        """The rest is only made once somebody looks at it."""
        if opened and self._sheet is not None and not self.fold.body.count():
            for item in self._rest:
                self.fold.body.addWidget(self._row(self._sheet, item))

    def _row(self, sheet: Sheet, item: Item) -> QWidget:
        files = files_of(self.context, sheet, item.code)
        for file in files:
            file.saved.connect(self.saved)
            file.failed.connect(self.failed)
        row = _row(sheet, item, self._profile, files)
        if self._markable:
            self.ticks[item.code] = _tick(row)
        return row


def _rank(sheet: Sheet, item: Item) -> int:
    """Where an answer stands in the review: unanswered, ×, △, 該当なし, わからない, changed since last year, done."""
    value = sheet.value(item.code)
    if not value:
        return -1
    choice = sheet.scale[value]
    look = look_of(choice)
    if look == "na" and not choice.needs:
        return _UNKNOWN
    if look == "done":
        return _UNKNOWN + 1 if is_changed(sheet, item.code) else _DONE
    return _ORDER[look]


def is_changed(sheet: Sheet, code: str) -> bool:
    """Whether the answer differs from last year's."""
    return sheet.given.get(code, {}).get("origin") == "changed"


def _row(sheet: Sheet, item: Item, profile: Profile, files: Sequence[QWidget]) -> QWidget:
    language = i18n.language()
    row = QWidget()
    words = QVBoxLayout(row)
    words.setContentsMargins(0, 0, 0, 0)
    words.setSpacing(theme.px(4))
    choice = sheet.scale.get(sheet.value(item.code))
    word = choice.label.get(language) if choice else t("inspection_page.lacks.answer")
    badge = Badge(State(look_of(choice) if choice else "na", choice.mark if choice else "", word))
    head = QHBoxLayout()
    head.setSpacing(theme.space(1.5))
    head.addWidget(badge)
    head.addWidget(label(item_basis(profile, item), "hint", wrap=True), 1)
    words.addLayout(head)
    number = sheet.places[item.code] + 1
    words.addWidget(label(f"{number}. {item.question.get(language)}", "strong", wrap=True))
    last = sheet.earlier.get(item.code)
    before = sheet.scale.get(last.value) if last and last.comparable else None
    if last is not None and before is not None:
        said = said_of(last, "mark", mark=before.mark)
        if is_changed(sheet, item.code):
            said += "　" + said_of(last, "changed")
        words.addWidget(label(said, "hint", wrap=True))
    texts = sheet.given.get(item.code, {})
    for name in ANSWER_TEXTS:
        if texts.get(name):
            words.addWidget(
                label(t("inspection_page.said", field=t(f"field.sheet.{name}"), text=texts[name]), wrap=True)
            )
    for file in files:
        words.addWidget(file)
    return row


def _tick(row: QWidget) -> QCheckBox:
    """A box at the end of the row's head: this question is sent back."""
    tick = QCheckBox(t("inspection_page.send_back_item"))
    layout = row.layout()
    head = layout.itemAt(0) if layout is not None else None
    assert isinstance(head, QHBoxLayout)
    head.addWidget(tick)
    return tick


def _clear(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()
