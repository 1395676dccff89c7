"""What indicators are computed from: the spans of a ward that a question names, each kind of row read once for all."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import select
from sqlmodel import Session, SQLModel

from app.domain import groups, lives, periods
from app.domain.access import Me
from app.domain.groups import Member
from app.domain.lives import Span
from app.models import Period

T = TypeVar("T")
tables = SQLModel.metadata.tables


class Reading:
    """What was read of a ward for one question, and by what it is told apart: every unit, or one, or none."""

    def __init__(self, session: Session, me: Me, codes: Sequence[str], compared: bool = True) -> None:
        """Raises Refused on `period` where there is none; compared: the periods before them are read too."""
        self.session, self.me = session, me
        self.periods: list[Period] = periods.all_periods(session, me)
        self.facts = {code: Facts(self, code) for code in codes}
        self._read: dict[Any, Any] = {}
        if compared:
            befores = [before for one in self.facts.values() if (before := one.before_code)]
            self.facts |= {code: Facts(self, code) for code in befores if code not in self.facts}
        # Whether every unit is asked for: then what is told by unit is read once for all of them.
        self.by_unit = False

    def once(self, question: Callable[["Reading"], T]) -> T:
        """The answer to a question about the ward, asked when it is first wanted."""
        if question not in self._read:
            self._read[question] = question(self)
        answer: T = self._read[question]
        return answer

    def rows(self, table: str, *names: str, order: Sequence[str] = ("code",), where: Sequence[Any] = ()) -> list[Any]:
        """These columns of the ward's rows, in order."""
        columns = tables[table].c
        statement = select(*(columns[name] for name in names)).where(columns.ward_id == self.me.ward_id, *where)
        return list(self.session.execute(statement.order_by(*(columns[name] for name in order))).all())

    @property
    def period_codes(self) -> list[str]:
        """Every period of every span."""
        return sorted({code for one in self.facts.values() for code in one.period_codes})

    @cached_property
    def groups(self) -> tuple[Member, ...]:
        return groups.members(self.session, self.me)

    @cached_property
    def content_groups(self) -> list[Any]:
        """In the plan's order."""
        return self.rows("contentgroup", "code", "name", order=("position",))


class Facts:
    """One span of the reading: a period of the ward, or a year as one period."""

    def __init__(self, reading: Reading, code: str) -> None:
        self.reading, self.session, self.me, self.code = reading, reading.session, reading.me, code
        self.periods: list[Period] = periods.meant(reading.periods, code)
        self.span: Span = periods.span_of(self.periods)
        self._read: dict[Any, Any] = {}

    def once(self, question: Callable[["Facts"], T]) -> T:
        """The answer to a question about this span, asked when it is first wanted."""
        return self.kept("", question, lambda: question(self))

    def kept(self, code: object, unit: object, measure: Callable[[], T]) -> T:
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
    def residential(self) -> list[Member]:
        every = self.reading.groups
        return [one for one in every if one.kind == "residential" and lives.belongs_to(one, self.span)]

    @property
    def before(self) -> "Facts | None":
        """The span before, where the reading compares with it."""
        return self.reading.facts.get(self.before_code or "")

    @cached_property
    def before_code(self) -> str | None:
        """The period that ended last before this one began; before a year, the year of that period."""
        ended = [period for period in self.reading.periods if period.ends_on < self.span.first]
        if not ended:
            return None
        last = max(ended, key=lambda period: period.ends_on)
        is_year = self.code not in self.period_codes
        return str(last.starts_on.year) if is_year else last.code

    def has(self, column: Any) -> Any:
        """That a column's day lies in the span."""
        return column.between(self.span.first, self.span.last)


class Scope(NamedTuple):
    """Facts seen for the whole ward, or for one unit."""

    facts: Facts
    unit: str | None = None

    def is_of(self, unit: str | None) -> bool:
        return self.unit is None or self.unit == unit
