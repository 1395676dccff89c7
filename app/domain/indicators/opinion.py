"""The indicator of opinion: supportive less worried, as counts only and never so few that they point at persons."""

from collections import defaultdict
from typing import Any

from app.domain.indicators.arithmetic import Measured, ratio
from app.domain.indicators.entry import Entry, paged
from app.domain.indicators.facts import Facts, Reading, Scope, tables
from app.domain.indicators.listed import parts
from app.domain.indicators.small_counts import Counts, Opinion, pooled, shown, sum_of

LEAST_SUM, LEAST_GROUP = 20, 50


def opinion_balance(scope: Scope) -> Measured:
    """Supportive less worried, of all opinions of residential and audience groups; nothing where all are under 20."""
    whole = _whole(scope.facts)
    if whole.people < LEAST_SUM:
        return Measured()
    return Measured(whole.balance, whole.people, ratio(whole.balance, whole.people))


def _whole(facts: Facts) -> Counts:
    return sum_of(_opinions(facts, facts.period_codes)).counts


def _shown(facts: Facts) -> list[Opinion]:
    """Content group by content group, as far as they may be told apart; nothing where all are under 20."""
    if _whole(facts).people < LEAST_SUM:
        return []
    return shown(_opinions(facts, facts.period_codes), _together(facts))


def _together(facts: Facts) -> set[str | None]:
    """What some period of a year merges stays merged over the year: else the other periods would tell it apart."""
    merged: set[str | None] = set()
    for period in facts.period_codes if len(facts.periods) > 1 else []:
        opinions = _opinions(facts, [period])
        merged |= {one.code for one in opinions} - {one.code for one in shown(opinions)}
    return merged


def _opinions(facts: Facts, periods: list[str]) -> list[Opinion]:
    """Every content group with a pulse in these periods, in the plan's order."""
    found: dict[str, list[tuple[Counts, bool]]] = defaultdict(list)
    known = {one.code: one for one in facts.reading.groups if one.kind in ("residential", "audience")}
    for pulse in facts.reading.once(_pulses):
        if pulse.period in periods and pulse.group in known:
            people = known[pulse.group].population
            # A group that has shrunk since tells nothing any more.
            may_be_told = people is None or people >= LEAST_GROUP
            found[pulse.content_group].append((Counts(pulse.supportive, pulse.neutral, pulse.worried), may_be_told))
    rows = facts.reading.content_groups
    return [pooled(row.code, row.name, found[row.code]) for row in rows if row.code in found]


def _pulses(reading: Reading) -> list[Any]:
    of_periods = [tables["pulse"].c.period.in_(reading.period_codes)]
    names = ("period", "group", "content_group", "supportive", "neutral", "worried")
    return reading.rows("pulse", *names, order=("id",), where=of_periods)


def _entry(opinion: Opinion, amount: int) -> Entry:
    return Entry("content_group", opinion.code, opinion.name, amount=amount)


behind = parts(
    numerator=lambda scope, ask: paged(_shown(scope.facts), ask, lambda row: _entry(row, row.counts.balance)),
    denominator=lambda scope, ask: paged(_shown(scope.facts), ask, lambda row: _entry(row, row.counts.people)),
)
