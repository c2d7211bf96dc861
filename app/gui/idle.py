"""Notices that nobody has touched the keyboard or the mouse for a while."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

_MINUTE_MS = 60_000
#: What counts as somebody being there.
_SIGNS_OF_LIFE = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.InputMethod,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class IdleWatch(QObject):
    """`idle` comes once after so many minutes without a sign of life in any window of the program.

    It watches the windows, through which all input comes first, and not the application: a filter there would be
    asked about every event of every widget.
    """

    idle = Signal()

    def __init__(self, minutes: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stopped = False
        self._timer = QTimer(self, interval=minutes * _MINUTE_MS, singleShot=True)
        self._timer.timeout.connect(self.idle)
        self._timer.start()
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self.watch)

    def watch(self, window: QWindow | None) -> None:
        """Count what happens in this window, too."""
        if window is not None:
            window.installEventFilter(self)

    def stop(self) -> None:
        """Never come again."""
        if self._stopped:
            return
        self._stopped = True
        self._timer.stop()
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.disconnect(self.watch)

    def left(self) -> int:
        """Milliseconds until it comes; -1 if it will not."""
        return self._timer.remainingTime()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _SIGNS_OF_LIFE:
            self._timer.start()
        return False
