"""The runner: takes the jobs that are due, one after the other, and does each in a thread of its own.

Several runners, in as many processes and on as many machines, do no job twice: holding sees to that.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from threading import Thread

from sqlalchemy.exc import SQLAlchemyError

from app import db, log
from app.domain import files, jobs
from app.domain.jobs import holding
from app.domain.jobs.holding import BEAT, LEASE, MOST_ATTEMPTS, Lost, Seen
from app.domain.jobs.task import Hopeless, Later, Stopped, Task, World
from app.work.kinds import KINDS, ORDERS, Work

# In seconds: how often it looks for jobs, how long it waits where the database doesn't answer, and how long for the
# work that is under way when the program ends.
LOOKS, PATIENCE, FAREWELL = 1.0, 10.0, 5.0
A_DAY = 24 * 3600.0


class Watch:
    """Which holders give no sign of life, by the time that passes here."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._still: dict[tuple[int, int], tuple[int, float]] = {}

    def free(self, seen: Sequence[Seen]) -> list[Seen]:
        """Those that nobody holds, and those whose holder was still for the whole of a lease."""
        now, before = self._clock(), self._still
        self._still = {}
        for one in seen:
            beats, since = before.get((one.ward_id, one.id), (one.beats, now))
            self._still[one.ward_id, one.id] = (one.beats, since if beats == one.beats else now)
        return [one for one in seen if one.lease is None or now - self._still[one.ward_id, one.id][1] >= LEASE]


class Runner:
    def __init__(
        self, world: World, kinds: Mapping[str, Work] = KINDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.world, self._kinds, self._clock = world, kinds, clock
        self._watch = Watch(clock)
        self._swept: float | None = None

    def stop(self) -> None:
        """Asked from outside: no further job is begun, and the one under way is told."""
        self.world.stopping.set()

    def run(self) -> None:
        """Until it is stopped; what keeps it from the database is told once, and it goes on when that is over."""
        trouble = ""
        while not self.world.stopping.is_set():
            try:
                self.sweep()
                pause = 0.0 if self.look() else LOOKS
                trouble = ""
            except (SQLAlchemyError, OSError) as error:
                if trouble != log.cause(error):
                    trouble = log.cause(error)
                    log.failed("jobs", cause=trouble)
                pause = PATIENCE
            self.world.stopping.wait(pause)

    def sweep(self) -> None:
        """Once a day forgets jobs of long ago, and files that came and were never stored."""
        if self._swept is None or self._clock() - self._swept >= A_DAY:
            self._swept = self._clock()
            with db.transaction(self.world.engine) as session:
                jobs.forget_old(session, self.world.now())
            files.sweep(self.world.engine, files.folder(self.world.settings.data_dir))

    def look(self) -> bool:
        """Takes the first job that is free and does it; whether there was one."""
        for kind in ORDERS.keys() & self._kinds.keys():
            ORDERS[kind](self.world)
        with db.reading(self.world.engine) as session:
            found = holding.waiting(session, self.world.now(), self._kinds)
        for seen in self._watch.free(found):
            with db.transaction(self.world.engine) as session:
                job = holding.take(session, seen, self.world.now())
            if job is not None:
                self._do(Task.of(self.world, job))
                return True
        return False

    def _do(self, task: Task) -> None:
        """Gives signs of life while the work goes on; a program that ends waits for it a little."""
        thread = Thread(target=self._work, args=(task,), name=f"job {task.hold.id}", daemon=True)
        thread.start()
        beaten = ended = self._clock()
        while thread.is_alive() and not (self.world.stopping.is_set() and self._clock() - ended >= FAREWELL):
            thread.join(0.1)
            if not self.world.stopping.is_set():
                ended = self._clock()
            if self._clock() - beaten >= BEAT:
                beaten = self._clock()
                self._beat(task)

    @staticmethod
    def _beat(task: Task) -> None:
        try:
            task.note()
        except (Lost, SQLAlchemyError, OSError):
            # The work itself learns of it at its next step.
            return

    def _work(self, task: Task) -> None:
        try:
            outcome = self._done(task)
        except Lost:
            outcome = "lost"
        except (SQLAlchemyError, OSError) as error:
            # What came of it can't be written: the lease runs out, and another takes it.
            outcome = log.cause(error)
        log.told("job", kind=task.kind, id=task.hold.id, outcome=outcome)

    def _done(self, task: Task) -> str:
        """Does the work and writes what came of it; raises Lost where someone else holds it by now."""
        if task.is_committed:
            return self._end(task, "doubtful")
        if task.attempts > MOST_ATTEMPTS:
            # It never came to say what was wrong: whoever did it was ended by it.
            return self._end(task, "given_up")
        try:
            self._kinds[task.kind](task)
        except Lost:
            raise
        except Stopped:
            with db.transaction(self.world.engine) as session:
                holding.put_back(session, task.hold, self.world.now())
            return "put back"
        except Hopeless as hopeless:
            return self._end(task, "given_up", str(hopeless))
        except Exception as error:  # noqa: BLE001 (whatever went wrong, it is tried again)
            return self._failed(task, error)
        return "done" if task.has_ended else self._end(task, "done")

    def _end(self, task: Task, outcome: str, fault: str | None = None) -> str:
        with db.transaction(self.world.engine) as session:
            holding.end(session, task.hold, self.world.now(), outcome, fault)
        return outcome

    def _failed(self, task: Task, error: Exception) -> str:
        fault = str(error) if isinstance(error, Later) else log.cause(error)
        if not isinstance(error, Later):
            log.failed("job", kind=task.kind, id=task.hold.id, cause=fault, places=log.places(error))
        if task.is_committed:
            return self._end(task, "doubtful", fault)
        with db.transaction(self.world.engine) as session:
            return holding.put_off(session, task.hold, self.world.now(), fault) or "put off"
