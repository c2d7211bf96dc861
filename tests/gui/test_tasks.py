"""Work runs off the window's thread, in order, and its result goes to nobody who has gone."""

import threading
import time

import pytest
from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QApplication, QWidget

from app.gui.progress import ProgressDialog
from app.gui.tasks import Tasks


@pytest.fixture
def tasks(qapp):
    made = Tasks()
    yield made
    made.close()


def test_short_work_keeps_its_order_and_comes_back_here(tasks, qtbot):
    owner, seen = QObject(), []
    for number in range(20):
        tasks.run(lambda n=number: (n, threading.get_ident()), seen.append, owner=owner)
    qtbot.waitUntil(lambda: len(seen) == 20)
    assert [number for number, _ in seen] == list(range(20))
    threads = {thread for _, thread in seen}
    assert len(threads) == 1
    assert threads != {threading.get_ident()}


def test_done_runs_on_the_window_thread(tasks, qtbot):
    owner, here, window = QObject(), [], QApplication.instance().thread()
    tasks.run(lambda: 1, lambda _got: here.append(QThread.currentThread() is window), owner=owner)
    qtbot.waitUntil(lambda: bool(here))
    assert here == [True]


def test_a_dead_owner_hears_nothing(tasks, qtbot):
    owner, other, seen = QWidget(), QObject(), []
    gate = threading.Event()
    tasks.run(lambda: gate.wait(5), lambda _got: seen.append("dead"), owner=owner)
    owner.deleteLater()
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, 52)  # DeferredDelete
    gate.set()
    tasks.run(lambda: 2, seen.append, owner=other)
    qtbot.waitUntil(lambda: seen == [2])


def test_errors_go_to_failed_or_to_everybody(tasks, qtbot):
    owner, own, all_ = QObject(), [], []
    tasks.unhandled.connect(all_.append)
    tasks.run(lambda: 1 / 0, failed=own.append, owner=owner)
    tasks.run(lambda: int("x"), owner=owner)
    qtbot.waitUntil(lambda: bool(own and all_))
    assert isinstance(own[0], ZeroDivisionError)
    assert isinstance(all_[0], ValueError)


def test_a_cancelled_ticket_is_skipped(tasks, qtbot):
    owner, seen, gate = QObject(), [], threading.Event()
    tasks.run(lambda: gate.wait(5), owner=owner)
    tasks.run(lambda: seen.append("ran"), lambda _got: seen.append("done"), owner=owner).cancel()
    gate.set()
    tasks.run(lambda: None, lambda _got: seen.append("last"), owner=owner)
    qtbot.waitUntil(lambda: seen == ["last"])


def test_long_work_reports_and_can_be_stopped(tasks, qtbot):
    window, seen, told = QWidget(), [], []
    qtbot.addWidget(window)

    def work(progress):
        for n in range(10_000):
            progress(n, 10_000, "n")
            time.sleep(0.002)

    ticket = tasks.run_long(work, seen.append, seen.append, owner=window, title="長い仕事")
    dialog = window.findChild(ProgressDialog)
    assert not dialog.isVisible()
    ticket.on_progress = lambda done, total, text: told.append((done, total, text))
    qtbot.waitUntil(lambda: len(told) > 3)
    qtbot.waitUntil(dialog.isVisible, timeout=2000)
    dialog.reject()
    qtbot.waitUntil(lambda: window.findChild(ProgressDialog) is None)
    assert seen == []


def test_whoever_waits_for_long_work_hears_that_it_was_stopped(tasks, qtbot):
    seen, owner = [], QObject()
    ticket = tasks.run_long(
        lambda _progress: time.sleep(0.05), seen.append, owner=owner, title="", stopped=lambda: seen.append("stopped")
    )
    ticket.cancel()
    qtbot.waitUntil(tasks.is_idle)
    assert seen == ["stopped"]


def test_inline_is_at_once():
    tasks, seen = Tasks(inline=True), []
    owner = QObject()
    tasks.run(lambda: 3, seen.append, owner=owner)
    tasks.run_long(lambda progress: progress(1, 2, "") or 4, seen.append, owner=owner, title="")
    assert seen == [3, 4]


def test_close_finishes_what_was_asked_for():
    tasks, seen, owner = Tasks(), [], QObject()
    for n in range(5):
        tasks.run(lambda n=n: seen.append(n), owner=owner)
    tasks.close()
    assert seen == [0, 1, 2, 3, 4]
    assert not [t for t in threading.enumerate() if t.name == "store"]


def test_what_is_asked_at_the_start_can_be_waited_for(tasks):
    owner, seen = QObject(), []
    tasks.run(lambda: 1, seen.append, owner=owner)
    tasks.settle(5000)
    assert seen == [1]
    assert tasks.is_idle()


def test_waiting_ends_although_the_work_does_not(tasks, qtbot):
    owner, seen, gate = QObject(), [], threading.Event()
    tasks.run(lambda: gate.wait(30), seen.append, owner=owner)
    tasks.settle(20)
    assert seen == []
    gate.set()
    qtbot.waitUntil(lambda: seen == [True])
