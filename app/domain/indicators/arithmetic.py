"""The arithmetic of indicators, apart from every query: what was measured, its status, and how figures are rounded.

Everything is a whole number or a Fraction until it is rounded once, halves to even; statuses compare what is unrounded.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Literal

from app.domain.coverage.arithmetic import PRECISE
from app.domain.indicators.statistics import Interval

Exact = int | Fraction
Status = Literal["on_track", "at_risk", "off_track", "no_data", "no_target"]
# The status as people are told it.
Standing = Literal[Status, "pending", "not_begun"]
# From this share of its target on, a value that has not reached it is at risk, below it off track.
AT_RISK = Fraction(4, 5)


@dataclass(frozen=True)
class Surveyed:
    """How far a survey speaks: so many groups, with this share of the residential population, and for nobody else."""

    groups: int
    population_share: float | None


@dataclass(frozen=True)
class Measured:
    """An indicator of one scope, unrounded; nothing where it isn't asked for, value None where its divisor is 0."""

    numerator: Exact | None = None
    denominator: Exact | None = None
    value: Exact | None = None
    pending: int | None = None
    interval: Interval | None = None
    # The bounds of an estimate, which must never stand without them.
    bounds: Interval | None = None
    surveyed: Surveyed | None = None
    # How many entries are in no part of it because their numbers are hidden.
    left_out: int | None = None
    # Of an estimate: which share of the contacts that it is made of was measured or counted.
    evidence_share: Exact | None = None


def ratio(part: Exact, of: Exact) -> Fraction | None:
    """The exact share, unrounded; None of nothing."""
    return Fraction(part) / Fraction(of) if of else None


def status(value: Exact | None, target: Fraction | None) -> Status:
    """On track from the target on, at risk from AT_RISK of it on; judged before any rounding."""
    if target is None:
        return "no_target"
    if value is None:
        return "no_data"
    if value >= target:
        return "on_track"
    return "at_risk" if value >= AT_RISK * target else "off_track"


def can_reach(measured: Measured, target: Fraction | None) -> bool:
    """Whether the target is reached if all that is pending is still met: pages then say «đang trong hạn», not red."""
    if target is None or not measured.pending or not measured.denominator:
        return False
    met = Fraction(measured.numerator or 0) + measured.pending
    return met / Fraction(measured.denominator) >= target


def target_of(share: float | None) -> Fraction | None:
    """A target as people wrote it: 0.7 is seven tenths, not the float beside it."""
    return None if share is None else Fraction(str(share))


def rounded(value: Exact | None, digits: int) -> float | int | None:
    """The figure as it is shown: a whole number where there are no decimals."""
    if value is None:
        return None
    return round(value) if digits == 0 else float(round(Fraction(value), digits))


def total(people: Iterable[Decimal]) -> Fraction:
    """A sum of net reach; the last of its 50 digits are noise, of which 25 decimals are left out."""
    with localcontext(PRECISE):
        return Fraction(sum(people, Decimal(0)).quantize(Decimal("1e-25")))
