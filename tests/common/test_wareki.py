"""Era dates out and in, after the requirements D-01 to D-06."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.common import wareki
from app.common.i18n import has

DAYS = st.dates(date(1868, 1, 25), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("day", "long", "short"),
    [
        (date(1912, 7, 29), "明治45年7月29日", "M45.7.29"),
        (date(1912, 7, 30), "大正元年7月30日", "T元.7.30"),
        (date(1926, 12, 24), "大正15年12月24日", "T15.12.24"),
        (date(1926, 12, 25), "昭和元年12月25日", "S元.12.25"),
        (date(1989, 1, 7), "昭和64年1月7日", "S64.1.7"),
        (date(1989, 1, 8), "平成元年1月8日", "H元.1.8"),
        (date(2019, 4, 30), "平成31年4月30日", "H31.4.30"),
        (date(2019, 5, 1), "令和元年5月1日", "R元.5.1"),
        (date(2026, 4, 1), "令和8年4月1日", "R8.4.1"),
    ],
)
def test_eras_at_their_borders(day, long, short):
    assert wareki.format_date(day) == long
    assert wareki.format_date(day, "short") == short
    assert wareki.parse(long) == wareki.parse(short) == day


def test_first_year_as_a_number_where_a_city_writes_so():
    assert wareki.format_date(date(2019, 5, 1), first_year="1年") == "令和1年5月1日"
    assert wareki.format_date(date(2019, 5, 1), "short", first_year="1年") == "R1.5.1"


def test_year_and_western_year():
    assert wareki.format_date(date(2026, 4, 1), "year") == "令和8年"
    assert wareki.format_date(date(2026, 4, 1), western=True) == "令和8年（2026年）4月1日"
    assert wareki.western(date(2026, 4, 1)) == "2026年4月1日"
    assert wareki.format_date(date(1867, 1, 2)) == "1867年1月2日"


@pytest.mark.parametrize(
    "text",
    [
        "令和8年4月1日",
        "令和８年４月１日",
        "R8.4.1",
        "令8.4.1",
        "令和8.4.1",
        "2026/4/1",
        "2026-04-01",
        "20260401",
        "Ｒ８．４．１",
        "r8/4/1",
        "令和 8年 4月 1日",
        "㋿8年4月1日",
        "2026年4月1日",
        "２０２６／０４／０１",
    ],
)
def test_every_usual_form_is_read(text):
    assert wareki.parse(text) == date(2026, 4, 1)


@given(DAYS, st.sampled_from(["long", "short"]), st.sampled_from(["元年", "1年"]))
def test_what_is_written_is_read_back(day, style, first_year):
    assert wareki.parse(wareki.format_date(day, style, first_year)) == day


@given(DAYS)
def test_the_ligature_is_never_written(day):
    assert "㋿" not in wareki.format_date(day)
    assert wareki.format_date(day).encode("cp932")


def test_old_papers_ahead_of_their_era_get_a_suggestion():
    with pytest.raises(wareki.WarekiError) as caught:
        wareki.parse("平成32年1月6日")
    assert caught.value.suggestion == date(2020, 1, 6)
    assert "令和2年1月6日" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "near", "meant"),
    [
        ("11/21", date(2026, 11, 20), date(2026, 11, 21)),
        ("１２月２５日", date(2027, 1, 5), date(2026, 12, 25)),
        ("1.15", date(2026, 11, 21), date(2027, 1, 15)),
        ("2/29", date(2028, 3, 1), date(2028, 2, 29)),
    ],
)
def test_a_day_without_its_year_is_the_nearest_one(text, near, meant):
    assert wareki.parse(text, near) == meant
    with pytest.raises(wareki.WarekiError):
        wareki.parse(text)


def test_a_day_that_no_year_around_has_is_refused():
    with pytest.raises(wareki.WarekiError) as caught:
        wareki.parse("2/29", date(2026, 3, 1))
    assert caught.value.code == "date_no_such_day"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("令和0年", "date_year_zero"),
        ("令和0年1月1日", "date_year_zero"),
        ("昭和65年", "date_after_era"),
        ("昭和65年1月1日", "date_after_era"),
        ("昭和64年1月8日", "date_after_era"),
        ("令和元年4月30日", "date_before_era"),
        ("令和8年4月31日", "date_no_such_day"),
        ("2026-02-29", "date_no_such_day"),
        ("令和9999年1月1日", "date_no_such_day"),
        ("令和8年", "date_incomplete"),
        ("8/4/1", "date_unreadable"),
        ("", "date_unreadable"),
        ("あした", "date_unreadable"),
    ],
)
def test_what_is_no_date_says_why(text, code):
    with pytest.raises(wareki.WarekiError) as caught:
        wareki.parse(text)
    assert caught.value.code == code
    assert caught.value.suggestion is None
    assert "⟦" not in str(caught.value)
    assert "{" not in str(caught.value)


@given(st.text(max_size=20))
def test_any_text_is_a_date_or_a_sentence(text):
    try:
        code = "required" if wareki.parse(text) else ""
    except wareki.WarekiError as error:
        code = error.code
    assert has(f"error.{code}")


@pytest.mark.parametrize(
    ("year", "on", "label"),
    [
        (2018, None, "平成30年度"),
        (2019, None, "令和元年度"),
        (2019, date(2019, 4, 30), "平成31年度"),
        (2019, date(2019, 5, 1), "令和元年度"),
        (2020, None, "令和2年度"),
        (2026, date(2027, 3, 31), "令和8年度"),
        (1988, None, "昭和63年度"),
        (1989, None, "平成元年度"),
    ],
)
def test_fiscal_years(year, on, label):
    assert wareki.fiscal_label(year, on) == label


def test_fiscal_year_2019_as_some_cities_kept_it():
    assert wareki.fiscal_label(2019, keep_heisei=True) == "平成31年度"
    assert wareki.fiscal_label(2019, first_year="1年") == "令和1年度"


@pytest.mark.parametrize(
    ("moment", "long", "short"),
    [
        (time(8, 30), "午前8時30分", "8:30"),
        (time(17, 15), "午後5時15分", "17:15"),
        (time(0, 5), "午前0時5分", "0:05"),
        (time(12, 0), "午後0時", "12:00"),
    ],
)
def test_times(moment, long, short):
    assert wareki.format_time(moment) == long
    assert wareki.format_time(moment, "short") == short


@given(DAYS.filter(lambda day: day > date(1868, 1, 25)))
def test_era_years_never_run_backwards(day):
    era, number = wareki.era_year(day)
    before, earlier = wareki.era_year(day - timedelta(days=1))
    assert (era, number) == (before, earlier) or number in (1, earlier + 1)
