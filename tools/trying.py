"""A plugin of pytest for mutants.py: tries the mutants that wanted.json names, each in a copy of this process.

The tests are collected once and every import is made before the first copy, so that a copy begins with its first test.
"""

import gc
import json
import os
import re
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import partial
from itertools import accumulate
from pathlib import Path

import pytest
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.state import state

from app.domain import privacy

CALLS, LOG = Path("calls.json"), Path("noticed.txt")
# The seconds that a test takes, and the functions that it calls.
Calls = tuple[float, list[str]]
# The tests of a mutant end at so many seconds of theirs. They may take TIMES as long of a processor's time, which a
# busy machine does not shorten: a changed rule can loop for ever. One that waits for ever ends after WAITING as long.
MOST, TIMES, STARTING, WAITING = 6, 5, 5, 20


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    wanted = json.loads(Path("wanted.json").read_text("utf-8"))
    # No copy shares the demo's folder with another.
    session.items = [item for item in session.items if "demo" not in getattr(item, "fixturenames", ())]
    # The first test bears what every later one finds done: it would seem to take long.
    _require_passed(session.items[:1])
    calls = _calls(session, wanted)
    # The quickest test of each file, so that few copies read a page for the first time.
    quickest = {item.path: item for item in sorted(session.items, key=lambda item: -calls[item.nodeid][0])}
    _require_passed([*quickest.values()])
    # What its own signs read as was learned while no mutant was awake.
    privacy._SHOWN.clear()
    gc.collect()
    gc.freeze()
    _Trial(session, calls).of(wanted)
    return True


def _require_passed(items: list[pytest.Item]) -> None:
    """For what runs before any mutant wakes; and a failed test would end every copy at its first."""
    if failed := _first_failed(items):
        pytest.exit(f"fails without a mutant: {failed}", 1)


def _first_failed(items: list[pytest.Item]) -> str:
    """The first test that does not pass, after which no other is run; or nothing."""
    for item, following in zip(items, [*items[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if item.session.testsfailed:
            item.session._setupstate.teardown_exact(None)
            return item.nodeid
    return ""


def _copy(work: Callable[[], str], seconds: float) -> tuple[int, int]:
    """Does the work in a copy of this process, silently; its number, and where it will say what came of it."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    try:
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.alarm(int(WAITING * seconds))
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        os.write(writing, work().encode())
        os._exit(0)
    finally:
        os._exit(1)


def _calls(session: pytest.Session, wanted: list[str]) -> dict[str, Calls]:
    """How long each test takes and which functions it calls.

    Asked again of the tests whose file has changed, and, where a function that nothing is known to call may be new, of
    those that are known to call others of its module.
    """
    known = json.loads(CALLS.read_text("utf-8")) if CALLS.exists() else {}
    called = {function for _, functions in known.values() for function in functions}
    asked = CALLS.stat().st_mtime if known else 0
    uncalled = {_module(function) for function in map(_function, wanted) if function not in called}
    unknown = {module for module in uncalled if asked < Path(str(sys.modules[module].__file__)).stat().st_mtime}
    new = [
        item
        for item in session.items
        if item.nodeid not in known
        or asked < item.path.stat().st_mtime
        or not unknown.isdisjoint(map(_module, known[item.nodeid][1]))
    ]
    if new:
        print(f"asking {len(new)} tests what they call", flush=True)
        pid, reading = _copy(lambda: _ask(new, known), 3600)
        failed = os.read(reading, 1000).decode()
        if os.waitpid(pid, 0)[1] or failed:
            pytest.exit(f"fails without a mutant: {failed}", 1)
        known = json.loads(CALLS.read_text("utf-8"))
    return {item.nodeid: known[item.nodeid] for item in session.items}


def _ask(items: list[pytest.Item], known: dict[str, Calls]) -> str:
    set_mutant_under_test("stats")
    for item, following in zip(items, [*items[1:], None], strict=True):
        state()._stats.clear()
        began = time.process_time()
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if item.session.testsfailed:
            return item.nodeid
        known[item.nodeid] = (time.process_time() - began, sorted(state()._stats))
    CALLS.write_text(json.dumps(known))
    return ""


class _Trial:
    """The mutants with their tests: first what has noticed most for its time, above all in the same function."""

    def __init__(self, session: pytest.Session, calls: dict[str, Calls]) -> None:
        self.items = {item.nodeid: item for item in session.items}
        self.seconds = {name: seconds for name, (seconds, _) in calls.items()}
        self.of_function: dict[str, list[str]] = defaultdict(list)
        for name, (_, functions) in calls.items():
            for function in functions:
                self.of_function[function].append(name)
        self.noticed: Counter[str] = Counter()
        self.results: dict[str, int] = {}
        # The copies at work: the mutant of each, and where it will say which test noticed.
        self.running: dict[int, tuple[str, int]] = {}

    def of(self, wanted: list[str]) -> None:
        began = time.monotonic()
        for mutant in wanted:
            self._wait(os.cpu_count() or 1)
            tests = self._tests(mutant)
            limit = STARTING + TIMES * sum(self.seconds[name] for name in tests)
            pid, reading = _copy(partial(self._try, mutant, tests), limit)
            self.running[pid] = mutant, reading
        self._wait(1)
        self._keep()
        print(f"{len(wanted)} mutants, {len(wanted) / (time.monotonic() - began):.1f} a second", flush=True)

    def _tests(self, mutant: str) -> list[str]:
        function = _function(mutant)
        found = sorted(self.of_function[function], key=partial(self._cost, function))
        taken = accumulate(self.seconds[name] for name in found)
        return [name for name, seconds in zip(found, taken, strict=True) if seconds < MOST]

    def _cost(self, function: str, test: str) -> float:
        """The test's seconds; other modules' tests, by the name of their file, are three times as dear."""
        own = "|".join(word[:6] for word in function.split(".")[2:4])
        dear = 1 if re.search(f"/test_.*({own}|world)", test.partition("::")[0]) else 3
        return dear * self.seconds[test] / (1 + self.noticed[test] + 5 * self.noticed[function + test])

    def _try(self, mutant: str, tests: list[str]) -> str:
        set_mutant_under_test(mutant)
        return _first_failed([self.items[name] for name in tests]) if tests else ""

    def _wait(self, fewer: int) -> None:
        """Until fewer copies than that are at work; one that ended before its word was said was noticed too."""
        while len(self.running) >= fewer:
            pid, status = os.wait()
            mutant, reading = self.running.pop(pid)
            test = os.read(reading, 10_000).decode()
            os.close(reading)
            self.noticed.update([_function(mutant) + test, test] if test else [])
            self.results[mutant] = int(bool(test or status))
            with LOG.open("a") as log:
                log.write(f"{mutant} {test or status or '-'}\n")
            if len(self.results) >= 50:
                self._keep()

    def _keep(self) -> None:
        for path in Path("app").rglob("*.py.meta"):
            meta = json.loads(path.read_text("utf-8"))
            found = {name: self.results[name] for name in meta["exit_code_by_key"] if name in self.results}
            if found:
                meta["exit_code_by_key"].update(found)
                path.write_text(json.dumps(meta))
        self.results.clear()


def _function(mutant: str) -> str:
    return mutant.partition("__mutmut_")[0]


def _module(function: str) -> str:
    return function.rpartition(".")[0]
