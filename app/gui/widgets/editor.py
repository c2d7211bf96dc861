"""What every editor of a field is: a value in and out, a word when it changes, and one when it rests."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.common.i18n import t
from app.gui import theme
from app.gui.widgets.settle import Settler


class Editor(QWidget):
    """Base of editors. Values are plain data as a form keeps them: text, int, bool, list of codes, ISO dates, None.

    `edited` comes at each change by a person, `settled` when the value may be kept; `target` is the widget that
    takes the focus and carries the accessible name.
    """

    edited = Signal()
    settled = Signal()

    def __init__(self, target: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.target = target
        self.box = QHBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(theme.space(1))
        self.box.addWidget(target, 1)
        self.setFocusProxy(target)
        self._settler = Settler(target)
        self._settler.settled.connect(self.settled)

    def value(self) -> Any:
        """The value now; None for nothing."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show a value without telling anybody."""
        raise NotImplementedError

    def fault(self) -> str:
        """A sentence when what was typed cannot be read, else ""."""
        return ""

    def missing(self) -> str:
        """What is said where nothing was given."""
        return t("error.required")

    def settle(self) -> None:
        """Tell a change that has not been told yet (before leaving a page)."""
        self._settler.settle()

    def set_read_only(self, read_only: bool) -> None:
        """Show the value without letting it be changed."""
        self.target.setEnabled(not read_only)

    def show_within(self, sentences: Mapping[str, str]) -> None:
        """Say what is wrong with the parts of a value of several parts, by their place in it (``0.on``)."""

    def faulty_within(self) -> QWidget | None:
        """Where the first of those parts that says what is wrong is mended."""
        return None

    def set_faulty(self, faulty: bool) -> None:
        """Draw the editor as one with an error."""
        theme.mark_as(self.target, fault="true" if faulty else "false")

    def _changed(self, at_once: bool = False) -> None:
        """A person changed the value; what is chosen rather than typed rests `at_once`."""
        self._settler.touched()
        self.edited.emit()
        if at_once:
            self._settler.settle()
