"""Work off the window's thread: short work against the store in order, long work beside it with progress and cancel."""

import queue
import weakref
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

import shiboken6
from msgspec import Struct
from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QObject, Qt, QThread, Signal, Slot

T = TypeVar("T")
Done = Callable[[T], None]
Failed = Callable[[Exception], None]


class Cancelled(Exception):
    """Raised inside long work by its progress report once the person asked to stop."""


class Progress(Protocol):
    """How long work reports: `done` of `total` (0 = not known) and a short sentence; raises Cancelled."""

    def __call__(self, done: int, total: int, text: str) -> None:
        """Say how far the work is."""


class Ticket(Struct, eq=False):
    """One piece of work that was asked for; `cancel()` skips it if it waits and drops its result if it runs."""

    work: Callable[[], Any]
    done: Done[Any] | None
    failed: Failed | None
    owner: "weakref.ref[QObject]"
    finished: Callable[[], None] | None = None
    stopped: Callable[[], None] | None = None
    on_progress: Callable[[int, int, str], None] | None = None
    cancelled: bool = False
    result: Any = None
    error: Exception | None = None

    def cancel(self) -> None:
        """Ask the work to stop; its `done` will not be called."""
        self.cancelled = True

    def perform(self) -> None:
        """Run the work here; called on the worker, keeps the result for the window's thread."""
        if self.cancelled:
            return
        try:
            self.result = self.work()
        except Cancelled:
            self.cancelled = True
        except Exception as error:  # handed over to the window's thread, never swallowed
            self.error = error

    def deliver(self, unhandled: Failed) -> None:
        """Call back on the window's thread, unless cancelled or the owner is gone."""
        if self.finished is not None:
            self.finished()
        owner = self.owner()
        if owner is None or not shiboken6.isValid(owner):
            return
        if self.cancelled:
            if self.stopped is not None:
                self.stopped()
        elif self.error is not None:
            (self.failed or unhandled)(self.error)
        elif self.done is not None:
            self.done(self.result)


class _Worker(QThread):
    """One thread that takes tickets in order until it meets None."""

    performed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._waiting: queue.SimpleQueue[Ticket | None] = queue.SimpleQueue()

    def put(self, ticket: Ticket | None) -> None:
        self._waiting.put(ticket)

    def run(self) -> None:
        while (ticket := self._waiting.get()) is not None:
            ticket.perform()
            self.performed.emit(ticket)


class Tasks(QObject):
    """The workers of one window: `run` for short work against the store, `run_long` for what takes its time.

    Callbacks come on the window's thread, in the order in which short work was asked for, and are dropped when
    `owner` no longer lives. With `inline` everything happens at once in the calling thread, for tests.
    """

    unhandled = Signal(object)
    _progressed = Signal(object, int, int, str)

    def __init__(self, inline: bool = False, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._inline = inline
        self._workers: dict[str, _Worker] = {}
        self._asked = 0
        self._progressed.connect(self._on_progressed, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[], T],
        done: Done[T] | None = None,
        failed: Failed | None = None,
        *,
        owner: QObject,
    ) -> Ticket:
        """Do short work; an error without `failed` goes to the signal `unhandled`."""
        return self._start("store", Ticket(work, done, failed, weakref.ref(owner)))

    def run_long(
        self,
        work: Callable[[Progress], T],
        done: Done[T] | None = None,
        failed: Failed | None = None,
        *,
        owner: QObject,
        title: str,
        with_store: bool = False,
        stopped: Callable[[], None] | None = None,
    ) -> Ticket:
        """Do long work with a dialog called `title` after half a second; without a title the asker shows it himself.

        ``stopped`` is called in place of the others once somebody has cancelled it.

        It runs beside the short work, so that the window stays of use; `with_store` puts it into the store's own
        queue instead, for work that needs the store for itself.
        """
        from app.gui.progress import attach  # the dialog module needs this one

        ticket = Ticket(lambda: None, done, failed, weakref.ref(owner), stopped=stopped)
        ticket.work = lambda: work(self._reporter(ticket))
        if title and not self._inline:
            attach(ticket, owner, title)
        return self._start("store" if with_store else "long", ticket)

    def is_idle(self) -> bool:
        """Whether everything that was asked for has been done and told."""
        return self._asked == 0

    def settle(self, milliseconds: int) -> None:
        """Let what was asked for be done and told before anything else happens, for no longer than this."""
        until = QDeadlineTimer(milliseconds)
        while not self.is_idle() and not until.hasExpired():
            QThread.msleep(1)
            QCoreApplication.sendPostedEvents(self)

    def close(self) -> None:
        """Finish what was asked for and end the threads; waits for the work at hand."""
        for worker in self._workers.values():
            worker.put(None)
        for worker in self._workers.values():
            worker.wait()
        self._workers.clear()

    def _start(self, lane: str, ticket: Ticket) -> Ticket:
        if self._inline:
            ticket.perform()
            ticket.deliver(self.unhandled.emit)
        else:
            self._asked += 1
            self._worker(lane).put(ticket)
        return ticket

    def _worker(self, lane: str) -> _Worker:
        if lane not in self._workers:
            worker = _Worker()
            worker.setObjectName(lane)
            worker.performed.connect(self._on_performed, Qt.ConnectionType.QueuedConnection)
            worker.start()
            self._workers[lane] = worker
        return self._workers[lane]

    def _reporter(self, ticket: Ticket) -> Progress:
        def report(done: int, total: int, text: str) -> None:
            if ticket.cancelled:
                raise Cancelled
            self._progressed.emit(ticket, done, total, text)

        return report

    @Slot(object)
    def _on_performed(self, ticket: Ticket) -> None:
        self._asked -= 1
        ticket.deliver(self.unhandled.emit)

    @Slot(object, int, int, str)
    def _on_progressed(self, ticket: Ticket, done: int, total: int, text: str) -> None:
        if ticket.on_progress is not None and not ticket.cancelled:
            ticket.on_progress(done, total, text)
