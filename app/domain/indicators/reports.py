"""Indicators of the reporting cycle: reports handed in on time, and plans approved for the year."""

from datetime import date
from functools import partial
from typing import NamedTuple

from sqlmodel import col, select

from app.domain import lives
from app.domain.access import Me
from app.domain.indicators.arithmetic import Measured
from app.domain.indicators.entry import Entry
from app.domain.indicators.facts import Facts, Scope
from app.domain.indicators.listed import counted
from app.models import Period, Plan, Report, Unit


class Duty(NamedTuple):
    """A unit that must report for a period, with its report's first submission."""

    unit: Unit
    period: Period
    report: Report | None
    submitted_on: date | None

    @property
    def is_met(self) -> bool:
        return self.submitted_on is not None and self.submitted_on <= self.period.due_on


class Owing(NamedTuple):
    """A unit that must have a plan, with its approved one."""

    unit: Unit
    plan: Plan | None


def reports_on_time(scope: Scope) -> Measured:
    """Units whose periodic report was first submitted by the due date, of those that must report and live on that day.

    The day is the ward's own; over a year, pairs of unit and period.
    """
    facts = scope.facts
    due = [duty for duty in facts.once(_duties) if scope.is_of(duty.unit.code)]
    pending = sum(duty.submitted_on is None and duty.period.due_on >= facts.me.today for duty in due)
    return counted([duty for duty in due if duty.is_met], due, partial(_duty, facts.me), pending)


def plans_in_place(scope: Scope) -> Measured:
    """Units that must have a plan, with an approved one for the year, of those units."""
    every = [owing for owing in scope.facts.once(_plans) if scope.is_of(owing.unit.code)]
    return counted([owing for owing in every if owing.plan is not None], every, _plan)


def _units(facts: Facts) -> list[Unit]:
    statement = select(Unit).where(Unit.ward_id == facts.me.ward_id)
    return list(facts.session.exec(statement.order_by(col(Unit.code))))


def _duties(facts: Facts) -> list[Duty]:
    statement = select(Report).where(Report.ward_id == facts.me.ward_id, Report.type == "periodic")
    found = facts.session.exec(statement.where(col(Report.period).in_(facts.period_codes)))
    reports = {(report.unit, report.period): report for report in found}
    return [
        Duty(unit, period, report, facts.me.day_of(report.first_submitted_at) if report and report.first_submitted_at
             else None)
        for period in facts.periods
        for unit in facts.once(_units)
        if unit.reports and lives.lives_on(unit, period.due_on)
        for report in [reports.get((unit.code, period.code))]
    ]  # fmt: skip


def _plans(facts: Facts) -> list[Owing]:
    statement = select(Plan).where(Plan.ward_id == facts.me.ward_id, Plan.year == facts.year)
    approved = {plan.unit: plan for plan in facts.session.exec(statement.where(col(Plan.approved_at).is_not(None)))}
    owing = [unit for unit in facts.once(_units) if unit.plans and lives.belongs_to(unit, facts.span)]
    return [Owing(unit, approved.get(unit.code)) for unit in owing]


def _duty(me: Me, duty: Duty) -> Entry:
    unit, period = duty.unit, duty.period
    key = duty.report.id if duty.report is not None and _may_read(me, duty.report) else None
    return Entry("report", key, unit.name, duty.submitted_on, period.due_on, unit=unit.code, period=period.code)


def _may_read(me: Me, report: Report) -> bool:
    """Drafts and returned reports are their unit's, the coordinator's and the leaders'."""
    if report.status in ("submitted", "accepted"):
        return True
    return me.role in ("coordinator", "leader") or (me.role, me.unit) == ("unit", report.unit)


def _plan(owing: Owing) -> Entry:
    plan = owing.plan
    return Entry("plan", plan.id if plan else None, owing.unit.name, unit=owing.unit.code)
