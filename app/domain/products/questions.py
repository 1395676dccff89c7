"""Questions about products: lists with their filters, how many there are, and what waits for whom."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date
from typing import Any

from pydantic import Field
from sqlalchemy import Select, String, and_, exists, func, literal_column, or_, tuple_, type_coerce, union_all
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app import db
from app.domain import access, periods, uses
from app.domain.access import Me
from app.domain.inputs import Code, Day, Input, Moment, Reference, Search
from app.domain.pages import Ask, Count, Counts, Page, after, cut
from app.domain.products.inputs import ProductKind, Purpose, Status
from app.domain.published import is_of
from app.domain.units import tree
from app.domain.units.tree import WithChildren
from app.domain.words import holds
from app.models import Placement, PlannedPlacement, Product, ProductDirective, Reach
from app.models.product import WAITING_WORDS

# Today shows what is due, not the whole plan: the list of products has the rest.
MOST_DUE = 20
# A list finds by their keys what so few meet; the log is counted one by one up to here; kinds are those of so many.
FEW, MOST_COUNTED, LAST_USED = 300, 1000, 200
# Columns that a filter must equal, and what filters ask of placements.
OWN = ("campaign", "kind", "status", "content_group", "topic", "axis", "material", "purpose", "source", "external_id")
OF_PLACEMENTS = frozenset({"period", "since", "until", "channel", "group"})
# In the words of the index that holds these alone: without them a database can't tell that it is of use.
WAITING = ("planned", "in_review")
IS_WAITING: Any = literal_column(f"product.{WAITING_WORDS}")
# The columns of one product, read and not loaded: a list changes none.
Row = Any
_TABLE = Product.__table__  # type: ignore[attr-defined]
# A placement of the product beside it.
_HAS = and_(col(Placement.ward_id) == col(Product.ward_id), col(Placement.product_id) == col(Product.id))
# What orders a list and names the state of what is in it, as the database has it.
_STATES = (_TABLE.c.id, *(type_coerce(_TABLE.c[name], String()).label(name) for name in ("shown_on", "updated_at")))


class ProductQuery(Input):
    """The filters of the list; q finds words of the title without diacritics. Days are those of placements."""

    q: Search | None = None
    unit: Code | None = None
    # Whether the unit is meant with everything below it.
    with_children: WithChildren = False
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
    purpose: Purpose | None = None
    # A unit that took part.
    partner: Code | None = None
    period: str | None = None
    since: Day | None = Field(default=None, alias="from")
    until: Day | None = Field(default=None, alias="to")
    source: Reference | None = None
    external_id: Reference | None = None
    updated_after: Moment | None = None


def page(session: Session, me: Me, query: ProductQuery, ask: Ask) -> Page[Row]:
    """Products newest first, by the day they are shown under, then id."""
    return _newest(session, me, query, ask, _TABLE.c)


def states(session: Session, me: Me, query: ProductQuery, ask: Ask) -> Page[Row]:
    """The same, of each its id and updated_at alone, which no two changes of a ward share."""
    return _newest(session, me, query, ask, _STATES)


def _newest(session: Session, me: Me, query: ProductQuery, ask: Ask, told: Iterable[Any]) -> Page[Row]:
    access.require(me, "entries.read")
    statement = columns(*told).where(*_conditions(session, me, query))
    key = [_TABLE.c.shown_on, _TABLE.c.id]
    if ask.after:
        statement = statement.where(tuple_(*key) < tuple_(*after(ask, date.fromisoformat, int)))
    rows = list(db.read(session, statement.order_by(*(column.desc() for column in key)).limit(ask.limit + 1)))
    return cut(rows, ask, lambda product: [str(product.shown_on), product.id])


def count(session: Session, me: Me, query: ProductQuery) -> Counts:
    """What the filters find, and what of it counts.

    Up to MOST_COUNTED both are exact; beyond, products are where one index tells them.
    """
    access.require(me, "entries.read")
    conditions = _conditions(session, me, query)
    told = _told_by_index(session, me, query, conditions)
    if told is not None and told.least > MOST_COUNTED:
        return Counts(told)
    newest = columns(_TABLE.c.id).where(*conditions).order_by(_TABLE.c.shown_on.desc(), _TABLE.c.id.desc())
    found = session.scalars(newest.limit(MOST_COUNTED + 1)).all()
    if len(found) > MOST_COUNTED:
        return Counts(Count(MOST_COUNTED, is_all=False))
    return Counts(Count(len(found)), *_that_counts(session, me, query, found))


def _told_by_index(session: Session, me: Me, query: ProductQuery, conditions: list[Any]) -> Count | None:
    """How many products there are, where that is read from an index alone."""
    if not query.sent & {"q", "directive", *OF_PLACEMENTS}:
        return Count(session.scalars(columns(func.count()).select_from(_TABLE).where(*conditions)).one())
    placed = _placed_keys(me, query, _days(session, me, query))
    if placed is None or not query.sent <= OF_PLACEMENTS - {"group"}:
        return None
    distinct = columns(func.count(func.distinct(placed.subquery().c[0])))
    return Count(session.scalars(distinct).one())


def _that_counts(session: Session, me: Me, query: ProductQuery, keys: Sequence[int]) -> tuple[Count, Count]:
    """How many of these products are published, and how many of their placements meet channel, group and days."""
    met = _placed(query, _days(session, me, query)) + _reached(query)
    published = (col(Product.ward_id) == me.ward_id, col(Product.id).in_(keys), col(Product.status) == "published")
    products = columns(func.count()).select_from(Product).where(*published).scalar_subquery()
    placements = columns(func.count()).select_from(Placement).join(Product, _HAS).where(*published, *met)
    row = session.execute(columns(products, placements.scalar_subquery())).one()
    return Count(row[0]), Count(row[1])


def last_of(session: Session, me: Me, **having: str) -> Product | None:
    """The product (of this kind, campaign) that this person's unit logged last: what the form remembers it by."""
    found: Product | None = session.exec(_last(me, having, select(Product))).first()
    return found


def last_channels(session: Session, me: Me, kind: str) -> list[str]:
    """The channels of the last product of this kind, in their order; those that are still to come too."""
    last = _last(me, {"kind": kind}, columns(col(Product.id))).scalar_subquery()
    rows = [
        columns(col(table.channel), col(table.position)).where(
            col(table.ward_id) == me.ward_id, col(table.product_id) == last
        )
        for table in (Placement, PlannedPlacement)
    ]
    found = session.execute(union_all(*rows)).all()
    return list(dict.fromkeys(channel for channel, _ in sorted(found, key=lambda row: row[1])))


def _last(me: Me, having: dict[str, str], statement: Any) -> Any:
    statement = statement.where(Product.ward_id == me.ward_id, col(Product.status) != "withdrawn")
    if me.unit is not None:
        statement = statement.where(Product.unit == me.unit)
    for name, value in having.items():
        statement = statement.where(_TABLE.c[name] == value)
    return statement.order_by(col(Product.id).desc()).limit(1)


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
    statement = columns(_TABLE.c.id, _TABLE.c.title).where(_TABLE.c.ward_id == me.ward_id, _TABLE.c.id.in_(keys))
    return {row.id: row.title for row in session.execute(statement)}


def replaced(session: Session, me: Me, product: Product) -> Product | None:
    """The product that this one replaces."""
    return session.get(Product, (me.ward_id, product.replaces)) if product.replaces is not None else None


def replacements(session: Session, me: Me, product: Product) -> list[Product]:
    """The products that name this one as the one they replace, the oldest first."""
    statement = select(Product).where(Product.ward_id == me.ward_id, Product.replaces == product.id)
    return list(session.exec(statement.order_by(col(Product.id))))


def _of_my_unit(me: Me, status: str) -> Any:
    access.require(me, "entries.read")
    statement = select(Product).where(Product.ward_id == me.ward_id, Product.status == status, IS_WAITING)
    return statement.where(Product.unit == me.unit) if me.role == "unit" else statement


def kinds_by_use(session: Session, me: Me) -> list[str]:
    """Kinds that the unit logs, the most used first, by its last LAST_USED products."""
    statement = select(Product.kind).where(Product.ward_id == me.ward_id)
    if me.unit is not None:
        statement = statement.where(Product.unit == me.unit)
    used = Counter(session.exec(statement.order_by(col(Product.id).desc()).limit(LAST_USED)))
    return sorted(used, key=lambda kind: (-used[kind], kind))


def _conditions(session: Session, me: Me, query: ProductQuery) -> list[Any]:
    conditions: list[Any] = [Product.ward_id == me.ward_id]
    sent = {name: getattr(query, name) for name in OWN}
    conditions += [getattr(Product, name) == value for name, value in sent.items() if value is not None]
    conditions += _of_units(session, me, query)
    if query.status in WAITING:
        conditions.append(IS_WAITING)
    conditions += [col(Product.title_fold).like(pattern, escape="\\") for pattern in holds(query.q or "")]
    if query.updated_after is not None:
        newer = col(Product.updated_at) > query.updated_after.astimezone(UTC)
        conditions += [newer, *_few(session, columns(_TABLE.c.id).where(_TABLE.c.ward_id == me.ward_id, newer))]
    if query.partner is not None:
        conditions.append(uses.lists(col(Product.partners), query.partner))
    if query.directive is not None:
        link = ProductDirective
        named = (col(link.ward_id) == me.ward_id, col(link.directive) == query.directive)
        conditions.append(exists().where(*named, col(link.product_id) == col(Product.id)))
        conditions += _few(session, columns(col(link.product_id)).where(*named))
    return conditions + _placed_conditions(session, me, query)


def _of_units(session: Session, me: Me, query: ProductQuery) -> list[Any]:
    """A unit's own products lie in the order of the list; a branch's are found by their keys where they are few."""
    units = tree.meant(session, me, query.unit, query.with_children)
    if units is None or len(units) == 1:
        return [col(Product.unit) == unit for unit in units or ()]
    its_own = columns(_TABLE.c.id).where(_TABLE.c.ward_id == me.ward_id, _TABLE.c.unit.in_(units))
    return [is_of(units), *_few(session, its_own)]


def _few(session: Session, keys: Select[Any]) -> list[Any]:
    """A further condition, that a product be among these, where they are few: the list need not be walked for them."""
    found = session.scalars(keys.limit(FEW + 1)).all()
    return [_TABLE.c.id.in_(set(found))] if len(found) <= FEW else []


def _days(session: Session, me: Me, query: ProductQuery) -> tuple[date | None, date | None]:
    """The first and the last day that the filters leave."""
    first, last = query.since, query.until
    if query.period is not None:
        span = periods.span(session, me, query.period)
        first = max(first, span.first) if first else span.first
        last = min(last, span.last) if last else span.last
    return first, last


def _placed_conditions(session: Session, me: Me, query: ProductQuery) -> list[Any]:
    """One placement must meet channel, group and days together; a planned product meets days by its planned day."""
    days = _days(session, me, query)
    if days == (None, None) and query.channel is None and query.group is None:
        return []
    found: Any = exists().where(_HAS, *_placed(query, days), *_reached(query))
    if days[0] is not None:
        # A product is shown under its last placement's day: of what is older none need be asked.
        found = and_(col(Product.shown_on) >= days[0], found)
    if query.channel is None and query.group is None:
        found = or_(found, and_(*_planned(days)))
    keys = _placed_keys(me, query, days)
    return [found, *(_few(session, keys) if keys is not None else [])]


def _placed_keys(me: Me, query: ProductQuery, days: tuple[date | None, date | None]) -> Select[Any] | None:
    """The products that channel and days leave, one perhaps more than once, by the index of placements; None for all.

    Whom a placement reached is not asked here.
    """
    here = _placed(query, days)
    if not here:
        return None
    keys = columns(col(Placement.product_id)).where(col(Placement.ward_id) == me.ward_id, *here)
    if query.channel is None and query.group is None:
        planned = columns(_TABLE.c.id).where(_TABLE.c.ward_id == me.ward_id, IS_WAITING, *_planned(days))
        return columns(keys.union_all(planned).subquery())
    return keys


def _placed(query: ProductQuery, days: tuple[date | None, date | None]) -> list[Any]:
    on_channel = [col(Placement.channel) == query.channel] if query.channel is not None else []
    return on_channel + _within(col(Placement.published_on), days)


def _reached(query: ProductQuery) -> list[Any]:
    if query.group is None:
        return []
    there = (col(Reach.ward_id) == Placement.ward_id, col(Reach.placement_id) == Placement.id)
    return [exists().where(*there, col(Reach.group) == query.group)]


def _planned(days: tuple[date | None, date | None]) -> list[Any]:
    return [col(Product.status) == "planned", *_within(col(Product.planned_on), days)]


def _within(day: Any, days: tuple[date | None, date | None]) -> list[Any]:
    first, last = days
    return ([day >= first] if first is not None else []) + ([day <= last] if last is not None else [])
