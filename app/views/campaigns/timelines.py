"""Timelines: where days lie between the first and the last one shown, as shares of the width from 0 to 1."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

MOST_MONTHS = 5


@dataclass(frozen=True)
class Strip:
    start: float
    end: float

    @property
    def width(self) -> float:
        return self.end - self.start


@dataclass(frozen=True)
class Timeline:
    """Whole months around everything that is shown, and today."""

    first: date
    last: date
    today: date

    @classmethod
    def over(cls, spans: Iterable[tuple[date, date]], today: date) -> "Timeline":
        every = [day for span in spans for day in span] or [today]
        first, last = min([*every, today]).replace(day=1), max([*every, today])
        return cls(first, _next_month(last) - timedelta(days=1), today)

    def at(self, day: date) -> float:
        """Where the day begins."""
        return (day - self.first).days / ((self.last - self.first).days + 1)

    def strip(self, first: date, last: date) -> Strip:
        return Strip(self.at(first), self.at(last + timedelta(days=1)))

    @property
    def months(self) -> list[tuple[date, float]]:
        """The first days of the months with their places; every other or third where they would crowd a phone."""
        found = [self.first]
        while _next_month(found[-1]) <= self.last:
            found.append(_next_month(found[-1]))
        return [(day, self.at(day)) for day in found[:: -(-len(found) // MOST_MONTHS)]]


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
