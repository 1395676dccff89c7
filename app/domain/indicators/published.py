"""Indicators of what was put out: published products, their placements, subjects, channels and cost; city materials."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import and_, func
from sqlmodel import col, select

from app.domain import channels, subjects
from app.domain.indicators.arithmetic import Measured
from app.domain.indicators.entry import Entity, Entry
from app.domain.indicators.facts import Facts, Scope
from app.domain.indicators.listed import count, counted, summed
from app.models import Channel, ContentGroup, Material, Placement, Product


class Placed(NamedTuple):
    """A placement in the period, with its published product."""

    id: int
    channel: str
    published_on: date
    product: int
    title: str
    unit: str
    content_group: str


class Spent(NamedTuple):
    """A published product with a cost, in the period of its first placement; amount in dong."""

    product: int
    title: str
    unit: str
    amount: int
    first_on: date


def products_published(scope: Scope) -> Measured:
    """Published products with a placement in the period, by their first one there."""
    first: dict[int, Placed] = {}
    for row in _placed(scope):
        first.setdefault(row.product, row)
    return count(list(first.values()), _product)


def placements_made(scope: Scope) -> Measured:
    """Placements of published products, not runs."""
    return count(_placed(scope), _placement)


def content_groups_covered(scope: Scope) -> Measured:
    """Content groups with a published product in the period, of the plan's fourteen."""
    used = {row.content_group for row in _placed(scope)}
    every = scope.facts.once(_content_groups)
    return counted([row for row in every if row.code in used], every, _named("content_group"))


def channels_used(scope: Scope) -> Measured:
    """Active channels with a placement in the period, of all active ones."""
    used = {row.channel for row in _placed(scope)}
    every = [row for row in channels.in_order(scope.facts.session, scope.facts.me) if row.active]
    return counted([row for row in every if row.code in used], every, _named("channel"))


def spending(scope: Scope) -> Measured:
    """What published products cost, in the period of their first placement, in dong."""
    rows = [row for row in scope.facts.once(_costs) if scope.is_of(row.unit)]
    return summed(rows, lambda row: row.amount, _spent)


def materials_distributed(scope: Scope) -> Measured:
    """City materials marked key and received in the period that any placement passed on by its end, of all such.

    A material retired since was received and counts as before.
    """
    facts = scope.facts
    received = select(Material).where(Material.ward_id == facts.me.ward_id, col(Material.key).is_(True))
    received = received.where(Material.received_on >= facts.span.first, Material.received_on <= facts.span.last)
    every = list(facts.session.exec(received.order_by(col(Material.received_on), col(Material.code))))
    named = select(col(Product.material)).distinct().join(Placement, _is_of_product())
    passed_on = set(facts.session.exec(named.where(*_published(facts), col(Placement.published_on) <= facts.span.last)))
    return counted([row for row in every if row.code in passed_on], every, _material)


def _placed(scope: Scope) -> list[Placed]:
    """Placements of the period, oldest first."""
    return [row for row in scope.facts.once(_placements) if scope.is_of(row.unit)]


def _placements(facts: Facts) -> list[Placed]:
    columns: list[Any] = [
        Placement.id, Placement.channel, Placement.published_on, Product.id, Product.title, Product.unit,
        Product.content_group,
    ]  # fmt: skip
    day = col(Placement.published_on)
    statement = select(*columns).select_from(Placement).join(Product, _is_of_product())
    statement = statement.where(*_published(facts), day >= facts.span.first, day <= facts.span.last)
    return [Placed(*row) for row in facts.session.execute(statement.order_by(day, col(Placement.id)))]


def _costs(facts: Facts) -> list[Spent]:
    first = func.min(Placement.published_on)
    product: list[Any] = [Product.id, Product.title, Product.unit, Product.cost_amount]
    columns = [*product, first]
    statement = select(*columns).select_from(Product).join(Placement, _is_of_product())
    statement = statement.where(*_published(facts), col(Product.cost_amount).is_not(None)).group_by(*product)
    statement = statement.having(first >= facts.span.first, first <= facts.span.last)
    return [Spent(*row) for row in facts.session.execute(statement.order_by(first, col(Product.id)))]


def _content_groups(facts: Facts) -> list[ContentGroup]:
    return subjects.content_groups(facts.session, facts.me)


def _published(facts: Facts) -> list[Any]:
    return [Product.ward_id == facts.me.ward_id, Product.status == "published"]


def _is_of_product() -> Any:
    return and_(col(Placement.ward_id) == Product.ward_id, col(Placement.product_id) == Product.id)


def _product(row: Placed) -> Entry:
    return Entry("product", row.product, row.title, row.published_on, unit=row.unit, product=row.product)


def _placement(row: Placed) -> Entry:
    return Entry(
        "placement", row.id, row.title, row.published_on, unit=row.unit, channel=row.channel, product=row.product
    )


def _spent(row: Spent) -> Entry:
    return Entry("product", row.product, row.title, row.first_on, amount=row.amount, unit=row.unit, product=row.product)


def _named(entity: Entity) -> Callable[[ContentGroup | Channel], Entry]:
    return lambda row: Entry(entity, row.code, row.name)


def _material(row: Material) -> Entry:
    return Entry("material", row.code, row.title, row.received_on)
