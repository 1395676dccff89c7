"""Tries whether the tests notice a changed rule: python tools/mutants.py [one module's path]. Exits 1 under LEAST.

Each mutant changes one thing in a function of the modules that [tool.mutmut] names, and only the tests that call that
function are run. What was tried stays in mutants/, so that the next run goes on where this one ended; for one module
the survivors are tried once more.
"""

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEAST = 95
# The exit code of a mutant's tests as mutmut keeps it: they failed or took too long. 255, which mutmut calls a timeout
# too, and 3 are left where the tests could not begin or pytest itself broke. All else counts against us, but for those
# that nobody tried to the end.
KILLED = {1, 24, -24, 36, 152}
UNTRIED = {None, 2, 3, 255}


def main(only: str) -> int:
    names = _left(only) or _all_of(only)
    subprocess.run([Path(sys.executable).parent / "mutmut", "run", *names], cwd=ROOT, check=True)
    explained = set(re.findall(r"`(app\.[\w.]+__mutmut_\d+)`", (ROOT / "docs" / "mutants.md").read_text("utf-8")))
    total: Counter[str] = Counter()
    for path, results in _results(only):
        counted = Counter(_outcome(name, code, explained) for name, code in results.items())
        print(f"{path:45}{_line(counted)}")
        total += counted
    print(f"{'all':45}{_line(total)}")
    if total["not tried"]:
        print("Some were not tried yet: run it again.")
    return int(total["not tried"] > 0 or _killed(total) < LEAST)


def _all_of(only: str) -> list[str]:
    """What mutmut is asked for where nothing is known to be left; no name means whatever was not tried yet."""
    return [only.removesuffix(".py").replace("/", ".") + ".*"] if only else []


def _left(only: str) -> list[str]:
    """What is still to be tried; of one module the survivors too."""
    results = [one for _, of_module in _results(only) for one in of_module.items()]
    return [name for name, code in results if code in UNTRIED or (only and code not in KILLED)]


def _results(only: str) -> list[tuple[str, dict[str, int | None]]]:
    """Each module with its mutants by name, and the exit code of their tests; None of those that were not tried."""
    metas = sorted((ROOT / "mutants" / "app").rglob("*.py.meta"))
    found = [
        (path.relative_to(ROOT / "mutants").as_posix().removesuffix(".meta"), json.loads(path.read_text("utf-8")))
        for path in metas
    ]
    return [(path, meta["exit_code_by_key"]) for path, meta in found if meta["exit_code_by_key"] and only in ("", path)]


def _outcome(name: str, code: int | None, explained: set[str]) -> str:
    if code in UNTRIED:
        return "not tried"
    if code in KILLED:
        return "killed"
    return "explained" if name in explained else "survived"


def _killed(counted: Counter[str]) -> float:
    """Percent of the mutants that were tried and can be told from the original."""
    told = counted["killed"] + counted["survived"]
    return 100 * counted["killed"] / told if told else 100


def _line(counted: Counter[str]) -> str:
    shown = (f"{counted[name]:5} {name}" for name in ("killed", "survived", "explained", "not tried"))
    return "".join(shown) + f"{_killed(counted):7.1f} %"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
