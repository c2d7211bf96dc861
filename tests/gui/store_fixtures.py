"""A fresh training store for tests of the window, and the ways a test looks at it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget

from app.common import i18n
from app.common.clock import FixedClock
from app.common.drafts import Drafts
from app.common.paths import Paths
from app.common.settings import Settings
from app.gui.context import Context, Signals
from app.gui.tasks import Tasks
from app.services import department, people, policy
from app.services.keys import Cost
from app.services.session import Session, sign_in
from tests import founding

MANAGER, CLERK, COLLEAGUE = "髙﨑 花子", "𠮷田 健", "葛\U000e0100西 薫"
PASSWORD = "ひまわり畑でつかまえて2026"
PEOPLE = (
    {"name": MANAGER, "kana": "タカサキ ハナコ", "post": "課長"},
    {"name": CLERK, "kana": "ヨシダ ケン", "post": "主査"},
    {"name": COLLEAGUE, "kana": "カサイ カオル", "post": "主任"},
)
#: Cheap on purpose: nobody guesses at these passwords.
COST = Cost(memory=64, passes=1, lanes=1)
START = datetime(2026, 5, 11, 9, 0)


def founded(folder: Path, city: str = "takasaki") -> Iterator[Context]:
    """A training store of an invented section with its manager at the keyboard; everything happens at once."""
    profile = policy.find(city)
    i18n.use_words(profile.words)
    plan = department.Foundation(
        profile, "市民税課", "section", PEOPLE, 0, PASSWORD, bureau="財務部", municipality="見本市", training=True
    )
    paths = Paths.under(folder / "home").make()
    clock = FixedClock(START, timedelta(seconds=1))
    yield from at_desk(founding.found(folder / "training.tenken", paths, plan, clock, COST), paths)


def at_desk(session: Session, paths: Paths) -> Iterator[Context]:
    """What pages are given over a store that is open; everything happens at once."""
    i18n.use_words(session.profile.words)
    yield Context(session, Tasks(inline=True), Settings(paths.settings_file), Drafts(paths.drafts), Signals())
    session.close()
    i18n.use_words({})


def person(desk: Context, name: str) -> str:
    """The id of a person by name."""
    return next(row["id"] for row in people.all_people(desk.session) if row["name"] == name)


def sit(desk: Context, name: str) -> str:
    """Let a person sit at the keyboard; returns the id."""
    id = person(desk, name)
    sign_in(desk.session, id)
    desk.signals.user_changed.emit()
    return id


def at_end(widget: QWidget) -> None:
    """Take a widget away for good, so that nothing of it reaches the next test."""
    widget.close()
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
