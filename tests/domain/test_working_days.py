"""Due dates over working days: equal to a slow count day by day, and to days looked up in the calendar of 2026."""

from datetime import date, timedelta

import pytest
from holidays import country_holidays
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import working_days

VIETNAM = country_holidays("VN")
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def slow_after(day: date, count: int, own: dict[date, bool]) -> date:
    """Walks the calendar, crossing off weekends and holidays, until enough working days are counted."""
    walked = [day + timedelta(days=offset) for offset in range(1, 400)]
    working = {one for one in walked if one.weekday() < 5 and one not in VIETNAM}
    # Days worked in place of others: the package's own list, then the ward's.
    working |= {one for one in walked if VIETNAM.is_working_day(one)}
    working = (working - {one for one, works in own.items() if not works}) | {
        one for one, works in own.items() if works
    }
    return sorted(one for one in working if one > day)[count - 1]


@settings(deadline=None, database=None, derandomize=True, max_examples=60)
@given(DAYS, st.integers(1, 90), st.dictionaries(DAYS, st.booleans(), max_size=30))
def test_the_last_day_is_that_of_a_slow_count(day: date, count: int, own: dict[date, bool]) -> None:
    found = working_days.after(day, count, own)
    assert found == slow_after(day, count, own)
    assert len(working_days.between(day + timedelta(days=1), found, own)) == count


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
