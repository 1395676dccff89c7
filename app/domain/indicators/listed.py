"""Figures made of counts, and the pages of what lies behind them: rows in memory, or rows that a statement pages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import tuple_

from app.domain.errors import NotFound
from app.domain.indicators.arithmetic import Exact, Measured, ratio
from app.domain.indicators.entry import Behind, Entry, Which, paged
from app.domain.indicators.facts import Scope
from app.domain.pages import Ask, Page, after, cut

# The way to the pages of one part.
Way = Callable[[Scope, Ask], Page[Entry]]


def share(met: Exact, of: Exact, pending: int | None = None) -> Measured:
    """So many of so many."""
    return Measured(met, of, ratio(met, of), pending)


def number(count: Exact) -> Measured:
    """A count or a sum; no denominator."""
    return Measured(count, None, count)


class Judged(NamedTuple):
    """Rows that are read whole (groups, units, cells), each met or missing: the figure counts what its parts list."""

    rows: Callable[[Scope], Sequence[Any]]
    is_met: Callable[[Scope, Any], bool]
    entry: Callable[[Scope, Any], Entry]

    def share(self, scope: Scope, pending: int | None = None) -> Measured:
        """The rows that are met, of all."""
        return share(len(self.met(scope)), len(self.rows(scope)), pending)

    def met(self, scope: Scope) -> list[Any]:
        """What the numerator counts."""
        return [row for row in self.rows(scope) if self.is_met(scope, row)]

    def missing(self, scope: Scope) -> list[Any]:
        """What the denominator has besides."""
        return [row for row in self.rows(scope) if not self.is_met(scope, row)]

    @property
    def behind(self) -> Behind:
        """Pages of the three parts."""
        ways = {"numerator": self.met, "denominator": self.rows, "missing": self.missing}
        return parts(**{which: page(self._told, rows) for which, rows in ways.items()})

    def _told(self, scope: Scope, row: Any) -> Entry:
        entry = self.entry(scope, row)
        return entry if entry.state else replace(entry, state="met" if self.is_met(scope, row) else "missing")


def page(entry: Callable[[Scope, Any], Entry], rows: Callable[[Scope], Sequence[Any]]) -> Way:
    """The way to a part whose rows are read whole."""
    return partial(_page, entry, rows)


def _page(
    entry: Callable[[Scope, Any], Entry], rows: Callable[[Scope], Sequence[Any]], scope: Scope, ask: Ask
) -> Page[Entry]:
    return paged(rows(scope), ask, partial(entry, scope))


def parts(**pages: Way) -> Behind:
    """Pages that each part has a way of its own to; NotFound for a part that is not named."""
    return partial(_part, pages)


def _part(pages: Mapping[str, Way], scope: Scope, which: Which, ask: Ask) -> Page[Entry]:
    if which not in pages:
        raise NotFound()
    return pages[which](scope, ask)


def by_day(scope: Scope, statement: Any, key: tuple[Any, Any], ask: Ask, entry: Callable[[Any], Entry]) -> Page[Entry]:
    """A page that the statement itself holds, in the order of a day and an id, which the rows end with."""
    if ask.after:
        statement = statement.where(tuple_(*key) > tuple_(*after(ask, date.fromisoformat, int)))
    rows = list(scope.facts.session.execute(statement.add_columns(*key).order_by(*key).limit(ask.limit + 1)))
    found = cut(rows, ask, lambda row: [row[-2].isoformat(), row[-1]])
    return Page([entry(row) for row in found.items], found.next)
