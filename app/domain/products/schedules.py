"""Rows of a product's planned placements: a channel and a day to come, which count for nothing until confirmed."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from sqlalchemy import bindparam
from sqlmodel import Session, col, delete, select

from app.among import among
from app.domain import trail, working_days
from app.domain.access import Me
from app.domain.errors import Say, refuse
from app.domain.inputs import Choice, Day, Input
from app.domain.products import storing
from app.domain.products.placing import Planned
from app.domain.products.storing import Rows, key
from app.domain.trail import Thing
from app.models import PlannedPlacement, Product

LONGEST, WEEK = 366, timedelta(days=6)
REACH = ("group", "people", "basis", "allocated")
Span = Annotated[Literal["one", "week", "until"], Choice]
Every = Annotated[Literal["day", "working_day", "week", "month"], Choice]

_OF_THESE = (
    select(PlannedPlacement)
    .where(col(PlannedPlacement.ward_id) == bindparam("ward"), among(col(PlannedPlacement.product_id), "products"))
    .order_by(col(PlannedPlacement.planned_on), col(PlannedPlacement.position), col(PlannedPlacement.id))
)


class Spread(Input):
    """How a form spreads an entry over days: one day, a week from it, or until another; each day, working day,
    same day of each week or of each month."""

    day: Day
    span: Span = "one"
    until: Day | None = None
    every: Every = "day"


def days(spread: Spread, own: working_days.Own = working_days.NONE) -> list[date]:
    """The days in order; raises Refused under `until` where they end before they begin, or go on for over a year.

    own: what the ward decided otherwise than the calendar (days_off.of).
    """
    if spread.span == "one":
        return [spread.day]
    until = spread.day + WEEK if spread.span == "week" else spread.until
    if until is None:
        raise refuse(("until",), Say("Nhập ngày cuối."), "missing")
    if not 0 <= (until - spread.day).days < LONGEST:
        raise refuse(("until",), Say("Ngày cuối phải từ ngày đầu trở đi, và không quá một năm."), "order")
    if spread.every == "working_day":
        found = working_days.between(spread.day, until, own)
        if not found:
            raise refuse(("until",), Say("Không có ngày làm việc nào trong khoảng này."), "empty")
        return found
    if spread.every == "month":
        return list(_monthly(spread.day, until))
    step = 7 if spread.every == "week" else 1
    return [spread.day + timedelta(days=offset) for offset in range(0, (until - spread.day).days + 1, step)]


def _monthly(first: date, until: date) -> Iterator[date]:
    """The same day of each month, or its last where it has no such day."""
    for number in range(12 + 1):
        year, month = divmod(first.month - 1 + number, 12)
        year, month = first.year + year, month + 1
        day = date(year, month, min(first.day, monthrange(year, month)[1]))
        if day > until:
            return
        yield day


def of(session: Session, me: Me, keys: Sequence[int]) -> dict[int, list[PlannedPlacement]]:
    """Planned placements of these products, in the order of their days."""
    found: dict[int, list[PlannedPlacement]] = defaultdict(list)
    for row in session.exec(_OF_THESE, params={"ward": me.ward_id, "products": keys}):
        found[row.product_id].append(row)
    return found


def of_product(session: Session, me: Me, product: Product) -> list[PlannedPlacement]:
    return of(session, me, [product.id])[product.id]


@dataclass(frozen=True)
class Plan:
    """The planned placements of one product as they will be: each with the old one that it is, if any."""

    planned: Sequence[Planned]
    kept: list[PlannedPlacement | None]
    dropped: list[int]

    @property
    def fresh(self) -> int:
        """How many new ids it needs."""
        return self.kept.count(None)

    def write(self, ward_id: int, product_id: int, rows: Rows, numbers: Iterator[int]) -> list[Thing]:
        """Adds their rows; answers with each as it is from now on, for the trail."""
        things = [trail.gone(PlannedPlacement, number) for number in self.dropped]
        for position, (one, old) in enumerate(zip(self.planned, self.kept, strict=True)):
            facts = {
                "channel": one.given.channel,
                "planned_on": one.given.planned_on,
                "runs": one.given.runs,
                "position": position,
                "reach": [dict(zip(REACH, values, strict=True)) for values in one.reach],
            }
            number = old.id if old is not None else next(numbers)
            whole = facts | {"ward_id": ward_id, "id": number, "product_id": product_id}
            if old is None:
                rows.planned.append(whole)
            else:
                rows.changed_planned.append(key(ward_id, number) | facts)
            things.append(Thing("plannedplacement", (number,), whole))
        rows.dropped += [key(ward_id, number) for number in self.dropped]
        return things


def matched(olds: Sequence[PlannedPlacement], planned: Sequence[Planned]) -> Plan:
    """Replaces the list."""
    kept = storing.matched(olds, planned, "planned_on")
    stay = {old.id for old in kept if old is not None}
    return Plan(planned, kept, [old.id for old in olds if old.id not in stay])


def drop(session: Session, me: Me, keys: Sequence[int]) -> None:
    if not keys:
        return
    here = col(PlannedPlacement.ward_id) == me.ward_id
    session.execute(delete(PlannedPlacement).where(here, col(PlannedPlacement.id).in_(keys)))


def shape(row: Any) -> dict[str, Any]:
    """A planned placement, or a row with its columns, as other systems see it."""
    return {"id": row.id, "channel": row.channel, "planned_on": row.planned_on, "runs": row.runs, "reach": row.reach}
