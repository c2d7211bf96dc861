"""No part of a page opens as a window of its own while the page is made: it would flash and take the keyboard away."""

import traceback

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QPainter, QPdfWriter
from PySide6.QtWidgets import QDialog, QWidget

from app.gui.pages import PAGES
from app.services import printing
from tests.gui.store_fixtures import at_end


class Watch(QObject):
    """Notes every widget that is shown as a window, and who showed it."""

    def __init__(self, host: QWidget) -> None:
        super().__init__()
        self._host = host
        self.shown: list[str] = []

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            popup = watched.windowType().name in ("Popup", "ToolTip")
            if not isinstance(watched, QDialog) and watched is not self._host and not popup:
                calls = [
                    f"{call.filename.rpartition('/')[2]}:{call.lineno}" for call in traceback.extract_stack()[-6:-1]
                ]
                self.shown.append(f"{type(watched).__name__} {calls}")
        return False


@pytest.mark.parametrize("spec", PAGES, ids=lambda spec: spec.key)
def test_a_page_and_its_scenes_open_no_window(year_desk, qapp, qtbot, monkeypatch, spec):
    def empty(_document, _kind, path):
        writer = QPdfWriter(str(path))
        QPainter(writer).end()
        return path

    monkeypatch.setattr(printing, "render", empty)
    host = QWidget()
    host.resize(1072, 720)
    host.show()
    watch = Watch(host)
    qapp.installEventFilter(watch)
    page = spec.make(year_desk)
    page.setParent(host)
    page.show()
    page.refresh()
    for _, scene in page.scenes() if hasattr(page, "scenes") else ():
        scene()
        QCoreApplication.processEvents()
    for dialog in page.findChildren(QDialog):
        dialog.reject()
    qapp.removeEventFilter(watch)
    at_end(host)
    assert watch.shown == []
