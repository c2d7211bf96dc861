"""Every test of the window starts with an empty home, the design's theme, and fails at a warning of Qt."""

import gc
import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import app.gui  # noqa: F401, I001  # before Qt is used: keeps None alive on Python 3.11
import pytest
import shiboken6
from PySide6.QtCore import QEvent, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from app.common import i18n
from app.gui import tasks, theme
from tests.gui import store_fixtures

HARMLESS = ("This plugin does not support", "Cannot open display")


@pytest.fixture(scope="session")
def qapp_args():
    """The arguments that pytest-qt makes the application with."""
    return ["tests", *theme.STYLE]


@pytest.fixture(autouse=True)
def _garbage_here():
    """Garbage is collected on this thread, as in the program."""
    gc.disable()
    yield
    gc.collect(1)
    gc.enable()


@pytest.fixture(autouse=True)
def _own_home(tmp_path, monkeypatch):
    """Nothing of the person who runs the tests is read or written."""
    monkeypatch.setenv("TENKENCHO_HOME", str(tmp_path / "home"))


@pytest.fixture(autouse=True)
def _dressed(qapp):
    i18n.use("ja")
    theme.apply(qapp, "light", 1.0)


@pytest.fixture(autouse=True)
def _no_qt_warnings():
    said = []

    def take(kind, _context, text):
        if kind != QtMsgType.QtDebugMsg and not text.startswith(HARMLESS):
            said.append(text)

    before = qInstallMessageHandler(take)
    yield
    qInstallMessageHandler(before)
    assert not said, said


@pytest.fixture(autouse=True)
def _no_thread_is_left(monkeypatch):
    """A thread that still runs when Python ends takes the whole test run with it."""
    begun, start = [], tasks._Worker.start

    def record(worker):
        begun.append(worker)
        start(worker)

    monkeypatch.setattr(tasks._Worker, "start", record)
    yield
    for worker in begun:
        if worker.isRunning():
            worker.put(None)
            worker.wait(10_000)


@pytest.fixture(autouse=True)
def _no_window_is_left(qapp):
    """A dialog left open would take the keys that the next test presses; each theme would dress it once more."""
    yield
    for left in qapp.topLevelWidgets():
        left.hide()
        left.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def desk(tmp_path):
    """A fresh training store on 11 May 2026, its manager at the keyboard; work happens at once."""
    yield from store_fixtures.founded(tmp_path)


@pytest.fixture
def shown(qtbot):
    """Shows a widget and takes it away for good afterwards."""
    widgets = []

    def show(widget):
        widgets.append(widget)
        widget.show()
        qtbot.waitExposed(widget)
        return widget

    yield show
    for widget in widgets:
        store_fixtures.at_end(widget)


@pytest.fixture
def year_desk(own):
    """The training city's year, its clerk at the keyboard; work happens at once."""
    yield from store_fixtures.at_desk(own.open(), own.paths)


@pytest.fixture
def opened():
    """Shows dialogs that go for good when they are closed."""
    dialogs = []

    def show(dialog):
        dialogs.append(dialog)
        dialog.show()
        QApplication.processEvents()
        return dialog

    yield show
    for dialog in dialogs:
        if shiboken6.isValid(dialog):
            store_fixtures.at_end(dialog)
    QApplication.processEvents()
