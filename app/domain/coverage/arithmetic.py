"""Coverage: which share of the people of the groups a scope of placements reached. SPEC 4.1; the only such arithmetic.

Audiences of one channel are taken as nested, those of different channels as independent (Sainsbury's method; see
J. M. Caffyn and M. Sagovsky, Net Audiences of British Newspapers: A Comparison of the Agostini and Sainsbury Methods,
Journal of Advertising Research 3(1), 1963). The bounds are Fréchet's (M. Fréchet, Généralisation du théorème des
probabilités totales, Fundamenta Mathematicae 25, 1935): they hold however the audiences overlap.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from typing import NamedTuple

# Sums are made with 50 digits and rounded once: a half is then a half, whatever order the rows came in.
PRECISE = Context(prec=50)
EVIDENCE = ("measured", "counted")


class Contact(NamedTuple):
    """One group reached by one placement; people None: addressed, not counted."""

    group: str
    channel: str
    product: int
    placement: int
    people: int | None
    basis: str | None


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
        return self.evidence_share is not None and self.evidence_share < 0.5


class Part(NamedTuple):
    """What one group with a population gives to a sum, unrounded."""

    population: int
    gross: int
    evidenced: int
    net: Decimal
    low: Decimal
    high: Decimal


def figures(populations: dict[str, int | None], found: Iterable[Contact]) -> Figures:
    """The total over these groups (code → population or None) of these contacts: what every door computes with.

    Sums N, gross, net, low and high over the groups with a population, then divides; data gaps add to counts alone.
    """
    seen = list(found)
    with localcontext(PRECISE):
        parts = list(parts_of(populations, seen).values())
        people = sum(part.population for part in parts)
        gross = sum(part.gross for part in parts)
        evidenced = sum(part.evidenced for part in parts)
        net = sum((part.net for part in parts), Decimal(0))
        low = sum((part.low for part in parts), Decimal(0))
        high = sum((part.high for part in parts), Decimal(0))
        return Figures(
            people, *_counts(seen), gross, whole(net), whole(low), whole(high), ratio(net, people), ratio(low, people),
            ratio(high, people), ratio(gross, net, 3), ratio(evidenced, gross),
        )  # fmt: skip


def parts_of(populations: dict[str, int | None], found: Iterable[Contact]) -> dict[str, Part]:
    """What each group with a population gives to a total of these contacts, in the order of the groups."""
    of_group: dict[str, list[Contact]] = defaultdict(list)
    for contact in found:
        of_group[contact.group].append(contact)
    with localcontext(PRECISE):
        return {code: _part(people, of_group[code]) for code, people in populations.items() if people is not None}


def of_gap(found: Iterable[Contact]) -> Figures:
    """The row of a group without a population: counts and gross, and no coverage."""
    found = list(found)
    gross = sum(contact.people or 0 for contact in found)
    evidenced = sum(contact.people or 0 for contact in found if contact.basis in EVIDENCE)
    nothing = (None,) * 7
    return Figures(None, *_counts(found), gross, *nothing, ratio(evidenced, gross))


def _part(population: int, found: Iterable[Contact]) -> Part:
    """One group's net reach and bounds in people, unrounded.

    m(c) = the largest people/N of channel c, at most 1 (a population may have been lowered since);
    net = N·(1 − Π(1 − m(c))), low = N·max m(c), high = N·min(1, Σ people/N).
    """
    largest: dict[str, int] = defaultdict(int)
    gross = evidenced = capped = 0
    for contact in found:
        if contact.people is None:
            continue
        people = min(contact.people, population)
        largest[contact.channel] = max(largest[contact.channel], people)
        gross += contact.people
        capped += people
        evidenced += contact.people if contact.basis in EVIDENCE else 0
    missed = Decimal(population)
    for people in largest.values():
        missed = missed * (population - people) / population
    low = max(largest.values(), default=0)
    return Part(population, gross, evidenced, population - missed, Decimal(low), Decimal(min(population, capped)))


def _counts(found: list[Contact]) -> tuple[int, int]:
    return len({contact.product for contact in found}), len({contact.placement for contact in found})


def whole(people: Decimal) -> int:
    """People as a whole number; a half goes to the even one."""
    # 30 digits first: what is a half but for the last of 50 digits is a half.
    return int(people.quantize(Decimal("1e-25")).to_integral_value())


def ratio(part: Decimal | int, of: Decimal | int, digits: int = 6) -> float | None:
    """The quotient with so many decimals; None where the divisor is 0."""
    if not of:
        return None
    return float(round((Decimal(part) / Decimal(of)).quantize(Decimal("1e-25")), digits))
