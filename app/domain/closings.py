"""Closing a period (đóng kỳ): its figures are stored with it, and shown beside the live ones where these differ since.

Here is the periods' catalogue: closing stands above the indicators, which stand above the questions about periods.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from typing import Any, NamedTuple

from sqlmodel import Session, col, delete, select

from app.domain import coverage, groups, indicators, periods, trail
from app.domain.access import Me
from app.domain.coverage import CoverageQuery, Figures
from app.domain.indicators import Indicator
from app.domain.lives import Span
from app.domain.reference_data import Catalogue
from app.domain.trail import Note
from app.models import ClosedFigure, Period, Ward

# The codes under which totals of coverage are stored begin so; the kind of group follows.
COVERAGE = "coverage "
# Of an indicator what a page shows beside the live figure; the rest is told by the figure of today.
KEPT = ("numerator", "denominator", "value", "target", "status", "pending")


class Then(NamedTuple):
    """What an indicator came to and was held to when its period was closed, where either is another now."""

    value: float | int | None
    target: float | None
    status: str
    is_other_value: bool
    is_other_target: bool


def closed(session: Session, me: Me, period: str) -> dict[str, dict[str, Any]]:
    """The figures as they stood when the period was closed, by an indicator's code or by «coverage residential».

    Empty while it is open, and for a year.
    """
    statement = select(ClosedFigure).where(ClosedFigure.ward_id == me.ward_id, ClosedFigure.period == period)
    return indicators.tellable({row.code: row.figures for row in session.exec(statement)})


def parted(session: Session, me: Me, period: str, found: Iterable[Indicator]) -> dict[str, Then]:
    """The ward's indicators of a closed period, by code, that were corrected or are held to another target since: a
    target is read as it is now, and the figures that were stored say by which one the period was judged."""
    kept = closed(session, me, period)
    then = {
        one.code: Then(
            told["value"], told["target"], told["status"], told["value"] != one.value, told["target"] != one.target
        )
        for one in found
        if (told := kept.get(one.code))
    }
    return {code: one for code, one in then.items() if one.is_other_value or one.is_other_target}


def coverage_then(session: Session, me: Me, period: str, kind: str) -> Figures | None:
    """The total of a kind of group as it was at the closing; None while the period is open."""
    figures = session.get(ClosedFigure, (me.ward_id, period, _coverage_code(kind)))
    return None if figures is None else Figures(**figures.figures)


def figures_of(session: Session, me: Me, period: str) -> dict[str, dict[str, Any]]:
    """What closing would store now: every indicator, and the coverage total of each kind of group."""
    found = {one.code: _kept(one) for one in indicators.figures(session, me, period)}
    for kind in groups.KINDS:
        found[_coverage_code(kind)] = asdict(coverage_of(session, me, period, kind))
    return found


def coverage_of(session: Session, me: Me, period: str, kind: str) -> Figures:
    return coverage.measure(session, me, CoverageQuery.model_validate({"period": period, "kind": kind})).total.figures


def differences(session: Session, ward: Ward) -> Iterator[str]:
    """Where stored figures can't be what the log gives, in words.

    A change with a reason may part the two, and nothing else may: a period is compared while no such change that may
    alter it, and none whose words were erased since, came after its closing. Coverage alone is compared: what counts
    for an indicator beside the log (plans, targets, channels in use) may change without touching the period.
    """
    rows = session.exec(select(ClosedFigure).where(ClosedFigure.ward_id == ward.id)).all()
    known = {row.code: row for row in session.exec(select(Period).where(Period.ward_id == ward.id))}
    spans = {code: Span(row.starts_on, row.ends_on) for code, row in known.items()}
    for row in sorted(rows, key=lambda row: (row.period, row.code)):
        if known[row.period].closed_at is None:
            yield f"kỳ {row.period} đang mở mà có số khi đóng kỳ ({row.code})"
        elif row.code.startswith(COVERAGE) and not trail.gave_reasons(session, ward.id, row.at, spans[row.period]):
            me = Me(ward, "coordinator", None, None, None, None, "", row.at)
            live = asdict(coverage_of(session, me, row.period, row.code.removeprefix(COVERAGE)))
            names = [name for name in live if live[name] != row.figures.get(name)]
            if names:
                yield f"kỳ {row.period}, {row.code}: số khi đóng kỳ khác sổ ({', '.join(names)})"


def _coverage_code(kind: str) -> str:
    return f"{COVERAGE}{kind}"


def _kept(one: Indicator) -> dict[str, Any]:
    return {name: getattr(one, name) for name in KEPT} | one.left_aside


class _Periods(Catalogue[Period]):
    """What closes a period, or opens it again, is told with the figures that it stores or takes away."""

    def with_it(self, session: Session, me: Me, row: Period, note: Note) -> Note:
        """Stores the figures when the period is closed, removes them when it is opened again; else leaves them."""
        was_closed = note.before is not None and note.before["closed_at"] is not None
        if was_closed == (row.closed_at is not None):
            return note
        if was_closed:
            codes = list(closed(session, me, row.code))
            mine = (col(ClosedFigure.ward_id) == me.ward_id, col(ClosedFigure.period) == row.code)
            session.execute(delete(ClosedFigure).where(*mine))
            return replace(note, beside=[trail.gone(ClosedFigure, row.code, code) for code in codes])
        found = [
            ClosedFigure(ward_id=me.ward_id, period=row.code, code=code, figures=figures, at=me.at)
            for code, figures in figures_of(session, me, row.code).items()
        ]
        session.add_all(found)
        session.flush()
        return replace(note, beside=found)


CATALOGUE = _Periods(
    Period,
    "period",
    periods.PeriodIn,
    right="periods.change",
    check=periods.check,
    use=periods.Use(),
    moments={"closed": "closed_at"},
)
