"""Indicators of a ward that keeps its log elsewhere and sends what it filed: as they were frozen there, never zeros.

A period of which nothing came, a year and a unit have no figures: the parts of quarters don't add up to either.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.domain import periods, received
from app.domain.access import Me
from app.domain.indicators.arithmetic import Standing
from app.domain.indicators.catalogue import KINDS, Kind
from app.domain.indicators.indicator import Indicator
from app.domain.indicators.statistics import LEVEL, Interval
from app.domain.units.tree import Branch
from app.models import ReceivedReport


@dataclass(frozen=True)
class Sent(Indicator):
    """It is told as its ward judged it: what it may wait for, or was before, is not known here for sure."""

    @property
    def standing(self) -> Standing:
        return self.status


def of_periods(
    session: Session, me: Me, asked: Sequence[str], kinds: Sequence[Kind], units: Branch | None = None
) -> list[list[Indicator]]:
    """By period in their order; empty for one that the ward does not have."""
    every = periods.all_periods(session, me)
    found = received.last(session, me.ward_id) if units is None else {}
    known = periods.nameable(session, me)
    return [_of_period(every, found, code, kinds) if code in known else [] for code in asked]


def frozen(figures: dict[str, Any]) -> list[Indicator]:
    """The indicators of a report on its way upward (domain/transmittals), beside nothing."""
    return [_indicator(kind, figures, {}) for kind in KINDS if kind.code in figures["indicators"]]


def _of_period(every: list[Any], found: dict[str, ReceivedReport], code: str, kinds: Sequence[Kind]) -> list[Indicator]:
    own = next((one for one in every if one.code == code), None)
    before = periods.last_before(every, own.starts_on) if own else None
    now, then = _figures(found.get(code)), _figures(found.get(before.code) if before else None)
    return [_indicator(kind, now, then.get("indicators", {}).get(kind.code, {})) for kind in kinds]


def _figures(row: ReceivedReport | None) -> dict[str, Any]:
    return row.figures if row else {}


def _indicator(kind: Kind, told: dict[str, Any], before: dict[str, Any]) -> Indicator:
    one = told.get("indicators", {}).get(kind.code, {})
    value, previous = _shown(kind, one.get("value")), _shown(kind, before.get("value"))
    change = round(value - previous, kind.digits) if value is not None and previous is not None else None
    return Sent(
        kind.code,
        kind.name,
        kind.form,
        one.get("numerator"),
        one.get("denominator"),
        value,
        one.get("target"),
        one.get("status", "no_data"),
        previous,
        change,
        pending=None,
        can_still_reach=False,
        interval=_interval(told.get("awareness"), LEVEL) if kind.code == "surveyed_awareness" else None,
        bounds=_interval(told.get("bounds"), None) if kind.code == "residential_coverage" else None,
        surveyed=None,
        left_out=one.get("left_out"),
        opens_numerator=False,
        opens_denominator=False,
        evidence_share=evidence_beside(kind.code, told.get("indicators", {})),
    )


def evidence_beside(code: str, told: Mapping[str, Any]) -> float | None:
    """What the ward's coverage in a report rests on: the indicator beside it says it of the same contacts; None of any
    other indicator."""
    value: float | None = told.get("evidence_share", {}).get("value") if code == "residential_coverage" else None
    return value


def _shown(kind: Kind, value: float | int | None) -> float | int | None:
    """A whole number where there are no decimals."""
    return value if value is None or kind.digits else round(value)


def _interval(told: dict[str, Any] | None, level: float | None) -> Interval | None:
    return Interval(told["low"], told["high"], level) if told else None
