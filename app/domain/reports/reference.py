"""What the ward is made of moves figures too: changes of groups, units, directives, targets since a report was told.

They are no entries of the log, so they are listed apart, where a figure of the report is another now.
"""

from collections.abc import Iterable
from datetime import date
from types import SimpleNamespace
from typing import Any

from sqlmodel import Session, col, select

from app.domain import lives, trail
from app.domain.access import Me
from app.domain.reports import moved
from app.domain.reports.altering import Since, sides_of
from app.domain.reports.moved import Moved
from app.domain.trail import reading
from app.models import Change, Channel, Directive, Group, Material, Report, Unit

# What of a thing the figures of a report read.
READ: dict[str, frozenset[str]] = {
    "group": frozenset({"name", "cluster", "population", "active_from", "retired_on", "succeeds"}),
    "unit": frozenset({"parent", "reports", "plans", "active_from", "retired_on"}),
    "directive": frozenset({"issued_on", "must_reach", "within_days", "lead_unit", "retired_at"}),
    "channel": frozenset({"active"}),
    "material": frozenset({"key", "received_on", "retired_at"}),
    "period": frozenset({"starts_on", "ends_on", "due_on"}),
    "settings": frozenset({"residential_coverage", "evidence_share", "channels_used", "surveyed_awareness"}),
}
_TABLES: dict[str, Any] = {
    "group": Group,
    "unit": Unit,
    "directive": Directive,
    "channel": Channel,
    "material": Material,
}
# What figures of the ward alone read.
_OF_WARD = frozenset({"channel", "material"})
_CAME_OR_WENT = frozenset({"created", "deleted"})


def of_report(session: Session, me: Me, report: Report) -> list[Moved]:
    """What of it changed since the report's last version was handed in, oldest first, as far as the report reads it."""
    return named(session, me, changes(session, me, report))


def changes(session: Session, me: Me, report: Report) -> list[Change]:
    """The same as changes of the trail; none of a draft or an urgent report."""
    return [change for one in moved.since(session, me, [report]) for change in _found(session, me, one)]


def numbered(session: Session, me: Me, seqs: Iterable[int]) -> list[Moved]:
    """Changes by their numbers, oldest first."""
    return named(session, me, reading.numbered(session, me, seqs))


def named(session: Session, me: Me, changes: list[Change]) -> list[Moved]:
    """Each with its words, and what it is called now."""
    words = {change.seq: told for change, told in trail.with_words(session, me, changes)} if changes else {}
    standing = moved.standing_of(session, me, changes, _TABLES)
    return [Moved(one, words[one.seq], moved.name_of(standing.get((one.entity, one.entity_key)))) for one in changes]


def _found(session: Session, me: Me, one: Since) -> list[Change]:
    later = (Change.ward_id == me.ward_id, Change.at > one.taken.submitted_at, col(Change.entity).in_(READ))
    rows = session.exec(select(Change).where(*later).order_by(col(Change.seq)))
    every = [change for change in rows if _is_read(change)]
    standing = moved.standing_of(session, me, every, _TABLES)
    return [change for change in every if _alters(one, change, standing.get((change.entity, change.entity_key)))]


def _is_read(change: Change) -> bool:
    came_or_went = change.action in _CAME_OR_WENT and change.entity not in ("period", "settings")
    return came_or_went or not READ[change.entity].isdisjoint(change.facts.get("fields") or ())


def _alters(one: Since, change: Change, row: Any) -> bool:
    if change.entity == "period":
        return change.entity_key == one.report.period
    if change.entity == "unit":
        return one.units is None or not {change.entity_key, *sides_of(change, "parent")}.isdisjoint(one.units)
    if change.entity == "group":
        return any(lives.belongs_to(life, one.span) for life in _lives(row, change))
    return one.units is None or change.entity not in _OF_WARD


def _lives(row: Any, change: Change) -> list[Any]:
    """How long a group lives, and lived before the change."""
    was = change.facts.get("was", {})
    then = {name: was.get(name, getattr(row, name, None)) for name in ("active_from", "retired_on")}
    before = SimpleNamespace(**{name: _day(day) for name, day in then.items()})
    return [before] if row is None else [row, before]


def _day(day: Any) -> date | None:
    return date.fromisoformat(day) if isinstance(day, str) else day
