"""One question, large: its text, the answer buttons, and the texts that the answer asks for."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.common import i18n
from app.common.i18n import t
from app.domain.policy import Item, Profile
from app.gui import theme, wording
from app.gui.inspection.last_year import LastYear
from app.gui.inspection.sheet import Sheet, Texts, answers_of
from app.gui.scrolling import reveal
from app.gui.widgets.answer_buttons import AnswerButtons
from app.gui.widgets.badge import Badge, State
from app.gui.widgets.buttons import button
from app.gui.widgets.card import Card
from app.gui.widgets.editor import Editor
from app.gui.widgets.field import Field
from app.gui.widgets.form_layout import Fold
from app.gui.widgets.labels import label
from app.gui.widgets.settle import ConversionGuard
from app.gui.widgets.text_editors import AreaEditor, LineEditor

#: The size of the question's letters, and how many of them stand on a line at most.
SIZE, LINE = 20, 40
_RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class QuestionText(QWidget):
    """The question itself; it takes the focus so that it is read aloud and the keys answer it."""

    moved = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._label = label("", wrap=True)
        self._label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(*[theme.space(1.5)] * 4)
        layout.addWidget(self._label, 1000)  # the rest is only what a line of forty characters leaves over
        layout.addStretch(1)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_text(self, text: str, name: str) -> None:
        """Show the question; ``name`` is what a screen reader says."""
        self._label.setStyleSheet(f"font-size: {theme.px(SIZE)}px; font-weight: bold;")
        self._label.setText(text)
        self._label.setMaximumWidth(theme.px(SIZE) * LINE + theme.px(4))
        self.setAccessibleName(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if event.key() in _RETURNS and not event.isAutoRepeat():
            step = 1
        if step:
            self.moved.emit(step)
        elif event.key() not in _RETURNS:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.hasFocus():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("accent"), theme.px(2)))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.px(8), theme.px(8))


class EnterMoves(QObject):
    """Enter in a text of several lines means "done with it"; Shift+Enter makes a new line."""

    entered = Signal()

    def __init__(self, target: QWidget) -> None:
        super().__init__(target)
        target.installEventFilter(self)
        ConversionGuard(target)  # asked first, being the last one installed

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress or event.key() not in _RETURNS:
            return False
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            return False
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.entered.emit()
            return True
        return False


class QuestionPanel(Card):
    """The card in the middle.

    ``answered(value)`` comes when a person chooses; ``written(texts)`` when what was typed may be kept;
    ``typed(texts)`` at each change; ``moved(step)`` when the next or previous question is wanted.
    """

    answered = Signal(str)
    written = Signal(dict)
    typed = Signal(dict)
    moved = Signal(int)
    noted = Signal(str)

    def __init__(self, profile: Profile) -> None:
        super().__init__()
        self.item: Item | None = None
        self.needed = ""
        self._build(profile)
        self._connect()

    def show_question(self, sheet: Sheet, item: Item, place: str) -> None:
        """Show one question with what was answered."""
        self.item = item
        language = i18n.language()
        text = item.question.get(language)
        self.place.setText(place)
        self.core.setVisible(item.priority == "core")
        self.template.setVisible(item.template)
        self.question.set_text(text, f"{place} {wording.question(item)}")
        for made in self.answers.buttons:
            allowed = made.answer.code != "na" or item.na
            made.setEnabled(allowed)
            made.setToolTip(made.accessibleName() if allowed else t("inspection_page.na_not_allowed"))
        self.show_answer(sheet)

    def show_answer(self, sheet: Sheet) -> None:
        """Show the answer as it stands now; typing that is under way stays."""
        if self.item is None:
            return
        code = self.item.code
        self.answers.set_chosen(sheet.value(code) or None)
        texts = sheet.texts(code)
        for name, field in self.fields.items():
            if str(field.value() or "") != texts[name].strip() or not texts[name]:
                field.set_value(texts[name] or None)
        self.last.show_item(sheet, code)
        carried = sheet.earlier[code].value if sheet.is_carried(code) else None
        for made in self.answers.buttons:
            made.carried = made.answer.code == carried
            made.update()
        self.set_needed(sheet.needs(code), texts)

    def set_needed(self, needed: str, texts: Texts) -> None:
        """Show the text that the answer asks for, and any other that holds something."""
        self.needed = needed
        for name, field in self.fields.items():
            asked = name == needed
            field.setVisible(asked or bool(texts.get(name)) or name == "evidence")
            field.set_required(asked)
            field.set_hint(t(f"inspection_page.hint.{name}") if asked else "")
            if not asked:
                field.set_error("")

    def texts(self) -> Texts:
        """What stands in the fields now."""
        return {name: str(field.value() or "") for name, field in self.fields.items()}

    def settle(self) -> None:
        """Tell what was typed and not yet told."""
        for field in (*self.fields.values(), self.note):
            field.settle()

    def demand(self) -> bool:
        """Say what is missing in the field that the answer asks for, and go there; ``False`` if nothing is."""
        if not self.needed or self.fields[self.needed].value():
            return False
        field = self.fields[self.needed]
        field.set_error(t(f"inspection_page.demand.{self.needed}"))
        field.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def write(self) -> None:
        """Put the cursor into the field that the answer asks for."""
        if self.needed:
            self.fields[self.needed].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self, profile: Profile) -> None:
        self.place = label("", "muted")
        self.core = Badge(State("accent", "", t("inspection_page.core")))
        head = QHBoxLayout()
        head.setSpacing(theme.space(1))
        head.addWidget(self.place)
        head.addWidget(self.core)
        self.template = Badge(State("na", "", t("item.template")))  # what it means stands in the panel beside or below
        head.addWidget(self.template)
        head.addStretch(1)
        self.question = QuestionText()
        self.answers = AnswerButtons(answers_of(profile))
        self.fields = {
            "finding": Field("finding", t("field.sheet.finding"), AreaEditor(lines=2)),
            "reason": Field("reason", t("field.sheet.reason"), AreaEditor(lines=2)),
            "evidence": Field("evidence", t("field.sheet.evidence"), LineEditor(t("inspection_page.evidence_place"))),
        }
        self.body.addLayout(head)
        self.last = LastYear()
        self.files = QVBoxLayout()
        self.note = Field("note", t("inspection_page.note"), LineEditor(t("inspection_page.note_hint")))
        self.fold = Fold()
        self.fold.set_title(t("inspection_page.note"))
        self.fold.body.addWidget(self.note)
        self.fold.button.clicked.connect(self._on_folded)
        self.note.committed.connect(lambda _name, value: self.noted.emit(str(value or "")))
        self.add(self.question)
        self.add(self.last)
        self.add(self.answers)
        for field in self.fields.values():
            self.add(field)
        self.body.addLayout(self.files)
        self.add(self.fold)
        self.body.addStretch(1)
        self.body.addLayout(self._steps())

    def _steps(self) -> QHBoxLayout:
        self.previous = button(t("inspection_page.previous"), "chevron-left", on_click=lambda: self.moved.emit(-1))
        self.next = button(t("inspection_page.next"), "chevron-right", on_click=lambda: self.moved.emit(1))
        self.previous.setToolTip("PageUp")
        self.next.setToolTip("PageDown")
        row = QHBoxLayout()
        row.setSpacing(theme.space(1))
        row.addWidget(self.previous)
        row.addStretch(1)
        row.addWidget(self.next)
        return row

    def _connect(self) -> None:
        self.answers.answered.connect(self.answered)
        self.question.moved.connect(self.moved)
        for field in self.fields.values():
            field.edited.connect(lambda _name: self.typed.emit(self.texts()))
            field.committed.connect(lambda _name, _value: self.written.emit(self.texts()))
            self._enter_of(field.editor)

    def _enter_of(self, editor: Editor) -> None:
        if isinstance(editor, AreaEditor):
            EnterMoves(editor.area).entered.connect(self._on_entered)
        elif isinstance(editor, LineEditor):
            editor.line.returnPressed.connect(self._on_entered)

    def _on_folded(self) -> None:
        """Who opens the note writes it."""
        if self.fold.button.isChecked():
            self.note.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            QTimer.singleShot(0, self.note, lambda: reveal(self.note))

    def _on_entered(self) -> None:
        if not self.demand():
            self.moved.emit(1)
