"""Drawings of what was handed in: made by a job, kept, and the same bytes from then on.

A drawing is found by the digest of what the document says to whoever asks. So one that tells a reader less is another
one, and so is the next draft; a program that draws otherwise draws nothing anew that is kept.
"""

from collections.abc import Mapping

from sqlmodel import Session, col, select

from app.domain import jobs
from app.domain.access import Me
from app.domain.jobs.task import Task
from app.models import Drawing, Job, Report

JOB = "drawing"


def order(session: Session, me: Me, report: Report) -> None:
    """The drawings of a report as it is handed in now; they are made once this is committed."""
    asked = {"report": report.id, "version": report.version}
    jobs.order(session, me, jobs.Order(JOB, _step(report), asked))


def under_way(session: Session, me: Me, report: Report) -> Job | None:
    """The job that is making them, for how far it is; None once it has ended."""
    found = jobs.found(session, me, JOB, [_step(report)]).get(_step(report))
    return found if found is not None and found.ended_at is None else None


def _step(report: Report) -> str:
    return f"{report.id} {report.version}"


def kept(session: Session, me: Me, digest: str, form: str) -> bytes | None:
    """The file of a document with this digest, which its caller worked out from what this person may read."""
    mine = (Drawing.ward_id == me.ward_id, Drawing.digest == digest, Drawing.format == form)
    return session.exec(select(Drawing.content).where(*mine)).first()


def keep(task: Task, digest: str, files: Mapping[str, bytes]) -> None:
    """The last step of the job: the files by format, all of them or none; what is there stays as it is."""
    with task.ending() as session:
        mine = (Drawing.ward_id == task.hold.ward_id, Drawing.digest == digest)
        there = set(session.exec(select(col(Drawing.format)).where(*mine)))
        session.add_all(
            Drawing(ward_id=task.hold.ward_id, digest=digest, format=form, content=content, made_at=task.world.now())
            for form, content in files.items()
            if form not in there
        )
