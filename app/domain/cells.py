"""Cells: a directive and a group that it must reach; when it was first addressed, by which product, and by when due.

Cells come from products alone: nobody ticks them.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple, Protocol

from sqlalchemy import CTE, and_, bindparam, func
from sqlalchemy import select as columns_of
from sqlmodel import Session, SQLModel

from app import db
from app.domain import access, groups, kept, lateness, published
from app.domain.access import Me
from app.domain.groups import Member, successors
from app.domain.lives import Span
from app.domain.published import placement, product, product_directive, reach

_DIRECTIVE = SQLModel.metadata.tables["directive"]
_WARD: Any = bindparam("ward")


def _in_order() -> CTE:
    """Each placement for each directive that it tells of, since the issue, and its place among them in time."""
    code = product_directive.c.directive
    of_placement = [placement.c[name] for name in ("id", "published_on", "product_id", "logged_at")]
    place = func.row_number().over(order_by=(placement.c.published_on, placement.c.id)).label("place")
    issued = and_(_DIRECTIVE.c.ward_id == product_directive.c.ward_id, _DIRECTIVE.c.code == code)
    told = published.named(published.placements(_WARD, [code, *of_placement, product.c.unit, place]))
    return told.join(_DIRECTIVE, issued).where(placement.c.published_on >= _DIRECTIVE.c.issued_on).cte()


# Built once. What tells of directives is put into its order before it is looked at group by group: there are far more
# of these.
_ORDER = _in_order()
_KEYS = (_ORDER.c.directive, reach.c.group)
_EARLIEST = (
    columns_of(*_KEYS, func.min(_ORDER.c.place).label("place"))
    .join(reach, and_(reach.c.ward_id == _WARD, reach.c.placement_id == _ORDER.c.id))
    .group_by(*_KEYS)
    .subquery()
)
_TOLD_BY = [_ORDER.c[name] for name in ("published_on", "product_id", "unit", "logged_at")]
_FIRST = columns_of(_EARLIEST.c.directive, _EARLIEST.c.group, *_TOLD_BY).join(
    _ORDER, _ORDER.c.place == _EARLIEST.c.place
)
# told, late: reached by its deadline (or without one), or after it; running, overdue: not reached, by a deadline that
# lies ahead, or behind; waiting: not reached, and the ward has set no days.
State = Literal["told", "late", "running", "overdue", "waiting"]


@dataclass(frozen=True)
class Cell:
    directive: str
    group: str
    # The later of the directive's issue and the first day of the group or of the oldest that it stands for, plus the
    # days allowed; None without days allowed.
    deadline: date | None
    # The first day, from the issue on, on which a published placement addressed the group, counted or not.
    reached_on: date | None
    product_id: int | None
    # The unit whose product that was, and how many days after its day it was logged (0: not long after).
    told_by: str | None = None
    logged_after: int = 0
    # The old group in whose place this one has heard it; none where it was told itself.
    old_groups: tuple[str, ...] = ()

    @property
    def is_in_time(self) -> bool:
        return self.deadline is not None and self.reached_on is not None and self.reached_on <= self.deadline

    def state_on(self, day: date) -> State:
        """How it stands at the end of a day; on the deadline itself it can still be met."""
        if self.reached_on is not None:
            return "late" if self.deadline is not None and self.reached_on > self.deadline else "told"
        if self.deadline is None:
            return "waiting"
        return "overdue" if self.deadline < day else "running"


class First(NamedTuple):
    """The placement that told a group of a directive first: its day, product and unit, and how late it was logged.

    Of several on that day it is the one logged first, whose id is the lowest.
    """

    day: date
    product_id: int
    unit: str
    logged_after: int


# Directive and group → what told it first.
Told = dict[tuple[str, str], First]


class Dated(NamedTuple):
    """A directive that was issued and not retired, as cells need it."""

    code: str
    issued_on: date
    within_days: int | None
    must_reach: list[str]


class Issued(Protocol):
    """Whatever has the two days that a deadline comes from."""

    @property
    def issued_on(self) -> date | None: ...

    @property
    def within_days(self) -> int | None: ...


def of(session: Session, me: Me, span: Span) -> list[Cell]:
    """Every cell of a span, as it stood on its last day: directives dated by then and not retired, each with the groups
    of its kinds that stand in the span. Directives by issue then code, groups in the ward's order.
    """
    access.require(me, "entries.read")
    return cells_of(session, me, span)


def now(session: Session, me: Me) -> dict[str, list[Cell]]:
    """Directive → its cells as they stand today, of the groups that live today."""
    found: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells_of(session, me, Span(me.today, me.today)):
        found[cell.directive].append(cell)
    return found


def cells_of(session: Session, me: Me, span: Span) -> list[Cell]:
    """The same for figures, which a city reader may see where entries stay closed."""
    return kept.answer(session, me, ("cells", span.first, span.last), lambda: worked_out(session, me, span))


def deadline_of(directive: Issued, began_on: date | None = None) -> date | None:
    """The last day on which a group that began then is told in time; None where the ward has set no days."""
    if directive.issued_on is None or directive.within_days is None:
        return None
    return max(directive.issued_on, began_on or directive.issued_on) + timedelta(days=directive.within_days)


def worked_out(session: Session, me: Me, span: Span) -> list[Cell]:
    """The same where what is made of them is kept, and they need not be."""
    known = kept.reference(session, me, "dated directives", lambda: _dated(session, me))
    dated = [row for row in known if row.issued_on <= span.last]
    every = groups.members(session, me)
    living, forebears = successors.living(every, span), successors.forebears(every)
    first = kept.part(session, me, "first told", lambda: _first(session, me)) if dated else {}
    return [
        _cell(directive, group, forebears.get(group.code, ()), first, span.last)
        for directive in dated
        for kind in groups.KINDS
        if kind in directive.must_reach
        for group in living
        if group.kind == kind
    ]


def _dated(session: Session, me: Me) -> list[Dated]:
    columns, table = [_DIRECTIVE.c[name] for name in Dated._fields], _DIRECTIVE.c
    statement = columns_of(*columns).where(table.ward_id == me.ward_id, table.retired_at.is_(None))
    dated = statement.where(table.issued_on.is_not(None)).order_by(table.issued_on, table.code)
    return [Dated(*row) for row in db.read(session, dated).all()]


def _cell(directive: Dated, group: Member, forebears: Sequence[Member], told: Told, last: date) -> Cell:
    """What was told after the last day was not yet told on it; what an old group had heard, its successors have."""
    line = (group, *forebears)
    found = [(told[directive.code, one.code], one.code) for one in line if (directive.code, one.code) in told]
    first: First | tuple[None, None]
    first, heard_by = min(
        (one for one in found if one[0].day <= last), key=_soonest, default=((None, None), group.code)
    )
    deadline = deadline_of(directive, _began_on(line))
    cell = Cell(directive.code, group.code, deadline, *first)
    return cell if heard_by == group.code else replace(cell, old_groups=(heard_by,))


def _soonest(told: tuple[First, str]) -> tuple[date, int, int, str]:
    """What was told first; of one day what was logged in time: late is only what rests on late entries alone."""
    first, group = told
    return first.day, first.logged_after, first.product_id, group


def _began_on(line: Sequence[Member]) -> date | None:
    """The first day of the oldest; None where that is unknown."""
    days = [one.active_from for one in line]
    return None if None in days else min(day for day in days if day)


def _first(session: Session, me: Me) -> Told:
    """Directive and group → its first placement there since the issue."""
    return {
        (directive, group): First(day, product_id, unit, lateness.days_after(me, day, logged_at))
        for directive, group, day, product_id, unit, logged_at in db.read(session, _FIRST, {"ward": me.ward_id}).all()
    }
