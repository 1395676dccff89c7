"""Indicators of what was put out: published products, their placements, subjects, channels and cost; city materials."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, distinct, exists, func, not_, select, tuple_

from app import db
from app.domain import lateness
from app.domain.access import Me
from app.domain.indicators.arithmetic import Measured
from app.domain.indicators.entry import Entity, Entry
from app.domain.indicators.facts import Facts, Reading, Scope
from app.domain.indicators.listed import Judged, by_day, number, parts
from app.domain.pages import Ask, Page
from app.domain.published import is_of, placement, placements, product, products

_EARLIER, _ITS = placement.alias(), placement.alias()
_KEY = (placement.c.published_on, placement.c.id)
# Built once: building one takes longer than reading a ward's few sums by it.
_WARD: Any = bindparam("ward")
_BY = (product.c.unit, placement.c.channel, product.c.content_group)
_IN_SPAN = placement.c.published_on.between(bindparam("first"), bindparam("last"))
_PUT = placements(_WARD, [*_BY, func.count()]).where(_IN_SPAN).group_by(*_BY)
_PUT_OUT = (
    placements(_WARD, [product.c.unit, func.count(distinct(placement.c.product_id))])
    .where(_IN_SPAN)
    .group_by(product.c.unit)
)
_OWN = and_(_ITS.c.ward_id == product.c.ward_id, _ITS.c.product_id == product.c.id)
_SPENT = (
    products(_WARD, [product.c.unit, func.sum(product.c.cost_amount)])
    .where(
        product.c.cost_amount.is_not(None),
        exists().where(_OWN, _ITS.c.published_on.between(bindparam("first"), bindparam("last"))),
        not_(exists().where(_OWN, _ITS.c.published_on < bindparam("first"))),
    )
    .group_by(product.c.unit)
)


class Put(NamedTuple):
    """How many placements of a unit in the period lie on a channel, on a subject."""

    unit: str
    channel: str
    content_group: str
    placements: int


def products_published(scope: Scope) -> Measured:
    """Published products with a placement in the period."""
    return number(sum(count for unit, count in scope.facts.once(_products).items() if scope.is_of(unit)))


def placements_made(scope: Scope) -> Measured:
    """Placements of published products, not runs."""
    return number(sum(row.placements for row in _put(scope)))


def content_groups_covered(scope: Scope) -> Measured:
    """Content groups with a published product in the period, of the plan's fourteen."""
    return _CONTENT_GROUPS.share(scope)


def channels_used(scope: Scope) -> Measured:
    """Active channels with a placement in the period, of all active ones."""
    return _CHANNELS.share(scope)


def spending(scope: Scope) -> Measured:
    """What published products cost, in the period of their first placement, in dong."""
    return number(spent(scope))


def spent(scope: Scope) -> int:
    return sum(amount for unit, amount in scope.facts.once(_spent).items() if scope.is_of(unit))


def materials_distributed(scope: Scope) -> Measured:
    """City materials marked key and received in the period that any placement passed on by its end, of all such.

    A material retired since was received and counts as before.
    """
    return _MATERIALS.share(scope)


def is_any_by(facts: Facts, products: Sequence[int]) -> bool:
    """Whether any of these products was put out by the end of the span."""
    mine = placement.c.ward_id == facts.me.ward_id, placement.c.product_id.in_(products)
    statement = select(placement.c.id).where(*mine, placement.c.published_on <= facts.span.last).limit(1)
    return db.read(facts.session, statement).first() is not None


def _put(scope: Scope) -> list[Put]:
    return [row for row in scope.facts.once(_every_put) if scope.is_of(row.unit)]


def _every_put(facts: Facts) -> list[Put]:
    return [Put(*row) for row in db.read(facts.session, _PUT, facts.asked).all()]


def _products(facts: Facts) -> dict[str, int]:
    return dict(db.read(facts.session, _PUT_OUT, facts.asked).all())


def _spent(facts: Facts) -> dict[str, int]:
    """The cost by unit of the products that were first placed in the period."""
    return {unit: int(amount) for unit, amount in db.read(facts.session, _SPENT, facts.asked).all()}


def _content_groups(scope: Scope) -> list[Any]:
    return scope.facts.reading.content_groups


def _is_covered(scope: Scope, content_group: Any) -> bool:
    return content_group.code in _put_by(scope, "content_group")


def _put_by(scope: Scope, field: str) -> set[str]:
    """The channels or subjects of what was put out."""
    return scope.facts.kept(("put by", field), scope.units, lambda: {getattr(row, field) for row in _put(scope)})


def _channels(scope: Scope) -> list[Any]:
    return scope.facts.reading.once(_active_channels)


def _active_channels(reading: Reading) -> list[Any]:
    rows = reading.reference("channel", "code", "name", "active", order=("position", "code"))
    return [row for row in rows if row.active]


def _is_used(scope: Scope, channel: Any) -> bool:
    return channel.code in _put_by(scope, "channel")


def _received(scope: Scope) -> list[Any]:
    return [row for row in scope.facts.reading.once(_key_materials) if scope.facts.span.has(row.received_on)]


def _is_passed_on(scope: Scope, material: Any) -> bool:
    first = scope.facts.reading.once(_first_placed)
    return material.code in first and bool(first[material.code] <= scope.facts.span.last)


def _key_materials(reading: Reading) -> list[Any]:
    rows = reading.reference("material", "code", "title", "received_on", "key", order=("received_on", "code"))
    return [row for row in rows if row.key]


def _first_placed(reading: Reading) -> dict[str, Any]:
    """When each key material was first passed on."""
    codes = [row.code for row in reading.once(_key_materials)]
    columns = [product.c.material, func.min(placement.c.published_on)]
    statement = placements(reading.me.ward_id, columns).where(product.c.material.in_(codes))
    return dict(db.read(reading.session, statement.group_by(product.c.material)).all()) if codes else {}


def _page(scope: Scope, ask: Ask, entry: Callable[[Any], Entry], *conditions: Any) -> Page[Entry]:
    """Placements of the period, oldest first."""
    columns = [
        product.c.title,
        product.c.unit,
        placement.c.channel,
        placement.c.product_id,
        product.c.cost_amount,
        placement.c.logged_at,
    ]
    statement = placements(scope.facts.me.ward_id, columns).where(
        scope.facts.has(placement.c.published_on), *conditions
    )
    if scope.units is not None:
        statement = statement.where(is_of(scope.units))
    return by_day(scope, statement, _KEY, ask, entry)


def _products_page(scope: Scope, ask: Ask) -> Page[Entry]:
    """Products by their first placement in the period."""
    return _page(
        scope, ask, partial(_product, scope.facts.me), _is_first(_EARLIER.c.published_on >= scope.facts.span.first)
    )


def _placements_page(scope: Scope, ask: Ask) -> Page[Entry]:
    return _page(scope, ask, partial(_placement, scope.facts.me))


def spent_page(scope: Scope, ask: Ask) -> Page[Entry]:
    """Products with a cost whose first placement of all lies in the period."""
    return _page(scope, ask, partial(_cost, scope.facts.me), _is_first(), product.c.cost_amount.is_not(None))


def _is_first(*conditions: Any) -> Any:
    """No placement of the same product lies before it, of those that the conditions leave."""
    its_own = and_(_EARLIER.c.ward_id == placement.c.ward_id, _EARLIER.c.product_id == placement.c.product_id)
    return not_(exists().where(its_own, tuple_(_EARLIER.c.published_on, _EARLIER.c.id) < tuple_(*_KEY), *conditions))


def _product(me: Me, row: Any) -> Entry:
    return Entry(
        "product",
        row.product_id,
        row.title,
        row.published_on,
        unit=row.unit,
        product=row.product_id,
        logged_after=_logged_after(me, row),
    )


def _placement(me: Me, row: Any) -> Entry:
    return Entry(
        "placement",
        row.id,
        row.title,
        row.published_on,
        unit=row.unit,
        channel=row.channel,
        product=row.product_id,
        logged_after=_logged_after(me, row),
    )


def _cost(me: Me, row: Any) -> Entry:
    return replace(_product(me, row), amount=row.cost_amount)


def _logged_after(me: Me, row: Any) -> int | None:
    return lateness.days_after(me, row.published_on, row.logged_at) or None


def _named(entity: Entity, _: Scope, row: Any) -> Entry:
    return Entry(entity, row.code, row.name)


def _material(_: Scope, row: Any) -> Entry:
    return Entry("material", row.code, row.title, row.received_on)


products_behind = parts(numerator=_products_page)
placements_behind = parts(numerator=_placements_page)
spending_behind = parts(numerator=spent_page)
_CONTENT_GROUPS = Judged(_content_groups, _is_covered, partial(_named, "content_group"))
_CHANNELS = Judged(_channels, _is_used, partial(_named, "channel"))
_MATERIALS = Judged(_received, _is_passed_on, _material)
content_groups_behind, channels_behind = _CONTENT_GROUPS.behind, _CHANNELS.behind
materials_behind = _MATERIALS.behind
