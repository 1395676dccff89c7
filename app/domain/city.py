"""The city: each indicator's wards side by side, and the city's own figure, made of their parts and never of shares."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.domain import access, indicators, kept
from app.domain.access import Me
from app.domain.few import FEWEST
from app.domain.indicators import Indicator
from app.domain.indicators.catalogue import DIGITS, Form
from app.models import Report

# A survey speaks for the groups it asked, weighted within its ward: two wards' parts don't add up to anything.
NO_SUM = frozenset({"surveyed_awareness"})


@dataclass(frozen=True)
class OfWard:
    """A ward's figure; is_small: of so few that it says nothing beside another's."""

    ward: str
    name: str
    numerator: int | None
    denominator: int | None
    value: float | int | None

    @property
    def is_small(self) -> bool:
        return self.denominator is not None and self.denominator < FEWEST


@dataclass(frozen=True)
class Across:
    """An indicator over the city: its parts summed up over the wards that have them, and each ward's own."""

    code: str
    name: str
    form: Form
    numerator: int | None
    denominator: int | None
    value: float | int | None
    wards: list[OfWard]

    @property
    def adds_up(self) -> bool:
        return self.code not in NO_SUM


def across(session: Session, me: Me, period: str) -> list[Across]:
    """Every indicator of a period, or of a year, in the catalogue's order; raises Refused where no ward has it."""
    access.require(me, "wards.compare")
    return kept.of_city(session, me, ("across", period), lambda: _across(session, me, period))


def _across(session: Session, me: Me, period: str) -> list[Across]:
    found = indicators.of_wards(session, me, period, lambda _, every: list(every), "as they are")
    rows: dict[str, list[tuple[Me, Indicator]]] = {}
    for view, every in found:
        for one in every:
            rows.setdefault(one.code, []).append((view, one))
    return [_summed(own) for own in rows.values()]


def _summed(own: list[tuple[Me, Indicator]]) -> Across:
    first = own[0][1]
    wards = [OfWard(me.ward.code, me.ward.name, one.numerator, one.denominator, one.value) for me, one in own]
    if first.code in NO_SUM:
        return Across(first.code, first.name, first.form, None, None, None, wards)
    numerator = _sum([one.numerator for _, one in own])
    if first.form in ("count", "money"):
        return Across(first.code, first.name, first.form, numerator, None, numerator, wards)
    # A ward that has nothing to count adds nothing to either part.
    denominator = _sum([one.denominator for _, one in own])
    value = round(numerator / denominator, DIGITS[first.form]) if numerator is not None and denominator else None
    return Across(first.code, first.name, first.form, numerator, denominator, value, wards)


def _sum(parts: list[int | None]) -> int | None:
    known = [one for one in parts if one is not None]
    return sum(known) if known else None


def reported_at(session: Session, me: Me, period: str) -> dict[int, datetime]:
    """When each ward's own report of the period was finished, by the ward's id; none while it is being written."""
    access.require(me, "wards.compare")
    statement = select(Report.ward_id, Report.submitted_at).where(Report.type == "consolidated")
    statement = statement.where(Report.period == period, col(Report.submitted_at).is_not(None))
    return {ward_id: at for ward_id, at in session.exec(statement) if at is not None}
