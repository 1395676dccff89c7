"""What the figures must be, worked out once more and slowly, from the rows themselves and in exact fractions."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from bench.world import POPULATIONS, Product, Quarter

Figures = dict[str, Any]


def coverage(rows: Iterable[Product], quarter: Quarter) -> dict[str, Figures]:
    """Per group, and "total": the figures that GET /api/v1/coverage answers for the quarter."""
    within = [one for one in rows if quarter.first <= one.day <= quarter.last]
    groups = list(POPULATIONS)
    return {group: _figures(within, [group]) for group in groups} | {"total": _figures(within, groups)}


def _figures(rows: list[Product], groups: list[str]) -> Figures:
    parts = [_part(rows, group) for group in groups]
    population = sum(POPULATIONS[group] for group in groups)
    gross, evidenced, net, low, high = (sum(column) for column in zip(*parts, strict=True))
    products = sum(any(row.group in groups for row in one.reach) for one in rows)
    return {
        "population": population,
        "products": products,
        "placements": products,
        "gross_reach": int(gross),
        "net_reach": round(net),
        "net_reach_low": round(low),
        "net_reach_high": round(high),
        "coverage": _rounded(net, population, 6),
        "coverage_low": _rounded(low, population, 6),
        "coverage_high": _rounded(high, population, 6),
        "frequency": _rounded(gross, net, 3),
        "evidence_share": _rounded(evidenced, gross, 6),
    }


def _part(rows: list[Product], group: str) -> tuple[Fraction, ...]:
    people = POPULATIONS[group]
    largest: dict[str, int] = {}
    gross = evidenced = 0
    for one in rows:
        for row in one.reach:
            if row.group == group:
                gross += row.people
                evidenced += row.people if row.basis != "estimated" else 0
                largest[one.channel] = max(largest.get(one.channel, 0), row.people)
    missed = Fraction(people)
    for most in largest.values():
        missed *= 1 - Fraction(most, people)
    low = max(largest.values(), default=0)
    return tuple(Fraction(part) for part in (gross, evidenced, people - missed, low, min(people, gross)))


def _rounded(part: Fraction, of: Fraction | int, digits: int) -> float | None:
    return float(round(part / of, digits)) if of else None
