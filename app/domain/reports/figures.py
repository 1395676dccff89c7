"""The figures of a report: the first five parts of the plan's VI.5, of one unit or of the whole ward, as plain data.

The plan's sixth part is text. Everything is computed where the rest of the program computes it, from the whole log at
that moment; a snapshot is what stood here when the report was handed in.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, NamedTuple

from sqlalchemy import distinct, func
from sqlmodel import Session, col, select

from app.domain import cells, coverage, groups, indicators, periods, published
from app.domain.access import Me
from app.domain.concerns.inputs import OPEN
from app.domain.concerns.questions import is_own
from app.domain.coverage import CoverageQuery, Scope, Told
from app.domain.groups import Member
from app.domain.lives import Span
from app.domain.published import placement, product
from app.models import Concern, Survey

# Of an indicator what a report tells; its name and its entries are told by the indicator itself.
KEPT = ("numerator", "denominator", "value", "target", "status")


def figures(session: Session, me: Me, period: str, unit: str | None) -> dict[str, Any]:
    """By part, "1" to "5", and "indicators"; shares with 6 decimals, people and counts whole, money in dong.

    unit None is the whole ward. Raises Refused for an unknown period.
    """
    span = periods.span(session, me, period)
    found = indicators.figures(session, me, period, unit, compared=False)
    reached = {kind: _reached(session, me, period, kind, unit) for kind in groups.KINDS}
    return {
        "1": _products(session, me, span, unit),
        "2": {kind: asdict(one.told.total) for kind, one in reached.items()},
        "3": _access(session, me, reached["residential"])
        | {"survey": _surveyed(session, me, period, unit, found), "cells": _cells(session, me, span, unit)},
        "4": _received(session, me, span, unit),
        "5": _handled(session, me, span, unit),
        "indicators": {one.code: {name: getattr(one, name) for name in KEPT} | one.left_aside for one in found},
    }


def _products(session: Session, me: Me, span: Span, unit: str | None) -> dict[str, Any]:
    """Published products with a placement in the span, and their placements and runs, by kind, channel and subject.

    A product on two channels stands in both rows: rows of products are not to be added up, placements are.
    """
    total = session.execute(_placed(me, span, unit, [])).one()
    by: dict[str, Any] = {
        "kinds": product.c.kind,
        "channels": placement.c.channel,
        "content_groups": product.c.content_group,
    }
    return _counts(total) | {
        name: [
            {"code": code} | _counts(rest)
            for code, *rest in session.execute(_placed(me, span, unit, [column]).order_by(column))
        ]
        for name, column in by.items()
    }


def _counts(row: Iterable[Any]) -> dict[str, int]:
    return dict(zip(("products", "placements", "runs"), (int(number or 0) for number in row), strict=True))


def _placed(me: Me, span: Span, unit: str | None, by: list[Any]) -> Any:
    told = [func.count(distinct(product.c.id)), func.count(), func.sum(placement.c.runs)]
    statement = published.placements(me.ward_id, [*by, *told]).group_by(*by)
    statement = statement.where(placement.c.published_on >= span.first, placement.c.published_on <= span.last)
    return statement if unit is None else statement.where(product.c.unit == unit)


def _cells(session: Session, me: Me, span: Span, unit: str | None) -> dict[str, int]:
    """Cells of directives told by the span's end, of a unit those that it told first; and how many of them rest on an
    entry that was logged long after its day."""
    told = [one for one in cells.cells_of(session, me, span) if one.reached_on and unit in (None, one.told_by)]
    return {"told": len(told), "logged_late": sum(one.logged_after > 0 for one in told)}


class Reached(NamedTuple):
    """The groups of a kind that belong to the period, and what everything in it gave to them."""

    scope: Scope
    told: Told


def _reached(session: Session, me: Me, period: str, kind: str, unit: str | None) -> Reached:
    query = CoverageQuery.model_validate({"period": period, "kind": kind} | ({"unit": unit} if unit else {}))
    scope = coverage.scope_of(session, me, query)
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


def _surveyed(
    session: Session, me: Me, period: str, unit: str | None, found: list[indicators.Indicator]
) -> dict[str, Any]:
    """A unit's own surveys are only added up: few groups are no estimate of the ward."""
    codes = periods.codes(session, me, period)
    asked: Any = select(func.count(col(Survey.id)), func.sum(Survey.asked), func.sum(Survey.aware))
    asked = asked.where(Survey.ward_id == me.ward_id, col(Survey.period).in_(codes))
    surveys, people, aware = session.execute(asked if unit is None else asked.where(Survey.unit == unit)).one()
    told: dict[str, Any] = {"surveys": surveys, "asked": people or 0, "aware": aware or 0}
    known = next(one for one in found if one.code == "surveyed_awareness")
    if unit is None and known.interval is not None:
        told |= {"value": known.value, "low": known.interval.low, "high": known.interval.high}
    return told


def _received(session: Session, me: Me, span: Span, unit: str | None) -> dict[str, Any]:
    """Concerns received in the span, of a unit those that it owns, by nature, origin and content group."""
    rows = [row for row in _concerns(session, me, unit) if span.has(row.received_on)]
    by = {"natures": "nature", "origins": "origin", "content_groups": "content_group"}
    return {"received": len(rows)} | {
        name: [{"code": code, "concerns": count} for code, count in _tally(getattr(row, field) for row in rows)]
        for name, field in by.items()
    }


def _tally(codes: Iterable[str | None]) -> list[tuple[str | None, int]]:
    return sorted(Counter(codes).items(), key=lambda pair: (pair[0] is None, pair[0] or ""))


def _handled(session: Session, me: Me, span: Span, unit: str | None) -> dict[str, Any]:
    """Concerns due in the span, each in one place: the places add up to `due`."""
    rows = [row for row in _concerns(session, me, unit) if span.has(row.due_on)]
    places = Counter(_place(me, row) for row in rows)
    return {"due": len(rows)} | {place: places[place] for place in PLACES}


PLACES = ("answered_on_time", "forwarded_on_time", "answered_late", "pending", "overdue", "otherwise")


def _place(me: Me, row: Concern) -> str:
    """As concerns_answered counts it: passed on by its day counts as passed on, whatever came back since."""
    if row.forwarded_on is not None and row.forwarded_on <= row.due_on:
        return "forwarded_on_time"
    if row.answered_on is not None:
        return "answered_on_time" if row.answered_on <= row.due_on else "answered_late"
    if row.status in OPEN:
        return "pending" if row.due_on >= me.today else "overdue"
    return "otherwise"


def _concerns(session: Session, me: Me, unit: str | None) -> list[Concern]:
    statement = select(Concern).where(Concern.ward_id == me.ward_id, is_own())
    return list(session.exec(statement if unit is None else statement.where(Concern.owner_unit == unit)))
