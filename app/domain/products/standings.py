"""Standings: products as they stand before a change, read set by set."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from app.domain.access import Me
from app.domain.products import storing
from app.domain.products.inputs import ProductIn
from app.domain.products.storing import Stood
from app.models import Product


@dataclass(frozen=True)
class Standing:
    """A product before a change; placements are None where an earlier row of the same batch will leave them."""

    product: Product
    days: list[date]
    directives: list[str]
    placements: list[Stood] | None


def of(session: Session, products: Sequence[Product]) -> list[Standing]:
    """Products as they stand; two statements."""
    if not products:
        return []
    ward_id, keys = products[0].ward_id, [product.id for product in products]
    placed, linked = storing.standing(session, ward_id, keys), storing.linked(session, ward_id, keys)
    return [
        Standing(one, [stood.published_on for stood in placed[one.id]], linked[one.id], placed[one.id])
        for one in products
    ]


def twins(session: Session, me: Me, given: Iterable[ProductIn]) -> dict[str, Standing]:
    """The products that external ids of this source name already."""
    names = {data.external_id for data in given if data.external_id is not None}
    if me.source is None or not names:
        return {}
    statement = select(Product).where(
        Product.ward_id == me.ward_id, Product.source == me.source, col(Product.external_id).in_(names)
    )
    rows = of(session, list(session.exec(statement)))
    return {standing.product.external_id: standing for standing in rows if standing.product.external_id is not None}
