"""Rows of products, their placements, reach and directives: gathered table by table, and each table written at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ARRAY, Connection, Table, bindparam, func, or_
from sqlalchemy import select as columns
from sqlalchemy.dialects import sqlite
from sqlmodel import Session, SQLModel

from app import db
from app.domain import trail
from app.domain.bases import EVIDENCE
from app.domain.products.placing import Placed, Planned
from app.domain.trail import Thing, things
from app.models import Placement, PlannedPlacement, Product, ProductDirective, Reach

Row = dict[str, Any]
# Group, people, basis, allocated.
Reached = tuple[Any, ...]
MOST_AT_ONCE = 5000


class Stood(NamedTuple):
    """A placement as it is in the database."""

    id: int
    product_id: int
    channel: str
    published_on: date
    runs: int
    position: int
    logged_at: datetime


Old = TypeVar("Old", Stood, PlannedPlacement)


@dataclass
class Rows:
    """What one writing does to each table. Every list is one statement, however long it is; an empty one is none."""

    products: list[Row] = field(default_factory=list)
    changed_products: list[Row] = field(default_factory=list)
    placements: list[Row] = field(default_factory=list)
    changed_placements: list[Row] = field(default_factory=list)
    reach: list[tuple[Any, ...]] = field(default_factory=list)
    changed_evidence: list[Row] = field(default_factory=list)
    directives: list[Row] = field(default_factory=list)
    planned: list[Row] = field(default_factory=list)
    changed_planned: list[Row] = field(default_factory=list)
    # Placements without their reach, and gone; products without their directives; planned placements that are gone.
    emptied: list[Row] = field(default_factory=list)
    gone: list[Row] = field(default_factory=list)
    unlinked: list[Row] = field(default_factory=list)
    dropped: list[Row] = field(default_factory=list)

    def write(self, session: Session) -> None:
        """Takes away first, then adds and changes, each table after those that it refers to."""
        here = session.connection()
        _delete(here, Reach, self.emptied, "placement_id")
        _delete(here, Placement, self.gone, "id")
        _delete(here, ProductDirective, self.unlinked, "product_id")
        _delete(here, PlannedPlacement, self.dropped, "id")
        db.insert(here, _table(Product), self.products)
        _change(here, Product, self.changed_products)
        db.insert(here, _table(Placement), self.placements)
        _change(here, Placement, self.changed_placements)
        _insert_reach(here, self.reach)
        db.insert(here, _table(ProductDirective), self.directives)
        db.insert(here, _table(PlannedPlacement), self.planned)
        _change(here, PlannedPlacement, self.changed_planned)
        if self.changed_evidence:
            here.execute(_EVIDENCE, self.changed_evidence)
        _forget(session, (Placement, PlannedPlacement))


def _table(model: type[SQLModel]) -> Table:
    return model.__table__  # type: ignore[attr-defined, no-any-return]


def _insert_reach(here: Connection, rows: list[tuple[Any, ...]]) -> None:
    """By far the most rows: handed on as they are, so many at a time as fit into little memory."""
    is_sqlite = here.dialect.name == "sqlite"
    for first in range(0, len(rows), MOST_AT_ONCE):
        some = rows[first : first + MOST_AT_ONCE]
        if is_sqlite:
            here.exec_driver_sql(_REACH_AS_IT_IS, some)
        else:
            told = zip(_COLUMNS, zip(*some, strict=True), strict=True)
            here.execute(_REACH_AT_ONCE, {name: list(values) for name, values in told})


def _delete(here: Connection, model: type[SQLModel], keys: list[Row], name: str) -> None:
    if keys:
        table = _table(model)
        these = (table.c.ward_id == bindparam("the_ward"), table.c[name] == bindparam("the_key"))
        here.execute(table.delete().where(*these), keys)


def _change(here: Connection, model: type[SQLModel], rows: list[Row]) -> None:
    """Rows have all the same columns, and the key as the_ward, the_key."""
    if rows:
        table = _table(model)
        these = (table.c.ward_id == bindparam("the_ward"), table.c.id == bindparam("the_key"))
        here.execute(table.update().where(*these), rows)


_REACH = _table(Reach)
_COLUMNS = ("ward_id", "placement_id", "group", "people", "basis", "allocated", "evidence_channel", "evidence_day")
# For SQLite, which has its numbers, texts and truths in a row as they stand there.
_REACH_AS_IT_IS = str(_REACH.insert().compile(dialect=sqlite.dialect(), column_keys=_COLUMNS))
# For PostgreSQL, which takes as long to be told of each row as to store it: one statement with its columns as arrays.
_REACH_AT_ONCE = _REACH.insert().from_select(
    _COLUMNS, columns(*(func.unnest(bindparam(name, type_=ARRAY(_REACH.c[name].type))) for name in _COLUMNS))
)
_EVIDENCE = (
    _REACH.update()
    .where(
        _REACH.c.ward_id == bindparam("the_ward"),
        _REACH.c.placement_id == bindparam("the_key"),
        _REACH.c.people.is_not(None),
        _REACH.c.allocated.is_(False),
        or_(*(_REACH.c.basis == basis for basis in EVIDENCE)),
    )
    .values(evidence_channel=bindparam("channel"), evidence_day=bindparam("day"))
)


def _forget(session: Session, models: tuple[type[SQLModel], ...]) -> None:
    """What the session loaded of these before is read anew when it is asked for."""
    for loaded in list(session.identity_map.values()):
        if isinstance(loaded, models):
            session.expire(loaded)


def key(ward_id: int, row_id: int) -> Row:
    """Names a row that is changed or taken away."""
    return {"the_ward": ward_id, "the_key": row_id}


def standing(session: Session, ward_id: int, keys: Iterable[int]) -> dict[int, list[Stood]]:
    """The placements of these products in their order."""
    table, found = _table(Placement), defaultdict[int, list[Stood]](list)
    here = (table.c.ward_id == ward_id, table.c.product_id.in_(list(keys)))
    statement = columns(*(table.c[name] for name in Stood._fields)).where(*here)
    for row in session.execute(statement.order_by(table.c.position, table.c.id)):
        found[row.product_id].append(Stood(*row))
    return found


def reached(session: Session, ward_id: int, keys: Sequence[int]) -> dict[int, list[Reached]]:
    """Whom these placements reach."""
    found = defaultdict[int, list[Reached]](list)
    if keys:
        rows = columns(_REACH.c.placement_id, *(_REACH.c[name] for name in things.part_columns("reach")))
        for number, *row in session.execute(rows.where(_REACH.c.ward_id == ward_id, _REACH.c.placement_id.in_(keys))):
            found[number].append(tuple(row))
    return found


def linked(session: Session, ward_id: int, keys: Iterable[int]) -> dict[int, list[str]]:
    """The directives of these products."""
    table, found = _table(ProductDirective), defaultdict[int, list[str]](list)
    here = (table.c.ward_id == ward_id, table.c.product_id.in_(list(keys)))
    for product, directive in session.execute(columns(table.c.product_id, table.c.directive).where(*here)):
        found[product].append(directive)
    return found


def matched(olds: Sequence[Old], sent: Sequence[Placed | Planned], day: str = "published_on") -> list[Old | None]:
    """For each placement sent, the old one that it is: by its id, else the first left of its channel and day."""
    place, left = attrgetter("channel", day), {old.id: old for old in olds}
    kept: list[Old | None] = [left.pop(one.given.id, None) if one.given.id else None for one in sent]
    for index, one in enumerate(sent):
        match = next((old for old in left.values() if place(old) == place(one.given)), None)
        if kept[index] is None and match is not None:
            kept[index] = left.pop(match.id)
    return kept


@dataclass(frozen=True)
class Sheet:
    """Where placements are written for one product: whose it is, whether what they reach counts, and when.

    things has each placement that was written as it is from now on, for the trail.
    """

    ward_id: int
    product_id: int
    is_published: bool
    at: datetime
    things: list[Thing] = field(default_factory=list)

    def place(self, rows: Rows, placed: Sequence[Placed], kept: Sequence[tuple[int, Stood | None]], first: int) -> None:
        """Adds the rows of placements with their reach; kept gives each its id, and what it was if it was there."""
        for position, (one, (number, old)) in enumerate(zip(placed, kept, strict=True), start=first):
            given = one.given
            facts = {
                "channel": given.channel,
                "published_on": given.published_on,
                "runs": given.runs,
                "position": position,
            }
            whole = facts | {
                "ward_id": self.ward_id,
                "id": number,
                "product_id": self.product_id,
                "logged_at": old.logged_at if old else self.at,
            }
            if old is None:
                rows.placements.append(whole)
            elif tuple(facts.values()) != (old.channel, old.published_on, old.runs, old.position):
                rows.changed_placements.append(key(self.ward_id, number) | facts)
            self._reach(rows, one, number)
            self.things.append(Thing("placement", (number,), whole, one.reach))

    def _reach(self, rows: Rows, one: Placed, number: int) -> None:
        channel, day = one.given.channel, day_of(one.given.published_on)
        for group, people, basis, split in one.reach:
            is_evidence = self.is_published and people is not None and basis in EVIDENCE and not split
            evidence = (channel, day) if is_evidence else (None, None)
            rows.reach.append((self.ward_id, number, group, people, basis, split, *evidence))

    def replace(self, rows: Rows, olds: Sequence[Stood], kept: Sequence[Stood | None]) -> None:
        """Takes away the placements that were not sent again, and all reach: it is written anew."""
        again = {old.id for old in kept if old is not None}
        rows.emptied += [key(self.ward_id, old.id) for old in olds]
        gone = [old.id for old in olds if old.id not in again]
        rows.gone += [key(self.ward_id, number) for number in gone]
        self.things.extend(trail.gone(Placement, number) for number in gone)

    def settle_evidence(self, rows: Rows, olds: Iterable[Stood]) -> None:
        """Placements that stay as they are begin, or cease, to be what usual shares rest on."""
        for old in olds:
            told = (old.channel, day_of(old.published_on)) if self.is_published else (None, None)
            rows.changed_evidence.append(key(self.ward_id, old.id) | dict(zip(("channel", "day"), told, strict=True)))


def day_of(day: date) -> int:
    """3 May 2026 as 20260503."""
    return day.year * 10_000 + day.month * 100 + day.day
