"""Figures made of counts, and the pages of what lies behind them: rows in memory, or rows that a statement pages."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

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


def behind(
    entry: Callable[[Scope, Any], Entry],
    numerator: Callable[[Scope], Sequence[Any]],
    denominator: Callable[[Scope], Sequence[Any]] | None = None,
) -> Behind:
    """Pages of rows that are read whole: groups, units, cells; NotFound for a part that this indicator has not."""

    ways = {"numerator": numerator} | ({"denominator": denominator} if denominator else {})
    return parts(**{which: page(entry, rows) for which, rows in ways.items()})


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
