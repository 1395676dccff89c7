"""The figures of a report: the first five parts of the plan's VI.5, of one unit or of the whole ward, as plain data.

The plan's sixth part is text. Everything is computed where the rest of the program computes it, from the whole log at
that moment; a snapshot is what stood here when the report was handed in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import distinct, func
from sqlmodel import Session, col, select

from app.domain import cells, coverage, groups, indicators, kept, periods, published, subjects
from app.domain.access import Me
from app.domain.coverage import CoverageQuery, Scope, Told
from app.domain.groups import Member
from app.domain.lives import Span
from app.domain.published import placement, product
from app.domain.reports import opinion
from app.domain.units import tree
from app.domain.units.tree import Branch
from app.models import Survey

# Of an indicator what a report tells; its name and its entries are told by the indicator itself.
KEPT = ("numerator", "denominator", "value", "target", "status")


class Stretch(NamedTuple):
    """What a report is of: a period, or the days of it that follow a report; the log of units, or (None) the ward's."""

    period: str
    units: Branch | None
    days: Span
    is_whole: bool = True


def whole(session: Session, me: Me, period: str, unit: str | None) -> Stretch:
    """A unit's report is of its whole branch. Raises Refused for an unknown period."""
    return Stretch(period, tree.branch(session, me, unit) if unit else None, periods.span(session, me, period))


def figures(session: Session, me: Me, stretch: Stretch) -> dict[str, Any]:
    """By part, "1" to "5", "indicators", and as "previous" what the period before had; shares with 6 decimals, people
    and counts whole, money in dong, days as ISO text.

    Of some days of a period there are no indicators, and nothing is compared: neither is of a quarter.
    """
    return kept.answer(session, me, ("report figures", *stretch), lambda: _figures(session, me, stretch))


def follows(told: Mapping[str, Any]) -> bool:
    """Whether these figures are of a supplement: of the days alone that came after a report of the same period."""
    return "whole" in told and bool(told["carried"])


def tells_days(told: Mapping[str, Any], until: date) -> bool:
    """Whether a day has come by then that these figures are of: else their 0 is no answer.

    A supplement has none on its report's own day, or after its period; another report before the period begins.
    """
    first, last = (date.fromisoformat(told["days"][end]) for end in ("first", "last"))
    return first <= min(until, last)


def _figures(session: Session, me: Me, stretch: Stretch) -> dict[str, Any]:
    period, units, days, is_whole = stretch
    days_told: dict[str, Any] = {"days": {"first": days.first.isoformat(), "last": days.last.isoformat()}}
    # Which units are told of with the one that reports; a unit that stands alone says nothing of it.
    days_told |= {"branches": list(units[1:])} if units and len(units) > 1 else {}
    if not is_whole:
        return days_told | _parts(session, me, stretch) | {"indicators": {}, "previous": None}
    found = indicators.figures(session, me, period, units, compared=False)
    told = {one.code: _kept(one) for one in found}
    parts = _parts(session, me, stretch)
    parts["3"]["survey"] |= _awareness(found) if units is None else {}
    return days_told | parts | {"indicators": told, "previous": _previous(session, me, stretch)}


def _kept(one: indicators.Indicator) -> dict[str, Any]:
    """An indicator as a report tells it; one whose day lies ahead is said to wait."""
    waits = {"standing": "pending"} if one.waits else {}
    return {name: getattr(one, name) for name in KEPT} | one.left_aside | waits


def _parts(session: Session, me: Me, stretch: Stretch) -> dict[str, Any]:
    _, units, days, _ = stretch
    places = {row.code: row.position for row in subjects.content_groups(session, me)}
    reached = {kind: _reached(session, me, kind, stretch) for kind in groups.KINDS}
    found: dict[str, Any] = {
        "1": _products(session, me, days, units),
        "2": {kind: asdict(one.told.total) for kind, one in reached.items()},
        "3": _access(session, me, reached["residential"])
        | {"survey": _surveyed(session, me, stretch), "cells": _cells(session, me, stretch)},
        "4": opinion.received(session, me, days, units),
        "5": opinion.handled(session, me, days, units),
    }
    for part in ("1", "4"):
        found[part]["content_groups"].sort(key=lambda row: places.get(row["code"], len(places)))
    return found


def _previous(session: Session, me: Me, stretch: Stretch) -> dict[str, Any] | None:
    """The same parts of the period before, without what they list one by one; None where there was none."""
    before = periods.last_before(periods.all_periods(session, me), stretch.days.first)
    if before is None:
        return None
    days = periods.span(session, me, before.code)
    parts = _parts(session, me, Stretch(before.code, stretch.units, days))
    listed = {"3": ("groups", "unreached"), "4": ("concerns",), "5": ("concerns",)}
    return {"period": before.code} | {
        part: {name: value for name, value in told.items() if name not in listed.get(part, ())}
        for part, told in parts.items()
    }


def _products(session: Session, me: Me, span: Span, units: Branch | None) -> dict[str, Any]:
    """Published products with a placement in the span, and their placements and runs, by kind, channel and subject.

    A product on two channels stands in both rows: rows of products are not to be added up, placements are.
    """
    total = session.execute(_placed(me, span, units, [])).one()
    by: dict[str, Any] = {
        "kinds": product.c.kind,
        "channels": placement.c.channel,
        "content_groups": product.c.content_group,
    }
    return _counts(total) | {
        name: [
            {"code": code} | _counts(rest)
            for code, *rest in session.execute(_placed(me, span, units, [column]).order_by(column))
        ]
        for name, column in by.items()
    }


def _counts(row: Iterable[Any]) -> dict[str, int]:
    return dict(zip(("products", "placements", "runs"), (int(number or 0) for number in row), strict=True))


def _placed(me: Me, span: Span, units: Branch | None, by: list[Any]) -> Any:
    told = [func.count(distinct(product.c.id)), func.count(), func.sum(placement.c.runs)]
    statement = published.placements(me.ward_id, [*by, *told]).group_by(*by)
    statement = statement.where(placement.c.published_on >= span.first, placement.c.published_on <= span.last)
    return statement if units is None else statement.where(published.is_of(units))


def _cells(session: Session, me: Me, stretch: Stretch) -> dict[str, int]:
    """Cells of directives told by the last of the days, of units those that they told first; of some days of a period
    those told in them. And how many rest on an entry that was logged long after its day."""
    units, days = stretch.units, stretch.days
    told = [one for one in cells.cells_of(session, me, days) if one.reached_on]
    told = told if units is None else [one for one in told if one.told_by in units]
    if not stretch.is_whole:
        told = [one for one in told if one.reached_on and one.reached_on >= days.first]
    return {"told": len(told), "logged_late": sum(one.logged_after > 0 for one in told)}


class Reached(NamedTuple):
    """The groups of a kind that live in the days, and what everything in them gave to them."""

    scope: Scope
    told: Told


def _reached(session: Session, me: Me, kind: str, stretch: Stretch) -> Reached:
    query = CoverageQuery.model_validate({"period": stretch.period, "kind": kind})
    every = groups.members(session, me)
    scope = coverage.scope_within(me, query, stretch.days, every, stretch.units)
    return Reached(scope, coverage.reached(session, scope))


def _access(session: Session, me: Me, reached: Reached) -> dict[str, Any]:
    """Residential groups one by one and by cluster, and those that nothing reached."""
    products = coverage.sums.products(session, reached.scope)
    rows = coverage.by_group(me, reached.scope, reached.told, products)
    return {
        "clusters": _clusters(session, reached),
        "groups": [{"code": row.key, "name": row.name, **asdict(row.figures)} for row in rows],
        "of": len(rows),
        "reached": sum(row.figures.placements > 0 for row in rows),
        "unreached": [row.key for row in rows if not row.figures.placements],
    }


def _clusters(session: Session, reached: Reached) -> list[dict[str, Any]]:
    """The total of each cluster; the cluster "" holds groups of none."""
    clusters: dict[str, list[Member]] = {}
    for group in reached.scope.groups:
        clusters.setdefault(group.cluster or "", []).append(group)
    found = []
    for name, mine in clusters.items():
        scope = reached.scope.only(mine)
        total = coverage.told(scope, reached.told.sums, coverage.sums.counts(session, scope)).total
        found.append({"name": name, "groups": len(mine), **asdict(total)})
    return found


def _surveyed(session: Session, me: Me, stretch: Stretch) -> dict[str, Any]:
    """Units' own surveys are only added up: few groups are no estimate of the ward."""
    asked: Any = select(func.count(col(Survey.id)), func.sum(Survey.asked), func.sum(Survey.aware))
    asked = asked.where(Survey.ward_id == me.ward_id, Survey.period == stretch.period)
    if stretch.units is not None:
        asked = asked.where(col(Survey.unit).in_(stretch.units))
    if not stretch.is_whole:
        asked = asked.where(col(Survey.conducted_on).between(stretch.days.first, stretch.days.last))
    surveys, people, aware = session.execute(asked).one()
    return {"surveys": surveys, "asked": people or 0, "aware": aware or 0}


def _awareness(found: list[indicators.Indicator]) -> dict[str, Any]:
    known = next(one for one in found if one.code == "surveyed_awareness")
    if known.interval is None:
        return {}
    return {"value": known.value, "low": known.interval.low, "high": known.interval.high}
