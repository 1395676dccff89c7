"""From one report to the next (điều chỉnh so với kỳ trước): what moved in the log of the one before since it was told.

A supplement tells the days after its unit's last report of the period; the next period's report tells what moved in
the period before, entry by entry, and what its main figures were then and are now.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from app.domain import periods, trail
from app.domain.access import Me
from app.domain.reports import moved, reference, snapshots
from app.domain.reports.figures import Stretch, figures, whole
from app.domain.shown_reports import HANDED_IN
from app.domain.trail import reading
from app.models import Change, Report, ReportSnapshot

# By name, the part of the figures and the number in it; people reached come beside them.
MAIN = {
    "products": ("1", "products"),
    "placements": ("1", "placements"),
    "reached": ("3", "reached"),
    "received": ("4", "received"),
    "answered_on_time": ("5", "answered_on_time"),
}


class Before(NamedTuple):
    """The report that this one follows, as it was handed in last."""

    report: Report
    taken: ReportSnapshot


def stretch(session: Session, me: Me, report: Report, period: str) -> Stretch:
    """What a report is of: the period, and of a supplement the days after the report that it follows."""
    every = whole(session, me, period, report.unit)
    before = _before(session, me, report) if report.type == "supplement" else None
    if before is None:
        return every
    first = before.taken.figures_until + timedelta(days=1)
    return every._replace(days=replace(every.days, first=first), is_whole=False)


def carried(session: Session, me: Me, report: Report) -> dict[str, Any] | None:
    """What moved since the report that this one follows was handed in: main figures then and now, and the changes of
    the log, and of what the ward is made of.

    None where it follows none. A change of a concern that only some may read is told by its number alone.
    """
    before = _before(session, me, report)
    if before is None or before.report.period is None:
        return None
    row, taken = before
    every = whole(session, me, before.report.period, report.unit)
    until = taken.figures_until if report.type == "supplement" else every.days.last
    seqs = moved.numbers(session, me, row, until)
    then, now = taken.figures.get("whole") or main(taken.figures), main(figures(session, me, every))
    return {
        "period": row.period,
        "report": row.id,
        "version": taken.version,
        "figures_until": taken.figures_until.isoformat(),
        "before": then,
        "now": now,
        "changes": [_shape(one) for one in reading.numbered(session, me, seqs)] if seqs else [],
        # What the ward is made of is told where a main figure is another for it, or may be.
        "reference": [_shape(one) for one in reference.changes(session, me, row)] if then != now else [],
    }


def main(told: Mapping[str, Any]) -> dict[str, int | None]:
    """The main figures of a report; people None where no group has a population, for 0 would say that nobody heard."""
    total = told["2"]["residential"]
    people = total["net_reach"] if total["coverage"] is not None else None
    return {name: told[part][number] for name, (part, number) in MAIN.items()} | {"net_reach": people}


def differs(then: dict[str, Any], now: dict[str, Any]) -> bool:
    """Whether anything that a report counted is another number now."""
    return any(_counted(then[part]) != _counted(now[part]) for part in ("1", "2", "3", "4", "5", "indicators"))


def _counted(part: dict[str, Any]) -> dict[str, Any]:
    """Without what is listed one by one, and of an indicator without whether it waits: no day that passed counts."""
    return {
        name: {key: one for key, one in value.items() if key != "standing"} if isinstance(value, dict) else value
        for name, value in part.items()
        if name != "concerns"
    }


def _shape(change: Change) -> dict[str, Any]:
    return {name: value for name, value in trail.shape(change).items() if name != "at"}


def _before(session: Session, me: Me, report: Report) -> Before | None:
    """The last one of the same unit that was handed in before it: of the period for a supplement, else of the period
    before."""
    period = _period_before(session, me, report)
    kinds = ("consolidated",) if report.type == "consolidated" else ("periodic", "supplement")
    mine = (
        Report.ward_id == me.ward_id,
        Report.period == period,
        col(Report.unit).is_not_distinct_from(report.unit),
        col(Report.type).in_(kinds),
        col(Report.status).in_(HANDED_IN),
    )
    rows = [row for row in session.exec(select(Report).where(*mine)) if _is_earlier(row, report)] if period else []
    taken = snapshots.last(session, me, rows)
    return max((Before(row, taken[row.id]) for row in rows), key=_handed_in, default=None)


def _period_before(session: Session, me: Me, report: Report) -> str | None:
    if report.type == "supplement" or report.period is None:
        return report.period
    starts_on = periods.span(session, me, report.period).first
    before = periods.last_before(periods.all_periods(session, me), starts_on)
    return before.code if before else None


def _is_earlier(row: Report, report: Report) -> bool:
    """A supplement follows what was handed in before it was, first; any other report, all of the period before."""
    if row.id == report.id:
        return False
    return (
        report.type != "supplement"
        or report.first_submitted_at is None
        or (row.first_submitted_at is not None and row.first_submitted_at < report.first_submitted_at)
    )


def _handed_in(before: Before) -> tuple[date, int]:
    return before.taken.figures_until, before.report.id
