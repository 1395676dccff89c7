"""Which changes of the trail alter what a report says."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from app.domain.lives import Span
from app.domain.units.tree import Branch
from app.models import Change, Report, ReportSnapshot

# What of a thing the figures of a report read.
READ: dict[str, frozenset[str]] = {
    "product": frozenset(
        {"unit", "kind", "content_group", "status", "directives", "placements", "cost_amount", "material"}
    ),
    "concern": frozenset(
        {
            "received_on",
            "due_on",
            "owner_unit",
            "status",
            "answered_on",
            "forwarded_on",
            "closed_on",
            "merged_into",
            "nature",
            "origin",
            "content_group",
        }
    ),
    "survey": frozenset({"period", "group", "unit", "asked", "aware"}),
    "plan": frozenset({"unit", "year", "approved_at"}),
    "commendation": frozenset({"proposed_on"}),
    "pulse": frozenset({"period", "group", "supportive", "neutral", "worried"}),
}
# What figures of the ward alone read; of a pulse whatever its counts are, for who may not see them must not learn them.
OF_WARD = frozenset({"commendation", "pulse"})
_OWNER = {"concern": "owner_unit"}


class Out(NamedTuple):
    """A product as it is out now: the days of its placements, and whether it tells of directives."""

    days: frozenset[date] = frozenset()
    tells: bool = False


class Since(NamedTuple):
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


def is_read(change: Change) -> bool:
    """A thing that came or went, or an edit of something that figures read."""
    fields = change.facts.get("fields")
    return fields is None or not READ[change.entity].isdisjoint(fields) or change.action == "deleted"


def is_of(one: Since, change: Change, row: Any) -> bool:
    """Whether the thing is, or was before the change, of a unit that is told of; the ward's report is of everything."""
    if one.units is None:
        return True
    name = _OWNER.get(change.entity, "unit")
    owners = {getattr(row, name, None), *sides_of(change, name)}
    return change.entity not in OF_WARD and not owners.isdisjoint(one.units)


def alters(one: Since, change: Change, row: Any, placed: dict[str, Out]) -> bool:
    if change.entity == "product":
        return "published" in sides_of(change, "status") and _moves(one, change, row, placed[change.entity_key])
    if change.entity in ("survey", "pulse"):
        return one.report.period in (getattr(row, "period", None), *sides_of(change, "period"))
    if change.entity == "plan":
        years = (getattr(row, "year", None), *sides_of(change, "year"))
        return any(sides_of(change, "approved_at")) and one.span.last.year in years
    if change.entity == "commendation":
        days = _days(getattr(row, "proposed_on", None), *sides_of(change, "proposed_on"))
        return any(one.span.has(day) for day in days)
    received = _days(getattr(row, "received_on", None), *sides_of(change, "received_on"))
    due = _days(getattr(row, "due_on", None), *sides_of(change, "due_on"))
    was_there = any(day <= one.until for day in received)
    return any(one.holds(day) for day in received) or (was_there and any(one.span.has(day) for day in due))


def sides_of(change: Change, name: str) -> tuple[Any, ...]:
    """What a field is after the change and, where the change says so, what it was."""
    return change.facts.get(name), change.facts.get("was", {}).get(name)


def _moves(one: Since, change: Change, row: Any, out: Out) -> bool:
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
    tells = out.tells or any(sides_of(change, "directives"))
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
