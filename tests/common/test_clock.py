"""Time with its zone, and years that begin in April."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.common.clock import JAPAN, FixedClock, SystemClock, fiscal_year, stamp


def test_system_clock_tells_japan_time():
    now = SystemClock().now()
    assert now.utcoffset() == timedelta(hours=9)
    assert abs(now - datetime.now(UTC)) < timedelta(seconds=5)


def test_fixed_clock_moves_by_its_step():
    clock = FixedClock(datetime(2026, 11, 21, 10, 5), timedelta(minutes=1))
    assert stamp(clock.now()) == "2026-11-21T10:05:00+09:00"
    assert stamp(clock.now()) == "2026-11-21T10:06:00+09:00"
    clock.advance(timedelta(days=1))
    assert stamp(clock.now()) == "2026-11-22T10:07:00+09:00"


def test_stamp_is_to_the_second_and_has_its_zone():
    assert stamp(datetime(2026, 1, 2, 3, 4, 5, 678, JAPAN)) == "2026-01-02T03:04:05+09:00"
    with pytest.raises(ValueError, match="offset"):
        stamp(datetime(2026, 1, 2))


@pytest.mark.parametrize(
    ("day", "year"), [(date(2026, 3, 31), 2025), (date(2026, 4, 1), 2026), (date(2027, 1, 1), 2026)]
)
def test_fiscal_year(day, year):
    assert fiscal_year(day) == year
