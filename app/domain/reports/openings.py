"""Who has opened an urgent report: it is the first line of Today for each of those who are to know until they have."""

from sqlmodel import Session, col, select

from app.domain import access, trail
from app.domain.access import Me
from app.domain.errors import Conflict, Say
from app.domain.trail import Note
from app.models import Person, Report, ReportOpening


def note(session: Session, me: Me, report: Report) -> None:
    """Notes that this person has opened an urgent report; opened again it stays as it was first."""
    access.require(me, "reports.open")
    if report.type != "urgent" or report.status != "submitted" or me.person_id is None:
        raise Conflict(Say("Chỉ báo cáo đột xuất đã gửi mới ghi ai đã mở."), "status")
    trail.take_turn(session, me)
    if me.person_id in {one.person_id for one in of(session, me, report)}:
        return
    opening = ReportOpening(ward_id=me.ward_id, report_id=report.id, person_id=me.person_id, opened_at=me.at)
    session.add(opening)
    trail.note(session, me, Note("opened", "report", report.id, {}, beside=[opening]))


def of(session: Session, me: Me, report: Report) -> list[ReportOpening]:
    """Who opened an urgent report, the first one first."""
    mine = (ReportOpening.ward_id == me.ward_id, ReportOpening.report_id == report.id)
    return list(session.exec(select(ReportOpening).where(*mine).order_by(col(ReportOpening.opened_at))))


def waiting(session: Session, me: Me) -> list[Report]:
    """Urgent reports that this person is to know of and has not opened yet, the latest first."""
    if me.person_id is None or not access.may(me, "reports.open"):
        return []
    came = select(Person.created_at).where(Person.ward_id == me.ward_id, Person.id == me.person_id).scalar_subquery()
    opened = select(ReportOpening.report_id).where(
        ReportOpening.ward_id == me.ward_id, ReportOpening.person_id == me.person_id
    )
    wanted = (
        Report.ward_id == me.ward_id,
        Report.type == "urgent",
        Report.status == "submitted",
        col(Report.submitted_at) >= came,
        col(Report.id).not_in(opened),
    )
    return list(session.exec(select(Report).where(*wanted).order_by(col(Report.submitted_at).desc())))
