"""The program as users run it: `python -m app serve` as a process, which may be killed and started again."""

import http.client
import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil  # type: ignore[import-untyped]

from tests.lengths import SOAK
from tests.rig import begun

# What the trail is keyed with, wherever the program runs for a test or a test opens a database itself.
TRAIL_KEY = "the trail's key of the tests"


class Server:
    """`with Server({"LANTOA_DATA_DIR": …}) as server:` is ready to answer at `server.url`; gone at the end.

    `env` is added to the environment, from which every other LANTOA_ name is taken out first.
    """

    def __init__(self, env: Mapping[str, str], *options: str, patience: float = 60, program: str = "app") -> None:
        self.env = _environment(env)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.patience = patience
        self._program = program
        self._options = options
        self._process: begun.Program | None = None
        self._log = tempfile.NamedTemporaryFile()  # noqa: SIM115

    def start(self) -> None:
        """Starts it, also after kill() on the same data and port; returns when /readyz answers 200."""
        command = [self._program, "serve", "--host", "127.0.0.1", "--port", str(self.port), *self._options]
        # Several workers begin themselves by what the program was begun with.
        several = "--workers" in self._options and "1" not in self._options
        begin = begun.from_nothing if SOAK or several else begun.as_a_copy
        self._process = begin(command, self.env, Path(self._log.name))
        try:
            self._await_ready(self._process)
        except BaseException:
            self.kill()
            raise

    def kill(self) -> None:
        """kill -9: no farewell, as when the power goes."""
        self._end(signal.SIGKILL, 30)

    def kill_without_workers(self) -> int:
        """kill -9 of the process that was started, as when memory is short; its workers are left to themselves.

        Returns how many there were once all of them have ended, those too that had only begun to begin.
        """
        assert self._process is not None
        workers = self.workers()
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait(30)
        deadline = time.monotonic() + self.patience
        while left := [one for one in workers if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]:
            assert time.monotonic() < deadline, f"still there: {left}"
            time.sleep(0.05)
        return len(workers)

    def workers(self) -> list[psutil.Process]:
        """The processes that serve, where it was begun with several."""
        assert self._process is not None
        children = psutil.Process(self._process.pid).children()
        return [one for one in children if "spawn_main" in " ".join(one.cmdline())]

    def stop(self) -> int:
        """Asks it to end (SIGTERM) and returns its exit code; after 15 seconds it is killed."""
        return self._end(signal.SIGTERM, 15)

    def log(self) -> str:
        """What it has said so far, over all its starts."""
        size = os.fstat(self._log.fileno()).st_size
        return os.pread(self._log.fileno(), size, 0).decode("utf-8", "replace")

    def get(self, path: str) -> int:
        """The status of a GET; 0 where nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self._log.close()
            raise
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.stop()
        self._log.close()

    def _await_ready(self, process: begun.Program) -> None:
        deadline = time.monotonic() + self.patience
        while self.get("/readyz") != http.HTTPStatus.OK:
            if (code := process.poll()) is not None:
                raise RuntimeError(f"the server ended with {code}:\n{self.log()}")
            if time.monotonic() > deadline:
                raise TimeoutError(f"the server was not ready after {self.patience} s:\n{self.log()}")
            time.sleep(0.05)

    def _end(self, sign: signal.Signals, seconds: float) -> int:
        process = self._process
        if process is None:
            return 0
        with suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return process.wait(30)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _environment(given: Mapping[str, str]) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("LANTOA_")}
    return inherited | {"LANTOA_TRAIL_KEY": TRAIL_KEY} | dict(given)
