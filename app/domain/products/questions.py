"""Questions about products: lists with their filters, how many there are, and what waits for whom."""

from datetime import UTC, date
from typing import Any

from pydantic import Field
from sqlalchemy import and_, exists, func, or_, tuple_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.domain import periods
from app.domain.access import Me, require_entries
from app.domain.inputs import Code, Day, Input, Moment, Reference, Search
from app.domain.pages import Ask, Page, after, cut
from app.domain.products.inputs import ProductKind, Status
from app.domain.words import holds
from app.models import Placement, Product, ProductDirective, Reach

# Today shows what is due, not the whole plan: the list of products has the rest.
MOST_DUE = 20
# The columns of one product, read and not loaded: a list changes none.
Row = Any
_TABLE = Product.__table__  # type: ignore[attr-defined]


class ProductQuery(Input):
    """The filters of the list; q finds words of the title without diacritics. Days are those of placements."""

    q: Search | None = None
    unit: Code | None = None
    campaign: Code | None = None
    kind: ProductKind | None = None
    status: Status | None = None
    channel: Code | None = None
    content_group: Code | None = None
    topic: Code | None = None
    axis: Code | None = None
    directive: Code | None = None
    group: Code | None = None
    material: Code | None = None
    period: str | None = None
    since: Day | None = Field(default=None, alias="from")
    until: Day | None = Field(default=None, alias="to")
    source: Reference | None = None
    external_id: Reference | None = None
    updated_after: Moment | None = None


def page(session: Session, me: Me, query: ProductQuery, ask: Ask) -> Page[Row]:
    """Products newest first, by the day they are shown under, then id."""
    require_entries(me)
    statement = columns(*_TABLE.c).where(*_conditions(session, me, query))
    key = [col(Product.shown_on), col(Product.id)]
    if ask.after:
        statement = statement.where(tuple_(*key) < tuple_(*after(ask, date.fromisoformat, int)))
    rows = list(session.execute(statement.order_by(*(column.desc() for column in key)).limit(ask.limit + 1)))
    return cut(rows, ask, lambda product: [product.shown_on.isoformat(), product.id])


def count(session: Session, me: Me, query: ProductQuery) -> tuple[int, int]:
    """How many products the filters find, and how many placements those have."""
    require_entries(me)
    conditions = _conditions(session, me, query)
    found = session.exec(select(func.count()).select_from(Product).where(*conditions)).one()
    placed = (
        select(func.count())
        .select_from(Placement)
        .join(Product, and_(col(Product.ward_id) == Placement.ward_id, col(Product.id) == Placement.product_id))
        .where(*conditions)
    )
    return int(found), int(session.exec(placed).one())


def last_of(session: Session, me: Me, kind: str | None = None) -> Product | None:
    """The product (of this kind) that this person's unit logged last: what the form remembers its choices from."""
    statement = select(Product).where(Product.ward_id == me.ward_id, col(Product.status) != "withdrawn")
    if me.unit is not None:
        statement = statement.where(Product.unit == me.unit)
    if kind is not None:
        statement = statement.where(Product.kind == kind)
    return session.exec(statement.order_by(col(Product.created_at).desc(), col(Product.id).desc()).limit(1)).first()


def planned_until(session: Session, me: Me, day: date) -> list[Product]:
    """Planned products of this person's unit (of the ward, for who has none) due until this day, the oldest first."""
    statement = _of_my_unit(me, "planned").where(col(Product.planned_on) <= day)
    return list(session.exec(statement.order_by(col(Product.planned_on), col(Product.id)).limit(MOST_DUE)))


def in_review(session: Session, me: Me) -> list[Product]:
    """Products that wait for the coordinator, the longest waiting first: a unit's own, else the ward's."""
    statement = _of_my_unit(me, "in_review")
    return list(session.exec(statement.order_by(col(Product.updated_at), col(Product.id)).limit(MOST_DUE)))


def titles(session: Session, me: Me, keys: set[int]) -> dict[int, str]:
    """What these products are called today; one that was removed has no title."""
    statement = select(Product).where(Product.ward_id == me.ward_id, col(Product.id).in_(keys))
    return {product.id: product.title for product in session.exec(statement)}


def replaced(session: Session, me: Me, product: Product) -> Product | None:
    """The product that this one replaces."""
    return session.get(Product, (me.ward_id, product.replaces)) if product.replaces is not None else None


def replacements(session: Session, me: Me, product: Product) -> list[Product]:
    """The products that name this one as the one they replace, the oldest first."""
    statement = select(Product).where(Product.ward_id == me.ward_id, Product.replaces == product.id)
    return list(session.exec(statement.order_by(col(Product.id))))


def _of_my_unit(me: Me, status: str) -> Any:
    require_entries(me)
    statement = select(Product).where(Product.ward_id == me.ward_id, Product.status == status)
    return statement.where(Product.unit == me.unit) if me.role == "unit" else statement


def kinds_by_use(session: Session, me: Me) -> list[str]:
    """Kinds that the unit logs, the most used first."""
    statement = select(Product.kind, func.count()).where(Product.ward_id == me.ward_id).group_by(col(Product.kind))
    if me.unit is not None:
        statement = statement.where(Product.unit == me.unit)
    counts: list[tuple[str, int]] = [(kind, number) for kind, number in session.exec(statement)]
    return [kind for kind, _ in sorted(counts, key=lambda one: (-one[1], one[0]))]


def _conditions(session: Session, me: Me, query: ProductQuery) -> list[Any]:
    conditions: list[Any] = [Product.ward_id == me.ward_id]
    for name in (
        "unit",
        "campaign",
        "kind",
        "status",
        "content_group",
        "topic",
        "axis",
        "material",
        "source",
        "external_id",
    ):
        value = getattr(query, name)
        if value is not None:
            conditions.append(getattr(Product, name) == value)
    conditions += [col(Product.title_fold).like(pattern, escape="\\") for pattern in holds(query.q or "")]
    if query.updated_after is not None:
        conditions.append(col(Product.updated_at) > query.updated_after.astimezone(UTC))
    if query.directive is not None:
        conditions.append(
            exists().where(
                col(ProductDirective.ward_id) == Product.ward_id, col(ProductDirective.product_id) == col(Product.id),
                col(ProductDirective.directive) == query.directive,
            )
        )  # fmt: skip
    return conditions + _placed_conditions(session, me, query)


def _placed_conditions(session: Session, me: Me, query: ProductQuery) -> list[Any]:
    """One placement must meet channel, group and days together; a planned product meets days by its planned day."""
    first, last = query.since, query.until
    if query.period is not None:
        span = periods.span(session, me, query.period)
        first = max(first, span.first) if first else span.first
        last = min(last, span.last) if last else span.last
    if first is None and last is None and query.channel is None and query.group is None:
        return []
    placed: list[Any] = [col(Placement.ward_id) == Product.ward_id, col(Placement.product_id) == col(Product.id)]
    planned: list[Any] = [Product.status == "planned"]
    if first is not None:
        placed.append(col(Placement.published_on) >= first)
        planned.append(col(Product.planned_on) >= first)
    if last is not None:
        placed.append(col(Placement.published_on) <= last)
        planned.append(col(Product.planned_on) <= last)
    if query.channel is not None:
        placed.append(col(Placement.channel) == query.channel)
    if query.group is not None:
        reached = exists().where(
            col(Reach.ward_id) == Placement.ward_id,
            col(Reach.placement_id) == Placement.id,
            col(Reach.group) == query.group,
        )
        placed.append(reached)
    # Correlated by name: in a count of placements the outer query reads that table too.
    is_placed = exists().where(*placed).correlate(Product)
    return [is_placed] if query.channel is not None or query.group is not None else [or_(is_placed, and_(*planned))]
