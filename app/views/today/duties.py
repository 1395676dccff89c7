"""Duties from the smaller registers, for Today: reports, plans to write and to approve, materials to pass on."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.domain import access, materials, periods, plans, reports
from app.domain.pages import Ask
from app.domain.plans import PlanQuery
from app.domain.reports import board, moved, reminders, timeliness
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
    # When its unit was reminded of it.
    asked_at: datetime | None = None


def of(call: Call, period: Period | None) -> list[Task]:
    """What this person's role owes: reports of every open period, the rest of the running one and its year."""
    found = _reports(call) + _judged(call)
    if period is None:
        return found
    return found + _plans(call, period.starts_on.year) + _materials(call, period)


def _reports(call: Call) -> list[Task]:
    """A unit goes straight to what it writes, until it has handed in, even late: of every period that is still open,
    and whatever it was reminded of; who looks after all units sees how many have handed in."""
    session, me = call.session, call.me
    owing = timeliness.owing(session, me)
    if not access.own_only(me, "reports.write"):
        return [Task("report", one.period.due_on, one) for one in owing]
    asked, own = reminders.of_unit(session, me), board.own(session, me)
    # What was sent back waits for it anyway, with the reason.
    owed = {one.period.code for one in owing if me.unit in one.missing}
    owed |= {code for code in asked if code not in own or own[code].status == "draft"}
    every = [one for one in periods.all_periods(session, me) if one.code in owed]
    return [Task("own_report", one.due_on, (one, own.get(one.code)), asked.get(one.code)) for one in every]


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
