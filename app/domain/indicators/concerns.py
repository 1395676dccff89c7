"""Indicators of concerns: how many came in, and whether those due were answered by their day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import Date, and_, bindparam, case, func, not_, or_, select, true
from sqlmodel import col

from app import db
from app.domain.concerns.inputs import OPEN
from app.domain.concerns.questions import is_own, may_see
from app.domain.indicators.arithmetic import Measured
from app.domain.indicators.entry import Entry, State
from app.domain.indicators.facts import Facts, Scope
from app.domain.indicators.listed import by_day, number, parts, share
from app.domain.pages import Ask, Page
from app.models import Concern

_DUE, _ID, _ANY = col(Concern.due_on), col(Concern.id), true()
# Passed on by its due date, whatever came back since.
_FORWARDED = and_(col(Concern.forwarded_on).is_not(None), col(Concern.forwarded_on) <= _DUE)
_COUNTS = or_(col(Concern.forwarded_on).is_(None), col(Concern.forwarded_on) > _DUE)
_MET = and_(_COUNTS, col(Concern.answered_on).is_not(None), col(Concern.answered_on) <= _DUE)
_OPEN = and_(_COUNTS, bindparam("today", type_=Date) <= _DUE, col(Concern.status).in_(OPEN))
_DEALT: Any = (
    select(col(Concern.owner_unit), *(func.sum(case((one, 1), else_=0)) for one in (_COUNTS, _MET, _OPEN)))
    .where(col(Concern.ward_id) == bindparam("ward"), is_own(), _DUE.between(bindparam("first"), bindparam("last")))
    .group_by(col(Concern.owner_unit))
)


class Dealt(NamedTuple):
    """How many of a unit's concerns were due in the period but for those forwarded in time, met, and still open."""

    unit: str
    due: int
    met: int
    pending: int


def concerns_received(scope: Scope) -> Measured:
    """Concerns received in the period, whatever became of them."""
    return number(scope.facts.count("concern", "received_on"))


def concerns_answered(scope: Scope) -> Measured:
    """Concerns due in the period answered by their due date, of all due less those forwarded in time.

    Of units, those they own. What is due today can still be answered; what was closed without an answer can't.
    """
    mine = [one for one in scope.facts.once(_dealt) if scope.is_of(one.unit)]
    return share(sum(one.met for one in mine), sum(one.due for one in mine), sum(one.pending for one in mine))


def _dealt(facts: Facts) -> list[Dealt]:
    """By unit."""
    return [Dealt(*row) for row in db.read(facts.session, _DEALT, facts.asked | {"today": facts.me.today})]


def _page(
    scope: Scope, ask: Ask, day: Any, told: Callable[[Scope, Concern], Entry], condition: Any = _ANY
) -> Page[Entry]:
    mine = (col(Concern.ward_id) == scope.facts.me.ward_id, is_own())
    statement = select(Concern).where(*mine, scope.facts.has(day), condition)
    if scope.units is not None:
        statement = statement.where(col(Concern.owner_unit).in_(scope.units))
    return by_day(scope, statement, (day, _ID), ask, lambda row: told(scope, row[0]))


def _received(scope: Scope, concern: Concern) -> Entry:
    return _told(scope, concern, concern.received_on)


def _dealt_with(scope: Scope, concern: Concern) -> Entry:
    """With the day it was answered, else forwarded or closed."""
    on = concern.answered_on or concern.forwarded_on or concern.closed_on
    return replace(_told(scope, concern, on), state=_state(scope, concern))


def _state(scope: Scope, concern: Concern) -> State | None:
    """How it stands; None for what was forwarded in time, which is held against nobody."""
    if concern.forwarded_on is not None and concern.forwarded_on <= concern.due_on:
        return None
    if concern.answered_on is not None:
        return "met" if concern.answered_on <= concern.due_on else "late"
    if concern.status in OPEN:
        return "running" if scope.facts.me.today <= concern.due_on else "overdue"
    return "forwarded" if concern.forwarded_on is not None else "closed"


def _told(scope: Scope, concern: Concern, on: date | None) -> Entry:
    unit, due_on = concern.owner_unit, concern.due_on
    if not may_see(scope.facts.me, concern):
        # The row must be there, or the figure would not add up; what it says must not.
        return Entry("concern", None, "", on, due_on, unit=unit)
    return Entry("concern", concern.id, concern.summary, on, due_on, unit=unit, group=concern.group)


received_behind = parts(numerator=partial(_page, day=col(Concern.received_on), told=_received))
# "forwarded" lies beside the figure: «chuyển đúng hạn».
_due = partial(_page, day=_DUE, told=_dealt_with)
answered_behind = parts(
    numerator=partial(_due, condition=_MET),
    denominator=partial(_due, condition=_COUNTS),
    missing=partial(_due, condition=and_(_COUNTS, not_(_MET))),
    forwarded=partial(_due, condition=_FORWARDED),
)
