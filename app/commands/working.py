"""Working off the jobs: by the server's own process, or apart from it (`lantoa work`)."""

import signal
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

from app.commands import ending, installation
from app.commands.terminal import tell

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from app.settings import Settings
    from app.work.runner import Runner


def work(options: Namespace) -> None:
    """Until it is asked to end; --once: until nothing is due."""
    from app import log, memory

    memory.begin()
    log.begin()
    with installation.ready() as engine:
        runners = _runners(engine, installation.settings())
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: _stop_by_signal(runners))
        if options.once:
            while not runners[0].world.stopping.is_set() and any(runner.look() for runner in runners):
                pass
            return
        tell("Lan Tỏa đang làm việc nền. Ctrl+C để dừng.")
        for thread in _begun(runners):
            thread.join()


@contextmanager
def beside(chosen: "Settings") -> Iterator[None]:
    """Threads with connections of their own work while this lasts; nothing asked of the server waits for them."""
    from app import log

    log.begin()
    with installation.opened(chosen) as engine:
        runners = _runners(engine, chosen)
        threads = _begun(runners)
        try:
            yield
        finally:
            _stop(runners)
            for thread in threads:
                thread.join()


def _runners(engine: "Engine", chosen: "Settings") -> list["Runner"]:
    """One for what waits for other systems, one for the rest."""
    from app.domain.jobs.task import World
    from app.work.kinds import INWARD, OUTWARD
    from app.work.runner import Runner

    return [Runner(World(engine, chosen, installation.now), kinds) for kinds in (INWARD, OUTWARD)]


def _begun(runners: Sequence["Runner"]) -> list[Thread]:
    threads = [Thread(target=runner.run, name="jobs", daemon=True) for runner in runners]
    for thread in threads:
        thread.start()
    return threads


def _stop_by_signal(runners: Sequence["Runner"]) -> None:
    ending.begin()
    _stop(runners)


def _stop(runners: Sequence["Runner"]) -> None:
    for runner in runners:
        runner.stop()
