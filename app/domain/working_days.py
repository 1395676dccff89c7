"""Working days: Monday to Friday, without Vietnam's public holidays and with the Saturdays worked instead of others.

A ward's own days off and swapped days (domain/days_off.of) go before the public calendar.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from importlib.util import module_from_spec, spec_from_file_location
from typing import Any

# A day and whether it is worked, where a ward decided otherwise than the calendar.
Own = Mapping[date, bool]
NONE: Own = {}


@cache
def _calendar() -> Any:
    """Vietnam's days off. Its module alone: the package of all countries would be a tenth of a worker's memory."""
    found = files("holidays") / "countries" / "vietnam.py"
    spec = spec_from_file_location("holidays.countries.vietnam", str(found))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Vietnam(language="vi")


def is_working(day: date, own: Own = NONE) -> bool:
    return own[day] if day in own else bool(_calendar().is_working_day(day))


def holidays(first: date, last: date) -> dict[date, str]:
    """What the country calls its days off from first to last, both included, in the order of the days."""
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return {day: _calendar().get(day) for day in days if day in _calendar()}


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
