"""Duties from the smaller registers, for Today: reports, plans to write and to approve, materials to pass on."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.domain import access, materials, periods, plans, reports
from app.domain.pages import Ask
from app.domain.plans import PlanQuery
from app.domain.reports import board, moved, reminders
from app.domain.reports.inputs import ReportQuery
from app.domain.reports.reminders import Asked
from app.models import Period
from app.web.deps import Call

MOST = 50


@dataclass(frozen=True)
class Task:
    """Something due: kind says which words the page has for it; without a day it waits, but has no deadline."""

    kind: str
    due_on: date | None
    thing: Any
    # When its unit was reminded of it.
    asked_at: datetime | None = None


def of(call: Call, period: Period | None) -> list[Task]:
    """What this person's role owes, of the running period and its year; reports that wait, on a day of none too."""
    found = _reports(call, period) + _judged(call)
    if period is None:
        return found
    return found + _plans(call, period.starts_on.year) + _materials(call, period)


def _reports(call: Call, period: Period | None) -> list[Task]:
    """A unit goes straight to what it writes: the running period's until it has handed in, even late, and whatever it
    was reminded of; who looks after all units sees how many have handed in."""
    session, me = call.session, call.me
    if not access.own_only(me, "reports.write"):
        owing = board.owing(session, me, period) if period is not None else None
        return [Task("report", period.due_on, (period, owing))] if period and owing and owing.missing else []
    asked = reminders.of_unit(session, me)
    owed = {code: one.report for code, one in asked.items()}
    if period is not None:
        mine = next((seat for seat in board.seats(session, me, period) if seat.unit.code == me.unit), None)
        owed |= {period.code: mine.report} if mine is not None and mine.submitted_on is None else {}
    every = [one for one in periods.all_periods(session, me) if one.code in owed]
    return [Task("own_report", one.due_on, (one, owed[one.code]), _asked_at(asked, one)) for one in every]


def _asked_at(asked: dict[str, Asked], period: Period) -> datetime | None:
    return asked[period.code].at if period.code in asked else None


def _judged(call: Call) -> list[Task]:
    """Reports that wait for the coordinator, of any period; for a unit its own that came back."""
    if not access.may(call.me, "reports.write"):
        return []
    judges = access.may(call.me, "reports.judge")
    wanted = "submitted" if judges else "returned"
    query = ReportQuery.model_validate({"status": wanted, "unit": None if judges else call.me.unit})
    rows = reports.found(call.session, call.me, query).page(call.session, Ask(MOST)).items
    found = [Task(f"{wanted}_report", None, row) for row in rows if row.type in ("periodic", "supplement")]
    if judges:
        # What was handed in, and whose log says something else since.
        found += [Task("moved_report", None, pair) for pair in moved.of_open(call.session, call.me)]
    return found


def _plans(call: Call, year: int) -> list[Task]:
    session, me = call.session, call.me
    missing = plans.missing(session, me, year)
    if access.own_only(me, "plans.write"):
        return [Task("plan", None, year)] if me.unit in [unit.code for unit in missing] else []
    if not access.may(me, "plans.approve"):
        return []
    waiting = plans.found(session, me, PlanQuery(year=year, status="draft")).page(session, Ask(MOST)).items
    found = [Task("approve_plan", None, plan) for plan in waiting]
    return [*found, Task("plans_missing", None, missing)] if missing else found


def _materials(call: Call, period: Period) -> list[Task]:
    """Key materials of the period that nobody has passed on yet."""
    if not access.may(call.me, "products.write"):
        return []
    used = materials.derived(call.session, call.me)
    every = materials.in_order(call.session, call.me)
    idle = [row for row in every if row.key and row.retired_at is None and not used.get(row.code)]
    return [Task("material", None, row) for row in idle if period.starts_on <= row.received_on <= period.ends_on]
