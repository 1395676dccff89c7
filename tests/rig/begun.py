"""Programs that a test starts, each a copy of a process that has imported the program: importing is most of a start.

The copies are multiprocessing's own fork server's. Under make soak a program is started from nothing, as users do.
"""

import multiprocessing
import os
import runpy
import subprocess
import sys
import warnings
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


def from_nothing(words: list[str], env: Mapping[str, str], said: Path, complained: Path | None = None) -> Program:
    """said: where it writes; complained: where its complaints go, if not there too."""
    with said.open("ab") as file, (complained or said).open("ab") as other:
        return subprocess.Popen(
            [sys.executable, "-m", *words],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=other,
            start_new_session=True,
        )


def as_a_copy(words: list[str], env: Mapping[str, str], said: Path, complained: Path | None = None) -> Program:
    process = _COPIES.Process(target=_be, args=(words, dict(env), str(said), str(complained or said)), daemon=True)
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


def _be(words: list[str], env: dict[str, str], said: str, complained: str) -> None:
    os.setsid()
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(env)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(os.open(said, os.O_WRONLY | os.O_APPEND), 1)
    os.dup2(os.open(complained, os.O_WRONLY | os.O_APPEND), 2)
    sys.argv = [*words]
    # It was imported on purpose, which runpy can't know.
    warnings.filterwarnings("ignore", ".* found in sys.modules after import of package", RuntimeWarning)
    runpy.run_module(words[0], run_name="__main__", alter_sys=True)
