"""What lies behind a figure of coverage: its entries, how each channel adds to it, and whom one product reached."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import and_, select, tuple_
from sqlmodel import Session, SQLModel

from app.domain import channels, groups, lateness, published
from app.domain.access import Me, require_entries
from app.domain.coverage import sums
from app.domain.coverage.arithmetic import EVIDENCE, Contact, Figures, Sum, of_contacts, ratio
from app.domain.coverage.scope import CoverageQuery, scope_of
from app.domain.groups import GroupKind
from app.domain.lives import Span
from app.domain.pages import Ask, Page, after, cut
from app.domain.published import placement, product, reach
from app.models import Product

_GROUP, _CHANNEL = SQLModel.metadata.tables["group"], SQLModel.metadata.tables["channel"]
_COLUMNS = [
    reach.c.group, _GROUP.c.name, placement.c.id, placement.c.published_on, product.c.id, product.c.title,
    _CHANNEL.c.name, reach.c.people, reach.c.basis, reach.c.allocated, placement.c.logged_at,
]  # fmt: skip


class Entry(NamedTuple):
    """A row of reach behind a figure; people None: addressed, not counted."""

    group: str
    group_name: str
    placement: int
    published_on: date
    product: int
    title: str
    channel: str
    people: int | None
    basis: str | None
    allocated: bool
    # How many days after its day the placement was logged; 0: not long after.
    logged_after: int


@dataclass(frozen=True)
class Working:
    """What one channel gives to a group: how many placements, and the largest audience that one of them had."""

    channel: str
    placements: int
    people: int | None
    share: float | None

    @property
    def rest(self) -> float | None:
        """The share that this channel did not reach."""
        return None if self.share is None else round(1 - self.share, 6)


@dataclass(frozen=True)
class Reached:
    """Whom one product reached among the groups of one kind that belong to its days; `groups` have a population."""

    kind: GroupKind
    groups: int
    told: int
    figures: Figures


def entries(session: Session, me: Me, query: CoverageQuery, ask: Ask) -> Page[Entry]:
    """The reach behind the total of a question, newest first: its people add up to the gross of groups with people.

    Groups without a population are listed too; they add to counts alone.
    """
    return _page(session, me, query, ask, [])


def counted(session: Session, me: Me, query: CoverageQuery, ask: Ask, evidenced: bool = False) -> Page[Entry]:
    """The same without what adds nothing to gross: rows nobody counted, groups without a population.

    With evidenced only what was measured or counted: together the numerator of evidence_share.
    """
    adds = [reach.c.people.is_not(None), _GROUP.c.population.is_not(None)]
    return _page(session, me, query, ask, [*adds, reach.c.basis.in_(EVIDENCE)] if evidenced else adds)


def _page(session: Session, me: Me, query: CoverageQuery, ask: Ask, conditions: list[Any]) -> Page[Entry]:
    require_entries(me)
    scope = scope_of(session, me, query)
    key = [placement.c.published_on, placement.c.id, reach.c.group]
    statement = published.contacts(me.ward_id, _COLUMNS).where(*scope.conditions, *conditions)
    statement = statement.join(_CHANNEL, _is_named(_CHANNEL, placement.c.ward_id, placement.c.channel))
    statement = statement.join(_GROUP, _is_named(_GROUP, reach.c.ward_id, reach.c.group))
    statement = statement.where(reach.c.group.in_([group.code for group in scope.groups]))
    if ask.after:
        statement = statement.where(tuple_(*key) < tuple_(*after(ask, date.fromisoformat, int, str)))
    rows = session.execute(statement.order_by(*(column.desc() for column in key)).limit(ask.limit + 1))
    found = [_entry(me, row) for row in rows]
    return cut(found, ask, lambda entry: [entry.published_on.isoformat(), entry.placement, entry.group])


def _entry(me: Me, row: Any) -> Entry:
    told = dict(zip(Entry._fields, row, strict=True))
    return Entry(**told | {"logged_after": lateness.days_after(me, row.published_on, row.logged_at)})


def _is_named(table: Any, ward_id: Any, code: Any) -> Any:
    return and_(table.c.ward_id == ward_id, table.c.code == code)


def workings(session: Session, me: Me, query: CoverageQuery) -> list[Working]:
    """How the coverage of the one group that the query names comes about, by channel, the largest audience first."""
    scope = scope_of(session, me, query)
    of_channel = {one.channel: one for one in sums.of(session, scope)}
    population = scope.groups[0].population if scope.groups else None
    known = channels.in_order(session, me)
    workings = [_working(row.name, population, of_channel[row.code]) for row in known if row.code in of_channel]
    return sorted(workings, key=lambda working: -(working.people or 0))


def _working(name: str, population: int | None, found: Sum) -> Working:
    # Who was counted was at least one.
    people = found.largest or None
    share = ratio(min(people, population), population) if people is not None and population else None
    return Working(name, found.placements, people, share)


def of_product(session: Session, me: Me, row: Product) -> list[Reached]:
    """Whom this product alone reached, a row for each kind of group that it reached, whatever its status."""
    require_entries(me)
    columns = [
        reach.c.group, placement.c.channel, placement.c.product_id, placement.c.id, reach.c.people, reach.c.basis,
        placement.c.published_on,
    ]  # fmt: skip
    statement = select(*columns).select_from(placement.join(reach, published.is_of_placement()))
    mine = statement.where(placement.c.ward_id == me.ward_id, placement.c.product_id == row.id)
    rows = session.execute(mine).all()
    if not rows:
        return []
    span = Span(min(row[-1] for row in rows), max(row[-1] for row in rows))
    found = [Contact(*row[:-1]) for row in rows]
    reached = [_reached(session, me, kind, span, found) for kind in groups.KINDS]
    return [one for one in reached if one.told]


def _reached(session: Session, me: Me, kind: Any, span: Span, found: list[Contact]) -> Reached:
    populations = {group.code: group.population for group in groups.belonging(session, me, kind, span)}
    mine = [contact for contact in found if contact.group in populations]
    counted = sum(population is not None for population in populations.values())
    return Reached(kind, counted, len({contact.group for contact in mine}), of_contacts(populations, mine))
