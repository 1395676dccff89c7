"""What indicators are computed from: one span of a ward, every question about it asked once and shared by its units."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from sqlmodel import Session

from app.domain import groups, periods
from app.domain.access import Me
from app.domain.lives import Span
from app.models import Group, Period

T = TypeVar("T")


class Facts:
    """A period of a ward, or a year as one period, and whatever was read about it."""

    def __init__(self, session: Session, me: Me, code: str) -> None:
        """Raises Refused on `period` where there is none."""
        self.session, self.me, self.code = session, me, code
        self.periods: list[Period] = periods.named(session, me, code)
        self.span: Span = periods.span_of(self.periods)
        self._read: dict[Any, Any] = {}

    def once(self, question: Callable[["Facts"], T]) -> T:
        """The answer to a question about this span, asked when it is first wanted."""
        if question not in self._read:
            self._read[question] = question(self)
        answer: T = self._read[question]
        return answer

    def kept(self, code: str, unit: str | None, measure: Callable[[], T]) -> T:
        """What was measured of a unit (or the ward) in this span, once: the next period's change asks for it again."""
        if (code, unit) not in self._read:
            self._read[code, unit] = measure()
        measured: T = self._read[code, unit]
        return measured

    @property
    def year(self) -> int:
        """The year that a period belongs to is the one in which it starts."""
        return self.span.first.year

    @property
    def period_codes(self) -> list[str]:
        return [period.code for period in self.periods]

    @cached_property
    def residential(self) -> list[Group]:
        return groups.belonging(self.session, self.me, "residential", self.span)

    def before(self) -> "Facts | None":
        """The period that ended last before this one began; before a year, the year of that period."""
        every = periods.all_periods(self.session, self.me)
        ended = [period for period in every if period.ends_on < self.span.first]
        if not ended:
            return None
        last = max(ended, key=lambda period: period.ends_on)
        is_year = self.code not in self.period_codes
        return Facts(self.session, self.me, str(last.starts_on.year) if is_year else last.code)


class Scope(NamedTuple):
    """Facts seen for the whole ward, or for one unit."""

    facts: Facts
    unit: str | None = None

    def is_of(self, unit: str | None) -> bool:
        return self.unit is None or self.unit == unit
