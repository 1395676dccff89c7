"""Indicators whose figure is what lies behind it: counts of rows and sums over rows, listed from the same rows."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from app.domain.errors import NotFound
from app.domain.indicators.arithmetic import Behind, Exact, Measured, ratio
from app.domain.indicators.entry import Entry, Which, paged
from app.domain.pages import Ask, Page

Row = TypeVar("Row")
Other = TypeVar("Other")


def counted(
    numerator: Sequence[Row], denominator: Sequence[Other], entry: Callable[[Row | Other], Entry],
    pending: int | None = None,
) -> Measured:  # fmt: skip
    """So many rows of so many, each an entry."""
    met, of = len(numerator), len(denominator)
    return Measured(met, of, ratio(met, of), pending, behind=behind(numerator, denominator, entry))


def count(rows: Sequence[Row], entry: Callable[[Row], Entry]) -> Measured:
    """As many as there are rows; no denominator."""
    return Measured(len(rows), None, len(rows), behind=behind(rows, None, entry))


def summed(rows: Sequence[Row], amount: Callable[[Row], Exact], entry: Callable[[Row], Entry]) -> Measured:
    """The sum of what each row adds; no denominator."""
    whole = sum((amount(row) for row in rows), 0)
    return Measured(whole, None, whole, behind=behind(rows, None, entry))


def behind(
    numerator: Sequence[Row], denominator: Sequence[Other] | None, entry: Callable[[Row | Other], Entry],
    forwarded: Sequence[Row] | None = None,
) -> Behind:  # fmt: skip
    """Pages of the rows of a part; raises NotFound for one that this indicator does not have."""

    def page(which: Which, ask: Ask) -> Page[Entry]:
        parts: dict[Which, Sequence[Any] | None] = {
            "numerator": numerator, "denominator": denominator, "forwarded": forwarded,
        }  # fmt: skip
        rows = parts[which]
        if rows is None:
            raise NotFound()
        return paged(rows, ask, entry)

    return page


def with_amount(entry: Callable[[Row], Entry], amount: Callable[[Row], int | float]) -> Callable[[Row], Entry]:
    return lambda row: replace(entry(row), amount=amount(row))
