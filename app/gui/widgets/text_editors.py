"""Editors for typed text: a line, several lines, an identifier, a number."""

import re
import unicodedata
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from app.common.i18n import t
from app.common.text import compose_kana, fold_id
from app.gui import theme
from app.gui.widgets.editor import Editor
from app.gui.widgets.labels import label
from app.gui.widgets.settle import ConversionGuard

#: What a copy from a letter or a table brings into a single line.
_BREAKS = re.compile(r"[\t\n\v\f\r\u0085\u2028\u2029]+")


class LineEditor(Editor):
    """One line of free text, kept as typed: only kana and its combining mark are joined, and a paste stays one line."""

    def __init__(self, placeholder: str = "", parent: QWidget | None = None) -> None:
        self.line = QLineEdit()
        super().__init__(self.line, parent)
        self.line.setPlaceholderText(placeholder)
        ConversionGuard(self.line)
        self.line.textEdited.connect(lambda _text: self._changed())

    def value(self) -> Any:
        return _BREAKS.sub(" ", compose_kana(self.line.text())).strip() or None

    def set_value(self, value: object) -> None:
        shown = "" if value is None else str(value)
        if shown != self.line.text():
            self.line.setText(shown)
        self._settler.forget()

    def set_read_only(self, read_only: bool) -> None:
        self.line.setReadOnly(read_only)


class IdEditor(LineEditor):
    """An identifier or serial number: input method off, full width folded to half width on reading."""

    def __init__(self, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(placeholder, parent)
        self.line.setInputMethodHints(
            Qt.InputMethodHint.ImhPreferLatin | Qt.InputMethodHint.ImhNoPredictiveText | Qt.InputMethodHint.ImhLatinOnly
        )

    def value(self) -> str | None:
        return fold_id(self.line.text()) or None


class NumberEditor(LineEditor):
    """A whole number, digits of either width, thousands separated or not."""

    def __init__(self, unit: str = "", least: int = 0, most: int = 999_999_999, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._least, self._most = least, most
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers | Qt.InputMethodHint.ImhLatinOnly)
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.line.setMaximumWidth(theme.px(140))
        if unit:
            self.box.addWidget(label(unit, "muted"))
        self.box.addStretch(1)

    def value(self) -> int | None:
        digits = self._digits()
        return int(digits) if _is_number(digits) else None

    def set_value(self, value: object) -> None:
        super().set_value(f"{value:,}" if isinstance(value, int) else value)

    def fault(self) -> str:
        digits = self._digits()
        if digits and not _is_number(digits):
            return t("widget.number.unreadable")
        if digits and not self._least <= int(digits) <= self._most:
            return t("widget.number.range", least=f"{self._least:,}", most=f"{self._most:,}")
        return ""

    def _digits(self) -> str:
        return unicodedata.normalize("NFKC", self.line.text()).replace(",", "").replace(" ", "")


class _Area(QPlainTextEdit):
    """Text of several lines whose Tab leaves the field and whose height suits its lines."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self._lines = lines
        self.setTabChangesFocus(True)
        self.setMinimumHeight(self.sizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(theme.px(240), self._lines * self.fontMetrics().lineSpacing() + theme.px(22))


class AreaEditor(Editor):
    """Several lines of free text."""

    def __init__(self, placeholder: str = "", lines: int = 3, parent: QWidget | None = None) -> None:
        self.area = _Area(lines)
        super().__init__(self.area, parent)
        ConversionGuard(self.area)
        self.area.setPlaceholderText(placeholder)
        self._shown = ""
        self.area.textChanged.connect(self._on_text_changed)

    def value(self) -> str | None:
        return compose_kana(self.area.toPlainText()).strip() or None

    def set_value(self, value: object) -> None:
        self._shown = "" if value is None else str(value)
        if self._shown != self.area.toPlainText():
            self.area.setPlainText(self._shown)
        self._settler.forget()

    def set_read_only(self, read_only: bool) -> None:
        self.area.setReadOnly(read_only)

    def _on_text_changed(self) -> None:
        # also fires for formatting, pre-edit text and set_value: only a real difference is an edit
        if self.area.toPlainText() != self._shown:
            self._shown = self.area.toPlainText()
            self._changed()


def _is_number(digits: str) -> bool:
    body = digits.removeprefix("-")
    return body.isascii() and body.isdigit()
