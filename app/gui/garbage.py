"""Collects garbage on the window's thread alone: a collection on a worker would destroy Qt's objects there."""

import gc

from PySide6.QtCore import QObject, QTimer

PAUSE_MS = 2000
#: So many new objects, and so many rounds of the generation before, are looked through in a few milliseconds.
LIMITS = (50_000, 20, 20)


class Collector(QObject):
    """Takes over from Python's own collector, which runs on whatever thread happens to fill a generation."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._began = False
        self._timer = QTimer(self, interval=PAUSE_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collect the oldest generation that is full."""
        if not self._began:
            gc.freeze()  # what the start has loaded stays
            self._began = True
        counts = gc.get_count()
        full = [generation for generation in range(3) if counts[generation] > LIMITS[generation]]
        if full:
            gc.collect(full[-1])
