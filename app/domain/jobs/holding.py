"""Who holds a job: taken by one at a time, kept by signs of life, paused after a failure, given up after a day.

No clock decides who holds it. Every taking and every sign of life counts `beats` up; whoever would take a held job over
must have seen that number stand still, by a watch of its own that no setting of the clock can move. Each step is one
statement that names the beats or the lease it goes by, so that of two who try it at once one does nothing.
"""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import CursorResult, or_
from sqlmodel import Session, col, select, update

from app.models import Job

# In seconds: how long a holder may give no sign of life, and how often it gives one.
LEASE, BEAT = 30.0, 10.0
# Pauses double up to an hour; so many attempts take a day. The clock is not asked whether it was a day.
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)
MOST_ATTEMPTS = 31
# So many are looked at together.
AT_ONCE = 100


class Lost(Exception):
    """Someone else holds the job by now, or it has ended: whoever learns this does nothing more about it."""


class Seen(NamedTuple):
    """A job that has not ended, as it was seen."""

    ward_id: int
    id: int
    lease: str | None
    beats: int


class Hold(NamedTuple):
    """A job that was taken, and by which word."""

    ward_id: int
    id: int
    lease: str


def pause_after(attempts: int) -> timedelta:
    """How long a job waits that has failed so many times."""
    return min(FIRST_PAUSE * float(2 ** min(attempts - 1, 20)), LONGEST_PAUSE)


def waiting(session: Session, now: datetime, kinds: Collection[str]) -> list[Seen]:
    """Jobs of these kinds, of all wards, that are due or held; those that failed least come first.

    No pause is longer than the longest: one that seems to be was reckoned by a clock that has been set back since.
    """
    due = or_(col(Job.due_at).is_(None), col(Job.due_at) <= now, col(Job.due_at) > now + LONGEST_PAUSE)
    columns = select(Job.ward_id, Job.id, Job.lease, Job.beats)
    statement = columns.where(col(Job.ended_at).is_(None), col(Job.kind).in_(kinds), due)
    statement = statement.order_by(col(Job.attempts), col(Job.id)).limit(AT_ONCE)
    return [Seen(*row) for row in session.exec(statement)]


def take(session: Session, seen: Seen, now: datetime) -> Job | None:
    """The job, held from now on; None where someone was quicker."""
    lease = secrets.token_hex(8)
    taken = (
        update(Job)
        .where(*_named(seen), col(Job.beats) == seen.beats)
        .values(lease=lease, beats=Job.beats + 1, attempts=Job.attempts + 1, due_at=None, updated_at=now)
    )
    if not _did(session, taken):
        return None
    return session.get(Job, (seen.ward_id, seen.id), populate_existing=True)


def note(session: Session, hold: Hold, now: datetime, **told: Any) -> None:
    """A sign of life, and what the holder has to tell; raises Lost."""
    held = (*_named(hold), col(Job.lease) == hold.lease)
    if not _did(session, update(Job).where(*held).values(beats=Job.beats + 1, updated_at=now, **told)):
        raise Lost


def end(session: Session, hold: Hold, now: datetime, outcome: str, fault: str | None = None) -> None:
    note(session, hold, now, lease=None, ended_at=now, outcome=outcome, fault=fault)


def put_back(session: Session, hold: Hold, now: datetime) -> None:
    """Let go of without a fault: the next one takes it at once."""
    note(session, hold, now, lease=None, attempts=Job.attempts - 1)


def put_off(session: Session, hold: Hold, now: datetime, fault: str) -> str | None:
    """After a failure: it waits for its pause, or ends as given up; the outcome where it has ended."""
    attempts = session.exec(select(Job.attempts).where(*_named(hold))).first() or 0
    if attempts >= MOST_ATTEMPTS:
        end(session, hold, now, "given_up", fault)
        return "given_up"
    note(session, hold, now, lease=None, committed_at=None, due_at=now + pause_after(attempts), fault=fault)
    return None


def _named(job: Seen | Hold) -> tuple[Any, ...]:
    return Job.ward_id == job.ward_id, Job.id == job.id, col(Job.ended_at).is_(None)


def _did(session: Session, statement: Any) -> bool:
    done = session.execute(statement, execution_options={"synchronize_session": False})
    assert isinstance(done, CursorResult)
    return done.rowcount == 1
