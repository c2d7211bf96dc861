"""Dates as Japanese offices write them: era names out, and every usual form in (D-01 to D-07)."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from datetime import date, time
from typing import Literal

from msgspec import Struct

from app.common.errors import Expected

Style = Literal["long", "short", "year"]
TimeStyle = Literal["long", "short"]


class Era(Struct, frozen=True):
    """One era; `last` of 明治 and 大正 is also the first day of the next, and both spellings are found in papers."""

    name: str
    letter: str
    first: date
    last: date


ERAS = (
    Era("明治", "M", date(1868, 1, 25), date(1912, 7, 30)),
    Era("大正", "T", date(1912, 7, 30), date(1926, 12, 25)),
    Era("昭和", "S", date(1926, 12, 25), date(1989, 1, 7)),
    Era("平成", "H", date(1989, 1, 8), date(2019, 4, 30)),
    Era("令和", "R", date(2019, 5, 1), date.max),
)
_BY_MARK = {mark: era for era in ERAS for mark in (era.name, era.name[0], era.letter)}
_REPLACED = "平成"  # papers dated 平成32年 were really written; a later 昭和 or 大正 is a slip of the hand

_ERA_DATE = re.compile(rf"({'|'.join(_BY_MARK)})(元|\d{{1,4}})(?:年|[./-])(\d{{1,2}})(?:月|[./-])(\d{{1,2}})日?")
_ERA_YEAR = re.compile(rf"({'|'.join(_BY_MARK)})(元|\d{{1,4}})年?")
_WESTERN_DATE = re.compile(r"(\d{4})(?:年|[./-])(\d{1,2})(?:月|[./-])(\d{1,2})日?")
_DAY_OF_YEAR = re.compile(r"(\d{1,2})(?:月|[./-])(\d{1,2})日?")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")


class WarekiError(Expected):
    """The text is no date; `suggestion` is the date that was probably meant, if one can be told."""

    def __init__(self, code: str, /, *, suggestion: date | None = None, **values: object) -> None:
        super().__init__(code, **values)
        self.suggestion = suggestion


def era_of(day: date) -> Era | None:
    """The era of a day, the new one on the day of change; None before 明治."""
    return next((era for era in reversed(ERAS) if era.first <= day), None)


def era_year(day: date) -> tuple[Era, int] | None:
    """The era and the year in it, counted from 1; None before 明治."""
    era = era_of(day)
    return (era, day.year - era.first.year + 1) if era else None


def format_date(day: date, style: Style = "long", first_year: str = "元年", western: bool = False) -> str:
    """令和8年4月1日 ("long"), R8.4.1 ("short") or 令和8年 ("year"); `first_year` is 元年 or 1年 (D-02).

    `western` adds the western year to the long and year forms: 令和8年（2026年）4月1日. A day before 明治 is written
    in western form.
    """
    found = era_year(day)
    if found is None:
        return _western(day, style)
    era, number = found
    return _in_era(day, era, number, style, first_year, western)


def western(day: date) -> str:
    """2026年4月1日."""
    return _western(day, "long")


def format_time(moment: time, style: TimeStyle = "long") -> str:
    """午後5時15分 as in letters ("long"), or 17:15 as in tables ("short") (D-06)."""
    if style == "short":
        return f"{moment.hour}:{moment.minute:02d}"
    half = "午前" if moment.hour < 12 else "午後"
    minutes = f"{moment.minute}分" if moment.minute else ""
    return f"{half}{moment.hour % 12}時{minutes}"


def fiscal_label(year: int, on: date | None = None, first_year: str = "元年", keep_heisei: bool = False) -> str:
    """令和8年度 for 2026. `on` is the date of the document: 2019 is 平成31年度 before 2019-05-01 (D-03).

    `keep_heisei` is the choice of cities that called that whole year 平成31年度.
    """
    opening = date(year, 4, 1)
    change = ERAS[-1].first
    if year == change.year and not keep_heisei and (on is None or on >= change):
        opening = change
    return format_date(opening, "year", first_year) + "度"


def parse(text: str, near: date | None = None) -> date:
    """The date a person typed, in any form of D-04, full-width digits and spaces included.

    Where ``near`` is given, 11/21 or 11月21日 is the one that lies nearest to it.
    WarekiError for anything else; 平成32年1月6日 carries the suggestion 令和2年1月6日 (D-05).
    """
    typed = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    if match := _ERA_DATE.fullmatch(typed):
        return _from_era(text, match[1], match[2], match[3], match[4])
    if match := _WESTERN_DATE.fullmatch(typed) or _COMPACT_DATE.fullmatch(typed):
        return _day(text, int(match[1]), int(match[2]), int(match[3]))
    if match := _ERA_YEAR.fullmatch(typed):
        _from_era(text, match[1], match[2], "12", "31", year_only=True)
        raise WarekiError("date_incomplete", text=text)
    if near and (match := _DAY_OF_YEAR.fullmatch(typed)):
        return _nearest(text, int(match[1]), int(match[2]), near)
    raise WarekiError("date_unreadable", text=text)


def _nearest(text: str, month: int, day: int, near: date) -> date:
    days = []
    for year in (near.year - 1, near.year, near.year + 1):
        with contextlib.suppress(WarekiError):
            days.append(_day(text, year, month, day))
    if not days:
        raise WarekiError("date_no_such_day", text=text)
    return min(days, key=lambda found: abs(found - near))


def _from_era(text: str, mark: str, year: str, month: str, day: str, year_only: bool = False) -> date:
    era = _BY_MARK[mark]
    number = 1 if year == "元" else int(year)
    if number == 0:
        raise WarekiError("date_year_zero", text=text, era=era.name)
    found = _day(text, era.first.year + number - 1, int(month), int(day))
    if year_only and found.year == era.last.year:
        return found
    if found < era.first:
        raise WarekiError("date_before_era", text=text, era=era.name, first=format_date(era.first))
    if found > era.last:
        raise _after_era(text, era, None if year_only else found)
    return found


def _after_era(text: str, era: Era, meant: date | None) -> WarekiError:
    if meant and era.name == _REPLACED:
        return WarekiError("date_after_era_meant", suggestion=meant, text=text, meant=format_date(meant))
    return WarekiError("date_after_era", text=text, era=era.name, last=_last_day(era))


def _last_day(era: Era) -> str:
    """In the era's own years: 明治45年7月30日, although that day is also the first of 大正."""
    return _in_era(era.last, era, era.last.year - era.first.year + 1, "long", "元年", western=False)


def _day(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise WarekiError("date_no_such_day", text=text) from None


def _in_era(day: date, era: Era, number: int, style: Style, first_year: str, western: bool) -> str:
    if style == "short":
        return f"{era.letter}{_digits(number, first_year)}.{day.month}.{day.day}"
    year = f"{era.name}{_digits(number, first_year)}年" + (f"（{day.year}年）" if western else "")
    return year if style == "year" else f"{year}{day.month}月{day.day}日"


def _digits(number: int, first_year: str) -> str:
    return "元" if number == 1 and first_year == "元年" else str(number)


def _western(day: date, style: Style) -> str:
    if style == "short":
        return f"{day.year}.{day.month}.{day.day}"
    return f"{day.year}年" if style == "year" else f"{day.year}年{day.month}月{day.day}日"
