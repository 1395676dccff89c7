"""Indicators of people reached: they are the coverage total's own numbers, of residential groups."""

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal

from app.domain import coverage
from app.domain.coverage import Contact, CoverageQuery, Part
from app.domain.errors import NotFound
from app.domain.indicators import published
from app.domain.indicators.arithmetic import Behind, Exact, Measured, ratio, rounded, total
from app.domain.indicators.entry import Entry, Which
from app.domain.indicators.facts import Facts, Scope
from app.domain.indicators.listed import behind, counted, with_amount
from app.domain.indicators.statistics import Interval
from app.domain.pages import Ask, Page
from app.models import Group


def groups_reached(scope: Scope) -> Measured:
    """Active residential groups addressed by a placement in the period, counted or not, of all of them."""
    told = {contact.group for contact in _contacts(scope)}
    every = scope.facts.residential
    return counted([group for group in every if group.code in told], every, _group)


def residential_coverage(scope: Scope) -> Measured:
    """Net reach of residential groups with a population, of their people; with the bounds of the estimate."""
    parts = _parts(scope)
    people = sum(part.population for part in parts.values())
    net, low, high = (_sum(parts, lambda part: part.net), _sum(parts, lambda part: part.low),
                      _sum(parts, lambda part: part.high))  # fmt: skip
    bounds = Interval(_shown(ratio(low, people)), _shown(ratio(high, people)), None) if people else None
    return Measured(net, people, ratio(net, people), bounds=bounds, behind=_people(scope, parts))


def evidence_share(scope: Scope) -> Measured:
    """People with basis measured or counted, of all contacts of residential groups with a population."""
    parts = _parts(scope).values()
    evidenced, gross = sum(part.evidenced for part in parts), sum(part.gross for part in parts)
    return Measured(evidenced, gross, ratio(evidenced, gross), behind=_rows_of_reach(scope))


def gross_contacts(scope: Scope) -> Measured:
    """Σ people over the placements in the period."""
    gross = sum(part.gross for part in _parts(scope).values())
    rows = _rows_of_reach(scope)
    # The numerator of this one is what stands below the line of evidence_share.
    return Measured(gross, None, gross, behind=_as(rows, {"numerator": "denominator"}))


def cost_per_person_reached(scope: Scope) -> Measured:
    """Spending for each person reached, by the estimate, in dong."""
    spending, parts = published.spending(scope), _parts(scope)
    net, people = _sum(parts, lambda part: part.net), _people(scope, parts)

    def page(which: Which, ask: Ask) -> Page[Entry]:
        if which == "numerator" and spending.behind is not None:
            return spending.behind(which, ask)
        # What stands below the line here is what stands above it in the coverage.
        return _as(people, {"denominator": "numerator"})(which, ask)

    return Measured(spending.value, net, ratio(spending.value or 0, net), behind=page)


def _as(pages: Behind, names: dict[Which, Which]) -> Behind:
    """Another indicator's entries under other names; raises NotFound for a part that has none."""

    def page(which: Which, ask: Ask) -> Page[Entry]:
        if which not in names:
            raise NotFound()
        return pages(names[which], ask)

    return page


def _every_contact(facts: Facts) -> list[tuple[str | None, Contact]]:
    """Contacts of the residential groups, each with the unit whose product it was."""
    query = CoverageQuery(period=facts.code, kind="residential", by="unit")
    wanted = {group.code for group in facts.residential}
    return coverage.contacts(facts.session, facts.me, query, facts.span, None, wanted)


def _of_units(facts: Facts) -> dict[str | None, list[Contact]]:
    """Contacts by unit; under None, all of them."""
    every = facts.once(_every_contact)
    found: dict[str | None, list[Contact]] = defaultdict(list)
    found[None] = [contact for _, contact in every]
    for unit, contact in every:
        found[unit].append(contact)
    return found


def _contacts(scope: Scope) -> list[Contact]:
    return scope.facts.once(_of_units).get(scope.unit, [])


def _parts(scope: Scope) -> dict[str, Part]:
    populations = {group.code: group.population for group in scope.facts.residential}
    return scope.facts.kept("parts", scope.unit, lambda: coverage.parts_of(populations, _contacts(scope)))


def _sum(parts: dict[str, Part], people: Callable[[Part], Decimal]) -> Exact:
    return total(people(part) for part in parts.values())


def _shown(share: Exact | None) -> float:
    return float(rounded(share, 6) or 0)


def _group(group: Group) -> Entry:
    return Entry("group", group.code, group.name, group=group.code, group_name=group.name)


def _people(scope: Scope, parts: dict[str, Part]) -> Behind:
    """Groups with their net reach, never in whole people, over all groups with a population and theirs."""
    known = [group for group in scope.facts.residential if group.code in parts]
    reached = [group for group in known if parts[group.code].net]
    above = behind(reached, None, with_amount(_group, lambda group: float(round(parts[group.code].net, 6))))
    below = behind([], known, with_amount(_group, lambda group: parts[group.code].population))
    return lambda which, ask: (below if which == "denominator" else above)(which, ask)


def _rows_of_reach(scope: Scope) -> Behind:
    """Rows of reach, newest first: those with evidence, over all that were counted."""
    facts = scope.facts
    query = CoverageQuery(period=facts.code, kind="residential", unit=scope.unit)

    def page(which: Which, ask: Ask) -> Page[Entry]:
        if which == "forwarded":
            raise NotFound()
        found = coverage.counted(facts.session, facts.me, query, ask, evidenced=which == "numerator")
        return Page([_reach(row) for row in found.items], found.next)

    return page


def _reach(row: coverage.Entry) -> Entry:
    return Entry(
        "reach", row.placement, row.title, row.published_on, amount=row.people, group=row.group,
        group_name=row.group_name, channel=row.channel, product=row.product,
    )  # fmt: skip
