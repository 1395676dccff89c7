"""What was handed in (bản chụp): the versions of a report, the last of each, and one as other systems see it."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from app.domain import indicators
from app.domain.access import Me
from app.models import Report, ReportSnapshot


def every(session: Session, me: Me, report: Report) -> list[ReportSnapshot]:
    """The versions of a report, newest first."""
    mine = (ReportSnapshot.ward_id == me.ward_id, ReportSnapshot.report_id == report.id)
    return list(session.exec(select(ReportSnapshot).where(*mine).order_by(col(ReportSnapshot.version).desc())))


def last(session: Session, me: Me, rows: Sequence[Report]) -> dict[int, ReportSnapshot]:
    """By report, the snapshot of its last version."""
    keys = [row.id for row in rows if row.version]
    mine = (ReportSnapshot.ward_id == me.ward_id, col(ReportSnapshot.report_id).in_(keys))
    statement = select(ReportSnapshot).where(*mine).order_by(col(ReportSnapshot.version))
    return {row.report_id: row for row in session.exec(statement)}


def told(taken: ReportSnapshot | None) -> dict[str, Any] | None:
    if taken is None:
        return None
    figures = taken.figures | {"indicators": indicators.tellable(taken.figures["indicators"])}
    names = ("version", "figures_until", "submitted_at")
    return {name: getattr(taken, name) for name in names} | {"figures": figures}
