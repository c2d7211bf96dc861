"""What is measured in a process of its own: ``python -m tests.bench.child start|search|filter|memory STORE``."""

import resource
import sys
import time
from pathlib import Path

import app.gui  # noqa: F401  # keeps the singletons alive on Python 3.11, before PySide6 is used


def process_age() -> float:
    """Seconds since this process was started."""
    ticks = int(Path("/proc/self/stat").read_text().rsplit(")", 1)[1].split()[19])
    return float(Path("/proc/uptime").read_text().split()[0]) - ticks / 100


def opened(store: Path):
    """The real window on the store, as a person gets it."""
    from app import bootstrap
    from app.gui.app import Desk, application, dress
    from app.services.session import open_session, sign_in

    place = bootstrap.prepare()
    qt = application()
    dress(qt, place)
    desk = Desk(place)
    session = open_session(store, place.paths)
    sign_in(session, next(iter(session.rows.table("person"))))
    return qt, desk, desk.open(session)


def until(qt, ready, seconds: float = 60.0) -> None:
    """Run the event loop until ``ready``."""
    end = time.monotonic() + seconds
    while not ready() and time.monotonic() < end:
        qt.processEvents()
        time.sleep(0.001)


def main() -> None:
    """Do one measurement and print it."""
    what, store = sys.argv[1], Path(sys.argv[2])
    qt, desk, window = opened(store)
    from PySide6.QtWidgets import QWidget

    if what == "start":
        home = window.pages["home"]
        until(qt, lambda: home.ring.percent() > 0)
        age = process_age()
        print(age, sum(1 for widget in window.findChildren(QWidget) if widget.isVisible()))
    else:
        window.show_page("media")
        table = window.pages["media"].table
        until(qt, lambda: table.model.loaded)
        until(qt, lambda: False, 0.5)
        if what == "memory":
            print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        else:
            print(longest_gap(qt, table, what, window.pages["media"]))
    sys.stdout.flush()
    window.close()
    desk.close()
    import os

    os._exit(0)


def longest_gap(qt, table, what, page) -> float:
    """Milliseconds of the longest time in which the UI thread answered nothing."""
    from PySide6.QtCore import QTimer

    gaps, last = [0.0], [time.perf_counter()]

    def beat() -> None:
        now = time.perf_counter()
        gaps.append(now - last[0])
        last[0] = now

    timer = QTimer(interval=0)
    timer.timeout.connect(beat)
    timer.start()
    steps = (
        ("第", "第5", "第57", "第577", "第57", "") if what == "search" else ("stored", "out", "all", "stored", "all")
    )
    last[0] = time.perf_counter()
    for step in steps:
        if what == "search":
            table.filter.setText(step)
        else:
            page.filter.set_value(step)
            page.filter.edited.emit()
        until(qt, lambda: False, 0.6)
    timer.stop()
    return max(gaps) * 1000


main()
