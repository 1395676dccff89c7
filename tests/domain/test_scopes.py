"""The days that a question's month and week leave of its period."""

from datetime import date

import pytest

from app.domain.coverage.scope import CoverageQuery, days_of_month, days_of_week, days_within
from app.domain.errors import Refused
from app.domain.lives import Span


@pytest.mark.parametrize(
    ("week", "first", "last"),
    [
        ("2026-W01", date(2025, 12, 29), date(2026, 1, 4)),
        ("2026-W18", date(2026, 4, 27), date(2026, 5, 3)),
        ("2026-W53", date(2026, 12, 28), date(2027, 1, 3)),
    ],
)
def test_a_week_begins_on_its_monday(week: str, first: date, last: date) -> None:
    assert days_of_week(week) == Span(first, last)


@pytest.mark.parametrize(
    "week", ["2026-W54", "2026-W00", "2025-W53", "2026-18", "2026-w18", "1926-W18", "x2026-W18", ""]
)
def test_what_is_no_week(week: str) -> None:
    with pytest.raises(Refused) as refused:
        days_of_week(week)
    said = [(one.loc, one.code, str(one.message)) for one in refused.value.faults]
    assert said == [(("week",), "week", "Nhập tuần theo mẫu 2026-W18.")]


@pytest.mark.parametrize(
    ("month", "first", "last"),
    [
        ("2000-01", date(2000, 1, 1), date(2000, 1, 31)),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2026-11", date(2026, 11, 1), date(2026, 11, 30)),
        ("2100-12", date(2100, 12, 1), date(2100, 12, 31)),
    ],
)
def test_a_month_ends_on_its_last_day(month: str, first: date, last: date) -> None:
    assert days_of_month(month) == Span(first, last)


@pytest.mark.parametrize("month", ["2026-13", "2026-00", "2026-5", "1999-12", "2101-01", "2026", "2026-05-01", "x-y"])
def test_what_is_no_month(month: str) -> None:
    with pytest.raises(Refused) as refused:
        days_of_month(month)
    said = [(one.loc, one.code, str(one.message)) for one in refused.value.faults]
    assert said == [(("month",), "month", "Nhập tháng theo mẫu 2026-05.")]


@pytest.mark.parametrize(
    ("asked", "days"),
    [
        ({}, None),
        ({"month": "2026-05"}, Span(date(2026, 5, 1), date(2026, 5, 31))),
        ({"week": "2026-W18"}, Span(date(2026, 4, 27), date(2026, 5, 3))),
        ({"month": "2026-05", "week": "2026-W18"}, Span(date(2026, 5, 1), date(2026, 5, 3))),
        ({"month": "2026-04", "week": "2026-W18"}, Span(date(2026, 4, 27), date(2026, 4, 30))),
    ],
)
def test_a_month_and_a_week_leave_the_days_of_both(asked: dict[str, str], days: Span | None) -> None:
    assert days_within(CoverageQuery(period="2026-Q2", **asked)) == days  # type: ignore[arg-type]
