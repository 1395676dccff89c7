"""Whom products reached, as counts a page can show: kinds of group are never added together."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import and_, func
from sqlmodel import Session, col, select

from app.domain import lateness
from app.domain.access import Me
from app.domain.products.shapes import placements_of
from app.models import Group, Placement, Reach


@dataclass
class PlacementReach:
    """One placement: groups and counted people by kind, and on what basis (None: addressed, not counted)."""

    channel: str
    published_on: date
    runs: int
    rows: list[dict[str, Any]]
    groups: dict[str, int] = field(default_factory=Counter)
    people: dict[str, int] = field(default_factory=Counter)
    bases: dict[str | None, int] = field(default_factory=Counter)
    is_allocated: bool = False
    # How many days after its day it was logged; 0: not long after.
    logged_after: int = 0


def reached_by(session: Session, me: Me, keys: Sequence[int]) -> dict[int, dict[str, tuple[int, int | None]]]:
    """For each product, by kind of group: how many groups it reached, and people counted (None: nobody counted)."""
    columns: list[Any] = [
        Placement.product_id,
        Group.kind,
        func.count(col(Reach.group).distinct()),
        func.sum(col(Reach.people)),
    ]
    statement = (
        select(*columns)
        .join(Placement, and_(col(Placement.ward_id) == Reach.ward_id, col(Placement.id) == Reach.placement_id))
        .join(Group, and_(col(Group.ward_id) == Reach.ward_id, col(Group.code) == Reach.group))
        .where(Reach.ward_id == me.ward_id, col(Placement.product_id).in_(keys))
        .group_by(col(Placement.product_id), col(Group.kind))
    )
    found: dict[int, dict[str, tuple[int, int | None]]] = defaultdict(dict)
    for product, kind, told, people in session.execute(statement):
        found[product][kind] = told, None if people is None else int(people)
    return found


def by_placement(session: Session, me: Me, product_id: int) -> list[PlacementReach]:
    """The placements of a product in the order they were sent, with what each reached."""
    sent = placements_of(session, me, [product_id])[product_id]
    codes = {row["group"] for placement in sent for row in placement["reach"]}
    statement = select(col(Group.code), col(Group.kind)).where(Group.ward_id == me.ward_id, col(Group.code).in_(codes))
    kinds = dict(session.exec(statement).all())
    return [_summed(me, placement, kinds) for placement in sent]


def logged_late(session: Session, me: Me, keys: Sequence[int]) -> dict[int, int]:
    """For each product with an entry that was logged long after its day: how many days after, at most."""
    columns = (col(Placement.product_id), col(Placement.published_on), col(Placement.logged_at))
    statement = select(*columns).where(Placement.ward_id == me.ward_id, col(Placement.product_id).in_(keys))
    found: dict[int, int] = {}
    for product, day, logged_at in session.exec(statement):
        if days := lateness.days_after(me, day, logged_at):
            found[product] = max(days, found.get(product, 0))
    return found


def _summed(me: Me, placement: dict[str, Any], kinds: dict[str, str]) -> PlacementReach:
    day = placement["published_on"]
    found = PlacementReach(placement["channel"], day, placement["runs"], placement["reach"])
    found.logged_after = lateness.days_after(me, day, placement["logged_at"])
    for row in placement["reach"]:
        kind = kinds[row["group"]]
        found.groups[kind] += 1
        found.bases[row["basis"]] += 1
        found.is_allocated = found.is_allocated or row["allocated"]
        if row["people"] is not None:
            found.people[kind] += row["people"]
    return found
