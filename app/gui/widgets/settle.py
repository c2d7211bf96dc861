"""When typed text counts: on leaving the field or after three seconds still, never at the Enter of a conversion."""

import time

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

STILL_MS = 3000
CONVERSION_S = 0.06  # some input methods pass on the very Enter that ended the conversion


class Settler(QObject):
    """Watches one editor: call `touched` at each change, and `settled` comes once the text rests."""

    settled = Signal()

    def __init__(self, target: QWidget) -> None:
        super().__init__(target)
        self._dirty = False
        self._still = QTimer(self, singleShot=True, interval=STILL_MS)
        self._still.timeout.connect(self.settle)
        target.installEventFilter(self)

    def touched(self) -> None:
        """The person changed something; wait for stillness."""
        self._dirty = True
        self._still.start()

    def settle(self) -> None:
        """Tell it now, if anything changed since the last time."""
        self._still.stop()
        if self._dirty:
            self._dirty = False
            self.settled.emit()

    def forget(self) -> None:
        """The value was set by the program: nothing to tell."""
        self._still.stop()
        self._dirty = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        popup = isinstance(event, QFocusEvent) and event.reason() == Qt.FocusReason.PopupFocusReason
        if event.type() == QEvent.Type.FocusOut and not popup:
            self.settle()
        return False


class ConversionGuard(QObject):
    """Swallows an Enter that belongs to the input method, so that it never submits a form."""

    def __init__(self, target: QWidget) -> None:
        super().__init__(target)
        self._composing = False
        self._ended = 0.0
        target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QInputMethodEvent):
            self._on_conversion(event)
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._belongs_to_conversion()
        return False

    def _on_conversion(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        if event.commitString():
            self._ended = time.monotonic()

    def _belongs_to_conversion(self) -> bool:
        return self._composing or time.monotonic() - self._ended < CONVERSION_S
