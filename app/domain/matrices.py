"""The matrix of directives and groups: one kind of group down, the directives that must reach it across.

Kinds are never mixed: each has a matrix of its own.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlmodel import Session

from app.domain import cells, directives, groups
from app.domain.access import Me
from app.domain.cells import Cell, State
from app.domain.groups import GroupKind, Member
from app.domain.inputs import Code, Input
from app.domain.lives import Span
from app.models import Directive


class MatrixQuery(Input):
    """Which matrix: a kind of group, and filters of the directives, one value each."""

    kind: GroupKind = "residential"
    lead_unit: Code | None = None
    content_group: Code | None = None


@dataclass(frozen=True)
class Column:
    """A directive and its cells by group, in the ward's order, as they stand on a day."""

    directive: Directive
    cells: dict[str, Cell]
    day: date

    @cached_property
    def counts(self) -> Counter[State]:
        return Counter(cell.state_on(self.day) for cell in self.cells.values())

    @property
    def reached(self) -> int:
        return sum(cell.reached_on is not None for cell in self.cells.values())

    @cached_property
    def logged_late(self) -> int:
        """How many cells rest on an entry that was logged long after its day."""
        return sum(cell.logged_after > 0 for cell in self.cells.values())

    @cached_property
    def missing(self) -> list[Cell]:
        return [cell for cell in self.cells.values() if cell.reached_on is None]

    @property
    def next_due(self) -> date | None:
        """The earliest deadline that can still be met."""
        days = [cell.deadline for cell in self.missing if cell.deadline and cell.deadline >= self.day]
        return min(days, default=None)


@dataclass(frozen=True)
class Matrix:
    groups: list[Member]
    columns: list[Column]
    # In force, but without a day of issue: they have no cells until the coordinator dates them.
    undated: list[Directive]
    day: date
    # In force and dated by then; those of them that some group must hear are the columns.
    dated: list[Directive]
    # In force, and in no column of any day up to this one: those issued later, and those that need reach nobody.
    later: list[Directive]
    for_nobody: list[Directive]

    @cached_property
    def counts(self) -> Counter[State]:
        return sum((column.counts for column in self.columns), Counter())

    @property
    def logged_late(self) -> int:
        return sum(column.logged_late for column in self.columns)

    def missing_of(self, group: str) -> int:
        """How many directives have not reached a group."""
        return sum(column.cells[group].reached_on is None for column in self.columns)


def of(session: Session, me: Me, span: Span, query: MatrixQuery) -> Matrix:
    """The matrix of a span as it stands on its last day, or today where that is earlier."""
    day = min(me.today, span.last)
    asked = [row for row in directives.in_force(session, me) if _is_asked(row, query)]
    bound = [row for row in asked if query.kind in row.must_reach]
    living = groups.belonging(session, me, query.kind, span)
    found = _by_directive(cells.of(session, me, span), living)
    dated = sorted((row for row in bound if row.code in found), key=lambda row: (row.issued_on, row.code))
    columns = [Column(row, found[row.code], day) for row in dated]
    issued = [row for row in bound if row.issued_on is not None and row.issued_on <= day]
    undated = [row for row in bound if row.issued_on is None]
    later = [row for row in bound if row.issued_on is not None and row.issued_on > day]
    return Matrix(living, columns, undated, day, issued, later, [row for row in asked if not row.must_reach])


def of_directive(session: Session, me: Me, span: Span, directive: Directive) -> dict[str, tuple[list[Member], Column]]:
    """Kind → its groups and the directive's cells there, for each kind that it must reach and that has groups."""
    day = min(me.today, span.last)
    every = [cell for cell in cells.of(session, me, span) if cell.directive == directive.code]
    found = {}
    for kind in (kind for kind in groups.KINDS if kind in directive.must_reach):
        living = groups.belonging(session, me, kind, span)
        mine = _by_directive(every, living).get(directive.code)
        if mine:
            found[kind] = (living, Column(directive, mine, day))
    return found


def _is_asked(row: Directive, query: MatrixQuery) -> bool:
    return query.lead_unit in (None, row.lead_unit) and query.content_group in (None, row.content_group)


def _by_directive(every: Iterable[Cell], living: Iterable[Member]) -> dict[str, dict[str, Cell]]:
    """Directive → group → cell, of these groups."""
    wanted = {group.code for group in living}
    found: dict[str, dict[str, Cell]] = defaultdict(dict)
    for cell in every:
        if cell.group in wanted:
            found[cell.directive][cell.group] = cell
    return dict(found)
