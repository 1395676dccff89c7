"""What a report that gathers others has beside the six parts: the words of the units, and the ward's annexes."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from app.domain import cells, closings, directives, indicators, periods
from app.domain.access import Me
from app.domain.reports import board, snapshots
from app.domain.shown_reports import HANDED_IN
from app.domain.units import tree
from app.models import Report

# Of each unit, what the annex tells: by name the indicator.
OF_UNITS = {
    "products": "products_published",
    "placements": "placements_made",
    "gross": "gross_contacts",
    "reached": "groups_reached",
}


class Words(NamedTuple):
    """What a unit wrote in a part of its report."""

    unit: str
    text: str


def gathered(session: Session, me: Me, report: Report) -> dict[str, list[Words]]:
    """By part, "1" to "6", what the units wrote in their reports of the period, unit by unit.

    The ward's report gathers those that were accepted, a unit's those of its branches that were handed in. What lies
    below a unit whose report is gathered is that one's to gather: no words come twice.
    """
    rows = _gathered(session, me, report)
    taken = snapshots.last(session, me, rows)
    found: dict[str, list[Words]] = {}
    for row in rows:
        one = taken[row.id]
        for part, text in sorted((one.comments | {"6": one.proposals}).items()):
            if text:
                found.setdefault(part, []).append(Words(row.unit or "", text))
    return found


def _gathered(session: Session, me: Me, report: Report) -> list[Report]:
    above = tree.parents(session, me)
    if report.type not in ("periodic", "consolidated") or (report.unit is not None and not above):
        return []
    judged = ("accepted",) if report.unit is None else HANDED_IN
    mine = (
        Report.ward_id == me.ward_id,
        Report.period == report.period,
        col(Report.status).in_(judged),
        col(Report.type).in_(("periodic", "supplement")),
    )
    rows = list(session.exec(select(Report).where(*mine).order_by(col(Report.unit), col(Report.id))))
    there = {row.unit for row in rows if row.type == "periodic"} - {report.unit}
    return [row for row in rows if _next_above(above, row.unit, there | {report.unit}) == report.unit and row.unit]


def _next_above(above: Mapping[str, str], unit: str | None, there: Collection[str | None]) -> str | None:
    """The nearest one above a unit that is there; None: nobody but the ward."""
    return next((one for one in tree.up(above, unit or "") if one in there), None)


def annexes(session: Session, me: Me, period: str) -> dict[str, Any]:
    """Each unit's day, its own figures, and how far each directive was told by the end of the period; days ISO text."""
    [row] = periods.named(session, me, period)
    then = closings.parted(session, me, period, indicators.figures(session, me, period, compared=False))
    # What was held to another target when the period was closed says so; of nothing else anything is said.
    held = {code: {"target": one.target, "status": one.status} for code, one in then.items() if one.is_other_target}
    return ({"held_to": held} if held else {}) | {
        "units": [_day_of(seat) for seat in board.seats(session, me, row)],
        "by_unit": [
            {"unit": code} | {name: _value(found, indicator) for name, indicator in OF_UNITS.items()}
            for code, found in indicators.by_unit(session, me, period).items()
        ],
        "directives": _directives(session, me, period),
    }


def _value(found: list[indicators.Indicator], code: str) -> int | None:
    return next(one.numerator for one in found if one.code == code)


def _day_of(seat: board.Seat) -> dict[str, Any]:
    taken = seat.taken
    return {
        "unit": seat.unit.code,
        "name": seat.unit.name,
        "status": seat.report.status if seat.report else None,
        "version": taken.version if taken else None,
        "figures_until": taken.figures_until.isoformat() if taken else None,
    }


def _directives(session: Session, me: Me, period: str) -> list[dict[str, Any]]:
    """Directives issued by the period's end, the first one first: of how many cells were told, and are overdue."""
    span = periods.span(session, me, period)
    of: dict[str, list[cells.Cell]] = {}
    for cell in cells.cells_of(session, me, span):
        of.setdefault(cell.directive, []).append(cell)
    return [
        {
            "code": row.code,
            "number": row.number,
            "title": row.title,
            "issued_on": row.issued_on.isoformat(),
            "of": len(of[row.code]),
            "told": sum(cell.reached_on is not None for cell in of[row.code]),
            "overdue": sum(cell.state_on(min(me.today, span.last)) == "overdue" for cell in of[row.code]),
        }
        for row in directives.in_order(session, me)
        if row.issued_on is not None and row.code in of
    ]
