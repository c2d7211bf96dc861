"""The time, passed in as a clock so that rules and tests never ask the machine themselves."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone, tzinfo
from typing import Protocol

from msgspec import Struct

JAPAN = timezone(timedelta(hours=9))
_NO_TIME = timedelta(0)


class Clock(Protocol):
    """Tells the time, with its offset from UTC."""

    def now(self) -> datetime:
        """The present moment, aware."""
        ...


class SystemClock(Struct, frozen=True):
    """The PC's clock, told in Japan time whatever zone the PC is set to."""

    zone: tzinfo = JAPAN

    def now(self) -> datetime:
        """The present moment in the zone of this clock."""
        return datetime.now(self.zone)


class FixedClock(Struct):
    """A clock that starts at a given moment and moves on by `step` at each look, for tests and the demo."""

    start: datetime
    step: timedelta = _NO_TIME

    def __post_init__(self) -> None:
        if self.start.tzinfo is None:
            self.start = self.start.replace(tzinfo=JAPAN)

    def now(self) -> datetime:
        """The moment reached; the next look is one step later."""
        reached = self.start
        self.start = reached + self.step
        return reached

    def advance(self, by: timedelta) -> None:
        """Move on by hand, e.g. to the day after a return was due."""
        self.start += by


def stamp(moment: datetime) -> str:
    """A moment as the ledger writes it, to the second: `2026-11-21T10:05:00+09:00`; ValueError without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without its offset means nothing on another PC")
    return moment.isoformat(timespec="seconds")


def fiscal_year(day: date) -> int:
    """The 年度 of a day: 1 April to 31 March, named by the year it begins in (D-03)."""
    return day.year if day.month >= 4 else day.year - 1
