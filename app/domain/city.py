"""The city: each indicator's wards side by side, and the city's own figure, made of their parts and never of shares."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from app.domain import access, ids, indicators, kept, periods, received
from app.domain.access import Me
from app.domain.errors import NotFound
from app.domain.few import FEWEST
from app.domain.indicators import CODES, Indicator, OfWards
from app.domain.indicators.catalogue import DIGITS, KINDS, Form, Kind
from app.models import Period, ReceivedReport, Report, ReportSnapshot, Ward

# A survey speaks for the groups it asked, weighted within its ward: two wards' parts don't add up to anything.
NO_SUM = frozenset({"surveyed_awareness"})


@dataclass(frozen=True)
class OfWard:
    """A ward's figure; is_small: of so few that it says nothing beside another's. pending: how many of the denominator
    can still be met; None where the indicator has no deadline, and of what was sent here."""

    ward: str
    name: str
    numerator: int | None
    denominator: int | None
    value: float | int | None
    pending: int | None

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

    @property
    def pending(self) -> int | None:
        return _sum([one.pending for one in self.wards])


class Parts(NamedTuple):
    """What of a ward's indicator is set beside other wards': all that is kept of each."""

    numerator: int | None
    denominator: int | None
    value: float | int | None
    pending: int | None


def across(session: Session, me: Me, period: str) -> list[Across]:
    """Every indicator of a period, or of a year, in the catalogue's order; raises Refused where no ward has it."""
    access.require(me, "wards.compare")
    [found] = kept.of_city(session, me, ("across", period), lambda: _across(session, me, _asked((period,))))
    return found


def _asked(shown: tuple[str, ...], codes: tuple[str, ...] = CODES) -> OfWards:
    return OfWards(shown, "parts", compared=False, codes=codes)


def _across(session: Session, me: Me, asked: OfWards) -> list[list[Across]]:
    """By period in their order."""
    found = indicators.of_wards(session, me, asked, _parts)
    kinds = [kind for kind in KINDS if kind.code in asked.codes]
    return [_side_by_side(kinds, [(view, every[at]) for view, every in found]) for at in range(len(asked.periods))]


def _parts(_: Me, every: list[list[Indicator]]) -> list[dict[str, Parts]]:
    return [{one.code: Parts(*(getattr(one, name) for name in Parts._fields)) for one in period} for period in every]


def _side_by_side(kinds: list[Kind], found: list[tuple[Me, dict[str, Parts]]]) -> list[Across]:
    """A ward that has no such period is in no row."""
    return [_summed(kind, [(view, told[kind.code]) for view, told in found if told]) for kind in kinds]


def _summed(kind: Kind, own: list[tuple[Me, Parts]]) -> Across:
    wards = [OfWard(me.ward.code, me.ward.name, *parts) for me, parts in own]
    if kind.code in NO_SUM:
        return Across(kind.code, kind.name, kind.form, None, None, None, wards)
    numerator = _sum([one.numerator for _, one in own])
    if kind.form in ("count", "money"):
        return Across(kind.code, kind.name, kind.form, numerator, None, numerator, wards)
    # A ward that has nothing to count adds nothing to either part.
    denominator = _sum([one.denominator for _, one in own])
    value = round(numerator / denominator, DIGITS[kind.form]) if numerator is not None and denominator else None
    return Across(kind.code, kind.name, kind.form, numerator, denominator, value, wards)


def _sum(parts: list[int | None]) -> int | None:
    known = [one for one in parts if one is not None]
    return sum(known) if known else None


def trends(session: Session, me: Me, code: str, shown: list[str]) -> dict[str, list[float | int | None]]:
    """An indicator of every ward over these periods, by the ward's code; None where it has none, or one of too few.

    That one alone is worked out, and only of the periods before the last: of what the others were nothing is told
    beside it, and the last one's are those that stand beside the lines.
    """
    access.require(me, "wards.compare")
    *before, last = shown
    asked = _asked(tuple(before), (code,))
    over = kept.of_city(session, me, ("trends", code, *before), lambda: _across(session, me, asked))
    over = [*over, [one for one in across(session, me, last) if one.code == code]]
    found: dict[str, list[float | int | None]] = {of.ward: [] for [one] in over for of in one.wards}
    for [one] in over:
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
    here = [Filed(*found) for found in session.exec(statement)]
    sent = [Filed(*found) for found in received.of_all(session, meant)]
    return sorted([*here, *sent], key=lambda one: (one.period, one.ward_id))


def received_report(session: Session, me: Me, number: int) -> tuple[Ward, ReceivedReport] | None:
    """A report that a ward's own installation sent, and the ward; None where there is none of this number."""
    access.require(me, "wards.compare")
    return received.find(session, number)


def filed(session: Session, me: Me, number: int) -> tuple[Ward, Report]:
    """A ward, and its own report as it was filed last, whatever has been written of it since; raises NotFound."""
    access.require(me, "wards.compare")
    versions = select(ReportSnapshot, Report, Ward).where(
        ReportSnapshot.report_id == number,
        ReportSnapshot.ward_id == Report.ward_id,
        ReportSnapshot.report_id == Report.id,
        Report.type == "consolidated",
        Ward.id == Report.ward_id,
    )
    last = versions.order_by(col(ReportSnapshot.version).desc()).limit(1)
    found = session.exec(last).first() if ids.is_possible(number) else None
    if found is None:
        raise NotFound()
    taken, report, ward = found
    told = {"status": "submitted"} | {name: getattr(taken, name) for name in ("version", "comments", "proposals")}
    return ward, Report(**(report.model_dump() | told | {"submitted_at": taken.submitted_at}))
