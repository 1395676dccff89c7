"""What indicators are computed from: the spans of a ward that a question names, each kind of row read once for all."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, NamedTuple, TypeVar
from weakref import proxy

from sqlalchemy import bindparam, func, select, true
from sqlmodel import Session, SQLModel

from app import db
from app.domain import groups, kept, periods
from app.domain.access import Me
from app.domain.groups import Member, successors
from app.domain.groups.successors import Succession
from app.domain.lives import Span
from app.domain.units.tree import Branch
from app.models import Period

T = TypeVar("T")
tables = SQLModel.metadata.tables
# What is counted by its day alone; a concern that is the same as another doesn't count.
DAYS = (("concern", "received_on"), ("commendation", "proposed_on"))
COUNTED = {"concern": tables["concern"].c.merged_into.is_(None)}
_COUNTS = (
    select(func.count()).where(
        tables[table].c.ward_id == bindparam("ward"),
        tables[table].c[day].between(bindparam("first"), bindparam("last")),
        COUNTED.get(table, true()),
    )
    for table, day in DAYS
)
# Built once, for all of these.
_COUNTED: Any = select(*(one.scalar_subquery() for one in _COUNTS))


class Reading:
    """What was read of a ward for one question, and by what it is told apart: every unit, or one, or none."""

    def __init__(self, session: Session, me: Me, codes: Sequence[str], *, compared: bool) -> None:
        """Raises Refused on `period` where there is none; compared: the periods before them are read too."""
        self.session, self.me = session, me
        self.periods: list[Period] = periods.all_periods(session, me)
        self.facts = {code: Facts(self, code) for code in codes}
        self._read: dict[Any, Any] = {}
        if compared:
            befores = [before for one in self.facts.values() if (before := one.before_code)]
            self.facts |= {code: Facts(self, code) for code in befores if code not in self.facts}
        # Whether every unit is asked for, one by one: then what is told by unit is read once for all of them.
        self.by_unit = False
        # Whether entries are asked for, page after page.
        self.is_paged = False
        # Whether one indicator is asked for: then no other needs what it is made of.
        self.is_alone = False

    def once(self, question: Callable[["Reading"], T]) -> T:
        """The answer to a question about the ward, asked when it is first wanted."""
        if question not in self._read:
            self._read[question] = question(self)
        answer: T = self._read[question]
        return answer

    def reference(self, table: str, *names: str, order: Sequence[str] = ("code",)) -> list[Any]:
        """These columns of every row of the ward in a table of its reference data, in order."""
        question = ("rows", table, names)
        return kept.reference(self.session, self.me, question, lambda: self.rows(table, *names, order=order))

    def rows(self, table: str, *names: str, order: Sequence[str] = ("code",), where: Sequence[Any] = ()) -> list[Any]:
        """These columns of the ward's rows, in order."""
        columns = tables[table].c
        statement = select(*(columns[name] for name in names)).where(columns.ward_id == self.me.ward_id, *where)
        return list(db.read(self.session, statement.order_by(*(columns[name] for name in order))).all())

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
        return self.reference("contentgroup", "code", "name", order=("position",))


class Facts:
    """One span of the reading: a period of the ward, or a year as one period."""

    def __init__(self, reading: Reading, code: str) -> None:
        # The reading holds its spans: held back by them it would lie there until somebody looks for garbage.
        self.reading: Reading = proxy(reading)
        self.session, self.me, self.code = reading.session, reading.me, code
        self.periods: list[Period] = periods.meant(reading.periods, code)
        self.span: Span = periods.span_of(self.periods)
        self._read: dict[Any, Any] = {}

    def once(self, question: Callable[["Facts"], T]) -> T:
        """The answer to a question about this span, asked when it is first wanted."""
        return self.kept("", question, lambda: question(self))

    def kept(self, code: object, units: object, measure: Callable[[], T]) -> T:
        """What was measured of units (or the ward) in this span, once: the next period's change asks for it again."""
        if (code, units) not in self._read:
            self._read[code, units] = measure()
        measured: T = self._read[code, units]
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
        return successors.living(self.reading.groups, self.span, "residential")

    @cached_property
    def succession(self) -> Succession:
        return successors.over(self.reading.groups, self.span)

    @property
    def before(self) -> "Facts | None":
        """The span before, where the reading compares with it."""
        return self.reading.facts.get(self.before_code or "")

    @cached_property
    def before_code(self) -> str | None:
        """The period that ended last before this one began; before a year, the year of that period."""
        last = periods.last_before(self.reading.periods, self.span.first)
        if last is None:
            return None
        is_year = self.code not in self.period_codes
        return str(last.starts_on.year) if is_year else last.code

    def count(self, table: str, day: str) -> int:
        """How many rows of a table have this day in the span."""
        return self.once(_counts)[table, day]

    @property
    def asked(self) -> dict[str, Any]:
        """The ward and the span, for a statement that has parameters for them."""
        return {"ward": self.me.ward_id, "first": self.span.first, "last": self.span.last}

    def has(self, column: Any) -> Any:
        """That a column's day lies in the span."""
        return column.between(self.span.first, self.span.last)


def _counts(facts: Facts) -> dict[tuple[str, str], int]:
    found = db.read(facts.session, _COUNTED, facts.asked).one()
    return {one: int(count) for one, count in zip(DAYS, found, strict=True)}


class Scope(NamedTuple):
    """Facts seen for the whole ward, or for one unit or branch."""

    facts: Facts
    units: Branch | None = None

    def is_of(self, unit: str | None) -> bool:
        return self.units is None or unit in self.units
