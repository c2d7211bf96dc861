"""Everyday work stays as short as it is: presses are counted on the real widgets and may not grow."""

import pytest
from PySide6.QtGui import QPainter, QPdfWriter

from app.services import printing
from tests.bench.effort import counted

#: The most keys, clicks and separate texts that each piece of work may take; ``-s`` shows what it took.
MOST = {
    "carry-out, asking": {"keys": 4, "clicks": 4, "texts": 4},
    "carry-out, deciding": {"keys": 4, "clicks": 2, "texts": 1},
    "disposal of ten drives": {"keys": 14, "clicks": 26, "texts": 9},
}


@pytest.fixture(autouse=True)
def _quick_papers(monkeypatch):
    def empty(_document, _kind, path):
        writer = QPdfWriter(str(path))
        QPainter(writer).end()
        return path

    monkeypatch.setattr(printing, "render", empty)


@pytest.mark.slow
def test_the_effort_of_everyday_work(qapp, tmp_path):
    found = counted(tmp_path)
    for what, hands in found.items():
        print(hands.report(what))
        for kind, most in MOST.get(what, {}).items():
            assert hands.done[kind] <= most, (what, kind)
    items, keys = next(
        (int(what.split()[0]), hands.done["keys"]) for what, hands in found.items() if what.endswith("by keyboard")
    )
    assert items >= 300
    assert keys <= items * 1.1  # one key an answer, two to hand a sheet in
