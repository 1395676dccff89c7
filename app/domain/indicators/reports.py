"""Indicators of the reporting cycle: reports handed in on time, and plans approved for the year."""

from datetime import date
from typing import Any, NamedTuple

from app.domain import lives
from app.domain.indicators.arithmetic import Measured
from app.domain.indicators.entry import Entry, State
from app.domain.indicators.facts import Facts, Reading, Scope, tables
from app.domain.indicators.listed import Judged
from app.domain.shown_reports import is_shown
from app.models import Period

_REPORT, _PLAN = tables["report"].c, tables["plan"].c


class Duty(NamedTuple):
    """A unit that must report for a period, with its report and the day of that one's first submission."""

    unit: Any
    period: Period
    report: Any
    submitted_on: date | None

    @property
    def is_met(self) -> bool:
        return self.submitted_on is not None and self.submitted_on <= self.period.due_on

    def state_on(self, day: date) -> State:
        """How it stands at the end of a day; on the due date itself it can still be met."""
        if self.submitted_on is not None:
            return "met" if self.is_met else "late"
        return "running" if self.period.due_on >= day else "overdue"


class Owing(NamedTuple):
    """A unit that must have a plan, with its approved one by id."""

    unit: Any
    plan: int | None


def reports_on_time(scope: Scope) -> Measured:
    """Units whose periodic report was first submitted by the due date, of those that must report and live on that day.

    The day is the ward's own; over a year, pairs of unit and period.
    """
    due = _due(scope)
    pending = sum(duty.submitted_on is None and duty.period.due_on >= scope.facts.me.today for duty in due)
    return _REPORTS.share(scope, pending)


def plans_in_place(scope: Scope) -> Measured:
    """Units that must have a plan, with an approved one for the year, of those units."""
    return _PLANS.share(scope)


def _due(scope: Scope) -> list[Duty]:
    return [duty for duty in scope.facts.once(_duties) if scope.is_of(duty.unit.code)]


def _owing(scope: Scope) -> list[Owing]:
    return [owing for owing in scope.facts.once(_plans) if scope.is_of(owing.unit.code)]


def _units(reading: Reading) -> list[Any]:
    return reading.reference("unit", "code", "name", "reports", "plans", "active_from", "retired_on")


def _reports(reading: Reading) -> dict[tuple[str, str], Any]:
    of_periods = [_REPORT.type == "periodic", _REPORT.period.in_(reading.period_codes)]
    names = ("id", "unit", "period", "type", "status", "first_submitted_at")
    return {(row.unit, row.period): row for row in reading.rows("report", *names, order=("id",), where=of_periods)}


def _duties(facts: Facts) -> list[Duty]:
    reports = facts.reading.once(_reports)
    return [
        Duty(
            unit,
            period,
            report,
            facts.me.day_of(report.first_submitted_at) if report and report.first_submitted_at else None,
        )
        for period in facts.periods
        for unit in facts.reading.once(_units)
        if unit.reports and lives.lives_on(unit, period.due_on)
        for report in [reports.get((unit.code, period.code))]
    ]


def _approved(reading: Reading) -> dict[tuple[str, int], int]:
    years = sorted({facts.year for facts in reading.facts.values()})
    approved = [_PLAN.year.in_(years), _PLAN.approved_at.is_not(None)]
    rows = reading.rows("plan", "id", "unit", "year", order=("id",), where=approved)
    return {(row.unit, row.year): row.id for row in rows}


def _plans(facts: Facts) -> list[Owing]:
    approved = facts.reading.once(_approved)
    owing = [unit for unit in facts.reading.once(_units) if unit.plans and lives.belongs_to(unit, facts.span)]
    return [Owing(unit, approved.get((unit.code, facts.year))) for unit in owing]


def _duty(scope: Scope, duty: Duty) -> Entry:
    unit, period = duty.unit, duty.period
    session, me = scope.facts.session, scope.facts.me
    key = duty.report.id if duty.report is not None and is_shown(session, me, duty.report) else None
    return Entry(
        "report",
        key,
        unit.name,
        duty.submitted_on,
        period.due_on,
        unit=unit.code,
        period=period.code,
        state=duty.state_on(scope.facts.me.today),
    )


def _plan(_: Scope, owing: Owing) -> Entry:
    return Entry("plan", owing.plan, owing.unit.name, unit=owing.unit.code)


_REPORTS = Judged(_due, lambda _, duty: duty.is_met, _duty)
_PLANS = Judged(_owing, lambda _, owing: owing.plan is not None, _plan)
reports_behind, plans_behind = _REPORTS.behind, _PLANS.behind
