"""Indicators of people reached: they are the coverage total's own numbers, of residential groups."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

from app.domain import coverage, kept
from app.domain.bases import EVIDENCE
from app.domain.coverage import CoverageQuery, Part, Sum
from app.domain.coverage.arithmetic import parts_of
from app.domain.groups import Member
from app.domain.indicators import published
from app.domain.indicators.arithmetic import Exact, Measured, ratio, rounded, total
from app.domain.indicators.entry import Entry, State
from app.domain.indicators.facts import Facts, Scope
from app.domain.indicators.listed import Judged, number, page, parts, share
from app.domain.indicators.statistics import Interval
from app.domain.pages import Ask, Page
from app.domain.units.tree import Branch


def groups_reached(scope: Scope) -> Measured:
    """Active residential groups addressed by a placement in the period, counted or not, of all of them."""
    return _TOLD.share(scope)


def residential_coverage(scope: Scope) -> Measured:
    """Net reach of residential groups with a population, of their people; with the bounds of the estimate."""
    found = _parts(scope).values()
    people, net = sum(part.population for part in found), _net(scope)
    low, high = sum(part.low for part in found), sum(part.high for part in found)
    bounds = Interval(_shown(ratio(low, people)), _shown(ratio(high, people)), None) if people else None
    return Measured(net, people, ratio(net, people), bounds=bounds, evidence_share=evidence_share(scope).value)


def evidence_share(scope: Scope) -> Measured:
    """People with basis measured or counted, of all contacts of residential groups with a population."""
    found = _parts(scope).values()
    return share(sum(part.evidenced for part in found), sum(part.gross for part in found))


def gross_contacts(scope: Scope) -> Measured:
    """Σ people over the placements in the period."""
    return number(sum(part.gross for part in _parts(scope).values()))


def cost_per_person_reached(scope: Scope) -> Measured:
    """Spending for each person reached, by the estimate, in dong."""
    spent, net = published.spent(scope), _net(scope)
    return Measured(spent, net, ratio(spent, net))


def _is_told(scope: Scope, group: Member) -> bool:
    return group.code in scope.facts.kept("told", scope.units, lambda: _told(scope))


def _told(scope: Scope) -> frozenset[str]:
    """A page of groups costs what they do, not what the log does; a figure made of them is kept itself. Where nothing
    else is asked for, nobody is summed up.
    """
    if scope.facts.reading.is_alone:
        return coverage.sums.groups(scope.facts.session, _scope(scope))
    if not scope.facts.reading.is_paged:
        return frozenset(one.group for one in _sums(scope))
    session, me, key = scope.facts.session, scope.facts.me, ("told groups", scope.facts.code, scope.units)
    return kept.answer(session, me, key, lambda: frozenset(one.group for one in _sums(scope)))


def _sums(scope: Scope) -> list[Sum]:
    """What the period's placements gave to each residential group, by channel; of the units' own products alone."""
    facts, units = scope.facts, scope.units
    if units and facts.reading.by_unit:
        return facts.once(_of_units).get(units[0], [])
    if units is not None:
        return facts.kept("sums", units, lambda: coverage.sums.of(facts.session, _scope(scope)))
    return facts.once(_of_all)


def _of_all(facts: Facts) -> list[Sum]:
    return coverage.sums.growing(facts.session, facts.me, _query(facts), _scope(Scope(facts)))


def _of_units(facts: Facts) -> dict[str | None, list[Sum]]:
    return coverage.sums.by_value(facts.session, _scope(Scope(facts)), "unit")


def _scope(scope: Scope) -> coverage.Scope:
    facts = scope.facts
    return coverage.scope_within(facts.me, _query(facts), facts.span, facts.reading.groups, scope.units)


def _query(facts: Facts) -> CoverageQuery:
    return CoverageQuery(period=facts.code, kind="residential")


def _parts(scope: Scope) -> dict[str, Part]:
    facts = scope.facts
    populations = {group.code: group.population for group in facts.residential}
    return facts.kept("parts", scope.units, lambda: parts_of(populations, _sums(scope)))


def _net(scope: Scope) -> Exact:
    return total(part.net for part in _parts(scope).values())


def _shown(share_: Exact | None) -> float:
    return float(rounded(share_, 6) or 0)


def _known(scope: Scope) -> list[Member]:
    return [group for group in scope.facts.residential if group.population is not None]


def _reached(scope: Scope) -> list[tuple[Member, Decimal]]:
    """Groups with the people reached in each: a page of them costs what the groups do, not what the log does."""
    session, me, key = scope.facts.session, scope.facts.me, ("net by group", scope.facts.code, scope.units)
    nets = kept.answer(session, me, key, lambda: {code: part.net for code, part in _parts(scope).items()})
    return [(group, nets[group.code]) for group in _known(scope) if nets[group.code]]


def _group(_: Scope, group: Member) -> Entry:
    return Entry("group", group.code, group.name, group=group.code, group_name=group.name)


def _net_of(scope: Scope, reached: tuple[Member, Decimal]) -> Entry:
    """Net reach, never in whole people."""
    return replace(_group(scope, reached[0]), amount=float(round(reached[1], 6)))


def _people_of(scope: Scope, group: Member) -> Entry:
    return replace(_group(scope, group), amount=group.population)


def _missed(scope: Scope) -> list[tuple[Member, Decimal]]:
    """Groups with the people who were not reached, most of them first."""
    nets = {group.code: net for group, net in _reached(scope)}
    rest = [(group, (group.population or 0) - nets.get(group.code, Decimal(0))) for group in _known(scope)]
    return sorted((row for row in rest if row[1] > 0), key=lambda row: -row[1])


def _missed_of(scope: Scope, missed: tuple[Member, Decimal]) -> Entry:
    return replace(_net_of(scope, missed), state="missing")


def _rows_of_reach(
    which: coverage.Which, state: Callable[[str | None], State | None], scope: Scope, ask: Ask
) -> Page[Entry]:
    """Rows of reach, newest first; how each stands, its basis says."""
    facts = scope.facts
    query = CoverageQuery(period=facts.code, kind="residential", **_whose(scope.units))
    found = coverage.entries(facts.session, facts.me, query, ask, which)
    return Page([replace(_reach(row), state=state(row.basis)) for row in found.items], found.next)


def _whose(units: Branch | None) -> dict[str, Any]:
    """Units as coverage is asked for them: a branch by the unit at its head."""
    return {"unit": units[0], "with_children": len(units) > 1} if units else {}


def _reach(row: coverage.Entry) -> Entry:
    return Entry(
        "reach",
        row.placement,
        row.title,
        row.published_on,
        amount=row.people,
        group=row.group,
        group_name=row.group_name,
        old_groups=row.old_groups,
        channel=row.channel,
        product=row.product,
        logged_after=row.logged_after or None,
    )


def _evidence(basis: str | None) -> State:
    return "met" if basis in EVIDENCE else "missing"


_TOLD = Judged(lambda scope: scope.facts.residential, _is_told, _group)
groups_behind = _TOLD.behind
people_behind = parts(
    numerator=page(_net_of, _reached), denominator=page(_people_of, _known), missing=page(_missed_of, _missed)
)
evidence_behind = parts(
    numerator=partial(_rows_of_reach, "evidenced", _evidence),
    denominator=partial(_rows_of_reach, "counted", _evidence),
    missing=partial(_rows_of_reach, "estimated", _evidence),
)
# The numerator of this one is what stands below the line of evidence_share.
gross_behind = parts(numerator=partial(_rows_of_reach, "counted", lambda _: None))
cost_behind = parts(numerator=published.spent_page, denominator=page(_net_of, _reached))
