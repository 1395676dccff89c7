"""What lies behind a figure of coverage: its entries, how each channel adds to it, and whom one product reached."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import and_, tuple_
from sqlmodel import Session, col, select

from app.domain import channels, groups, periods
from app.domain.access import Me, require_entries
from app.domain.coverage.arithmetic import EVIDENCE, Contact, Figures, figures, ratio
from app.domain.coverage.scope import CoverageQuery, contacts, days_within, is_of_placement, members, within
from app.domain.groups import GroupKind
from app.domain.lives import Span
from app.domain.pages import Ask, Page, after, cut
from app.models import Channel, Group, Placement, Product, Reach


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
    adds = [col(Reach.people).is_not(None), col(Group.population).is_not(None)]
    return _page(session, me, query, ask, [*adds, col(Reach.basis).in_(EVIDENCE)] if evidenced else adds)


def _page(session: Session, me: Me, query: CoverageQuery, ask: Ask, conditions: list[Any]) -> Page[Entry]:
    require_entries(me)
    span, months = periods.span(session, me, query.period), days_within(query)
    living = [group.code for group in members(session, me, query, span)]
    key = [col(Placement.published_on), col(Placement.id), col(Reach.group)]
    columns: list[Any] = [
        Reach.group, Group.name, Placement.id, Placement.published_on, Product.id, Product.title, Channel.name,
        Reach.people, Reach.basis, Reach.allocated,
    ]  # fmt: skip
    statement = within(me, query, span, months, select(*columns))
    statement = statement.join(
        Channel, and_(col(Channel.ward_id) == Placement.ward_id, col(Channel.code) == Placement.channel)
    )
    statement = statement.join(Group, and_(col(Group.ward_id) == Reach.ward_id, col(Group.code) == Reach.group))
    statement = statement.where(col(Reach.group).in_(living), *conditions)
    if ask.after:
        statement = statement.where(tuple_(*key) < tuple_(*after(ask, date.fromisoformat, int, str)))
    rows = session.execute(statement.order_by(*(column.desc() for column in key)).limit(ask.limit + 1))
    found = [Entry(*row) for row in rows]
    return cut(found, ask, lambda entry: [entry.published_on.isoformat(), entry.placement, entry.group])


def workings(session: Session, me: Me, query: CoverageQuery) -> list[Working]:
    """How the coverage of the one group that the query names comes about, by channel, the largest audience first."""
    span = periods.span(session, me, query.period)
    living = members(session, me, query, span)
    found = contacts(session, me, query, span, days_within(query), {group.code for group in living})
    of_channel: dict[str, list[Contact]] = defaultdict(list)
    for _, contact in found:
        of_channel[contact.channel].append(contact)
    names = {channel.code: channel.name for channel in channels.in_order(session, me)}
    population = living[0].population if living else None
    workings = [_working(names[code], population, of_channel[code]) for code in names if of_channel[code]]
    return sorted(workings, key=lambda working: -(working.people or 0))


def _working(name: str, population: int | None, found: list[Contact]) -> Working:
    people = max((contact.people for contact in found if contact.people is not None), default=None)
    share = ratio(min(people, population), population) if people is not None and population else None
    return Working(name, len(found), people, share)


def of_product(session: Session, me: Me, product: Product) -> list[Reached]:
    """Whom this product alone reached, a row for each kind of group that it reached, whatever its status."""
    require_entries(me)
    columns: list[Any] = [
        Reach.group, Placement.channel, Placement.product_id, Placement.id, Reach.people, Reach.basis,
        Placement.published_on,
    ]  # fmt: skip
    statement = select(*columns).join(Placement, is_of_placement())
    statement = statement.where(Placement.ward_id == me.ward_id, Placement.product_id == product.id)
    rows = session.execute(statement).all()
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
    return Reached(kind, counted, len({contact.group for contact in mine}), figures(populations, mine))
