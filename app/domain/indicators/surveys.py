"""The indicator of surveys: how many of the people who were asked knew, estimated for the groups that were surveyed."""

from typing import NamedTuple

from sqlalchemy import and_
from sqlmodel import col, select

from app.domain.indicators import statistics
from app.domain.indicators.arithmetic import Measured, Surveyed, ratio, rounded
from app.domain.indicators.entry import Entry
from app.domain.indicators.facts import Facts, Scope
from app.domain.indicators.listed import behind, with_amount
from app.domain.indicators.statistics import Stratum
from app.models import Group, Survey


class Asked(NamedTuple):
    """A survey with the residential group it asked, which has a population."""

    survey: Survey
    group: Group


def surveyed_awareness(scope: Scope) -> Measured:
    """p = Σ W·p_h over the surveyed residential groups with a population, a group's surveys pooled; with its interval.

    The numerator is all who were aware, the denominator all who were asked: their quotient is not the value.
    """
    facts = scope.facts
    rows = _surveys(facts)
    strata = _strata(rows)
    aware, asked = sum(row.survey.aware for row in rows), sum(row.survey.asked for row in rows)
    above = behind(rows, None, with_amount(_entry, lambda row: row.survey.aware))
    below = behind([], rows, with_amount(_entry, lambda row: row.survey.asked))
    return Measured(
        aware, asked, statistics.estimate(strata) if strata else None,
        interval=statistics.interval(strata) if strata else None, surveyed=_surveyed(facts, strata),
        behind=lambda which, ask: (below if which == "denominator" else above)(which, ask),
    )  # fmt: skip


def _surveys(facts: Facts) -> list[Asked]:
    of_group = and_(col(Group.ward_id) == Survey.ward_id, col(Group.code) == Survey.group)
    statement = (
        select(Survey, Group)
        .join(Group, of_group)
        .where(Survey.ward_id == facts.me.ward_id, col(Survey.period).in_(facts.period_codes))
        .where(Group.kind == "residential", col(Group.population).is_not(None))
    )
    rows = facts.session.exec(statement.order_by(col(Survey.conducted_on), col(Survey.id)))
    return [Asked(survey, group) for survey, group in rows]


def _strata(rows: list[Asked]) -> list[Stratum]:
    pooled: dict[str, Stratum] = {}
    for survey, group in rows:
        old = pooled.get(group.code, Stratum(group.population or 0, 0, 0))
        pooled[group.code] = Stratum(old.population, old.asked + survey.asked, old.aware + survey.aware)
    return list(pooled.values())


def _surveyed(facts: Facts, strata: list[Stratum]) -> Surveyed:
    people = sum(group.population or 0 for group in facts.residential)
    share = rounded(ratio(sum(stratum.population for stratum in strata), people), 6)
    return Surveyed(len(strata), share)


def _entry(row: Asked) -> Entry:
    survey, group = row
    return Entry(
        "survey", survey.id, group.name, survey.conducted_on, unit=survey.unit, group=group.code,
        group_name=group.name, period=survey.period,
    )  # fmt: skip
