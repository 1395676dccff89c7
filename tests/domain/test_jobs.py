"""Jobs: ordered with what needs them, done once by whoever holds them, whatever is killed, paused or set back."""

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Lock
from typing import Any

import pytest
from sqlmodel import select

from app import db
from app.domain import files, jobs
from app.domain.jobs import holding
from app.domain.jobs.holding import LEASE, LONGEST_PAUSE, MOST_ATTEMPTS, Lost
from app.domain.jobs.task import Hopeless, Later, Task, World
from app.models import Job, Receipt
from app.settings import Settings
from app.work.kinds import Work
from app.work.runner import Runner
from tests import lengths
from tests.conftest import Stage
from tests.lantoa import begin
from tests.rig import working
from tests.rig.server import Server

BEGAN = datetime(2026, 6, 9, 8, tzinfo=UTC)


@dataclass
class Clock:
    """Two clocks: that on the wall, which may be set, and time that passes."""

    now: datetime = BEGAN
    passed: float = 0.0

    def pass_by(self, seconds: float) -> None:
        self.now, self.passed = self.now + timedelta(seconds=seconds), self.passed + seconds


@dataclass
class Office:
    """A ward's jobs, and as many runners as a test wants."""

    stage: Stage
    clock: Clock = field(default_factory=Clock)

    def order(self, step: str = "one", **data: Any) -> None:
        with self.stage.writing() as (session, _):
            jobs.order(session, self.stage.person(session, "coordinator"), jobs.Order("kind", step, data))

    def runner(self, work: Work, kind: str = "kind") -> Runner:
        world = World(self.stage.engine, self.stage.app.state.settings, lambda: self.clock.now)
        return Runner(world, {kind: work}, lambda: self.clock.passed)

    def job(self, step: str = "one") -> Job:
        with self.stage.writing() as (session, _):
            return session.exec(select(Job).where(Job.step == step)).one()

    def traces(self) -> list[str]:
        with self.stage.writing() as (session, _):
            return list(session.exec(select(Receipt.key).where(Receipt.scope == working.SCOPE)))

    def held(self, step: str = "one") -> Task:
        """A job that somebody took and now says nothing about."""
        with db.transaction(self.stage.engine) as session:
            seen = next(one for one in holding.waiting(session, self.clock.now, ["kind"]))
            job = holding.take(session, seen, self.clock.now)
            assert job is not None
            assert job.step == step
        return Task.of(World(self.stage.engine, Settings(), lambda: self.clock.now), job)


@pytest.fixture
def office(stage: Stage) -> Office:
    return Office(stage)


def nothing(_: Task) -> None:
    return


def failing(error: Exception) -> Work:
    def work(_: Task) -> None:
        raise error

    return work


def leave_trace(task: Task) -> None:
    with task.ending() as session:
        session.add(working.trace(task, "once"))


def test_a_job_is_there_with_what_needed_it_or_not_at_all(office: Office) -> None:
    def lose() -> None:
        with db.transaction(office.stage.engine) as session:
            jobs.order(session, office.stage.person(session, "coordinator"), jobs.Order("kind", "lost"))
            raise KeyError

    with pytest.raises(KeyError):
        lose()
    office.order()
    office.order()
    done: list[str] = []
    runner = office.runner(lambda task: done.append(task.kind))
    assert runner.look()
    assert not runner.look(), "the second order of a step is none, and what was rolled back was never ordered"
    assert done == ["kind"]
    office.order()
    assert not runner.look(), "nor is a step ordered again that is done"


def test_what_is_done_says_so_and_how_far_it_is_meanwhile(office: Office) -> None:
    office.order(number=7)
    seen: list[tuple[int, int | None]] = []

    def work(task: Task) -> None:
        assert task.data == {"number": 7}
        task.progress(3, 12)
        job = office.job()
        seen.append((job.done, job.of))
        task.progress(12, 12)

    office.runner(work).look()
    job = office.job()
    assert seen == [(3, 12)]
    assert (job.outcome, job.done, job.attempts, job.lease, job.fault) == ("done", 12, 1, None, None)
    assert job.ended_at == BEGAN


def test_what_the_work_writes_and_that_it_is_done_come_together(office: Office) -> None:
    office.order()

    def half(task: Task) -> None:
        with task.ending() as session:
            session.add(working.trace(task, "half"))
            session.flush()
            raise OSError

    office.runner(half).look()
    assert (office.traces(), office.job().outcome) == ([], None)
    office.clock.pass_by(60)
    office.runner(leave_trace).look()
    assert (office.traces(), office.job().outcome) == (["once"], "done")


def test_a_job_that_fails_waits_ever_longer_and_is_given_up_after_a_day(office: Office) -> None:
    office.order()
    runner, pauses = office.runner(failing(Later("Máy chủ thư không trả lời"))), list[float]()
    while runner.look():
        job = office.job()
        if job.ended_at is not None:
            break
        assert job.fault == "Máy chủ thư không trả lời"
        assert job.due_at is not None
        pauses.append((job.due_at - office.clock.now).total_seconds())
        office.clock.pass_by(pauses[-1] - 1)
        assert not runner.look(), "not before its pause is over"
        office.clock.pass_by(1)
    assert pauses[:4] == [30, 60, 120, 240]
    assert pauses == sorted(pauses)
    assert max(pauses) == LONGEST_PAUSE.total_seconds()
    assert 23 * 3600 < sum(pauses) < 25 * 3600
    assert (office.job().outcome, office.job().attempts) == ("given_up", MOST_ATTEMPTS)
    assert not runner.look()


def test_what_no_attempt_would_mend_is_given_up_at_once(office: Office) -> None:
    office.order()
    office.runner(failing(Hopeless("Không còn việc này"))).look()
    assert (office.job().outcome, office.job().fault) == ("given_up", "Không còn việc này")


def test_a_fault_of_the_program_is_tried_again_and_tells_no_values(office: Office) -> None:
    office.order()
    office.runner(failing(ValueError("0912345678"))).look()
    assert (office.job().outcome, office.job().fault) == (None, "ValueError")


def test_a_kind_that_this_program_does_not_know_is_left_to_one_that_does(office: Office) -> None:
    office.order()
    assert not office.runner(nothing, "another").look()
    assert office.job().attempts == 0
    assert office.runner(nothing).look()


def test_many_runners_at_once_do_each_job_once(office: Office) -> None:
    for number in range(12):
        office.order(f"step {number}", number=number)
    done, lock = list[int](), Lock()

    def work(task: Task) -> None:
        with lock:
            done.append(task.data["number"])

    def run(_: int) -> None:
        runner = office.runner(work)
        while runner.look():
            pass

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, range(4)))
    assert sorted(done) == list(range(12))


def test_no_setting_of_the_clock_takes_a_job_from_who_holds_it(office: Office) -> None:
    office.order()
    holder, other = office.held(), office.runner(leave_trace)
    assert not other.look()
    for jump in (timedelta(days=400), timedelta(days=-800)):
        office.clock.now += jump
        assert not other.look()
    holder.note()
    office.clock.pass_by(LEASE - 1)
    assert not other.look()
    holder.note()
    office.clock.pass_by(LEASE - 1)
    assert not other.look(), "each sign of life begins the lease anew"
    assert office.traces() == []


def test_a_lease_runs_out_and_who_held_it_can_write_no_more(office: Office) -> None:
    office.order()
    holder, other = office.held(), office.runner(leave_trace)
    assert not other.look()
    office.clock.pass_by(LEASE)
    assert other.look()
    assert (office.job().outcome, office.job().attempts) == ("done", 2)
    with pytest.raises(Lost):
        holder.note(done=1)
    with pytest.raises(Lost):
        leave_trace(holder)
    assert office.traces() == ["once"]


def test_a_clock_that_is_set_back_holds_up_no_job(office: Office) -> None:
    office.clock.now += timedelta(days=3)
    office.order()
    office.runner(failing(Later("không được"))).look()
    office.clock.now -= timedelta(days=3)
    assert office.runner(nothing).look(), "its pause can't be that long"
    assert office.job().outcome == "done"


def test_what_must_not_be_done_twice_is_doubtful_where_nobody_knows(office: Office) -> None:
    for step in ("killed", "broken"):
        office.order(step)
    with office.held("killed").once():
        office.runner(_broken).look()
    assert (office.job("broken").outcome, office.job("broken").fault) == ("doubtful", "OSError: ")
    other = office.runner(leave_trace)
    assert not other.look()
    office.clock.pass_by(LEASE)
    assert other.look()
    assert office.job("killed").outcome == "doubtful"
    assert office.traces() == []


def _broken(task: Task) -> None:
    with task.once():
        raise OSError


def test_what_is_known_not_to_be_done_is_tried_again(office: Office) -> None:
    office.order()

    def refused(task: Task) -> None:
        with task.once():
            raise Later("từ chối")

    office.runner(refused).look()
    assert office.job().committed_at is None
    office.clock.pass_by(30)
    office.runner(leave_trace).look()
    assert office.job().outcome == "done"


def test_a_job_that_ends_whoever_does_it_is_given_up_in_the_end(office: Office) -> None:
    office.order()
    other = office.runner(leave_trace)
    for _ in range(MOST_ATTEMPTS):
        with db.transaction(office.stage.engine) as session:
            [seen] = holding.waiting(session, office.clock.now, ["kind"])
            assert holding.take(session, seen, office.clock.now) is not None
    other.look()
    office.clock.pass_by(LEASE)
    other.look()
    assert (office.job().outcome, office.traces()) == ("given_up", [])


def test_a_program_that_ends_puts_its_job_back(office: Office) -> None:
    office.order()
    begun = Event()

    def work(task: Task) -> None:
        begun.set()
        while True:
            task.progress(1, 9)
            time.sleep(0.01)

    runner = office.runner(work)
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(runner.run)
        assert begun.wait(30)
        runner.stop()
        running.result(30)
    assert (office.job().lease, office.job().attempts) == (None, 0)
    assert office.runner(leave_trace).look(), "the next one need not wait"


def test_jobs_of_long_ago_are_forgotten(office: Office) -> None:
    office.order("old")
    office.order("open")
    office.runner(nothing).look()
    office.clock.now += jobs.REMEMBERED + timedelta(days=1)
    runner = office.runner(nothing)
    runner.sweep()
    with office.stage.writing() as (session, _):
        assert list(session.exec(select(Job.step))) == ["open"]


def test_what_came_and_was_never_stored_goes_a_day_later(office: Office) -> None:
    root = files.folder(office.stage.app.state.settings.data_dir)
    root.mkdir(parents=True, exist_ok=True)
    old, new = root / ".old.part1", root / ".new.part1"
    for file in (old, new):
        file.write_bytes(b"x")
    os.utime(old, (0, 0))
    office.runner(nothing).sweep()
    assert (old.exists(), new.exists()) == (False, True)
    new.unlink()


def wait_for(what: Callable[[], Any]) -> None:
    deadline = time.monotonic() + 60
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def watched(office: Office, tmp_path: Path) -> Path:
    """A job of the kind that tests/rig/working does."""
    with office.stage.writing() as (session, _):
        data = {name: str(tmp_path / name) for name in ("began", "go")}
        jobs.order(session, office.stage.person(session, "coordinator"), jobs.Order("watched", "one", data))
    return tmp_path


def test_a_killed_program_leaves_its_job_to_another(office: Office, watched: Path) -> None:
    url = office.stage.engine.url.render_as_string(hide_password=False)
    killed = begin(watched, "work", url=url, program="tests.rig.working")
    wait_for((watched / "began").exists)
    killed.kill()
    assert (office.traces(), office.job().outcome) == ([], None)
    assert office.job().lease is not None
    (watched / "go").touch()
    other = office.runner(working.watched, "watched")
    assert not other.look()
    office.clock.pass_by(LEASE)
    assert other.look()
    assert (office.traces(), office.job().outcome) == ([f"process {os.getpid()}"], "done")


@pytest.mark.parametrize("workers", lengths.WORKERS)
def test_the_server_works_off_jobs_and_ends_cleanly(office: Office, watched: Path, workers: str) -> None:
    url = office.stage.engine.url.render_as_string(hide_password=False)
    env = {"LANTOA_DATA_DIR": str(watched), "LANTOA_DATABASE_URL": url}
    with Server(env, "--workers", workers, program="tests.rig.working") as server:
        wait_for((watched / "began").exists)
        assert server.get("/healthz") == 200, "nobody waits for a job"
        assert server.stop() == 0
    assert (office.job().lease, office.job().attempts) == (None, 0), "it was put back, not cut off"


@pytest.mark.on_one
def test_a_server_may_leave_jobs_to_a_program_of_their_own(office: Office, watched: Path) -> None:
    url = office.stage.engine.url.render_as_string(hide_password=False)
    (watched / "go").touch()
    with Server(
        {"LANTOA_DATA_DIR": str(watched), "LANTOA_DATABASE_URL": url}, "--no-work", program="tests.rig.working"
    ):
        assert office.job().attempts == 0
        done = begin(watched, "work", "--once", url=url, program="tests.rig.working").said()
    assert done.code == 0
    assert office.job().outcome == "done"
    assert len(office.traces()) == 1
