"""The indicator of surveys: how many of the people who were asked knew, estimated for the groups that were surveyed."""

from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from app.domain.groups import Member
from app.domain.indicators import statistics
from app.domain.indicators.arithmetic import Measured, Surveyed, ratio, rounded
from app.domain.indicators.entry import Entry
from app.domain.indicators.facts import Facts, Reading, Scope, tables
from app.domain.indicators.listed import page, parts
from app.domain.indicators.statistics import Stratum


class Asked(NamedTuple):
    """A survey; group: the residential group that it speaks for in a span, which has a population."""

    id: int
    period: str
    unit: str | None
    conducted_on: date
    asked: int
    aware: int
    group: Member
    # The old group that was asked, where another stands for it.
    old_groups: tuple[str, ...]


def surveyed_awareness(scope: Scope) -> Measured:
    """p = Σ W·p_h over the surveyed residential groups with a population, a group's surveys pooled; with its interval.

    The numerator is all who were aware, the denominator all who were asked: their quotient is not the value.
    """
    rows = _surveys(scope)
    strata = _strata(rows)
    return Measured(
        sum(row.aware for row in rows),
        sum(row.asked for row in rows),
        statistics.estimate(strata) if strata else None,
        interval=statistics.interval(strata) if strata else None,
        surveyed=_surveyed(scope.facts, strata),
    )


def _surveys(scope: Scope) -> list[Asked]:
    facts = scope.facts
    asked = (row for row in facts.reading.once(_every_survey) if row.period in facts.period_codes)
    spoken_for = facts.once(_spoken_for)
    return [
        Asked(
            row.id,
            row.period,
            row.unit,
            row.conducted_on,
            row.asked,
            row.aware,
            group,
            (row.group,) if group.code != row.group else (),
        )
        for row in asked
        if (group := spoken_for.get(row.group)) is not None
    ]


def _spoken_for(facts: Facts) -> dict[str, Member]:
    """Each residential group → the one with a population that a survey of it speaks for; one that was split is none."""
    heirs, found = facts.succession.heirs, dict[str, Member]()
    for one in facts.reading.groups:
        stands: Member | None = one if one.kind == "residential" else None
        while stands is not None and stands.code in heirs:
            stands = heirs[stands.code][0] if len(heirs[stands.code]) == 1 else None
        if stands is not None and stands.population is not None:
            found[one.code] = stands
    return found


def _every_survey(reading: Reading) -> list[Any]:
    of_periods = [tables["survey"].c.period.in_(reading.period_codes)]
    names = ("id", "period", "unit", "conducted_on", "asked", "aware", "group")
    return reading.rows("survey", *names, order=("conducted_on", "id"), where=of_periods)


def _strata(rows: list[Asked]) -> list[Stratum]:
    pooled: dict[str, Stratum] = {}
    for row in rows:
        old = pooled.get(row.group.code, Stratum(row.group.population or 0, 0, 0))
        pooled[row.group.code] = Stratum(old.population, old.asked + row.asked, old.aware + row.aware)
    return list(pooled.values())


def _surveyed(facts: Facts, strata: list[Stratum]) -> Surveyed:
    people = sum(group.population or 0 for group in facts.residential)
    share = rounded(ratio(sum(stratum.population for stratum in strata), people), 6)
    return Surveyed(len(strata), share)


def _aware(_: Scope, row: Asked) -> Entry:
    return replace(_entry(row), amount=row.aware)


def _asked(_: Scope, row: Asked) -> Entry:
    return replace(_entry(row), amount=row.asked)


def _entry(row: Asked) -> Entry:
    group = row.group
    return Entry(
        "survey",
        row.id,
        group.name,
        row.conducted_on,
        unit=row.unit,
        group=group.code,
        group_name=group.name,
        old_groups=row.old_groups,
        period=row.period,
    )


def _with_unaware(scope: Scope) -> list[Asked]:
    return [row for row in _surveys(scope) if row.asked > row.aware]


def _unaware(_: Scope, row: Asked) -> Entry:
    return replace(_entry(row), amount=row.asked - row.aware, state="missing")


behind = parts(
    numerator=page(_aware, _surveys), denominator=page(_asked, _surveys), missing=page(_unaware, _with_unaware)
)
