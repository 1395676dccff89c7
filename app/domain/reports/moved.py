"""What moved in a log since a report on it was handed in: changes that alter what the report says, one by one.

They are read from the trail, which says what was and what became of it; the report itself stays as it was handed in.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from app.domain import kept, periods, trail
from app.domain.access import Me
from app.domain.concerns import questions as concerns
from app.domain.reports import snapshots
from app.domain.reports.altering import READ, Out, Since, alters, is_of, is_read, sides_of
from app.domain.trail import reading
from app.domain.units import tree
from app.domain.units.tree import Branch
from app.models import (
    Change,
    Commendation,
    Concern,
    Period,
    Placement,
    Plan,
    Product,
    ProductDirective,
    Pulse,
    Report,
    Survey,
)

_TABLES: dict[str, Any] = {
    "product": Product,
    "concern": Concern,
    "survey": Survey,
    "plan": Plan,
    "commendation": Commendation,
    "pulse": Pulse,
}
# What a thing is called by, the first that it has.
NAMES = ("title", "summary", "name")


class Moved(NamedTuple):
    """A change of the trail since the report, with its words, and its name as it is now ("" of one that is gone)."""

    change: Change
    words: dict[str, Any]
    name: str


class _Gone(NamedTuple):
    """A concern that was deleted, as far as it says who may read of it."""

    nature: str | None
    answered_on: str | None
    owner_unit: str | None


def of_report(session: Session, me: Me, report: Report) -> list[Moved]:
    """What moved since its last version was handed in, oldest first, as far as this person may read it; nothing of a
    draft or an urgent report."""
    return named(session, me, _found(session, me, since(session, me, [report])).get(report.id, []))


def numbers(session: Session, me: Me, report: Report, until: date) -> list[int]:
    """The changes of the trail since then, by number, that alter what happened up to a day: its own last, or a later
    one."""
    asked = [one._replace(until=until) for one in since(session, me, [report])]
    return [change.seq for change in _found(session, me, asked).get(report.id, [])]


def numbered(session: Session, me: Me, seqs: Iterable[int]) -> list[Moved]:
    """Changes by their numbers, oldest first, as far as this person may read them."""
    return named(session, me, reading.numbered(session, me, seqs))


def named(session: Session, me: Me, changes: list[Change]) -> list[Moved]:
    standing = standing_of(session, me, changes, _TABLES)
    shown = [one for one in changes if _may_read(me, one, standing.get((one.entity, one.entity_key)))]
    words = {change.seq: told for change, told in trail.with_words(session, me, shown)} if shown else {}
    return [Moved(one, words[one.seq], name_of(standing.get((one.entity, one.entity_key)))) for one in shown]


def _may_read(me: Me, change: Change, row: Any) -> bool:
    """Incorrect information that is not yet answered is for few; one that is gone, for whom it was for before."""
    if change.entity != "concern":
        return True
    if row is None:
        row = _Gone(*(sides_of(change, name)[0] for name in _Gone._fields))
    return concerns.may_see(me, row)


def of_period(session: Session, me: Me, period: str) -> dict[int, int]:
    """By periodic report of the period, how many changes moved its figures since; one that none moved is left out."""
    return kept.answer(session, me, ("moved", period), lambda: _counted(session, me, period == col(Report.period)))


def of_open(session: Session, me: Me) -> list[tuple[Report, int]]:
    """Periodic reports of periods that are not closed whose figures moved since, and by how many changes."""
    is_open = col(Report.period).in_(
        select(Period.code).where(Period.ward_id == me.ward_id, col(Period.closed_at).is_(None))
    )
    found = kept.answer(session, me, ("moved", "open"), lambda: _counted(session, me, is_open))
    mine = (Report.ward_id == me.ward_id, col(Report.id).in_(found))
    rows: Iterable[Report] = (
        session.exec(select(Report).where(*mine).order_by(col(Report.period), col(Report.unit))) if found else []
    )
    return [(row, found[row.id]) for row in rows]


def _counted(session: Session, me: Me, which: Any) -> dict[int, int]:
    reports = session.exec(select(Report).where(Report.ward_id == me.ward_id, Report.type == "periodic", which))
    return {number: len(found) for number, found in _found(session, me, since(session, me, reports)).items()}


def since(session: Session, me: Me, reports: Iterable[Report]) -> list[Since]:
    """Those of the reports that were handed in and stand, each with what it tells of."""
    handed_in = [one for one in reports if one.version and one.period is not None and one.status != "returned"]
    taken = snapshots.last(session, me, handed_in)
    spans = {one.id: periods.span(session, me, one.period or "") for one in handed_in}
    return [
        Since(one, taken[one.id], _units(session, me, one), spans[one.id], taken[one.id].figures_until)
        for one in handed_in
    ]


def _units(session: Session, me: Me, report: Report) -> Branch | None:
    return tree.branch(session, me, report.unit) if report.unit else None


def _found(session: Session, me: Me, every: list[Since]) -> dict[int, list[Change]]:
    """By report the changes that moved it, oldest first."""
    if not every:
        return {}
    first = min(one.taken.submitted_at for one in every)
    statement = select(Change).where(Change.ward_id == me.ward_id, Change.at > first, col(Change.entity).in_(READ))
    changes = [one for one in session.exec(statement.order_by(col(Change.seq))) if is_read(one)]
    standing, placed = standing_of(session, me, changes, _TABLES), _placed(session, me, changes)
    wanted: dict[int, list[Change]] = defaultdict(list)
    for change in changes:
        row = standing.get((change.entity, change.entity_key))
        for one in every:
            if change.at > one.taken.submitted_at and is_of(one, change, row) and alters(one, change, row, placed):
                wanted[one.report.id].append(change)
    return wanted


def standing_of(
    session: Session, me: Me, changes: list[Change], tables: Mapping[str, Any]
) -> dict[tuple[str, str], Any]:
    """The things in these tables that changed, as they are now, by noun and number or code."""
    found: dict[tuple[str, str], Any] = {}
    for entity, table in tables.items():
        name, read = ("id", int) if "id" in table.model_fields else ("code", str)
        keys = {read(one.entity_key) for one in changes if one.entity == entity}
        these = (table.ward_id == me.ward_id, getattr(table, name).in_(keys))
        rows = session.exec(select(table).where(*these)) if keys else ()
        found |= {(entity, str(getattr(row, name))): row for row in rows}
    return found


def _placed(session: Session, me: Me, changes: list[Change]) -> dict[str, Out]:
    """By product how it is out now."""
    keys = {int(one.entity_key) for one in changes if one.entity == "product"}
    if not keys:
        return {}
    days = select(col(Placement.product_id), col(Placement.published_on))
    found: dict[str, set[date]] = defaultdict(set)
    for number, day in session.exec(days.where(Placement.ward_id == me.ward_id, col(Placement.product_id).in_(keys))):
        found[str(number)].add(day)
    linked = (ProductDirective.ward_id == me.ward_id, col(ProductDirective.product_id).in_(keys))
    telling = set(session.exec(select(col(ProductDirective.product_id)).where(*linked)))
    return {str(key): Out(frozenset(found[str(key)]), key in telling) for key in keys}


def name_of(row: Any) -> str:
    """What a thing is called; "" of one that is gone, or has no name."""
    return next((str(name) for one in NAMES if (name := getattr(row, one, None))), "")
