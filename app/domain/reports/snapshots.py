"""What was handed in (bản chụp): the versions of a report, the last of each, and one as other systems see it."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from app.domain import channels, groups, indicators, subjects, trail
from app.domain.access import Me
from app.domain.errors import NotFound
from app.domain.reports import opinion
from app.domain.reports.inputs import WRITABLE
from app.domain.ward_settings import LETTERHEAD, settings_of
from app.models import Change, Report, ReportSnapshot, Unit

# What was frozen beside the figures: what codes were called, and who spoke.
BESIDE = ("names", "letterhead")


def every(session: Session, me: Me, report: Report) -> list[ReportSnapshot]:
    """The versions of a report, newest first."""
    mine = (ReportSnapshot.ward_id == me.ward_id, ReportSnapshot.report_id == report.id)
    return list(session.exec(select(ReportSnapshot).where(*mine).order_by(col(ReportSnapshot.version).desc())))


def standing(report: Report, versions: Sequence[ReportSnapshot]) -> ReportSnapshot | None:
    """What a report says as it stands: its last version; None while it is written, and says what is so now."""
    return None if report.status in WRITABLE or not versions else versions[0]


def of_version(versions: Sequence[ReportSnapshot], number: int) -> ReportSnapshot:
    """Raises NotFound."""
    found = next((one for one in versions if one.version == number), None)
    if found is None:
        raise NotFound()
    return found


def sealed(session: Session, me: Me, taken: ReportSnapshot) -> str:
    """The trail's head as handing this in left it, in words: it proves this version and all that was before it."""
    mine = (Change.ward_id == me.ward_id, Change.entity == "report", Change.entity_key == str(taken.report_id))
    steps = session.exec(select(Change).where(*mine, Change.action == "submitted").order_by(col(Change.seq)))
    found = next((one for one in steps if one.facts.get("version") == taken.version), None)
    return "" if found is None else trail.Head(found.seq, found.digest, found.at, "").words


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
    """What stands beside the live figures, as far as this person may read it: all that was frozen but BESIDE.

    What an older program did not freeze yet is none.
    """
    told = {"previous": None, "carried": None} | taken.figures
    told |= {part: {"concerns": []} | told[part] for part in ("4", "5")}
    return opinion.readable(me, {part: value for part, value in told.items() if part not in BESIDE})


def is_whole(me: Me, taken: ReportSnapshot) -> bool:
    """Whether this person reads all that was frozen."""
    return figures(me, taken) == figures(me.reading_as("coordinator"), taken)


def letterhead(session: Session, me: Me, unit: str | None) -> dict[str, Any]:
    """What the ward had decided of its letterhead on the day that a report was handed in: it is that version's."""
    row = session.get(Unit, (me.ward_id, unit)) if unit else None
    known = settings_of(me.ward).model_dump(include=set(LETTERHEAD))
    return known | {"ward": me.ward.name, "unit_kind": row.kind if row else ""}


def names(session: Session, me: Me) -> dict[str, dict[str, str]]:
    """What the codes of a report were called on the day that it was handed in, by register."""
    every_unit = session.exec(select(Unit).where(Unit.ward_id == me.ward_id))
    return {
        "units": {row.code: row.name for row in every_unit},
        "channels": {row.code: row.name for row in channels.in_order(session, me)},
        "content_groups": {row.code: row.short_name for row in subjects.content_groups(session, me)},
        "groups": {row.code: row.name for row in groups.members(session, me)},
    }
