"""Indicators of concerns: how many came in, and whether those due were answered by their day."""

from dataclasses import replace
from datetime import date
from functools import partial

from sqlalchemy import and_, or_
from sqlmodel import col, select

from app.domain.access import Me
from app.domain.concerns.questions import may_see
from app.domain.indicators.arithmetic import Measured
from app.domain.indicators.entry import Entry
from app.domain.indicators.facts import Facts, Scope
from app.domain.indicators.listed import behind, count, counted
from app.models import Concern

OPEN = ("received", "verifying")


def concerns_received(scope: Scope) -> Measured:
    """Concerns received in the period, whatever became of them."""
    facts = scope.facts
    rows = [row for row in facts.once(_concerns) if facts.span.has(row.received_on)]
    rows.sort(key=lambda row: (row.received_on, row.id))
    return count(rows, lambda row: _told(facts.me, row, row.received_on))


def concerns_answered(scope: Scope) -> Measured:
    """Concerns due in the period answered by their due date, of all due less those forwarded in time.

    With a unit, those it owns. What is due today can still be answered; what was closed without an answer can't.
    """
    facts = scope.facts
    mine = [row for row in facts.once(_concerns) if facts.span.has(row.due_on) and scope.is_of(row.owner_unit)]
    forwarded = [row for row in mine if _is_forwarded_in_time(row)]
    due = [row for row in mine if not _is_forwarded_in_time(row)]
    met = [row for row in due if row.answered_on is not None and row.answered_on <= row.due_on]
    pending = sum(row.due_on >= facts.me.today and row.status in OPEN for row in due)
    entry = partial(_dealt_with, facts.me)
    return replace(counted(met, due, entry, pending), behind=behind(met, due, entry, forwarded))


def _is_forwarded_in_time(concern: Concern) -> bool:
    """Passed on by its due date, whatever came back since."""
    return concern.forwarded_on is not None and concern.forwarded_on <= concern.due_on


def _concerns(facts: Facts) -> list[Concern]:
    """Concerns received in the period or due in it, by due date."""
    received, due, span = col(Concern.received_on), col(Concern.due_on), facts.span
    within = or_(and_(received >= span.first, received <= span.last), and_(due >= span.first, due <= span.last))
    statement = select(Concern).where(Concern.ward_id == facts.me.ward_id, within)
    return list(facts.session.exec(statement.order_by(due, col(Concern.id))))


def _dealt_with(me: Me, concern: Concern) -> Entry:
    """On the day it was answered, else forwarded or closed."""
    return _told(me, concern, concern.answered_on or concern.forwarded_on or concern.closed_on)


def _told(me: Me, concern: Concern, on: date | None) -> Entry:
    unit, due_on = concern.owner_unit, concern.due_on
    if not may_see(me, concern):
        # The row must be there, or the figure would not add up; what it says must not.
        return Entry("concern", None, "", on, due_on, unit=unit)
    return Entry("concern", concern.id, concern.summary, on, due_on, unit=unit, group=concern.group)
