"""Rows of a product's placements, reach and directives: written anew, or brought to what was sent."""

from collections.abc import Sequence

from sqlalchemy import and_
from sqlmodel import Session, col, delete, select

from app.domain import ids
from app.domain.access import Me
from app.domain.products.placing import Placed
from app.models import Placement, Product, ProductDirective, Reach


def directives(session: Session, me: Me, product: Product, codes: Sequence[str], is_new: bool = False) -> None:
    if not is_new:
        here = and_(col(ProductDirective.ward_id) == me.ward_id, col(ProductDirective.product_id) == product.id)
        session.execute(delete(ProductDirective).where(here))
    session.add_all(ProductDirective(ward_id=me.ward_id, product_id=product.id, directive=code) for code in codes)
    session.flush()


def directives_of(session: Session, product: Product) -> list[str]:
    here = (ProductDirective.ward_id == product.ward_id, ProductDirective.product_id == product.id)
    return list(session.exec(select(ProductDirective.directive).where(*here)))


def placements_of(session: Session, product: Product) -> list[Placement]:
    statement = select(Placement).where(Placement.ward_id == product.ward_id, Placement.product_id == product.id)
    return list(session.exec(statement.order_by(col(Placement.position), col(Placement.id))))


def placements(session: Session, me: Me, product: Product, placed: Sequence[Placed], is_new: bool = False) -> None:
    """Replaces the list; a placement keeps its id and when it was logged (by id, else channel and date in order)."""
    olds = [] if is_new else placements_of(session, product)
    kept = _matched(olds, placed)
    if olds:
        _clear(session, me, [old.id for old in olds], {old.id for old in kept if old})
    _write(session, me, product, placed, kept, 0)


def append(session: Session, me: Me, product: Product, placed: Sequence[Placed]) -> None:
    """Adds placements after those that are there."""
    places = [old.position for old in placements_of(session, product)]
    _write(session, me, product, placed, [None] * len(placed), max(places, default=-1) + 1)


def _write(
    session: Session, me: Me, product: Product, placed: Sequence[Placed], kept: Sequence[Placement | None], first: int
) -> None:
    fresh = iter(ids.draw(session, kept.count(None)))
    rows = [old or _new(me, product, next(fresh)) for old in kept]
    for position, (row, one) in enumerate(zip(rows, placed, strict=True), start=first):
        row.channel, row.published_on = one.given.channel, one.given.published_on
        row.runs, row.position = one.given.runs, position
    session.add_all(rows)
    session.flush()
    reach = [
        {
            "ward_id": me.ward_id, "placement_id": row.id, "group": group, "people": people, "basis": basis,
            "allocated": split,
        }
        for row, one in zip(rows, placed, strict=True)
        for group, people, basis, split in one.reach
    ]  # fmt: skip
    if reach:
        session.execute(Reach.__table__.insert(), reach)  # type: ignore[attr-defined]


def _new(me: Me, product: Product, key: int) -> Placement:
    return Placement(
        ward_id=me.ward_id, id=key, product_id=product.id, channel="", published_on=me.today, logged_at=me.at
    )  # fmt: skip


def _clear(session: Session, me: Me, olds: list[int], kept: set[int]) -> None:
    """Takes away placements that were not sent again, and all reach: it is written anew."""
    session.execute(delete(Reach).where(col(Reach.ward_id) == me.ward_id, col(Reach.placement_id).in_(olds)))
    gone = [key for key in olds if key not in kept]
    session.execute(delete(Placement).where(col(Placement.ward_id) == me.ward_id, col(Placement.id).in_(gone)))


def _matched(olds: list[Placement], placed: Sequence[Placed]) -> list[Placement | None]:
    """For each placement sent, the old one that it is: by its id, else the first left of its channel and date."""
    left = {old.id: old for old in olds}
    kept: list[Placement | None] = [left.pop(one.given.id, None) if one.given.id else None for one in placed]
    for index, one in enumerate(placed):
        place = (one.given.channel, one.given.published_on)
        match = next((old for old in left.values() if (old.channel, old.published_on) == place), None)
        if kept[index] is None and match is not None:
            kept[index] = left.pop(match.id)
    return kept
