"""The list view: a whole chapter at once, every question with its marks and the text that an answer needs."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from app.common import i18n
from app.common.i18n import t
from app.domain.policy import Item
from app.gui import theme, wording
from app.gui.inspection.chapter_counts import look_of
from app.gui.inspection.head import Head
from app.gui.inspection.last_year import said_of
from app.gui.inspection.sheet import Sheet
from app.gui.scrolling import SETTLED_MS, bring, least_at_width, scrolling
from app.gui.widgets.buttons import button
from app.gui.widgets.card import Card
from app.gui.widgets.field import Field
from app.gui.widgets.labels import label
from app.gui.widgets.text_editors import LineEditor

#: The least height of the lines (at 100 %): some three of them.
LEAST = 160


class ItemRow(QFrame):
    """One question in a line; ``answered(code, value)``, ``written(code, texts)``, ``moved(code, step)``."""

    answered = Signal(str, str)
    written = Signal(str, dict)
    moved = Signal(str, int)

    def __init__(self, sheet: Sheet, item: Item) -> None:
        super().__init__()
        theme.mark_as(self, role="line")
        self.item = item
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(item.question.get(i18n.language()))
        self.marks: dict[str, QToolButton] = {}
        self.last = label("", "hint", wrap=True)
        editor = LineEditor()
        self.text = Field("text", "", editor)
        self.text.hide()
        self._needed = ""
        self._build(sheet)
        self.show_answer(sheet)
        self.text.committed.connect(lambda _name, value: self._on_text(str(value or "")))
        editor.line.returnPressed.connect(lambda: self.moved.emit(item.code, 1))

    def show_answer(self, sheet: Sheet) -> None:
        """Show how the question stands."""
        code = self.item.code
        value = sheet.value(code)
        last = sheet.earlier.get(code)
        carried = last.value if last is not None and sheet.is_carried(code) else ""
        for each, made in self.marks.items():
            made.setChecked(each == value)
            theme.mark_as(made, carried=bool(carried) and each == carried)
        choice = sheet.scale.get(last.value) if last and last.comparable else None
        said = wording.apart(
            t("item.template") if self.item.template else "",
            said_of(last, "mark", mark=choice.mark) if last and choice else "",
        )
        if sheet.is_carried(code):
            said += "　" + t("inspection_page.unconfirmed")
        self.last.setText(said)
        self.last.setVisible(bool(said))
        self._needed = sheet.needs(code)
        self.text.setVisible(bool(self._needed))
        if self._needed:
            self.text.set_hint(t(f"inspection_page.list_hint.{self._needed}"))
            kept = sheet.texts(code)[self._needed]
            if str(self.text.value() or "") != kept:
                self.text.set_value(kept or None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        number = event.text()
        if step:
            self.moved.emit(self.item.code, step)
        elif number.isascii() and number.isdigit() and 1 <= int(number) <= len(self.marks):
            made = list(self.marks.values())[int(number) - 1]
            if made.isEnabled():
                made.click()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        theme.mark_as(self, role="line-focus")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        theme.mark_as(self, role="line")

    def _on_text(self, text: str) -> None:
        if self._needed:
            self.written.emit(self.item.code, {self._needed: text})

    def _build(self, sheet: Sheet) -> None:
        number = sheet.places[self.item.code] + 1
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        words.addWidget(label(f"{number}. {self.item.question.get(i18n.language())}", wrap=True))
        words.addWidget(self.last)
        words.addWidget(self.text)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space(1), theme.space(1), theme.space(1), theme.space(1))
        row.setSpacing(theme.space(2))
        row.addLayout(words, 1)
        for place, (code, choice) in enumerate(sheet.scale.items(), 1):
            made = QToolButton()
            made.setText(choice.mark)
            made.setCheckable(True)
            theme.mark_as(made, look=look_of(choice))
            made.setFixedSize(theme.px(40), theme.px(36))
            made.setEnabled(code != "na" or self.item.na)
            word = choice.label.get(i18n.language())
            made.setToolTip(f"{place} {word}")
            made.setAccessibleName(word)
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            made.clicked.connect(lambda _checked=False, code=code: self.answered.emit(self.item.code, code))
            self.marks[code] = made
            row.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)


class ChapterTable(Card):
    """A chapter's questions; ``all_na`` asks for 該当なし for those of the chapter that are open.

    ``turned(step)`` when the chapter before or after is wanted, by its button or by going past the first or last row.
    """

    answered = Signal(str, str)
    written = Signal(str, dict)
    all_na = Signal(list)
    turned = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, ItemRow] = {}
        self.title = label("", "section", wrap=True)
        self.na = button(t("inspection_page.all_na"), "minus", "", self._on_na)
        self.keys = label(t("inspection_page.list_keys"), "hint", wrap=True)
        self.note = label("", "hint", wrap=True)
        self.before = button(t("inspection_page.chapter_before"), "chevron-left", "", lambda: self.turned.emit(-1))
        self.after = button(t("inspection_page.chapter_after"), "chevron-right", "", lambda: self.turned.emit(1))
        head = Head(self.na, self.before, self.after)
        head.names.addWidget(self.title)
        self.add(head)
        self.add(self.keys)
        self.add(self.note)
        self._inside = theme.mark_as(QWidget(), role="scrolled")
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(4))
        self._column.addStretch(1)
        self.area = scrolling(self._inside)
        self.area.setMinimumHeight(theme.px(LEAST))
        self.add(self.area, 1)
        self._sheet: Sheet | None = None

    def minimumSizeHint(self) -> QSize:
        return least_at_width(self, super().minimumSizeHint())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def show_items(
        self, sheet: Sheet, title: str, items: Sequence[Item], first: str, others: tuple[str, str], note: str = ""
    ) -> None:
        """Show these questions; the keys begin at ``first``. ``others`` names the chapters before and after.

        ``note`` says what is to be known of them.
        """
        self._sheet = sheet
        for made, other in zip((self.before, self.after), others, strict=True):
            made.setEnabled(bool(other))
            made.setToolTip(other)
        self.title.setText(title)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        for old in self.rows.values():
            old.hide()
            old.deleteLater()
        self.rows = {item.code: self._row(sheet, item) for item in items}
        for place, row in enumerate(self.rows.values()):
            self._column.insertWidget(place, row)
            row.show()  # at once: what is not on the screen yet takes no focus
        reasoned = any(choice.needs == "reason" for choice in sheet.scale.values())
        self.na.setVisible(reasoned and any(item.na for item in items))
        self._show_na()
        self.area.verticalScrollBar().setValue(0)
        if first in self.rows:
            row = self.rows[first]
            row.setFocus(Qt.FocusReason.OtherFocusReason)
            QTimer.singleShot(0, row, lambda: bring(row, 40))

    def renew(self, sheet: Sheet) -> None:
        """Show how the questions stand now."""
        self._sheet = sheet
        for row in self.rows.values():
            row.show_answer(sheet)
        self._show_na()

    def settle(self) -> None:
        """Tell what was typed and not yet told."""
        for row in self.rows.values():
            row.text.settle()

    def leave_text(self) -> bool:
        """From a row's text back to its marks, with what was typed kept; ``False`` if the focus is in no text."""
        row = next((row for row in self.rows.values() if row.text.editor.target.hasFocus()), None)
        if row is None:
            return False
        row.text.settle()
        row.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _row(self, sheet: Sheet, item: Item) -> ItemRow:
        row = ItemRow(sheet, item)
        row.answered.connect(self._on_answered)
        row.written.connect(self.written)
        row.moved.connect(self._move)
        return row

    def focused(self) -> str:
        """The question of the row that the keys are on; empty if they are on none."""
        rows = self.rows.items()
        return next((code for code, row in rows if row.hasFocus() or row.text.editor.target.hasFocus()), "")

    def _on_answered(self, code: str, value: str) -> None:
        self.answered.emit(code, value)
        if self._sheet is not None:
            self.go_on(self._sheet, code)

    def go_on(self, sheet: Sheet, code: str) -> None:
        """After an answer: to the text that it needs, or to the next row."""
        row = self.rows.get(code)
        if row is None:
            return
        row.show_answer(sheet)
        self._show_na()
        if sheet.lacks(code):
            row.text.editor.setFocus()
            QTimer.singleShot(SETTLED_MS, row, lambda: bring(row, 8))
        elif code != next(reversed(self.rows)):
            self._move(code, 1)  # into the next chapter only by ↓ or its button: the list stays under the mouse

    def _move(self, code: str, step: int) -> None:
        codes = list(self.rows)
        place = codes.index(code) + step
        if 0 <= place < len(codes):
            row = self.rows[codes[place]]
            row.setFocus(Qt.FocusReason.OtherFocusReason)
            bring(row, 40)
        else:
            self.turned.emit(step)

    def go_to_open(self) -> None:
        """Put the keys on the first question that is open, else on the first."""
        sheet, codes = self._sheet, list(self.rows)
        row = self.rows[next((code for code in codes if sheet and not sheet.value(code)), codes[0])] if codes else None
        if row is not None and self.isVisible():
            row.setFocus(Qt.FocusReason.OtherFocusReason)
            bring(row, 40)

    def _free(self) -> list[str]:
        """The open questions here that may be answered 該当なし."""
        sheet = self._sheet
        return [code for code, row in self.rows.items() if sheet and row.item.na and not sheet.value(code)]

    def _show_na(self) -> None:
        free = bool(self._free())
        self.na.setEnabled(free)
        self.na.setToolTip("" if free else t("inspection_page.all_na_none"))

    def _on_na(self) -> None:
        self.all_na.emit(self._free())
