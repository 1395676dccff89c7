"""Due dates over working days: equal to a slow count day by day, and to days looked up in the calendar of 2026."""

from datetime import date, timedelta

import pytest
from holidays import country_holidays
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import working_days

VIETNAM = country_holidays("VN")


def slow_after(day: date, count: int) -> date:
    """Walks the calendar, crossing off weekends and holidays, until enough working days are counted."""
    walked = [day + timedelta(days=offset) for offset in range(1, 400)]
    working = [one for one in walked if one.weekday() < 5 and one not in VIETNAM]
    # Days worked in place of others: the package's own list.
    working = sorted({*working, *(one for one in walked if VIETNAM.is_working_day(one))})
    return working[count - 1]


@settings(deadline=None, database=None, derandomize=True, max_examples=60)
@given(st.dates(date(2024, 1, 1), date(2027, 12, 31)), st.integers(1, 90))
def test_the_last_day_is_that_of_a_slow_count(day: date, count: int) -> None:
    found = working_days.after(day, count)
    assert found == slow_after(day, count)
    assert len(working_days.between(day + timedelta(days=1), found)) == count


@pytest.mark.parametrize(
    ("received", "count", "due"),
    [
        (date(2026, 5, 4), 5, date(2026, 5, 11)),
        (date(2026, 5, 8), 1, date(2026, 5, 11)),
        (date(2026, 5, 9), 1, date(2026, 5, 11)),
        # 30 April and 1 May are holidays, then comes a weekend.
        (date(2026, 4, 29), 1, date(2026, 5, 4)),
        (date(2026, 5, 4), 15, date(2026, 5, 25)),
    ],
)
def test_days_of_2026(received: date, count: int, due: date) -> None:
    assert working_days.after(received, count) == due
