"""Working days: Monday to Friday, without Vietnam's public holidays and with the Saturdays worked instead of others.

A ward's own days off and swapped days (domain/days_off.of) go before the public calendar.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

# A day and whether it is worked, where a ward decided otherwise than the calendar.
Own = Mapping[date, bool]
NONE: Own = {}


@cache
def _calendar() -> "object":
    # Imported when first asked: the package knows every country.
    from holidays import country_holidays

    return country_holidays("VN", language="vi")


def is_working(day: date, own: Own = NONE) -> bool:
    return own[day] if day in own else bool(_calendar().is_working_day(day))  # type: ignore[attr-defined]


def holidays(first: date, last: date) -> dict[date, str]:
    """What the country calls its days off from first to last, both included, in the order of the days."""
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return {day: _calendar().get(day) for day in days if day in _calendar()}  # type: ignore[attr-defined,operator]


def between(first: date, last: date, own: Own = NONE) -> list[date]:
    """The working days from first to last, both included."""
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return [day for day in days if is_working(day, own)]


def after(day: date, count: int, own: Own = NONE) -> date:
    """The working day that is so many working days after a day."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working(day, own)
    return day
