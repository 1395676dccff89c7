"""Workers: one, or as many processes as were asked for, each begun anew where it ended; the operator hears of that."""

import time
from types import FrameType

from uvicorn.server import Server
from uvicorn.supervisors import Multiprocess

from app import log
from app.commands import ending

# How much longer than its requests a worker may take to end, in seconds.
GRACE = 3.0


class Alone(Server):
    """The one worker, in the program's own process."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        ending.begin()
        super().handle_exit(sig, frame)


class Workers(Multiprocess):
    """As uvicorn has them, which says nothing that is heard about one that ended, and waits for each for ever."""

    def keep_subprocess_alive(self) -> None:
        before = list(self.processes)
        super().keep_subprocess_alive()
        for one in before:
            if one not in self.processes:
                log.failed("worker", process=one.pid, cause=f"ended with {one.exitcode}, another was begun")

    def terminate_all(self) -> None:
        ending.begin()
        super().terminate_all()

    def join_all(self) -> None:
        until = time.monotonic() + (self.config.timeout_graceful_shutdown or 0) + GRACE
        for one in self.processes:
            one.process.join(max(0.0, until - time.monotonic()))
            if one.exitcode is None:
                log.failed("worker", process=one.pid, cause="did not end when it was asked to, and was killed")
                one.kill()
        super().join_all()
