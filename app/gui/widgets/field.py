"""A field of a form: its label, its editor, a hint, the error in a sentence and the clause that asks for it."""

from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.common.i18n import t
from app.gui import theme
from app.gui.scrolling import SETTLED_MS
from app.gui.widgets.badge import Badge, State
from app.gui.widgets.editor import Editor
from app.gui.widgets.labels import label

#: What a caption may be wide (at 100 %) before it is broken, as a pledge is that is a sentence.
LONG = 300


class Field(QWidget):
    """One named value of a form.

    `edited(name)` comes at each change by a person; `committed(name, value)` when the value may be kept: on leaving,
    after three seconds still, or at once for a choice.
    """

    edited = Signal(str)
    committed = Signal(str, object)

    def __init__(
        self,
        name: str,
        title: str,
        editor: Editor,
        required: bool = False,
        hint: str = "",
        clause: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.name, self.title, self.editor = name, title, editor
        self._error = ""
        self._build()
        self.set_required(required)
        self.set_hint(hint)
        self.set_clause(clause)
        editor.edited.connect(self._on_edited)
        editor.settled.connect(self._on_settled)

    def value(self) -> Any:
        """The value as a form keeps it."""
        return self.editor.value()

    def set_value(self, value: Any) -> None:
        """Show a value without telling anybody; an error that stood there goes."""
        self.editor.set_value(value)
        self.set_error("")

    def fault(self) -> str:
        """The sentence for what is wrong with the typed text itself, or ""."""
        return self.editor.fault()

    def error(self) -> str:
        """The sentence shown now."""
        return self._error

    def is_faulty(self) -> bool:
        """Whether it, or a part of its value, says what is wrong."""
        return bool(self._error) or self.editor.faulty_within() is not None

    def set_error(self, sentence: str, *, seek: bool = True) -> None:
        """Show what is wrong under the editor, or nothing; ``seek`` scrolls to it, away from a typing hand."""
        sentence = self.editor.missing() if sentence == t("error.required") else sentence
        if sentence == self._error:
            return
        self._error = sentence
        self._error_line.setText(sentence)
        self._error_line.setVisible(bool(sentence))
        self.editor.set_faulty(bool(sentence))
        if sentence and seek:
            self.come_into_sight()
        self._describe()

    def come_into_sight(self) -> None:
        """Scroll so that the whole field with its sentence is seen, once it is laid out."""
        area: QObject | None = self.parent()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parent()
        if isinstance(area, QScrollArea):
            found = area
            QTimer.singleShot(SETTLED_MS, self, lambda: found.ensureWidgetVisible(self, 0, theme.space(1)))

    def set_required(self, required: bool) -> None:
        """Mark the field as one that must be filled."""
        self._required.setVisible(required)
        suffix = t("widget.field.required") if required else ""
        self.editor.target.setAccessibleName(f"{self.title} {suffix}".strip())

    def set_title(self, title: str) -> None:
        """Another label, where what the field means depends on what is shown."""
        self.title = title
        self._caption.setText(title)
        self.set_required(not self._required.isHidden())

    def set_hint(self, hint: str) -> None:
        """A short help under the editor."""
        self._show(self._hint, hint)

    def set_clause(self, clause: str) -> None:
        """The clause that asks for this, such as a citation."""
        self._show(self._clause, clause)

    def set_read_only(self, read_only: bool) -> None:
        """Show the value without letting it be changed."""
        self.editor.set_read_only(read_only)

    def settle(self) -> None:
        """Commit what was typed and not yet told."""
        self.editor.settle()

    def _build(self) -> None:
        caption = label(self.title, "strong")
        is_long = caption.sizeHint().width() > theme.px(LONG)
        caption = self._caption = label(self.title, "strong", wrap=True) if is_long else caption
        caption.setBuddy(self.editor.target)
        self._required = Badge(State("not", "", t("widget.field.required")))
        head = QHBoxLayout()
        head.setSpacing(theme.space(1))
        head.addWidget(caption, 1 if is_long else 0)
        head.addWidget(self._required, 0, Qt.AlignmentFlag.AlignTop)
        if not is_long:
            head.addStretch(1)
        if self.title:
            head.addStrut(self._required.sizeHint().height())  # editors side by side stand level, required or not
        self._error_line = label("", "error", wrap=True)
        self._hint = label("", "hint", wrap=True)
        self._clause = label("", "hint", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(5))
        layout.addLayout(head)
        layout.addWidget(self.editor)
        for line in (self._error_line, self._hint, self._clause):
            line.hide()
            layout.addWidget(line)

    def _show(self, line: QLabel, text: str) -> None:
        line.setText(text)
        line.setVisible(bool(text))
        self._describe()

    def _describe(self) -> None:
        parts = (self._error, self._hint.text(), self._clause.text())
        self.editor.target.setAccessibleDescription(" ".join(part for part in parts if part))

    def _on_edited(self) -> None:
        self.set_error("")
        self.edited.emit(self.name)

    def _on_settled(self) -> None:
        self.set_error(self.editor.fault())
        self.committed.emit(self.name, self.value())
