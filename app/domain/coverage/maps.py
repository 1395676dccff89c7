"""The map of coverage: a figure for every group in every column, and of every column over all the groups."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sqlmodel import Session

from app.domain import campaigns, channels, periods, subjects
from app.domain.access import Me
from app.domain.coverage.arithmetic import Contact, Figures, figures
from app.domain.coverage.rows import Coverage, Row, by_group, names_of, of_group
from app.domain.coverage.scope import CoverageQuery, contacts, days_within, members, week_of
from app.domain.lives import Span
from app.models import Group

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
    """The map of a scope, from one reading of its contacts; raises as `measure` does."""
    span = periods.span(session, me, query.period)
    across = "month" if across == "week" and span.last - span.first > timedelta(weeks=MOST_WEEKS) else across
    living = members(session, me, query, span)
    asked = query.model_copy(update={"by": across})
    found = contacts(session, me, asked, span, days_within(query), {group.code for group in living})
    populations = {group.code: group.population for group in living}
    every = [contact for _, contact in found]
    coverage = Coverage(by_group(me, living, every), Row("total", me.ward.name, figures(populations, every)), span)
    return Map(across, coverage, _columns(session, me, across, span, living, found), _cells(living, found))


def _cells(living: list[Group], found: list[tuple[str | None, Contact]]) -> dict[tuple[str, str], Figures]:
    of_cell: dict[tuple[str, str], list[Contact]] = defaultdict(list)
    for value, contact in found:
        if value is not None:
            of_cell[contact.group, value].append(contact)
    groups = {group.code: group for group in living}
    return {(code, value): of_group(groups[code], mine) for (code, value), mine in of_cell.items()}


def _columns(
    session: Session, me: Me, across: Across, span: Span, living: list[Group], found: list[tuple[str | None, Contact]]
) -> list[Column]:
    of_value: dict[str, list[Contact]] = defaultdict(list)
    for value, contact in found:
        if value is not None:
            of_value[value].append(contact)
    populations = {group.code: group.population for group in living}
    columns = []
    for key, name in _heads(session, me, across, span, set(of_value)).items():
        reached = {contact.group for contact in of_value[key]}
        missed = [group.code for group in living if group.code not in reached]
        columns.append(Column(key, name, figures(populations, of_value[key]), missed))
    return columns


def _heads(session: Session, me: Me, across: Across, span: Span, used: set[str]) -> dict[str, str]:
    """Keys and names of the columns in the ward's order: those with a placement, and those that could have one."""
    if across in ("week", "month"):
        return {key: key for key in sorted(_weeks(me, span) | used if across == "week" else used)}
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


def _weeks(me: Me, span: Span) -> set[str]:
    """The weeks of the span that have begun."""
    last = min(span.last, me.today)
    return {week_of(span.first + timedelta(days=offset)) for offset in range((last - span.first).days + 1)}
