"""The map of coverage: a figure for every group in every column, and of every column over all the groups."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sqlmodel import Session

from app.domain import campaigns, channels, kept, subjects
from app.domain.access import Me
from app.domain.coverage import sums
from app.domain.coverage.arithmetic import Counts, Figures, Sum, figures, merged, parts_of
from app.domain.coverage.rows import Coverage, Row, by_group, figures_of, names_of, told
from app.domain.coverage.scope import CoverageQuery, Scope, scope_of, week_of
from app.domain.lives import Span

Across = Literal["content_group", "channel", "campaign", "week", "month"]
# Weeks of a quarter fit a page; those of a year are shown as months.
MOST_WEEKS = 20


@dataclass(frozen=True)
class Column:
    key: str
    name: str
    total: Figures
    # Codes of the groups that nothing in this column reached or addressed.
    missed: list[str]


@dataclass(frozen=True)
class Map:
    """Coverage by group, and by group and column; a cell that is not there has no placement."""

    across: Across
    coverage: Coverage
    columns: list[Column]
    cells: dict[tuple[str, str], Figures]

    @property
    def gaps(self) -> int:
        """How many cells nothing has reached or addressed."""
        return sum(len(column.missed) for column in self.columns)


def map_of(session: Session, me: Me, query: CoverageQuery, across: Across) -> Map:
    """The map of a scope, kept until something of the ward changes; raises as `measure` does."""
    return kept.answer(session, me, ("map", across, *query.key), lambda: _map(session, me, query, across))


def _map(session: Session, me: Me, query: CoverageQuery, across: Across) -> Map:
    scope = scope_of(session, me, query)
    span = scope.span
    across = "month" if across == "week" and span.last - span.first > timedelta(weeks=MOST_WEEKS) else across
    of_value = sums.by_value(session, scope, across) if scope.groups else {}
    products = sums.products_by_value(session, scope, across)
    every = told(scope, merged(one for found in of_value.values() for one in found), sums.counts(session, scope))
    rows = by_group(me, scope, every, _of_groups(session, scope, across, products))
    coverage = Coverage(rows, Row("total", me.ward.name, every.total), span)
    return Map(across, coverage, _columns(session, me, across, scope, of_value), _cells(scope, of_value, products))


def _of_groups(
    session: Session, scope: Scope, across: Across, products: dict[tuple[str | None, str], int]
) -> dict[str, int]:
    """How many products reached each group: those of the columns together, where a product stands in one alone."""
    if across not in sums.OF_PRODUCT:
        return sums.products(session, scope)
    found: dict[str, int] = defaultdict(int)
    for (_, group), count in products.items():
        found[group] += count
    return found


def _cells(
    scope: Scope, of_value: dict[str | None, list[Sum]], products: dict[tuple[str | None, str], int]
) -> dict[tuple[str, str], Figures]:
    of_cell: dict[tuple[str, str], list[Sum]] = defaultdict(list)
    for value, found in of_value.items():
        if value is not None:
            for one in found:
                of_cell[one.group, value].append(one)
    people, cells = scope.populations, {}
    for (code, value), found in of_cell.items():
        part = parts_of({code: people[code]}, found).get(code)
        cells[code, value] = figures_of(part, found, products[value, code])
    return cells


def _columns(
    session: Session, me: Me, across: Across, scope: Scope, of_value: dict[str | None, list[Sum]]
) -> list[Column]:
    counts = sums.counts_by_value(session, scope, across)
    columns = []
    for key, name in _heads(session, me, across, scope.span, {one for one in of_value if one is not None}).items():
        found = of_value.get(key, [])
        reached = {one.group for one in found}
        missed = [group.code for group in scope.groups if group.code not in reached]
        columns.append(Column(key, name, figures(scope.populations, found, counts.get(key, Counts())), missed))
    return columns


def _heads(session: Session, me: Me, across: Across, span: Span, used: set[str]) -> dict[str, str]:
    """Keys and names of the columns in the ward's order: those with a placement, and those that could have one."""
    if across in ("week", "month"):
        return {key: key for key in sorted(weeks_of(me, span) | used if across == "week" else used)}
    names = names_of(session, me, across)
    if across == "content_group":
        return {row.code: row.short_name for row in subjects.content_groups(session, me)}
    if across == "channel":
        used |= {channel.code for channel in channels.in_order(session, me) if channel.active}
    else:
        used |= {row.code for row in campaigns.open_ones(session, me) if _overlaps(row.starts_on, row.ends_on, span)}
    return {key: name for key, name in names.items() if key in used}


def _overlaps(first: date, last: date, span: Span) -> bool:
    return first <= span.last and span.first <= last


def weeks_of(me: Me, span: Span) -> set[str]:
    """The weeks of the span that have begun."""
    last = min(span.last, me.today)
    return {week_of(span.first + timedelta(days=offset)) for offset in range((last - span.first).days + 1)}
