"""The indicator of opinion: supportive less worried, over the pulses whose three counts are shown and over no others.

What the register hides (app/domain/pulses.py) is in no figure: nothing that anyone can ask depends on a hidden count.
"""

from functools import partial
from typing import Any, NamedTuple

from app.domain import pulses
from app.domain.few import LEAST_OPINIONS
from app.domain.groups import Member
from app.domain.indicators.arithmetic import Measured, ratio
from app.domain.indicators.entry import Entry, paged
from app.domain.indicators.facts import Facts, Reading, Scope, tables
from app.domain.indicators.listed import parts
from app.domain.pages import Ask, Page


class Told(NamedTuple):
    """A pulse as it is told: its counts are None where they are hidden."""

    id: int
    period: str
    unit: str | None
    group: Member
    content_group: str
    opinion: pulses.Opinion

    @property
    def balance(self) -> int:
        return (self.opinion.supportive or 0) - (self.opinion.worried or 0)

    @property
    def people(self) -> int:
        return self.opinion.total or 0


def opinion_balance(scope: Scope) -> Measured:
    """Supportive less worried, as a share of all; no figure where the shown pulses hold under 20 opinions."""
    every, shown = _told(scope.facts), _shown(scope.facts)
    left_out, people = len(every) - len(shown), sum(one.people for one in shown)
    if people < LEAST_OPINIONS:
        return Measured(left_out=left_out)
    balance = sum(one.balance for one in shown)
    return Measured(balance, people, ratio(balance, people), left_out=left_out)


def _told(facts: Facts) -> list[Told]:
    """Every pulse of the span, in the order in which they were entered: groups are never ranked by opinion."""
    return [one for one in facts.reading.once(_pulses) if one.period in facts.period_codes]


def _shown(facts: Facts) -> list[Told]:
    return [one for one in _told(facts) if not one.opinion.suppressed]


def _pulses(reading: Reading) -> list[Told]:
    known = {one.code: one for one in reading.groups}
    of_periods = [tables["pulse"].c.period.in_(reading.period_codes)]
    names = ("id", "period", "unit", "group", "content_group", *pulses.COUNTS)
    return [
        Told(row.id, row.period, row.unit, known[row.group], row.content_group, pulses.opinion(row, known[row.group]))
        for row in reading.rows("pulse", *names, order=("id",), where=of_periods)
    ]


def _page(amount: str, scope: Scope, ask: Ask) -> Page[Entry]:
    names = {row.code: row.name for row in scope.facts.reading.content_groups}
    rows = [] if opinion_balance(scope).denominator is None else _shown(scope.facts)
    return paged(rows, ask, lambda one: _entry(one, names, getattr(one, amount)))


def _entry(one: Told, names: dict[str, Any], amount: int) -> Entry:
    return Entry(
        "pulse",
        one.id,
        names[one.content_group],
        amount=amount,
        unit=one.unit,
        group=one.group.code,
        group_name=one.group.name,
        period=one.period,
    )


behind = parts(numerator=partial(_page, "balance"), denominator=partial(_page, "people"))
