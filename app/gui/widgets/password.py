"""A password field: may be shown, may be pasted into, and says when Caps Lock seems to be on."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.common.i18n import t
from app.gui import theme
from app.gui.icons import icon
from app.gui.widgets.buttons import tool
from app.gui.widgets.labels import label


class Password(QWidget):
    """`text()` is what was typed; `entered` comes at Enter. Call `clear()` as soon as the password was used."""

    entered = Signal()
    edited = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit()
        self.line.setAccessibleName(name)
        self.line.setPlaceholderText(t("widget.password.placeholder"))
        self._reveal = tool(t("widget.password.show"), "eye")
        self._reveal.setCheckable(True)
        row = QHBoxLayout()
        row.setSpacing(theme.px(4))
        row.addWidget(self.line, 1)
        row.addWidget(self._reveal)
        self._hint = label("", "error", wrap=True)
        self._hint.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(4))
        layout.addLayout(row)
        layout.addWidget(self._hint)
        self.setFocusProxy(self.line)
        self.line.installEventFilter(self)
        self.line.returnPressed.connect(self.entered)
        self.line.textEdited.connect(lambda _text: self.edited.emit())
        self._reveal.toggled.connect(self._on_revealed)
        self._on_revealed(False)

    def go_on_to(self, again: "Password") -> None:
        """Tab and Enter lead from here straight to the entry that repeats it, past the eye between."""
        self.line.returnPressed.connect(again.line.setFocus)
        for before, after in ((self.line, again.line), (again.line, self._reveal), (self._reveal, again._reveal)):
            QWidget.setTabOrder(before, after)

    def text(self) -> str:
        """The password as typed."""
        return self.line.text()

    def clear(self) -> None:
        """Forget the password, the undo history included, and hide what comes next."""
        self.line.setText("")
        self._reveal.setChecked(False)
        self.set_error("")

    def set_error(self, sentence: str) -> None:
        """Say what is wrong under the field, or nothing."""
        self._hint.setText(sentence)
        self._hint.setVisible(bool(sentence))
        self.line.setAccessibleDescription(sentence)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.text().isalpha():
            self.set_error(t("widget.password.caps_lock") if _caps_lock_shows(event) else "")
        return False

    def _on_revealed(self, revealed: bool) -> None:
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if revealed else QLineEdit.EchoMode.Password)
        self.line.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhLatinOnly
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self._reveal.setIcon(icon("eye-off" if revealed else "eye", "muted"))
        words = t("widget.password.hide" if revealed else "widget.password.show")
        self._reveal.setToolTip(words)
        self._reveal.setAccessibleName(words)


def _caps_lock_shows(event: QKeyEvent) -> bool:
    """Qt cannot ask for Caps Lock; a letter whose case contradicts Shift tells it."""
    shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    return event.text().isascii() and event.text().isupper() != shift
