"""Drawings of what was handed in: made by a job, kept, and the same bytes from then on.

A drawing is found by the version that was handed in, for whoever reads all of it, whatever program draws by then; else
by the digest of what the document says to whoever asks, so that one that tells a reader less is another one.
"""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import and_, or_
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


class Drawn(NamedTuple):
    """A document: of which report and which of its versions (None: by its words alone), and the digest of its words."""

    report: int
    version: int | None
    digest: str


def kept(session: Session, me: Me, drawn: Drawn, form: str) -> bytes | None:
    """The file of a version, made first, or of the same words; its caller knows what this person may read."""
    same = [col(Drawing.digest) == drawn.digest]
    if drawn.version is not None:
        same.append(and_(col(Drawing.report_id) == drawn.report, col(Drawing.version) == drawn.version))
    mine = (Drawing.ward_id == me.ward_id, Drawing.format == form, or_(*same))
    return session.exec(select(Drawing.content).where(*mine).order_by(col(Drawing.made_at))).first()


def keep(task: Task, drawn: Drawn, files: Mapping[str, bytes]) -> None:
    """The last step of the job: the files by format, all of them or none; what is there stays as it is."""
    report, version, digest = drawn
    with task.ending() as session:
        mine = (Drawing.ward_id == task.hold.ward_id, Drawing.digest == digest)
        there = set(session.exec(select(col(Drawing.format)).where(*mine)))
        session.add_all(
            Drawing(
                ward_id=task.hold.ward_id,
                digest=digest,
                format=form,
                content=content,
                made_at=task.world.now(),
                report_id=report,
                version=version,
            )
            for form, content in files.items()
            if form not in there
        )
