"""What was handed in (bản chụp): the versions of a report, the last of each, and one as other systems see it."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from app.domain import channels, groups, indicators, subjects
from app.domain.access import Me
from app.domain.reports import opinion
from app.models import Report, ReportSnapshot, Unit


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


def told(me: Me, taken: ReportSnapshot | None) -> dict[str, Any] | None:
    if taken is None:
        return None
    found = figures(me, taken)
    found |= {"indicators": indicators.tellable(found["indicators"])}
    facts = {name: getattr(taken, name) for name in ("version", "figures_until", "submitted_at")}
    return facts | {"figures": found, "names": taken.figures.get("names", {})}


def figures(me: Me, taken: ReportSnapshot) -> dict[str, Any]:
    """What stands beside the live figures, as far as this person may read it: all that was frozen but the names.

    What an older program did not freeze yet is none.
    """
    told = {"previous": None, "carried": None} | taken.figures
    told |= {part: {"concerns": []} | told[part] for part in ("4", "5")}
    return opinion.readable(me, {part: value for part, value in told.items() if part != "names"})


def names(session: Session, me: Me) -> dict[str, dict[str, str]]:
    """What the codes of a report were called on the day that it was handed in, by register."""
    every_unit = session.exec(select(Unit).where(Unit.ward_id == me.ward_id))
    return {
        "units": {row.code: row.name for row in every_unit},
        "channels": {row.code: row.name for row in channels.in_order(session, me)},
        "content_groups": {row.code: row.short_name for row in subjects.content_groups(session, me)},
        "groups": {row.code: row.name for row in groups.members(session, me)},
    }
