"""The indicator of opinion: supportive less worried, as counts only and never so few that they point at persons."""

from collections import defaultdict

from sqlalchemy import and_
from sqlmodel import col, select

from app.domain import subjects
from app.domain.indicators.arithmetic import Measured, ratio
from app.domain.indicators.entry import Entry
from app.domain.indicators.facts import Facts, Scope
from app.domain.indicators.listed import behind, with_amount
from app.domain.indicators.small_counts import Counts, Opinion, pooled, shown, sum_of
from app.models import Group, Pulse

LEAST_SUM, LEAST_GROUP = 20, 50


def opinion_balance(scope: Scope) -> Measured:
    """Supportive less worried, of all opinions of residential and audience groups; nothing where all are under 20."""
    facts = scope.facts
    opinions = _opinions(facts, facts.period_codes)
    whole = sum_of(opinions).counts
    if whole.people < LEAST_SUM:
        return Measured(behind=behind([], [], _entry))
    rows = shown(opinions, _together(facts))
    above = behind(rows, None, with_amount(_entry, lambda row: row.counts.balance))
    below = behind([], rows, with_amount(_entry, lambda row: row.counts.people))
    return Measured(
        whole.balance, whole.people, ratio(whole.balance, whole.people),
        behind=lambda which, ask: (below if which == "denominator" else above)(which, ask),
    )  # fmt: skip


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
    for pulse, group in facts.once(_pulses):
        if pulse.period in periods:
            # A group that has shrunk since tells nothing any more.
            may_be_told = group.population is None or group.population >= LEAST_GROUP
            found[pulse.content_group].append((Counts(pulse.supportive, pulse.neutral, pulse.worried), may_be_told))
    rows = subjects.content_groups(facts.session, facts.me)
    return [pooled(row.code, row.name, found[row.code]) for row in rows if row.code in found]


def _pulses(facts: Facts) -> list[tuple[Pulse, Group]]:
    of_group = and_(col(Group.ward_id) == Pulse.ward_id, col(Group.code) == Pulse.group)
    kinds = col(Group.kind).in_(("residential", "audience"))
    statement = select(Pulse, Group).join(Group, of_group).where(Pulse.ward_id == facts.me.ward_id, kinds)
    statement = statement.where(col(Pulse.period).in_(facts.period_codes))
    return list(facts.session.exec(statement.order_by(col(Pulse.id))))


def _entry(opinion: Opinion) -> Entry:
    return Entry("content_group", opinion.code, opinion.name)
