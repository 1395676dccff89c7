"""Figures made of counts, and the pages of what lies behind them: rows in memory, or rows that a statement pages."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import tuple_

from app.domain.errors import NotFound
from app.domain.indicators.arithmetic import Exact, Measured, ratio
from app.domain.indicators.entry import Behind, Entry, Which, paged
from app.domain.indicators.facts import Scope
from app.domain.pages import Ask, Page, after, cut

Row = TypeVar("Row")


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

    def page(scope: Scope, which: Which, ask: Ask) -> Page[Entry]:
        rows = {"numerator": numerator, "denominator": denominator}.get(which)
        if rows is None:
            raise NotFound()
        return paged(rows(scope), ask, lambda row: entry(scope, row))

    return page


def parts(**pages: Callable[[Scope, Ask], Page[Entry]]) -> Behind:
    """Pages that each part has a way of its own to; NotFound for a part that is not named."""

    def page(scope: Scope, which: Which, ask: Ask) -> Page[Entry]:
        if which not in pages:
            raise NotFound()
        return pages[which](scope, ask)

    return page


def by_day(scope: Scope, statement: Any, key: tuple[Any, Any], ask: Ask, entry: Callable[[Any], Entry]) -> Page[Entry]:
    """A page that the statement itself holds, in the order of a day and an id, which the rows end with."""
    if ask.after:
        statement = statement.where(tuple_(*key) > tuple_(*after(ask, date.fromisoformat, int)))
    rows = list(scope.facts.session.execute(statement.add_columns(*key).order_by(*key).limit(ask.limit + 1)))
    found = cut(rows, ask, lambda row: [row[-2].isoformat(), row[-1]])
    return Page([entry(row) for row in found.items], found.next)


def with_amount(
    entry: Callable[[Scope, Row], Entry], amount: Callable[[Scope, Row], int | float]
) -> Callable[[Scope, Row], Entry]:
    return lambda scope, row: replace(entry(scope, row), amount=amount(scope, row))
