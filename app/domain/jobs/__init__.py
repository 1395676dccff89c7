"""Jobs: ordered in the transaction of whoever needs the work done, so that neither is there without the other.

What is done by itself, and by whom, is said by holding; a kind of job sees no more of all that than its Task.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, delete, select, update

from app.domain import ids
from app.domain.access import Me
from app.models import Job

# How long one that has ended is remembered.
REMEMBERED = timedelta(days=90)


@dataclass(frozen=True)
class Order:
    """Work of a kind (app/work/kinds); the step names it: what was ordered under this name is not done again."""

    kind: str
    step: str
    data: dict[str, Any] = field(default_factory=dict)


def order(session: Session, me: Me, asked: Order) -> Job:
    """The job of this step, a new one where there is none; it is begun once this transaction is committed."""
    known = found(session, me, asked.kind, [asked.step])
    if asked.step in known:
        return known[asked.step]
    job = Job(
        ward_id=me.ward_id,
        id=ids.one(session),
        created_at=me.at,
        updated_at=me.at,
        kind=asked.kind,
        step=asked.step,
        data=asked.data,
    )
    session.add(job)
    session.flush()
    return job


def found(session: Session, me: Me, kind: str, steps: Collection[str]) -> dict[str, Job]:
    """The jobs of these steps, by step."""
    mine = (Job.ward_id == me.ward_id, Job.kind == kind, col(Job.step).in_(steps))
    return {job.step: job for job in session.exec(select(Job).where(*mine))}


def find(session: Session, me: Me, kind: str, number: int) -> Job | None:
    job = session.get(Job, (me.ward_id, number)) if ids.is_possible(number) else None
    return job if job is not None and job.kind == kind else None


def since(session: Session, me: Me, kind: str, then: datetime) -> list[Job]:
    """Those of a kind that were ordered since, the newest first."""
    mine = (Job.ward_id == me.ward_id, Job.kind == kind, col(Job.created_at) > then)
    return list(session.exec(select(Job).where(*mine).order_by(col(Job.id).desc())))


def again(session: Session, me: Me, job: Job) -> None:
    """Done anew from its first attempt on, and at once; what somebody is about just now is left to them."""
    free = (col(Job.ward_id) == job.ward_id, col(Job.id) == job.id, col(Job.lease).is_(None))
    anew: dict[str, Any] = {"attempts": 0, "done": 0, "beats": Job.beats + 1, "updated_at": me.at}
    anew |= dict.fromkeys(("due_at", "of", "committed_at", "ended_at", "outcome", "fault"))
    session.execute(update(Job).where(*free).values(**anew), execution_options={"synchronize_session": False})
    session.refresh(job)


def forget_old(session: Session, now: datetime) -> None:
    """Those that ended long ago, of all wards."""
    session.execute(delete(Job).where(col(Job.ended_at) < now - REMEMBERED))
