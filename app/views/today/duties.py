"""Duties from the smaller registers, for Today: reports, plans to write and to approve, materials to pass on."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain import access, materials, plans, reports
from app.domain.pages import Ask
from app.domain.plans import PlanQuery
from app.domain.reports import board, moved
from app.domain.reports.inputs import ReportQuery
from app.models import Period
from app.web.deps import Call

MOST = 50


@dataclass(frozen=True)
class Task:
    """Something due: kind says which words the page has for it; without a day it waits, but has no deadline."""

    kind: str
    due_on: date | None
    thing: Any


def of(call: Call, period: Period | None) -> list[Task]:
    """What this person's role owes, of the running period and its year."""
    if period is None:
        return []
    return _report(call, period) + _judged(call) + _plans(call, period.starts_on.year) + _materials(call, period)


def _report(call: Call, period: Period) -> list[Task]:
    """A unit is reminded until it has handed in, even late, and goes straight to what it writes; the others see how
    many have."""
    if access.own_only(call.me, "reports.write"):
        mine = [seat for seat in board.seats(call.session, call.me, period) if seat.unit.code == call.me.unit]
        return [Task("own_report", period.due_on, (period, seat.report)) for seat in mine if seat.submitted_on is None]
    owing = board.owing(call.session, call.me, period)
    return [Task("report", period.due_on, (period, owing))] if owing.missing else []


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
