"""Standings: products as they stand before a change, read set by set."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session, col, select

from app.domain.access import Me
from app.domain.products import schedules, storing
from app.domain.products.inputs import ProductIn
from app.domain.products.storing import Stood
from app.models import PlannedPlacement, Product

# Whom a placement reached: group → people, basis, allocated.
Audience = dict[str, tuple[int | None, str | None, bool]]


@dataclass(frozen=True)
class Standing:
    """A product before a change; placements are None where an earlier row of the same batch will leave them.

    Whom its placements reached, by their ids, and what is planned are there where the change speaks of them.
    """

    product: Product
    days: list[date]
    directives: list[str]
    placements: list[Stood] | None
    reach: Mapping[int, Audience] = field(default_factory=dict)
    planned: Sequence[PlannedPlacement] = ()


def of(session: Session, me: Me, products: Sequence[Product], sent: Collection[str]) -> list[Standing]:
    """Products as they stand before a change of these fields; at most four statements."""
    if not products:
        return []
    keys = [product.id for product in products]
    placed, linked = storing.standing(session, me.ward_id, keys), storing.linked(session, me.ward_id, keys)
    reach: Mapping[int, Audience] = {}
    if {"placements", "details"} & set(sent):
        told = storing.reached(session, me.ward_id, [stood.id for rows in placed.values() for stood in rows])
        reach = {number: {group: (*row,) for group, *row in rows} for number, rows in told.items()}
    planned = (
        schedules.of(session, me, keys)
        if "planned_placements" in sent
        else defaultdict[int, list[PlannedPlacement]](list)
    )
    return [
        Standing(
            one,
            [stood.published_on for stood in placed[one.id]],
            linked[one.id],
            placed[one.id],
            {stood.id: reach.get(stood.id, {}) for stood in placed[one.id]},
            planned[one.id],
        )
        for one in products
    ]


def twins(session: Session, me: Me, given: Iterable[ProductIn]) -> dict[str, Standing]:
    """The products that external ids of this source name already."""
    named = [data for data in given if data.external_id is not None]
    if me.source is None or not named:
        return {}
    statement = select(Product).where(
        Product.ward_id == me.ward_id,
        Product.source == me.source,
        col(Product.external_id).in_({data.external_id for data in named}),
    )
    rows = of(session, me, list(session.exec(statement)), set[str]().union(*(data.sent for data in named)))
    return {standing.product.external_id: standing for standing in rows if standing.product.external_id is not None}
