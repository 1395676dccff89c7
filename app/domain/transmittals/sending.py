"""Sending: the ward's filed report on its way to the city's installation, by a job that tries for a day."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Literal, NamedTuple, get_args

from sqlmodel import Session, col, select

from app.domain import access, indicators, jobs, periods, reports, trail
from app.domain.access import Me
from app.domain.errors import Conflict, NotFound, Say
from app.domain.jobs.task import Task
from app.domain.reports import snapshots
from app.domain.transmittals import FORMAT
from app.models import Change, Job, Report, ReportSnapshot

JOB = "transmittal"
RIGHT = "transmittals.send"
ACTION = "sent_up"
Status = Literal["not_sent", "waiting", "retrying", "sent", "given_up"]
_NOWHERE = Say("Máy chủ này chưa được nối với Thành phố. Tải tệp rồi chuyển, hoặc báo người vận hành.")
STATUSES: tuple[Status, ...] = get_args(Status)


class Standing(NamedTuple):
    """How far a version is: when the city took it, and else how often it was tried and what came in between."""

    status: Status
    sent_at: datetime | None
    attempts: int
    fault: str | None


def filed(session: Session, me: Me, number: int) -> tuple[Report, ReportSnapshot]:
    """The ward's own report as it was filed last; raises NotFound of any other, and where none was filed yet."""
    report = reports.find(session, me, number)
    access.require(me, RIGHT)
    taken = snapshots.last(session, me, [report]).get(report.id) if report.type == "consolidated" else None
    if taken is None:
        raise NotFound()
    return report, taken


def told(session: Session, me: Me, row: Report, taken: ReportSnapshot) -> dict[str, Any]:
    """All that is sent but the files: never more than a city reader could read of the ward here."""
    me = me.reading_as("city")
    [period] = periods.named(session, me, row.period or "")
    figures = snapshots.figures(me, taken)
    return {
        "format": FORMAT,
        "ward": me.ward.code,
        "period": period.code,
        "starts_on": period.starts_on.isoformat(),
        "ends_on": period.ends_on.isoformat(),
        "due_on": period.due_on.isoformat(),
        "version": taken.version,
        "figures_until": taken.figures_until.isoformat(),
        "submitted_at": taken.submitted_at.isoformat(),
        "figures": _figures(figures),
        "comments": taken.comments,
        "proposals": taken.proposals,
        "head": snapshots.sealed(session, me, taken) or None,
    }


def _figures(figures: dict[str, Any]) -> dict[str, Any]:
    total, survey = figures["2"]["residential"], figures["3"]["survey"]
    bounds = {"low": total["coverage_low"], "high": total["coverage_high"]}
    awareness = {"low": survey.get("low"), "high": survey.get("high")}
    told = indicators.tellable(figures["indicators"])
    return {
        # Which of them wait is told by the ward on its own day; the city judges by the parts.
        "indicators": {code: {name: one[name] for name in one if name != "standing"} for code, one in told.items()},
        "bounds": bounds if bounds["low"] is not None else None,
        "awareness": awareness if awareness["low"] is not None else None,
    }


def standing(session: Session, me: Me, taken: ReportSnapshot) -> Standing:
    job, sent = _job(session, me, taken), _sent(session, me, taken)
    if job is not None and job.outcome != "done":
        # Also where it was sent before: whether the city still has that is asked just now.
        return Standing(_status(job), None, job.attempts, job.fault)
    return Standing("sent", sent.at, 0, None) if sent else Standing("not_sent", None, 0, None)


def _status(job: Job) -> Status:
    if job.ended_at is not None:
        return "given_up"
    return "retrying" if job.attempts else "waiting"


def require_key(me: Me, token: str) -> None:
    """Raises NotFound where there is nothing to sign, or nothing to sign with: the city has given no token."""
    if not token or me.ward.demo_at is not None:
        raise NotFound()


def order(session: Session, me: Me, taken: ReportSnapshot, knows_city: bool, anew: bool = False) -> None:
    """Sends it, or once more where it was given up; what the city has already is not sent again.

    knows_city: whether the operator has named the city's installation; raises Conflict where not.
    anew: also what the city took, for it may have gone back to an older backup since; what it has it keeps.
    """
    access.require(me, RIGHT)
    if me.ward.demo_at is not None:
        raise Conflict(Say("Số liệu minh họa không gửi lên Thành phố."), "demo")
    if not knows_city:
        raise Conflict(_NOWHERE, "no_city")
    if not anew and _sent(session, me, taken) is not None:
        return
    asked = {"report": taken.report_id, "version": taken.version, "person": me.person_id, "token": me.token_id}
    job = jobs.order(session, me, jobs.Order(JOB, _step(taken), asked))
    if job.ended_at is not None:
        jobs.again(session, me, job)
        job.data = asked


def note_sent(task: Task, taken: ReportSnapshot) -> None:
    """The last step of the job: that the city took it; it is told of whoever asked for it."""
    with task.ending() as session:
        whose = {"person_id": task.data["person"], "token_id": task.data["token"]}
        me = trail.take_turn(session, replace(task.program(session), **whose))
        facts = {"version": taken.version, "period": session.get_one(Report, (me.ward_id, taken.report_id)).period}
        trail.note(session, me, trail.Note(ACTION, "report", taken.report_id, facts))


def _sent(session: Session, me: Me, taken: ReportSnapshot) -> Change | None:
    mine = (Change.ward_id == me.ward_id, Change.entity == "report", Change.entity_key == str(taken.report_id))
    steps = session.exec(select(Change).where(*mine, Change.action == ACTION).order_by(col(Change.seq).desc()))
    return next((one for one in steps if one.facts.get("version") == taken.version), None)


def _job(session: Session, me: Me, taken: ReportSnapshot) -> Job | None:
    step = _step(taken)
    return jobs.found(session, me, JOB, [step]).get(step)


def _step(taken: ReportSnapshot) -> str:
    return f"{taken.report_id} {taken.version}"
