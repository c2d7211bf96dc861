"""Dates as the window shows them: the era in Japanese, the western year in English, the other one on hover."""

from datetime import date, datetime

from msgspec import Struct

from app.common import i18n, wareki
from app.common.clock import JAPAN, Clock, SystemClock


class _Style(Struct):
    """How this person likes years (settings), and the clock of the store that is open."""

    first_year: str = "元年"
    clock: Clock = SystemClock()


_style = _Style()


def use_first_year(first_year: str) -> None:
    """Write the first year of an era as 元年 or 1年."""
    _style.first_year = first_year


def use_clock(clock: Clock) -> None:
    """Tell the day by the clock of the store that is open."""
    _style.clock = clock


def today() -> date:
    """The day it is for the store that is open, which a day typed without its year is near to."""
    return _style.clock.now().date()


def as_date(value: object) -> date | None:
    """A date from a date, a moment or their ISO text; None from anything empty or else."""
    if isinstance(value, datetime):
        return (value.astimezone(JAPAN) if value.tzinfo else value).date()
    if isinstance(value, date):
        return value
    if isinstance(value, str) and value:
        return as_date(datetime.fromisoformat(value)) if "T" in value else date.fromisoformat(value)
    return None


def short(value: object) -> str:
    """R8.11.21 or 2026-11-21, for tables; empty for no date."""
    day = as_date(value)
    if day is None:
        return ""
    return wareki.format_date(day, "short", _style.first_year) if i18n.language() == "ja" else day.isoformat()


def full(value: object) -> str:
    """令和8年11月21日 or 2026-11-21, for fields and sentences; empty for no date."""
    day = as_date(value)
    if day is None:
        return ""
    return wareki.format_date(day, "long", _style.first_year) if i18n.language() == "ja" else day.isoformat()


def other(value: object) -> str:
    """The same date in the other calendar, for hints and tooltips."""
    day = as_date(value)
    if day is None:
        return ""
    return wareki.western(day) if i18n.language() == "ja" else wareki.format_date(day, "long", _style.first_year)


def clock_time(value: object) -> str:
    """17:15 of a moment given as datetime or ISO text; empty for a mere date."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) and "T" in value else value
    if not isinstance(moment, datetime):
        return ""
    return wareki.format_time((moment.astimezone(JAPAN) if moment.tzinfo else moment).time(), "short")


def fiscal_year(year: int) -> str:
    """令和8年度 or FY2026."""
    return wareki.fiscal_label(year, first_year=_style.first_year) if i18n.language() == "ja" else f"FY{year}"


def calendar_year(year: int) -> str:
    """令和8年 or 2026; an era that begins in the year names it."""
    if i18n.language() != "ja":
        return str(year)
    return wareki.format_date(date(year, 12, 31), "year", _style.first_year)
