"""Coverage: which share of the people of the groups a scope of placements reached. SPEC 4.1; the only such arithmetic.

Audiences of one channel are taken as nested, those of different channels as independent (Sainsbury's method; see
J. M. Caffyn and M. Sagovsky, Net Audiences of British Newspapers: A Comparison of the Agostini and Sainsbury Methods,
Journal of Advertising Research 3(1), 1963). The bounds are Fréchet's (M. Fréchet, Généralisation du théorème des
probabilités totales, Fundamenta Mathematicae 25, 1935): they hold however the audiences overlap.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from typing import Any, Literal, NamedTuple

from app.domain.bases import EVIDENCE

# Sums are made with 50 digits and rounded once: a half is then a half, whatever order the rows came in.
PRECISE = Context(prec=50)


class Contact(NamedTuple):
    """One group reached by one placement; people None: addressed, not counted."""

    group: str
    channel: str
    product: int
    placement: int
    people: int | None
    basis: str | None


class Sum(NamedTuple):
    """What all placements on one channel gave to one group: how many, and the sums and the largest of their people."""

    group: str
    channel: str
    placements: int
    gross: int
    evidenced: int
    # The most people that one of them reached; 0 where nobody counted.
    largest: int


class Counts(NamedTuple):
    """How many different products and placements reached or addressed any of the groups."""

    products: int = 0
    placements: int = 0


def is_mostly_estimated(evidence_share: float | None) -> bool:
    """Whether less than half of the contacts rest on a count or a measurement; not where there are none."""
    return evidence_share is not None and evidence_share < 0.5


def lacking(told: Mapping[str, Any]) -> Literal["population", "count"] | None:
    """What nobody gave, so that how many heard is unknown and not 0: of figures as they are told and kept.

    The population where people were counted, or may have been, of whom nobody knows among how many: a total over groups
    without one has a population of 0, and counts nobody. The count where it came to them and nobody counted.
    """
    if not told["placements"]:
        return None
    if told["coverage"] is None and (told["gross_reach"] or told["population"] is not None):
        return "population"
    return None if told["gross_reach"] else "count"


@dataclass(frozen=True)
class Figures:
    """Coverage of one row: people in whole numbers, shares with 6 decimals, frequency with 3; halves to even."""

    population: int | None
    products: int
    placements: int
    gross_reach: int
    net_reach: int | None
    net_reach_low: int | None
    net_reach_high: int | None
    coverage: float | None
    coverage_low: float | None
    coverage_high: float | None
    frequency: float | None
    evidence_share: float | None

    @property
    def missed(self) -> int | None:
        """How many people nothing in the scope reached, by the estimate."""
        return None if self.population is None or self.net_reach is None else self.population - self.net_reach

    @property
    def rest(self) -> float | None:
        """The share of the people that nothing in the scope reached, by the estimate."""
        return None if self.coverage is None else round(1 - self.coverage, 6)

    @property
    def is_addressed(self) -> bool:
        """Something was put out here, and nobody counted."""
        return self.placements > 0 and self.gross_reach == 0

    @property
    def mostly_estimated(self) -> bool:
        return is_mostly_estimated(self.evidence_share)

    @property
    def is_wide(self) -> bool:
        """Whether the estimate lies so far above its floor that counting somewhere is worth the trouble."""
        return self.coverage is not None and self.coverage - (self.coverage_low or 0) > 0.1


class Part(NamedTuple):
    """What one group with a population gives to a sum, unrounded."""

    population: int
    gross: int
    evidenced: int
    net: Decimal
    low: int
    high: int


def figures(populations: Mapping[str, int | None], sums: Iterable[Sum], counts: Counts) -> Figures:
    """The total over these groups (code → population or None): what every door computes with.

    Sums N, gross, net, low and high over the groups with a population, then divides; data gaps add to counts alone.
    """
    return of_parts(parts_of(populations, sums).values(), counts)


def of_parts(parts: Collection[Part], counts: Counts) -> Figures:
    """The same from what each group gives, which is worked out once for its own row and for every total."""
    with localcontext(PRECISE):
        people = sum(part.population for part in parts)
        gross = sum(part.gross for part in parts)
        evidenced = sum(part.evidenced for part in parts)
        net = sum((part.net for part in parts), Decimal(0))
        low = sum(part.low for part in parts)
        high = sum(part.high for part in parts)
        return Figures(
            people,
            *counts,
            gross,
            whole(net),
            low,
            high,
            ratio(net, people),
            ratio(low, people),
            ratio(high, people),
            ratio(gross, net, 3),
            ratio(evidenced, gross),
        )


def of_contacts(populations: Mapping[str, int | None], found: Collection[Contact]) -> Figures:
    """The total of contacts that stand in no log: of an example, or of an entry before it is saved."""
    return figures(populations, tally(found), counts_of(found))


def parts_of(populations: Mapping[str, int | None], sums: Iterable[Sum]) -> dict[str, Part]:
    """What each group with a population gives to a total, in the order of the groups."""
    of_group: dict[str, list[Sum]] = {code: [] for code, people in populations.items() if people is not None}
    for one in sums:
        if one.group in of_group:
            of_group[one.group].append(one)
    with localcontext(PRECISE):
        return {code: _part(populations[code] or 0, found) for code, found in of_group.items()}


def of_gap(sums: Iterable[Sum], counts: Counts) -> Figures:
    """The row of a group without a population: counts and gross, and no coverage."""
    found = list(sums)
    gross, evidenced = sum(one.gross for one in found), sum(one.evidenced for one in found)
    nothing = (None,) * 7
    return Figures(None, *counts, gross, *nothing, ratio(evidenced, gross))


def tally(found: Iterable[Contact]) -> list[Sum]:
    """Contacts as sums by group and channel, as the log's own are summed where it lies."""
    of_channel: dict[tuple[str, str], list[Contact]] = defaultdict(list)
    for contact in found:
        of_channel[contact.group, contact.channel].append(contact)
    return [_sum(group, channel, mine) for (group, channel), mine in of_channel.items()]


def merged(sums: Iterable[Sum]) -> list[Sum]:
    """Sums of several scopes that share no placement, as those of all of them together."""
    of_channel: dict[tuple[str, str], Sum] = {}
    for one in sums:
        key = (one.group, one.channel)
        old = of_channel.get(key)
        of_channel[key] = (
            one
            if old is None
            else Sum(
                *key,
                old.placements + one.placements,
                old.gross + one.gross,
                old.evidenced + one.evidenced,
                max(old.largest, one.largest),
            )
        )
    return list(of_channel.values())


def counts_of(found: Iterable[Contact]) -> Counts:
    seen = list(found)
    return Counts(len({contact.product for contact in seen}), len({contact.placement for contact in seen}))


def _sum(group: str, channel: str, found: list[Contact]) -> Sum:
    people = [contact.people or 0 for contact in found]
    evidenced = sum(contact.people or 0 for contact in found if contact.basis in EVIDENCE)
    return Sum(group, channel, len(found), sum(people), evidenced, max(people))


def _part(population: int, sums: list[Sum]) -> Part:
    """One group's net reach in people, unrounded, and its bounds, which are whole.

    m(c) = the largest people/N of channel c, at most 1 (a population may have been lowered since);
    net = N·(1 − Π(1 − m(c))), low = N·max m(c), high = N·min(1, Σ people/N): who reached more than N alone fills N.
    """
    gross = sum(one.gross for one in sums)
    largest = [min(one.largest, population) for one in sums]
    missed = Decimal(population)
    for people in largest:
        missed = missed * (population - people) / population
    low = max(largest, default=0)
    return Part(population, gross, sum(one.evidenced for one in sums), population - missed, low, min(population, gross))


def whole(people: Decimal) -> int:
    """People as a whole number; a half goes to the even one."""
    # 30 digits first: what is a half but for the last of 50 digits is a half.
    return int(people.quantize(Decimal("1e-25")).to_integral_value())


def ratio(part: Decimal | int, of: Decimal | int, digits: int = 6) -> float | None:
    """The quotient with so many decimals; None where the divisor is 0."""
    if not of:
        return None
    return float(round((Decimal(part) / Decimal(of)).quantize(Decimal("1e-25")), digits))
