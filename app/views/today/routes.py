"""Today, by role: what is due and how many days are left, whom nobody has told yet, and the one large button."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from fastapi import Response

from app.domain import (
    access,
    cells,
    concerns,
    confirmations,
    coverage,
    directives,
    first_steps,
    groups,
    key_dates,
    periods,
    wards,
)
from app.domain.access import Me
from app.domain.coverage import CoverageQuery, Row
from app.domain.groups import Member
from app.domain.products import questions
from app.domain.reports import openings
from app.models import Directive, Period
from app.views.coverage.gaps import by_cluster
from app.views.today import duties
from app.views.today.duties import Task
from app.web import form, names, pages
from app.web.deps import Call, PageReads, Router
from app.web.form import ASK, Filled

router = Router()
# Planned products are announced a week ahead, key dates two.
WEEK, FORTNIGHT = timedelta(days=7), timedelta(days=14)


@dataclass(frozen=True)
class Waiting:
    """A directive and the groups that have not heard it, each with its deadline as the matrix has it, of how many."""

    directive: Directive
    missing: list[tuple[Member, date | None]]
    of: int

    @property
    def groups(self) -> list[Member]:
        return [group for group, _ in self.missing]

    @property
    def due_on(self) -> date | None:
        """When the first of them is due."""
        return min((deadline for _, deadline in self.missing if deadline), default=None)

    @property
    def counts(self) -> dict[str, int]:
        return Counter(group.kind for group in self.groups)

    def parts(self, day: date) -> list["Waiting"]:
        """Those whose deadline has passed, and those that can still be told in time: each due on its own day."""
        overdue = [one for one in self.missing if one[1] and one[1] < day]
        in_time = [one for one in self.missing if one[1] and one[1] >= day]
        return [replace(self, missing=some) for some in (overdue, in_time) if some]


@router.get("/")
def show(call: PageReads) -> Response:
    if access.may(call.me, "wards.compare"):
        every = wards.all_wards(call.session)
        return pages.show(call, "today/wards.html", wards=every, demo=pages.has_demo(call.request))
    return page(call)


def page(call: Call, filled: Filled | None = None) -> Response:
    """Today for everyone but the city; after a refusal on it with the faults."""
    period = periods.current(call.session, call.me)
    waiting = _waiting(call)
    unconfirmed = confirmations.waiting(call.session, call.me)
    confirmed = call.request.query_params.get("confirmed", "")
    return form.draw(
        call, "today/index.html", Filled(ASK.blank(call).typed, filled.faults if filled else []),
        unconfirmed=unconfirmed, unconfirmed_count=sum(len(one.planned) for one in unconfirmed),
        urgent=openings.waiting(call.session, call.me), period=period,
        confirmed=confirmed if confirmed.isdecimal() else "",
        names=names.of(call, call.me), upcoming=periods.next_after(call.session, call.me),
        tasks=_tasks(call, period, waiting, {one.product.id for one in unconfirmed}), waiting=waiting, last=_last(call),
        undated=[row for row in directives.in_force(call.session, call.me) if row.issued_on is None],
        dates=key_dates.between(call.session, call.me, call.me.today, call.me.today + FORTNIGHT),
        steps=_first_steps(call), **_covered(call, period),
    )  # fmt: skip


def _first_steps(call: Call) -> list[first_steps.Step]:
    return first_steps.steps(call.session, call.me) if access.may(call.me, "settings.change") else []


def _last(call: Call) -> Any:
    return questions.last_of(call.session, call.me) if access.may(call.me, "products.write") else None


def _waiting(call: Call) -> list[Waiting]:
    """Every dated directive in force with the groups it has not reached yet."""
    session, me = call.session, call.me
    known = {group.code: group for group in groups.members(session, me)}
    of, found = cells.now(session, me), []
    for row in (row for row in directives.in_force(session, me) if row.issued_on):
        missing = [cell for cell in of[row.code] if cell.reached_on is None]
        found.append(Waiting(row, [(known[cell.group], cell.deadline) for cell in missing], len(of[row.code])))
    return found


def _tasks(call: Call, period: Period | None, waiting: list[Waiting], unconfirmed: set[int]) -> list[Task]:
    """What is due, the earliest first; what only waits comes last, what waits to be confirmed stands elsewhere."""
    session, me = call.session, call.me
    tasks = duties.of(call, period)
    tasks += [Task("directive", part.due_on, part) for one in waiting for part in one.parts(me.today)]
    planned = [row for row in questions.planned_until(session, me, me.today + WEEK) if row.id not in unconfirmed]
    tasks += [Task("planned", row.planned_on, row) for row in planned]
    tasks += [Task("concern", row.due_on, row) for row in concerns.open_ones(session, me, WEEK)]
    tasks += [Task("review", None, row) for row in questions.in_review(session, me)]
    return sorted(tasks, key=lambda task: task.due_on or date.max)


def _covered(call: Call, period: Period | None) -> dict[str, Any]:
    """Coverage of the running period, and the residential groups that nobody (of my unit, for a unit) has told."""
    known = groups.in_order(call.session, call.me)
    if period is None:
        return {"total": None, "unheard": {}, "unheard_count": 0, "group_count": 0, "has_groups": bool(known)}
    found = coverage.measure(call.session, call.me, CoverageQuery(period=period.code))
    rows = found.rows if call.me.role != "unit" else _of_unit(call, call.me, period)
    unheard = [row for row in rows if row.figures.placements == 0]
    return {
        "total": found.total.figures, "unheard": by_cluster(unheard, known), "unheard_count": len(unheard),
        "group_count": len(rows), "has_groups": bool(known),
    }  # fmt: skip


def _of_unit(call: Call, me: Me, period: Period) -> list[Row]:
    return coverage.measure(call.session, me, CoverageQuery(period=period.code, unit=me.unit)).rows
