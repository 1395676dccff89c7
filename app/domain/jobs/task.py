"""A task: what a kind of job is handed to do its work with."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from app import db
from app.domain.access import Me
from app.domain.jobs import holding
from app.domain.jobs.holding import Hold
from app.models import Job, Ward
from app.settings import Settings

# How far it is gets written so often at most, in seconds.
SELDOM = 0.5


class Later(Exception):
    """It could not be done, and it is known that nothing was: tried again after a pause."""


class Hopeless(Exception):
    """No further attempt would do."""


class Stopped(Exception):
    """The program is ending: the job is put back for the next one who takes it."""


@dataclass(frozen=True)
class World:
    """Where work is done: the database, the settings, a clock, and whether the program is ending."""

    engine: Engine
    settings: Settings
    now: Callable[[], datetime]
    stopping: Event = field(default_factory=Event)


@dataclass
class Task:
    """A job that is held; whatever it does to the database says first that it still is (Lost where it is not).

    The work may be begun several times, for whoever did it may have been killed: what it does must bear that, or stand
    in `once`.
    """

    world: World
    hold: Hold
    kind: str
    data: dict[str, Any]
    attempts: int
    is_committed: bool = False
    has_ended: bool = False
    _told_at: float = field(default=0.0, repr=False)

    @classmethod
    def of(cls, world: World, job: Job) -> "Task":
        hold = Hold(job.ward_id, job.id, job.lease or "")
        return cls(world, hold, job.kind, job.data, job.attempts, job.committed_at is not None)

    def progress(self, done: int, of: int | None = None) -> None:
        """So much of so much is done; also where the work ends early, when the program does (Stopped)."""
        if self.world.stopping.is_set():
            raise Stopped
        if time.monotonic() - self._told_at >= SELDOM or done == of:
            self._told_at = time.monotonic()
            self.note(done=done, of=of)

    @contextmanager
    def once(self) -> Iterator[None]:
        """What stands inside is never done twice: where nobody can say how it ended, the job ends as doubtful.

        Later, raised inside, says that it was not done.
        """
        self.note(committed_at=self.world.now())
        self.is_committed = True
        try:
            yield
        except Later:
            self.is_committed = False
            raise

    @contextmanager
    def ending(self) -> Iterator[Session]:
        """The last transaction of the work: what is written in it and that the job is done come together."""
        with db.transaction(self.world.engine) as session:
            holding.end(session, self.hold, self.world.now(), "done")
            yield session
        self.has_ended = True

    @contextmanager
    def reading(self) -> Iterator[tuple[Session, Me]]:
        """What the work reads, in the name of the program itself."""
        with db.reading(self.world.engine) as session:
            yield session, self.program(session)

    def program(self, session: Session) -> Me:
        return program(session, self.hold.ward_id, self.world.now())

    def note(self, **told: Any) -> None:
        """A sign of life, with what there is to tell; raises Lost."""
        with db.transaction(self.world.engine) as session:
            holding.note(session, self.hold, self.world.now(), **told)


def program(session: Session, ward_id: int, at: datetime) -> Me:
    """The program itself, as one who asks."""
    return Me(session.get_one(Ward, ward_id), "admin", None, None, None, None, "lantoa", at)
