"""Today, by role: what is due and how many days are left, whom nobody has told yet, and the one large button."""

from datetime import date, timedelta
from typing import Any

from fastapi import Response

from app.domain import (
    access,
    concerns,
    confirmations,
    coverage,
    first_steps,
    groups,
    key_dates,
    news,
    periods,
    undoing,
    wards,
)
from app.domain.access import Me
from app.domain.coverage import CoverageQuery, Row
from app.domain.people import hints
from app.domain.products import questions
from app.domain.reports import openings
from app.models import Period
from app.views.coverage.gaps import by_cluster
from app.views.today import duties, standing, waiting
from app.views.today.duties import Task
from app.web import form, names, pages
from app.web.deps import Call, PageReads
from app.web.form import ASK, Filled
from app.web.routing import Router

router = Router()
# Planned products are announced a week ahead, key dates two.
WEEK, FORTNIGHT, MONTH = timedelta(days=7), timedelta(days=14), timedelta(days=30)
# What a coordinator judges, apart from what is due.
JUDGED = ("submitted_report", "approve_plan", "review")


@router.get("/")
def show(call: PageReads) -> Response:
    if access.may(call.me, "wards.compare"):
        every = wards.all_wards(call.session)
        return pages.show(call, "today/wards.html", wards=every, demo=any(ward.demo_at for ward in every))
    return page(call)


def page(call: Call, filled: Filled | None = None) -> Response:
    """Today for everyone but the city; after a refusal on it with the faults."""
    session, me = call.session, call.me
    period = periods.current(session, me)
    unconfirmed = confirmations.waiting(session, me)
    confirmed = call.request.query_params.get("confirmed", "")
    unheard = waiting.of(call)
    judged = () if access.own_only(me, "products.write") else JUDGED
    tasks = _tasks(call, period, waiting.due(unheard, me.today), {one.product.id for one in unconfirmed})
    return form.draw(
        call,
        "today/index.html",
        Filled(ASK.blank(call).typed, filled.faults if filled else []),
        unconfirmed=unconfirmed,
        unconfirmed_count=sum(len(one.planned) for one in unconfirmed),
        urgent=openings.waiting(session, me),
        period=period,
        confirmed=confirmed if confirmed.isdecimal() else "",
        undoable=undoing.of_moment(session, me, "confirmed") if confirmed.isdecimal() else [],
        is_undone=call.request.query_params.get("done") == "undone",
        names=names.of(call, me),
        upcoming=periods.next_after(session, me),
        tasks=[task for task in tasks if task.kind not in (*judged, "moved_report")],
        to_judge=[task for task in tasks if task.kind in judged],
        moved=[task for task in tasks if task.kind == "moved_report"],
        debts=waiting.debts(unheard, me.today),
        last=_last(call),
        dates=key_dates.between(session, me, me.today, me.today + FORTNIGHT),
        is_new=hints.is_due(session, me),
        steps=_first_steps(call),
        **_covered(call, period),
        **_quarter(call, period, tasks),
    )


def _quarter(call: Call, period: Period | None, tasks: list[Task]) -> dict[str, Any]:
    """How the quarter stands, for who looks after all units."""
    nothing: dict[str, Any] = {"standing": None, "owed": [], "overdue": [], "news": None}
    if access.own_only(call.me, "products.write") or period is None:
        return nothing
    if access.may(call.me, "products.write"):
        return nothing | {"owed": standing.owed(call, period)}
    return nothing | {
        "standing": standing.of(call, period),
        "overdue": standing.overdue(tasks, call.me.today),
        "news": news.since_last_working_day(call.session, call.me),
    }


def _first_steps(call: Call) -> list[first_steps.Step]:
    return first_steps.steps(call.session, call.me) if access.may(call.me, "settings.change") else []


def _last(call: Call) -> Any:
    return questions.last_of(call.session, call.me) if access.may(call.me, "products.write") else None


def _tasks(call: Call, period: Period | None, unheard: list[waiting.Waiting], unconfirmed: set[int]) -> list[Task]:
    """What is due, in the order in which it calls; what waits to be confirmed stands elsewhere."""
    session, me = call.session, call.me
    tasks = duties.of(call, period)
    tasks += [Task("directive", part.due_on, part) for part in unheard]
    planned = [row for row in questions.planned_until(session, me, me.today + WEEK) if row.id not in unconfirmed]
    tasks += [Task("planned", row.planned_on, row) for row in planned]
    tasks += [Task("concern", row.due_on, row) for row in concerns.open_ones(session, me, WEEK)]
    tasks += [Task("review", None, row) for row in questions.in_review(session, me)]
    return sorted(tasks, key=lambda task: _place(task, me.today))


def _place(task: Task, today: date) -> tuple[int, date]:
    """The unit's report first once it is near or was asked for, then by day; what only waits, then what is planned."""
    day = task.due_on or date.max
    if task.kind == "own_report" and (task.asked_at or day <= today + MONTH):
        return 0, day
    return 2 if task.kind == "planned" and day > today else 1, day


def _covered(call: Call, period: Period | None) -> dict[str, Any]:
    """Coverage of the running period, and the residential groups that nobody (of my unit, for a unit) has told."""
    known = groups.in_order(call.session, call.me)
    if period is None:
        return {"total": None, "unheard": {}, "unheard_count": 0, "group_count": 0, "has_groups": bool(known)}
    found = coverage.measure(call.session, call.me, CoverageQuery(period=period.code))
    rows = found.rows if call.me.role != "unit" else _of_unit(call, call.me, period)
    unheard = [row for row in rows if row.figures.placements == 0]
    return {
        "total": found.total.figures,
        "unheard": by_cluster(unheard, known),
        "unheard_count": len(unheard),
        "group_count": len(rows),
        "has_groups": bool(known),
    }


def _of_unit(call: Call, me: Me, period: Period) -> list[Row]:
    return coverage.measure(call.session, me, CoverageQuery(period=period.code, unit=me.unit)).rows
