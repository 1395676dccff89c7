"""Deliveries: one change told to one webhook, by a job; which are due is read off the trail, so no verb knows of them.

A webhook's changes go out one after the other. While a receiver fails, the next ones wait, until one has failed so
often that the receiver may be choking on just that one; only so many are ever on their way to it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal, NamedTuple, get_args

from sqlmodel import Session, col, select

from app import db
from app.domain import access, jobs, trail
from app.domain.access import Me
from app.domain.errors import Conflict, NotFound, Say
from app.domain.jobs import task
from app.domain.jobs.task import World
from app.domain.pages import Ask, Page, after, cut, shaped
from app.domain.trail import reading
from app.domain.webhooks import RIGHT
from app.models import Change, Job, TrailHead, Webhook

JOB = "webhook"
# After so many attempts the rest goes on beside it; so many may be on their way.
PATIENCE, MOST = 5, 10
Status = Literal["waiting", "retrying", "sent", "given_up"]
STATUSES: tuple[Status, ...] = get_args(Status)
FIELDS = (
    "id",
    "seq",
    "entity",
    "key",
    "action",
    "status",
    "attempts",
    "fault",
    "due_at",
    "ended_at",
    "created_at",
    "updated_at",
)


class Message(NamedTuple):
    """What is sent, where to, and by which sealed key; id names it to the receiver, however often it comes."""

    id: str
    address: str
    sealed_key: str
    content: dict[str, Any]


Key = tuple[int, int]


def order(world: World) -> None:
    """Orders for each webhook the next change that it wants, unless it has others to wait for."""
    with db.reading(world.engine) as session:
        due = _due(session)
    for key in due:
        with db.transaction(world.engine) as session:
            _order_next(session, key, world.now())


def _due(session: Session) -> list[Key]:
    behind = (
        select(col(Webhook.ward_id), col(Webhook.id))
        .join(TrailHead, col(TrailHead.ward_id) == col(Webhook.ward_id))
        .where(col(Webhook.paused_at).is_(None), col(Webhook.ordered_until) < col(TrailHead.seq))
    )
    found = [(ward_id, id) for ward_id, id in session.exec(behind.order_by(col(Webhook.id)))]
    return [key for key in found if not _is_held_up(session, key)]


def _is_held_up(session: Session, key: Key) -> bool:
    under_way = select(col(Job.attempts)).where(*_of(*key), col(Job.ended_at).is_(None))
    attempts = session.exec(under_way.limit(MOST)).all()
    return len(attempts) >= MOST or any(count < PATIENCE for count in attempts)


def _order_next(session: Session, key: Key, now: datetime) -> None:
    """Asked again under its lock, for another runner may have been quicker."""
    row = session.get(Webhook, key, with_for_update=db.locks(session))
    if row is None or row.paused_at is not None or _is_held_up(session, key):
        return
    until = trail.head(session, row.ward_id).seq
    later = (Change.ward_id == row.ward_id, col(Change.seq) > row.ordered_until, col(Change.seq) <= until)
    wanted = [col(Change.entity).in_(row.entities)] if row.entities else []
    seq = session.exec(select(col(Change.seq)).where(*later, *wanted).order_by(col(Change.seq)).limit(1)).first()
    row.ordered_until = until if seq is None else seq
    if seq is not None:
        data = {"webhook": row.id, "seq": seq}
        jobs.order(session, task.program(session, row.ward_id, now), jobs.Order(JOB, f"{row.id}/{seq}", data))


def message(session: Session, me: Me, data: dict[str, Any]) -> Message | None:
    """What a job sends; None where its webhook is gone or paused."""
    row = session.get(Webhook, (me.ward_id, data["webhook"]))
    change = session.get(Change, (me.ward_id, data["seq"]))
    if row is None or row.paused_at is not None or change is None:
        return None
    return Message(f"{me.ward_id}.{row.id}.{change.seq}", row.address, row.sealed_key, trail.shape(change))


def page(session: Session, me: Me, row: Webhook, ask: Ask) -> Page[Job]:
    """A webhook's deliveries, the latest first, as long as jobs are remembered."""
    access.require(me, RIGHT)
    statement = select(Job).where(*_of(row.ward_id, row.id))
    if ask.after:
        statement = statement.where(col(Job.id) < after(ask, int)[0])
    rows = session.exec(statement.order_by(col(Job.id).desc()).limit(ask.limit + 1))
    return cut(list(rows), ask, lambda job: (job.id,))


def find(session: Session, me: Me, row: Webhook, number: int) -> Job:
    """Raises NotFound."""
    access.require(me, RIGHT)
    job = jobs.find(session, me, JOB, number)
    if job is None or job.data["webhook"] != row.id:
        raise NotFound()
    return job


def resend(session: Session, me: Me, row: Webhook, job: Job) -> None:
    """Sends it once more, at once, whatever came of it; under the name that the receiver may know it by.

    Raises Conflict while the webhook is paused.
    """
    access.require(me, RIGHT)
    if row.paused_at is not None:
        raise Conflict(Say("Webhook này đang tạm dừng. Bật lại rồi gửi."), "paused")
    jobs.again(session, me, job)


def shapes(session: Session, me: Me, rows: Iterable[Job]) -> list[dict[str, Any]]:
    """Deliveries as the admin sees them, with what the changes were about."""
    found = list(rows)
    changes = {change.seq: change for change in reading.numbered(session, me, [job.data["seq"] for job in found])}
    return [_shape(job, changes[job.data["seq"]]) for job in found]


def _shape(job: Job, change: Change) -> dict[str, Any]:
    about = {"seq": change.seq, "entity": change.entity, "key": change.entity_key, "action": change.action}
    return shaped(job, FIELDS, **about, status=_status(job))


def _status(job: Job) -> Status:
    if job.ended_at is not None:
        return "sent" if job.outcome == "done" else "given_up"
    return "retrying" if job.attempts else "waiting"


def _of(ward_id: int, id: int) -> tuple[Any, ...]:
    return Job.ward_id == ward_id, Job.kind == JOB, col(Job.step).startswith(f"{id}/")
