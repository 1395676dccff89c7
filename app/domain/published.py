"""What counts in a figure: placements of published products, and whom they reached; nothing else says what counts.

Statements ask for columns, never for objects: a figure reads thousands of rows and keeps none.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlmodel import SQLModel

import app.models  # noqa: F401 - it knows every table

product, placement, reach, product_directive = (
    SQLModel.metadata.tables[name] for name in ("product", "placement", "reach", "productdirective")
)
# Its own alias: a statement may ask for the names of channels besides.
_channel = SQLModel.metadata.tables["channel"].alias("channel_of_form")
_counts = product.c.status == "published"


def products(ward_id: Any, columns: Sequence[Any]) -> Select[Any]:
    """Columns of the products of a ward (or of the one that a parameter names) that count."""
    return select(*columns).select_from(product).where(product.c.ward_id == ward_id, _counts)


def placements(ward_id: Any, columns: Sequence[Any]) -> Select[Any]:
    """Columns of placements that count, each with its product."""
    of_product = and_(product.c.ward_id == placement.c.ward_id, product.c.id == placement.c.product_id)
    joined = placement.join(product, of_product)
    return select(*columns).select_from(joined).where(placement.c.ward_id == ward_id, _counts)


def contacts(ward_id: int, columns: Sequence[Any]) -> Select[Any]:
    """Columns of the groups that such placements reached or addressed, a row for each placement and group."""
    return placements(ward_id, columns).join(reach, is_of_placement())


def form() -> Any:
    """The form of grassroots information (Decree 49/2024/NĐ-CP) of a placement's channel."""
    mine = and_(_channel.c.ward_id == placement.c.ward_id, _channel.c.code == placement.c.channel)
    return select(_channel.c.form).where(mine).scalar_subquery()


def is_of(units: Sequence[str]) -> Any:
    """The condition that the product is one of these units'.

    Of a function of the column, so that SQLite finds products by the placements' own keys: with the bare column it
    takes an index of lists that begins alike, and walks through the ward's products for each placement.
    """
    return func.coalesce(product.c.unit, "").in_(units)


def is_of_placement() -> Any:
    return and_(reach.c.ward_id == placement.c.ward_id, reach.c.placement_id == placement.c.id)


def named(statement: Select[Any]) -> Select[Any]:
    """The statement with a row for each directive that a product names; products that name none are left out."""
    link = product_directive
    return statement.join(link, and_(link.c.ward_id == product.c.ward_id, link.c.product_id == product.c.id))
