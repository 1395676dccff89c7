"""The log grown 20 times, beside size S in the same run: how many times as long the same answer takes."""

import tempfile
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from bench import table
from bench.rounds import Line, measure
from bench.stand import API, UNIT, Stand, stand
from bench.world import LARGE, QUARTER, SMALL

MOST = 1.5


def run() -> None:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        small, large = (stack.enter_context(stand(Path(folder, str(size)), size)) for size in (SMALL, LARGE))
        table.head(
            f"20 times the log: {LARGE:,} products, {20 * LARGE:,} rows of reach, beside size S", "large", "S", ""
        )
        for here in (small, large):
            here.check_created()
            here.check_list()
            here.check_list(UNIT)
            here.check_coverage()
            here.check_entries()
        for line in _lines(small, large):
            table.line(line.name, measure(line), line.limit)


def _lines(small: Stand, large: Stand) -> list[Line]:
    def both() -> None:
        small.draw(1)
        large.draw(1)

    def written() -> None:
        small.write()
        large.write()

    def created(here: Stand) -> object:
        return here.store()

    creates = Line("create with 20 rows of reach", MOST, lambda: created(large), lambda: created(small), prepare=both)
    paths = {
        "coverage of a quarter, kept": f"{API}/coverage?period={QUARTER}",
        "a page of entries": Stand.entries_path(),
    }
    lists = {
        "list of 50, one unit's, cold": Stand.list_path(UNIT),
        "list of 50, the newest, cold": Stand.list_path(),
        "list of a kind that nobody logged, cold": f"{API}/products?limit=50&kind=video",
    }
    cold = [replace(_reads(name, path, small, large), prepare=written) for name, path in lists.items()]
    return [creates, *cold, *(_reads(name, path, small, large) for name, path in paths.items())]


def _reads(name: str, path: str, small: Stand, large: Stand) -> Line:
    large.get(path)
    small.get(path)
    return Line(name, MOST, lambda: large.get(path), lambda: small.get(path))
