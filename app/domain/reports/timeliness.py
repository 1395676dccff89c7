"""Timeliness: which unit has handed in for which period, and when, over all periods that have begun.

A unit owes a report where it must report and lives on the due date; the day of its first submission counts, whatever
came after, as in the indicator reports_on_time. Nothing here tells of a draft, so it is for everyone who reads.
"""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from app.domain import access, kept, lives, periods
from app.domain.access import Me
from app.domain.reports import board
from app.models import Period, Report, Unit


@dataclass(frozen=True)
class Duty:
    """What a unit owed for a period. state: on_time, late, missing, or pending while the due date lies ahead."""

    period: str
    state: str
    submitted_on: date | None
    days_late: int


@dataclass(frozen=True)
class Line:
    """A unit with its duties by period; none where it owed no report."""

    unit: str
    name: str
    duties: dict[str, Duty]


@dataclass(frozen=True)
class Sum:
    """Of a period: how many units owed a report, have handed it in, and did so in time."""

    period: str
    due_on: date
    of: int
    complete: int
    on_time: int


@dataclass(frozen=True)
class Record:
    """Periods in their order, units by code."""

    sums: list[Sum]
    lines: list[Line]


@dataclass(frozen=True)
class Owing:
    """Of a period: of how many units that owe its report which have not handed it in yet, by code."""

    period: Period
    missing: list[str]
    of: int


def owing(session: Session, me: Me) -> list[Owing]:
    """What can still be handed in, by period: of those that have begun and are not closed, nor were over before the
    ward kept its register."""
    since, lines, found = board.kept_since(session, me), record(session, me).lines, []
    for period in periods.all_periods(session, me):
        if period.closed_at is None and (period.ends_on >= me.today or board.was_kept(period, since)):
            owed = [(line.unit, line.duties[period.code]) for line in lines if period.code in line.duties]
            missing = [unit for unit, duty in owed if duty.submitted_on is None]
            found += [Owing(period, missing, len(owed))] if missing else []
    return found


def record(session: Session, me: Me) -> Record:
    access.require(me, "entries.read")
    return kept.answer(session, me, "timeliness", lambda: _record(session, me))


def _record(session: Session, me: Me) -> Record:
    begun = [one for one in periods.all_periods(session, me) if one.starts_on <= me.today]
    given = _given(session, me)
    found = [Line(unit.code, unit.name, _duties(me, unit, begun, given)) for unit in board.reporters(session, me)]
    lines = [line for line in found if line.duties]
    return Record([_sum(period, lines) for period in begun], lines)


def _given(session: Session, me: Me) -> dict[tuple[str | None, str | None], date]:
    """By unit and period the ward's own day on which its report was first handed in."""
    columns = select(Report.unit, Report.period, Report.first_submitted_at)
    mine = (Report.ward_id == me.ward_id, Report.type == "periodic", col(Report.first_submitted_at).is_not(None))
    return {(unit, period): me.day_of(at) for unit, period, at in session.exec(columns.where(*mine)) if at is not None}


def _duties(
    me: Me, unit: Unit, begun: list[Period], given: dict[tuple[str | None, str | None], date]
) -> dict[str, Duty]:
    owed = [period for period in begun if lives.lives_on(unit, period.due_on)]
    return {period.code: _duty(me, period, given.get((unit.code, period.code))) for period in owed}


def _duty(me: Me, period: Period, day: date | None) -> Duty:
    if day is None:
        return Duty(period.code, "pending" if period.due_on >= me.today else "missing", None, 0)
    late = max((day - period.due_on).days, 0)
    return Duty(period.code, "late" if late else "on_time", day, late)


def _sum(period: Period, lines: list[Line]) -> Sum:
    states = [line.duties[period.code].state for line in lines if period.code in line.duties]
    on_time = states.count("on_time")
    return Sum(period.code, period.due_on, len(states), on_time + states.count("late"), on_time)
