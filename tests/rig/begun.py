"""Programs that a test starts, each a copy of a process that has imported the program: importing is most of a start.

The copies are multiprocessing's own fork server's. Under make soak a program is started from nothing, as users do.
"""

import multiprocessing
import os
import runpy
import subprocess
import sys
from collections.abc import Mapping
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).resolve().parents[2]
_COPIES = multiprocessing.get_context("forkserver")
_COPIES.set_forkserver_preload(["app.__main__", "app.main", "app.work", "alembic.command", "uvicorn.server"])


class Program(Protocol):
    """A program that runs; in a session of its own, so that a kill reaches its workers too, and Ctrl-C only pytest."""

    pid: int

    def poll(self) -> int | None:
        """Its exit code, negative where a signal ended it; None while it runs."""

    def wait(self, timeout: float) -> int:
        """Its exit code; raises subprocess.TimeoutExpired after so many seconds."""


def from_nothing(words: list[str], env: Mapping[str, str], said: Path) -> Program:
    with said.open("ab") as file:
        return subprocess.Popen(
            [sys.executable, "-m", *words],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )


def as_a_copy(words: list[str], env: Mapping[str, str], said: Path) -> Program:
    process = _COPIES.Process(target=_be, args=(words, dict(env), str(said)), daemon=True)
    process.start()
    return _Copy(process)


class _Copy:
    def __init__(self, process: ForkServerProcess) -> None:
        assert process.pid is not None
        self.pid, self._process, self._words = process.pid, process, process.name

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float) -> int:
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired(self._words, timeout)
        return self._process.exitcode


def _be(words: list[str], env: dict[str, str], said: str) -> None:
    os.setsid()
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(env)
    file = os.open(said, os.O_WRONLY | os.O_APPEND)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(file, 1)
    os.dup2(file, 2)
    sys.argv = [*words]
    runpy.run_module(words[0], run_name="__main__", alter_sys=True)
