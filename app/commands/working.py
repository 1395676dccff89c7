"""Working off the jobs: by the server's own process, or apart from it (`lantoa work`)."""

import signal
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

from app.commands import installation
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
        runner = _runner(engine, installation.settings())
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: runner.stop())
        if options.once:
            while not runner.world.stopping.is_set() and runner.look():
                pass
            return
        tell("Lan Tỏa đang làm việc nền. Ctrl+C để dừng.")
        runner.run()


@contextmanager
def beside(chosen: "Settings") -> Iterator[None]:
    """A thread with connections of its own works while this lasts; nothing that is asked of the server waits for it."""
    from app import log

    log.begin()
    with installation.opened(chosen) as engine:
        runner = _runner(engine, chosen)
        thread = Thread(target=runner.run, name="jobs", daemon=True)
        thread.start()
        try:
            yield
        finally:
            runner.stop()
            thread.join()


def _runner(engine: "Engine", chosen: "Settings") -> "Runner":
    from app.domain.jobs.task import World
    from app.work.runner import Runner

    return Runner(World(engine, chosen, installation.now))
