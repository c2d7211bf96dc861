"""Qt's objects are destroyed on the window's thread, whatever a worker does meanwhile."""

import gc
import threading

import pytest
from PySide6.QtCore import QObject

from app.gui.garbage import Collector
from app.gui.tasks import Tasks

ENDED = []


class Knot(QObject):
    """Refers to itself, so that only a collection ends it."""

    def __init__(self):
        super().__init__()
        self.me = self
        self.destroyed.connect(lambda: ENDED.append(threading.get_ident()))


@pytest.fixture(autouse=True)
def _thawed():
    yield
    gc.unfreeze()


def test_garbage_of_the_window_waits_for_its_thread(qapp, qtbot):
    ENDED.clear()
    collector, tasks, done = Collector(qapp), Tasks(), []
    collector.collect()
    Knot()
    tasks.run(lambda: [[] for _ in range(200_000)], done.append, owner=collector)
    qtbot.waitUntil(lambda: bool(done))
    tasks.close()
    assert ENDED == []
    gc.collect()
    assert [threading.get_ident()] == ENDED
    collector.deleteLater()


def test_a_full_generation_is_collected(qapp, monkeypatch):
    collected = []
    collector = Collector(qapp)
    monkeypatch.setattr(gc, "get_count", lambda: (100_000, 30, 0))
    monkeypatch.setattr(gc, "collect", collected.append)
    monkeypatch.setattr(gc, "freeze", lambda: None)
    collector.collect()
    monkeypatch.setattr(gc, "get_count", lambda: (10, 0, 0))
    collector.collect()
    assert collected == [1]
    collector.deleteLater()
