"""The window: its start, the longest stall while typing into 100,000 rows, and its memory."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from app.common.clock import JAPAN, FixedClock
from app.common.paths import Paths
from app.services import department, record, training, training_city
from app.services.session import Session, sign_in
from tests.bench.store import CHEAP

Pair = tuple[Callable[[], float], Callable[[], float]]
ROOT = Path(__file__).resolve().parents[2]
#: What a person is asked not to notice, in ms.
NOTICED = 50.0


def _child(words: list[str], home: Path) -> list[str]:
    variables = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "TENKENCHO_HOME": str(home)}
    variables.pop("PYTHONDONTWRITEBYTECODE", None)  # a person's second start finds the first one's bytecode
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, env=variables, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def start(folder: Path) -> Pair:
    """Seconds from process start to the home screen with its figures, and a bare window of as many widgets."""
    home = folder / "start"
    store = home / "start.tenken"
    home.mkdir()
    training.practise(store, Paths.under(home), home / "scratch", lambda _text: None, cost=CHEAP).close()
    widgets = _child(["tests.bench.child", "start", str(store)], home)[1]

    def ours() -> float:
        return float(_child(["tests.bench.child", "start", str(store)], home)[0])

    def bare() -> float:
        return float(_child(["tests.bench.bare", widgets], home)[0])

    return ours, bare


def big_store(folder: Path, count: int) -> tuple[Path, Path]:
    """A store with so many media, and its home; made in a few large transactions."""
    clock = FixedClock(datetime(2026, 5, 11, 9, tzinfo=JAPAN))
    home, path = folder / "big", folder / "big.tenken"
    session = department.found(path, Paths.under(home), training.plan(), clock, CHEAP)
    sign_in(session, session.user)
    for start in range(0, count, 10_000):
        _fill(session, start, min(start + 10_000, count))
    session.close()
    return path, home


def _fill(session: Session, start: int, end: int) -> None:
    form = record.form_of(session, "medium")
    with session.change() as change:
        if change.rows.get("definition", form.definition_digest) is None:
            body = {"form": "medium", "sha256": form.definition_digest, "definition": form.definition}
            change.append("definition.recorded", body)
        for number in range(start, end):
            values = {
                **training_city.MEDIA["usb"],
                "medium_no": f"USB-{number:06d}",
                "name": f"USBメモリ 第{number % 977}号",
            }
            change.append(
                "record.opened",
                {
                    "form": "medium",
                    "record": session.ids(),
                    "no": f"媒-R08-{number:06d}",
                    "definition": form.definition_digest,
                    "values": {**values, "quantity": 1, "registered_on": "2026-05-11"},
                },
            )


def stall(big: tuple[Path, Path], what: str) -> Pair:
    """Milliseconds of the longest gap in the UI thread while a person types or filters; bare is what one notices."""
    path, home = big
    return lambda: float(_child(["tests.bench.child", what, str(path)], home)[0]), lambda: NOTICED


def memory(folder: Path, big: tuple[Path, Path]) -> Pair:
    """MiB in use with the large register open, and of the program with an empty one."""
    path, home = big
    empty = folder / "empty.tenken"
    clock = FixedClock(datetime(2026, 5, 11, 9, tzinfo=JAPAN) + timedelta(days=1))
    department.found(empty, Paths.under(folder / "empty"), training.plan(), clock, CHEAP).close()

    def ours() -> float:
        return float(_child(["tests.bench.child", "memory", str(path)], home)[0])

    def bare() -> float:
        return float(_child(["tests.bench.child", "memory", str(empty)], folder / "empty")[0])

    return ours, bare
