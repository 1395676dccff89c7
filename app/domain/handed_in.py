"""Handed in: which days reports tell of that were handed in since a moment; what they tell of is no slip any more."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_
from sqlmodel import Session, col, select

from app.domain import periods
from app.domain.access import Me
from app.domain.lives import Span
from app.domain.units import tree
from app.models import Report, ReportSnapshot

# A slip is seen at once. What has stood longer was read and reported: it is withdrawn with a reason, never unmade.
LONGEST = timedelta(days=1)


@dataclass(frozen=True)
class HandedIn:
    """The days of each report, and the unit that it is of (None: the ward's)."""

    reports: list[tuple[str | None, Span]]
    parents: Mapping[str, str]

    def tells_of(self, unit: str | None, days: Iterable[date | None]) -> bool:
        """Whether a report has any of these days: the unit's, that of one above it, or the ward's."""
        units = {None, unit, *(tree.up(self.parents, unit) if unit else ())}
        spans = [span for whose, span in self.reports if whose in units]
        return any(day is not None and span.has(day) for day in days for span in spans)


def since(session: Session, me: Me, moment: datetime) -> HandedIn:
    taken = and_(col(ReportSnapshot.ward_id) == Report.ward_id, col(ReportSnapshot.report_id) == Report.id)
    later = (
        select(Report.unit, Report.period)
        .join(ReportSnapshot, taken)
        .where(Report.ward_id == me.ward_id, ReportSnapshot.submitted_at > moment)
    )
    found = {(unit, period) for unit, period in session.exec(later) if period}
    spans = {period: periods.span(session, me, period) for _, period in found}
    return HandedIn([(unit, spans[period]) for unit, period in found], tree.parents(session, me))
