"""The city: each indicator's wards side by side, and the city's own figure, made of their parts and never of shares."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.domain import access, ids, indicators, kept, periods
from app.domain.access import Me
from app.domain.errors import NotFound
from app.domain.few import FEWEST
from app.domain.indicators import Indicator
from app.domain.indicators.catalogue import DIGITS, Form
from app.models import Period, Report, ReportSnapshot, Ward

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


def trends(session: Session, me: Me, code: str, shown: list[str]) -> dict[str, list[float | int | None]]:
    """An indicator of every ward over these periods, by the ward's code; None where it has none, or one of too few."""
    over = [next(one for one in across(session, me, period) if one.code == code) for period in shown]
    found: dict[str, list[float | int | None]] = {of.ward: [] for one in over for of in one.wards}
    for one in over:
        known = {of.ward: None if of.is_small else of.value for of in one.wards}
        for ward, values in found.items():
            values.append(known.get(ward))
    return found


@dataclass(frozen=True)
class Filed:
    """A ward's own report of a period, as it was filed last."""

    ward_id: int
    period: str
    id: int
    version: int
    at: datetime


def filed_of(session: Session, me: Me, period: str) -> list[Filed]:
    """Each ward's own reports of the period, or of a year, in the order of periods; none until one is filed first.

    Raises Refused where no ward has the period.
    """
    access.require(me, "wards.compare")
    meant = {one.code for one in periods.meant(list(session.exec(select(Period))), period)}
    told = [getattr(Report, name) for name in ("ward_id", "period", "id", "version", "submitted_at")]
    statement = select(*told).where(col(Report.period).in_(meant), Report.type == "consolidated", Report.version > 0)
    return [Filed(*found) for found in session.exec(statement.order_by(col(Report.period), col(Report.ward_id)))]


def filed(session: Session, me: Me, number: int) -> tuple[Ward, Report]:
    """A ward, and its own report as it was filed last, whatever has been written of it since; raises NotFound."""
    access.require(me, "wards.compare")
    versions = select(ReportSnapshot, Report, Ward).where(
        ReportSnapshot.report_id == number, ReportSnapshot.ward_id == Report.ward_id,
        ReportSnapshot.report_id == Report.id, Report.type == "consolidated", Ward.id == Report.ward_id,
    )  # fmt: skip
    last = versions.order_by(col(ReportSnapshot.version).desc()).limit(1)
    found = session.exec(last).first() if ids.is_possible(number) else None
    if found is None:
        raise NotFound()
    taken, report, ward = found
    told = {"status": "submitted"} | {name: getattr(taken, name) for name in ("version", "comments", "proposals")}
    return ward, Report(**(report.model_dump() | told | {"submitted_at": taken.submitted_at}))
