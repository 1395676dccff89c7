"""What moved in a log since a report on it was handed in: changes that alter what the report says, one by one.

They are read from the trail, which says what was and what became of it; the report itself stays as it was handed in.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from app.domain import kept, periods, trail
from app.domain.access import Me
from app.domain.concerns import questions as concerns
from app.domain.lives import Span
from app.domain.reports import snapshots
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
    ReportSnapshot,
    Survey,
)

# What of a thing the figures of a report read.
READ: dict[str, frozenset[str]] = {
    "product": frozenset(
        {"unit", "kind", "content_group", "status", "directives", "placements", "cost_amount", "material"}
    ),
    "concern": frozenset(
        {
            "received_on", "due_on", "owner_unit", "status", "answered_on", "forwarded_on", "closed_on", "merged_into",
            "nature", "origin", "content_group",
        }
    ),
    "survey": frozenset({"period", "group", "unit", "asked", "aware"}),
    "plan": frozenset({"unit", "year", "approved_at"}),
    "commendation": frozenset({"proposed_on"}),
    "pulse": frozenset({"period", "group", "supportive", "neutral", "worried"}),
}  # fmt: skip
# What figures of the ward alone read; of a pulse whatever its counts are, for who may not see them must not learn them.
OF_WARD = frozenset({"commendation", "pulse"})
_OWNER = {"concern": "owner_unit"}
_TABLES: dict[str, Any] = {
    "product": Product, "concern": Concern, "survey": Survey, "plan": Plan, "commendation": Commendation,
    "pulse": Pulse,
}  # fmt: skip


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


class _Out(NamedTuple):
    """A product as it is out now: the days of its placements, and whether it tells of directives."""

    days: frozenset[date] = frozenset()
    tells: bool = False


class _Since(NamedTuple):
    """A report that was handed in: on whose log, of which days, and after which moment something moved."""

    report: Report
    taken: ReportSnapshot
    # The units whose log it tells of; None: the ward's.
    units: Branch | None
    span: Span
    # The last day that is asked about: the one that the report's figures stop at, or a later one.
    until: date

    def holds(self, day: date | None) -> bool:
        """Whether what happened on this day is asked about."""
        return day is not None and self.span.first <= day <= self.until


def of_report(session: Session, me: Me, report: Report) -> list[Moved]:
    """What moved since its last version was handed in, oldest first, as far as this person may read it; nothing of a
    draft or an urgent report."""
    return named(session, me, _found(session, me, _since(session, me, [report])).get(report.id, []))


def numbers(session: Session, me: Me, report: Report, until: date) -> list[int]:
    """The changes of the trail since then, by number, that alter what happened up to a day: its own last, or a later
    one."""
    since = [one._replace(until=until) for one in _since(session, me, [report])]
    return [change.seq for change in _found(session, me, since).get(report.id, [])]


def numbered(session: Session, me: Me, seqs: Iterable[int]) -> list[Moved]:
    """Changes by their numbers, oldest first, as far as this person may read them."""
    mine = (Change.ward_id == me.ward_id, col(Change.seq).in_(list(seqs)))
    return named(session, me, list(session.exec(select(Change).where(*mine).order_by(col(Change.seq)))))


def named(session: Session, me: Me, changes: list[Change]) -> list[Moved]:
    standing = _standing(session, me, changes)
    shown = [one for one in changes if _may_read(me, one, standing.get((one.entity, one.entity_key)))]
    words = {change.seq: told for change, told in trail.with_words(session, me, shown)} if shown else {}
    return [Moved(one, words[one.seq], _name(standing.get((one.entity, one.entity_key)))) for one in shown]


def _may_read(me: Me, change: Change, row: Any) -> bool:
    """Incorrect information that is not yet answered is for few; one that is gone, for whom it was for before."""
    if change.entity != "concern":
        return True
    if row is None:
        row = _Gone(*(_sides(change, name)[0] for name in _Gone._fields))
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
    return {number: len(found) for number, found in _found(session, me, _since(session, me, reports)).items()}


def _since(session: Session, me: Me, reports: Iterable[Report]) -> list[_Since]:
    handed_in = [one for one in reports if one.version and one.period is not None and one.status != "returned"]
    taken = snapshots.last(session, me, handed_in)
    spans = {one.id: periods.span(session, me, one.period or "") for one in handed_in}
    return [
        _Since(one, taken[one.id], _units(session, me, one), spans[one.id], taken[one.id].figures_until)
        for one in handed_in
    ]


def _units(session: Session, me: Me, report: Report) -> Branch | None:
    return tree.branch(session, me, report.unit) if report.unit else None


def _found(session: Session, me: Me, every: list[_Since]) -> dict[int, list[Change]]:
    """By report the changes that moved it, oldest first."""
    if not every:
        return {}
    first = min(one.taken.submitted_at for one in every)
    statement = select(Change).where(Change.ward_id == me.ward_id, Change.at > first, col(Change.entity).in_(READ))
    changes = [one for one in session.exec(statement.order_by(col(Change.seq))) if _is_read(one)]
    standing, placed = _standing(session, me, changes), _placed(session, me, changes)
    wanted: dict[int, list[Change]] = defaultdict(list)
    for change in changes:
        row = standing.get((change.entity, change.entity_key))
        for one in every:
            if change.at > one.taken.submitted_at and _is_of(one, change, row) and _alters(one, change, row, placed):
                wanted[one.report.id].append(change)
    return wanted


def _is_read(change: Change) -> bool:
    """A thing that came or went, or an edit of something that figures read."""
    fields = change.facts.get("fields")
    return fields is None or not READ[change.entity].isdisjoint(fields) or change.action == "deleted"


def _standing(session: Session, me: Me, changes: list[Change]) -> dict[tuple[str, str], Any]:
    """The things that changed, as they are now, by noun and number."""
    found: dict[tuple[str, str], Any] = {}
    for entity, table in _TABLES.items():
        keys = {int(one.entity_key) for one in changes if one.entity == entity}
        rows: Iterable[Any] = (
            session.exec(select(table).where(table.ward_id == me.ward_id, col(table.id).in_(keys))) if keys else []
        )
        found |= {(entity, str(row.id)): row for row in rows}
    return found


def _placed(session: Session, me: Me, changes: list[Change]) -> dict[str, _Out]:
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
    return {str(key): _Out(frozenset(found[str(key)]), key in telling) for key in keys}


def _is_of(one: _Since, change: Change, row: Any) -> bool:
    """Whether the thing is, or was before the change, of a unit that is told of; the ward's report is of everything."""
    if one.units is None:
        return True
    name = _OWNER.get(change.entity, "unit")
    owners = {getattr(row, name, None), *_sides(change, name)}
    return change.entity not in OF_WARD and not owners.isdisjoint(one.units)


def _alters(one: _Since, change: Change, row: Any, placed: dict[str, _Out]) -> bool:
    if change.entity == "product":
        return "published" in _sides(change, "status") and _moves(one, change, row, placed[change.entity_key])
    if change.entity in ("survey", "pulse"):
        return one.report.period in (getattr(row, "period", None), *_sides(change, "period"))
    if change.entity == "plan":
        years = (getattr(row, "year", None), *_sides(change, "year"))
        return any(_sides(change, "approved_at")) and one.span.last.year in years
    if change.entity == "commendation":
        days = _days(getattr(row, "proposed_on", None), *_sides(change, "proposed_on"))
        return any(one.span.has(day) for day in days)
    received = _days(getattr(row, "received_on", None), *_sides(change, "received_on"))
    due = _days(getattr(row, "due_on", None), *_sides(change, "due_on"))
    was_there = any(day <= one.until for day in received)
    return any(one.holds(day) for day in received) or (was_there and any(one.span.has(day) for day in due))


def _sides(change: Change, name: str) -> tuple[Any, ...]:
    """What a field is after the change and, where the change says so, what it was."""
    return change.facts.get(name), change.facts.get("was", {}).get(name)


def _moves(one: _Since, change: Change, row: Any, out: _Out) -> bool:
    """Whether a change of what is or was published touches the report's days.

    What is said of all of it touches each of its days, a change of placements theirs alone; but the cost is counted
    where the first one lies, and a directive's cells have heard what was out before.
    """
    fields = set(change.facts.get("fields") or ())
    is_of_all = not fields or change.action == "deleted" or bool(fields & READ["product"] - {"placements"})
    told = [day for sides in _told(change) for day in _days_of(sides)]
    days = {*told, *(out.days if is_of_all else ())}
    if getattr(row, "cost_amount", None) and any(day < one.span.first for day in told):
        days |= out.days
    if any(one.holds(day) for day in days):
        return True
    tells = out.tells or any(_sides(change, "directives"))
    heard = {*(out.days if is_of_all else ()), *(day for sides in _told(change, True) for day in _days_of(sides))}
    return tells and any(day < one.span.first for day in heard)


def _told(change: Change, is_of_cells: bool = False) -> Iterator[list[Any]]:
    """What each placement that differs was and is, two of {"published_on", …}; of a new product its only side.

    One that only stands elsewhere in the list is left out; for cells, any whose day and groups are the same.
    """
    for one in change.facts.get("placements") or []:
        if not isinstance(one, dict):
            yield [{"published_on": one[1]}]
            continue
        was, now = one.get("was", one.get("now")), one.get("now")
        names = {"published_on"} if is_of_cells else {*(was or now or {})} - {"position"}
        reach = one.get("reach") or []
        is_other = was is None or now is None or any(was[name] != now[name] for name in names)
        if is_other or any(not is_of_cells or None in (old, new) for _, old, new in reach):
            yield [side for side in (was, now) if side]


def _days_of(sides: list[Any]) -> list[date]:
    return _days(*(side["published_on"] for side in sides))


def _days(*given: Any) -> list[date]:
    """The trail has days as ISO text."""
    return [date.fromisoformat(one) if isinstance(one, str) else one for one in given if one is not None]


def _name(row: Any) -> str:
    return getattr(row, "title", None) or getattr(row, "summary", None) or ""
