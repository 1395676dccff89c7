"""The calendar: key dates, holidays, deadlines, what is planned; and moving what is planned to another day."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from sqlalchemy import and_
from sqlmodel import Session, col, select

from app.domain import access, days_off, key_dates, periods, products, working_days
from app.domain.access import Me
from app.domain.concerns import questions
from app.domain.concerns.inputs import OPEN
from app.domain.errors import NotFound, Refused
from app.domain.inputs import Day, Input, read
from app.domain.keys import by_number
from app.domain.lives import Span
from app.domain.products import Saved, schedules
from app.domain.products.inputs import ProductIn
from app.domain.words import said
from app.models import Concern, PlannedPlacement, Product

Kind = Literal["holiday", "key_date", "due", "concern", "product", "placement"]
# The most rows of one kind that a question answers with: a whole year of a busy ward.
MOST = 5000


@dataclass(frozen=True)
class Entry:
    """One thing of a day; key: by what it is addressed (a holiday by nothing); moves: it may be put on another day."""

    day: date
    kind: Kind
    name: str
    key: str = ""
    unit: str | None = None
    channel: str | None = None
    moves: bool = False
    # The number of a placement that is planned; key then is its product's.
    placement: int | None = None


class MoveIn(Input):
    planned_on: Day


def between(session: Session, me: Me, span: Span, unit: str | None = None) -> list[Entry]:
    """By day, each day's holidays and key dates first. Of a unit: its own, and what is everyone's."""
    access.require(me, "entries.read")
    found = [*_named(session, me, span, unit), *_due(session, me, span, unit), *_planned(session, me, span, unit)]
    return sorted(found, key=lambda one: one.day)


def _named(session: Session, me: Me, span: Span, unit: str | None) -> Iterator[Entry]:
    """Days off and key dates: a day that is both stands once, under the ward's own words.

    The plan's word for a deadline is left out where the period tells of it.
    """
    own, due = days_off.names(session, me, span), {row.due_on for row in periods.all_periods(session, me)}
    rows = key_dates.between(session, me, span.first, span.last, unit)
    free = working_days.holidays(span.first, span.last)
    told = {row.day for row in rows if row.kind == "public_calendar"}
    yield from (Entry(day, "holiday", name) for day, name in free.items() if day not in own.keys() | told)
    yield from (Entry(day, "holiday", name) for day, name in own.items())
    for row in (row for row in rows if row.kind != "plan" or row.day not in due):
        is_free = row.day in free and row.day not in own and row.kind == "public_calendar"
        yield Entry(row.day, "holiday" if is_free else "key_date", row.name, str(row.id), row.unit)


def _due(session: Session, me: Me, span: Span, unit: str | None) -> Iterator[Entry]:
    for period in periods.all_periods(session, me):
        if span.has(period.due_on):
            yield Entry(period.due_on, "due", f"Hạn báo cáo {said(period.code)}", period.code)
    conditions = [*questions.visible(me), questions.is_own(), col(Concern.status).in_(OPEN)]
    conditions += [col(Concern.due_on).between(span.first, span.last)]
    if unit is not None:
        conditions.append(col(Concern.owner_unit) == unit)
    for concern in session.exec(select(Concern).where(*conditions).order_by(col(Concern.id)).limit(MOST)):
        yield Entry(concern.due_on, "concern", concern.summary, str(concern.id), concern.owner_unit)


def _planned(session: Session, me: Me, span: Span, unit: str | None) -> Iterator[Entry]:
    """Planned placements, and planned products on days on which no placement of theirs is planned."""
    of_unit = [Product.unit == unit] if unit is not None else []
    here = (
        col(PlannedPlacement.ward_id) == Product.ward_id,
        col(PlannedPlacement.product_id) == Product.id,
        col(PlannedPlacement.planned_on).between(span.first, span.last),
    )
    statement = select(Product, PlannedPlacement).join(PlannedPlacement, and_(*here))
    statement = statement.where(Product.ward_id == me.ward_id, Product.status != "withdrawn", *of_unit)
    shown = set()
    for product, planned in session.exec(statement.order_by(col(PlannedPlacement.id)).limit(MOST)):
        shown.add((product.id, planned.planned_on))
        yield _entry(me, product, planned.planned_on, planned)
    rows = select(Product).where(Product.ward_id == me.ward_id, Product.status == "planned", *of_unit)
    rows = rows.where(col(Product.planned_on).between(span.first, span.last)).order_by(col(Product.id)).limit(MOST)
    for product in session.exec(rows):
        if product.planned_on is not None and (product.id, product.planned_on) not in shown:
            yield _entry(me, product, product.planned_on)


def _entry(me: Me, product: Product, day: date, planned: PlannedPlacement | None = None) -> Entry:
    moves = access.may(me, "products.write", product)
    if planned is None:
        return Entry(day, "product", product.title, str(product.id), product.unit, moves=moves)
    return Entry(day, "placement", product.title, str(product.id), product.unit, planned.channel, moves, planned.id)


def find_product(session: Session, me: Me, number: int) -> Product:
    """A product that is still planned, for who may move it; raises NotFound, Forbidden."""
    product = products.own(session, me, number)
    if product.status != "planned" or product.planned_on is None:
        raise NotFound()
    return product


def find_placement(session: Session, me: Me, number: int) -> tuple[Product, PlannedPlacement]:
    """A placement that nobody confirmed yet and its product, for who may move it; raises NotFound, Forbidden."""
    access.require(me, "entries.read")
    row = by_number(session, me, PlannedPlacement, number)
    return products.own(session, me, row.product_id), row


def move_product(session: Session, me: Me, product: Product, data: MoveIn) -> Saved:
    """A planned product on another day; raises Refused."""
    return products.edit(session, me, product, ProductIn(planned_on=data.planned_on))


def move_placement(session: Session, me: Me, row: PlannedPlacement, data: MoveIn) -> Saved:
    """One planned placement on another day, the others as they are; what is odd about the others is not asked.

    Raises Refused under `planned_on`.
    """
    product = products.find(session, me, row.product_id)
    shapes = [_sent(schedules.shape(one)) for one in schedules.of_product(session, me, product)]
    moved = next(index for index, shape in enumerate(shapes) if shape["id"] == row.id)
    shapes[moved]["planned_on"] = data.planned_on.isoformat()
    try:
        saved = products.edit(session, me, product, read(ProductIn, {"planned_placements": shapes}, change=True))
    except Refused as refused:
        raise Refused([replace(fault, loc=("planned_on",)) for fault in refused.faults]) from None
    here = ("planned_placements", moved, "planned_on")
    return replace(saved, warnings=[replace(one, loc=("planned_on",)) for one in saved.warnings if one.loc == here])


def _sent(shape: dict[str, Any]) -> dict[str, Any]:
    """What is told of a planned placement, as it may be sent back."""
    return shape | {"planned_on": shape["planned_on"].isoformat()}
