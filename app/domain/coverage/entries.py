"""What lies behind a figure of coverage: its entries, how each channel adds to it, and whom one product reached."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple

from sqlalchemy import and_, exists, func, not_, or_, select, tuple_
from sqlmodel import Session, SQLModel

from app import db
from app.domain import access, channels, groups, lateness, published
from app.domain.access import Me
from app.domain.bases import EVIDENCE
from app.domain.coverage import inherited, sums
from app.domain.coverage.arithmetic import Contact, Figures, Sum, of_contacts, ratio
from app.domain.coverage.scope import CoverageQuery, Scope, scope_of
from app.domain.groups import GroupKind, successors
from app.domain.groups.successors import Row
from app.domain.lives import Span
from app.domain.pages import Ask, Page, after, cut
from app.domain.published import placement, product, reach
from app.models import Product

_GROUP, _CHANNEL = SQLModel.metadata.tables["group"], SQLModel.metadata.tables["channel"]
_COLUMNS = [
    reach.c.group,
    _GROUP.c.name,
    placement.c.id,
    placement.c.published_on,
    product.c.id,
    product.c.title,
    _CHANNEL.c.name,
    reach.c.people,
    reach.c.basis,
    reach.c.allocated,
    placement.c.logged_at,
]


# All rows of reach, those that add to gross, and those of them that someone measured or counted, or that nobody did.
Which = Literal["all", "counted", "evidenced", "estimated"]
# A day, and a placement of it.
Place = tuple[Any, ...]


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
    # Codes of the old groups that it was logged for, where this one stands for them.
    old_groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Heard:
    """A product that one group has heard or was addressed by: on which channels, from when to when, by how many people
    where most came; people None: nobody counted.
    """

    product: int
    title: str
    kind: str
    first_on: date
    last_on: date
    channels: tuple[str, ...]
    placements: int
    people: int | None
    logged_after: int
    old_groups: tuple[str, ...]


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


def entries(session: Session, me: Me, query: CoverageQuery, ask: Ask, which: Which = "all") -> Page[Entry]:
    """The reach behind the total of a question, newest first: its people add up to the gross of groups with people.

    "counted": without what adds nothing to gross: rows nobody counted, groups without a population. "evidenced": only
    what was measured or counted, together the numerator of evidence_share; "estimated": what that one is missing.
    """
    access.require(me, "entries.read")
    scope = scope_of(session, me, query)
    read = _inherited if scope.succession else _logged
    found = read(session, me, scope, ask, which)
    return cut(found, ask, lambda entry: [entry.published_on.isoformat(), entry.placement, entry.group])


def heard(session: Session, me: Me, query: CoverageQuery, ask: Ask) -> Page[Heard]:
    """The products that reached or addressed the one group that the query names, the last to do so first."""
    access.require(me, "entries.read")
    scope, last_on, number = scope_of(session, me, query), func.max(placement.c.published_on), product.c.id
    columns = [number, product.c.kind, last_on]
    statement = published.contacts(scope.ward_id, columns).where(*scope.conditions, reach.c.group.in_(scope.sources))
    if ask.after:
        day, least = after(ask, date.fromisoformat, int)
        statement = statement.having(or_(last_on < day, and_(last_on == day, number < least)))
    statement = statement.group_by(number, product.c.kind).order_by(last_on.desc(), number.desc())
    page = cut(list(db.read(session, statement.limit(ask.limit + 1))), ask, lambda row: [row[2].isoformat(), row[0]])
    told = _told(session, me, scope, [row[0] for row in page.items])
    return Page([_heard(kind, told[key]) for key, kind, _ in page.items], page.next)


def _told(session: Session, me: Me, scope: Scope, products: list[int]) -> dict[int, list[Entry]]:
    """The rows of each of these products, oldest first, read as those of the groups here."""
    of_placement, found = defaultdict[int, list[Entry]](list), defaultdict[int, list[Entry]](list)
    rows = _rows(scope, list(scope.sources)).where(product.c.id.in_(products))
    for row in db.read(session, rows.order_by(placement.c.published_on, placement.c.id)):
        of_placement[row[2]].append(_entry(me, row))
    for mine in of_placement.values():
        found[mine[0].product] += _read(scope, mine)
    return found


def _heard(kind: str, rows: list[Entry]) -> Heard:
    first, last = rows[0], rows[-1]
    return Heard(
        first.product,
        first.title,
        kind,
        first.published_on,
        last.published_on,
        tuple(dict.fromkeys(row.channel for row in rows)),
        len(rows),
        max((row.people for row in rows if row.people is not None), default=None),
        max(row.logged_after for row in rows),
        tuple(dict.fromkeys(old for row in rows for old in row.old_groups)),
    )


def _logged(session: Session, me: Me, scope: Scope, ask: Ask, which: Which) -> list[Entry]:
    """Rows of the page as they were logged, and one more."""
    statement = _rows(scope, list(scope.populations))
    if which != "all":
        statement = statement.where(reach.c.people.is_not(None), _GROUP.c.population.is_not(None))
    if which in ("evidenced", "estimated"):
        is_evidence = reach.c.basis.in_(EVIDENCE)
        statement = statement.where(is_evidence if which == "evidenced" else not_(is_evidence))
    key = [placement.c.published_on, placement.c.id, reach.c.group]
    if ask.after:
        statement = statement.where(tuple_(*key) < tuple_(*_place(ask)))
    rows = db.read(session, statement.order_by(*(column.desc() for column in key)).limit(ask.limit + 1))
    return [_entry(me, row) for row in rows]


def _inherited(session: Session, me: Me, scope: Scope, ask: Ask, which: Which) -> list[Entry]:
    """The same with the rows of old groups read as their successors', placement by placement."""
    found: list[Entry] = []
    last = _place(ask) if ask.after else None
    for mine in _by_placement(session, me, scope, last and last[:2], ask.limit + 1):
        read = sorted(
            (entry for entry in _read(scope, mine) if _is_wanted(scope, entry, which)), key=_key, reverse=True
        )
        found += [entry for entry in read if last is None or _key(entry) < last]
        if len(found) > ask.limit:
            return found[: ask.limit + 1]
    return found


def _by_placement(session: Session, me: Me, scope: Scope, start: Place | None, size: int) -> Iterator[list[Entry]]:
    """The rows of each placement that reached or addressed a group here, the newest first, from a day and id on."""
    key = [placement.c.published_on, placement.c.id]
    reached = exists().where(published.is_of_placement(), reach.c.group.in_(scope.sources))
    places = published.placements(scope.ward_id, key).where(*scope.conditions, reached)
    places = places.order_by(*(column.desc() for column in key)).limit(size)
    statement = places if start is None else places.where(tuple_(*key) <= tuple_(*start))
    while some := [(day, number) for day, number in db.read(session, statement)]:
        numbers, rows = [number for _, number in some], dict[int, list[Entry]]()
        for row in db.read(session, _rows(scope, list(scope.sources)).where(placement.c.id.in_(numbers))):
            rows.setdefault(row[2], []).append(_entry(me, row))
        yield from (rows[number] for number in numbers)
        statement = places.where(tuple_(*key) < tuple_(*some[-1]))


def _rows(scope: Scope, codes: list[str]) -> Any:
    statement = published.contacts(scope.ward_id, _COLUMNS).join(_CHANNEL).join(_GROUP)
    return statement.where(*scope.conditions, reach.c.group.in_(codes))


def _entry(me: Me, row: Any) -> Entry:
    told: dict[str, Any] = dict(zip(Entry._fields, row, strict=False))
    return Entry(**told | {"logged_after": lateness.days_after(me, row.published_on, row.logged_at)})


def _read(scope: Scope, mine: list[Entry]) -> list[Entry]:
    """The rows of one placement as those of the groups here."""
    names, split = {group.code: group.name for group in scope.groups}, {row.group for row in mine if row.allocated}
    read = scope.succession.read({row.group: Row(row.people, row.basis, (row.group,)) for row in mine})
    return [
        mine[0]._replace(
            group=code,
            group_name=names[code],
            people=row.people,
            basis=row.basis,
            allocated=not split.isdisjoint(row.of),
            old_groups=tuple(old for old in row.of if old != code),
        )
        for code, row in read.items()
        if code in names
    ]


def _is_wanted(scope: Scope, entry: Entry, which: Which) -> bool:
    is_counted = entry.people is not None and scope.populations[entry.group] is not None
    is_of_part = which == "counted" or (which == "evidenced") == (entry.basis in EVIDENCE)
    return which == "all" or (is_counted and is_of_part)


def _key(entry: Entry) -> tuple[date, int, str]:
    return entry.published_on, entry.placement, entry.group


def _place(ask: Ask) -> tuple[Any, ...]:
    return tuple(after(ask, date.fromisoformat, int, str))


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
    access.require(me, "entries.read")
    columns = [
        reach.c.group,
        placement.c.channel,
        placement.c.product_id,
        placement.c.id,
        reach.c.people,
        reach.c.basis,
        placement.c.published_on,
    ]
    statement = select(*columns).select_from(placement.join(reach, published.is_of_placement()))
    mine = statement.where(placement.c.ward_id == me.ward_id, placement.c.product_id == row.id)
    rows = db.read(session, mine).all()
    if not rows:
        return []
    span = Span(min(row[-1] for row in rows), max(row[-1] for row in rows))
    found = [Contact(*row[:-1]) for row in rows]
    found = inherited.read(successors.over(groups.members(session, me), span), found)
    reached = [_reached(session, me, kind, span, found) for kind in groups.KINDS]
    return [one for one in reached if one.told]


def _reached(session: Session, me: Me, kind: Any, span: Span, found: list[Contact]) -> Reached:
    populations = {group.code: group.population for group in groups.belonging(session, me, kind, span)}
    mine = [contact for contact in found if contact.group in populations]
    counted = sum(population is not None for population in populations.values())
    return Reached(kind, counted, len({contact.group for contact in mine}), of_contacts(populations, mine))
