"""Tries whether the tests notice a changed rule: python tools/mutants.py [a path]. Exits 1 under LEAST.

mutmut writes the mutants, each of which changes one thing in a function of the modules that [tool.mutmut] names;
trying.py runs for each the tests that call its function until one fails. What was tried stays in mutants/, so that the
next run goes on where this one ended; for a path, of a module or of a folder, its survivors are tried once more, but
for those that docs/mutants.md explains.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from contextlib import redirect_stdout
from pathlib import Path

from mutmut.__main__ import copy_also_copy_files, copy_src_dir, create_mutants
from mutmut.configuration import config

ROOT = Path(__file__).resolve().parent.parent
MUTANTS = ROOT / "mutants"
LEAST = 95


def main(only: str) -> int:
    os.chdir(ROOT)
    explained = set(re.findall(r"`(app\.[\w.]+__mutmut_\d+)`", (ROOT / "docs" / "mutants.md").read_text("utf-8")))
    _write()
    _try(_wanted(only, explained))
    total: Counter[str] = Counter()
    for path, results in _results(only):
        counted = Counter(_outcome(name, noticed, explained) for name, noticed in results.items())
        print(f"{path.relative_to(MUTANTS).as_posix().removesuffix('.meta'):45}{_line(counted)}")
        total += counted
    print(f"{'all':45}{_line(total)}")
    if total["not tried"]:
        print("Some were not tried yet: run it again.")
    return int(total["not tried"] > 0 or _killed(total) < LEAST)


def _write() -> None:
    """Writes the mutants of each file that has changed; what is known of functions that have not is kept."""
    MUTANTS.mkdir(exist_ok=True)
    shutil.rmtree(MUTANTS / "tests", ignore_errors=True)
    # mutmut copies pages and styles but once.
    shutil.copytree(ROOT / "app", MUTANTS / "app", ignore=shutil.ignore_patterns("*.py", "*.pyc"), dirs_exist_ok=True)
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        copy_src_dir()
        copy_also_copy_files()
        create_mutants(os.cpu_count() or 1)


def _try(names: list[str]) -> None:
    """Runs the tests on the mutants, in a process whose program is the mutated one."""
    if not names:
        return
    (MUTANTS / "wanted.json").write_text(json.dumps(names))
    tried = [*config().pytest_add_cli_args_test_selection, *config().pytest_add_cli_args]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tools.trying", "-p", "no:cacheprovider", "--tb=no", *tried]
    subprocess.run(command, cwd=MUTANTS, env={**os.environ, "MUTANT_UNDER_TEST": ""}, check=True)


def _wanted(only: str, explained: set[str]) -> list[str]:
    """What is still to be tried; of what was named the survivors too, but for those that are explained."""
    results = [one for _, of_module in _results(only) for one in of_module.items()]
    left = {None, 0} if only else {None}
    return [name for name, noticed in results if noticed in left and (noticed is None or name not in explained)]


def _results(only: str) -> list[tuple[Path, dict[str, int | None]]]:
    """Each module's file of results with its mutants by name: 1 where a test noticed, 0 where none did, else None."""
    metas = [path for path in sorted((MUTANTS / "app").rglob("*.py.meta")) if str(path).startswith(str(MUTANTS / only))]
    found = [(path, json.loads(path.read_text("utf-8"))["exit_code_by_key"]) for path in metas]
    return [(path, results) for path, results in found if results]


def _outcome(name: str, noticed: int | None, explained: set[str]) -> str:
    if noticed is None:
        return "not tried"
    if noticed:
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
