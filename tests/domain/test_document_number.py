"""The 年度 in a document number, as cities write it."""

from datetime import date

import pytest

from app.domain.document_number import expected_year


@pytest.mark.parametrize(
    ("number", "day", "year"),
    [
        ("7港企情第2699号", date(2026, 2, 1), 0),
        ("8港企情第2699号", date(2026, 2, 1), 2025),  # both are printed for that day; the first is right
        ("27港総情第6454号", date(2016, 4, 1), 2016),
        ("28港総情第6454号", date(2016, 4, 1), 0),
        ("８見税第12号の2", date(2026, 11, 21), 0),
        ("2026見税第12号", date(2027, 3, 31), 0),
        ("1見税第1号", date(2019, 6, 1), 0),
        ("31見税第1号", date(2019, 4, 10), 0),
        ("見市税第12号", date(2026, 11, 21), 0),
        ("", date(2026, 11, 21), 0),
    ],
)
def test_the_digits_are_those_of_the_fiscal_year(number, day, year):
    assert expected_year(number, day) == year
