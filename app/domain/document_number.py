"""文書番号: the digits at its beginning are those of the 年度, not of the calendar year (forms N-01, N-02)."""

from __future__ import annotations

import re
from datetime import date

from app.common.clock import fiscal_year
from app.common.text import fold_id
from app.common.wareki import era_year

_NUMBER = re.compile(r"(\d{1,4})[^\d\s].*第\d+号.*")


def expected_year(number: str, day: date) -> int:
    """The 年度 in whose digits the number should begin, of a document of that day; 0 where it does, or begins
    without digits. A number in the digits of 西暦 is right, too."""
    found = _NUMBER.fullmatch(fold_id(number))
    if found is None:
        return 0
    year = fiscal_year(day)
    begins, ends = era_year(date(year, 4, 1)), era_year(date(year + 1, 3, 31))
    # 平成31年度 and 令和元年度 are one; the last day's era would be a year ahead but for a change of era.
    right = {year, begins[1] if begins else 0, ends[1] - 1 if ends and ends[1] > 1 else 1}
    return 0 if int(found[1]) in right else year
