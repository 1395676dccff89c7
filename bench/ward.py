"""Size S: one ward, 2,000 products, 40,000 rows of reach; each line is a multiple of (bare answer + raw SQL)."""

import tempfile
import time
from pathlib import Path

import psutil

from bench import table
from bench.rounds import Line, measure
from bench.stand import API, SPAN, UNIT, Stand, stand
from bench.world import QUARTER, SMALL

BATCH, BATCHES = 1_000, 10
MOST_MEMORY = 130


def run() -> None:
    with tempfile.TemporaryDirectory() as folder, stand(Path(folder), SMALL) as here:
        table.head(f"Size S: {SMALL:,} products, {20 * SMALL:,} rows of reach, 8 quarters")
        _check(here)
        for line in [_create(here), *_lists(here), *_figures(here)]:
            table.line(line.name, measure(line), line.limit)
        _check(here)
        batches = _batches(here)
        table.line(batches.name, measure(batches), batches.limit)
        _check(here)
        # A second after a batch is answered, its memory goes back to the machine.
        time.sleep(2)
        memory = psutil.Process(here.ours.pid).memory_info().rss / 1e6
        table.figure("memory of one worker, after all this", memory, MOST_MEMORY, "MB")


def _check(here: Stand) -> None:
    """Before and after: what is measured is right."""
    here.check_created()
    here.check_list()
    here.check_list(UNIT)
    here.check_coverage()
    here.check_figures()
    here.check_entries()
    here.check_page()


def _create(here: Stand) -> Line:
    here.draw(1)
    here.hand("create", here.store())
    here.insert()
    name = "create with 20 rows of reach"
    return Line(name, 6, here.store, here.store_barely, here.insert, lambda: here.draw(1))


def _lists(here: Stand) -> list[Line]:
    """Kept and cold, as figures are (see below)."""
    of_unit, newest = lambda: here.plain.newest(50, UNIT), lambda: here.plain.newest(50)
    return [
        here.reads("list of 50, one unit's, kept", 3.5, here.list_path(UNIT), of_unit),
        here.reads("list of 50, one unit's, cold", 3.5, here.list_path(UNIT), of_unit, prepare=here.write),
        here.reads("list of 50, the newest, kept", 4, here.list_path(), newest),
        here.reads("list of 50, the newest, cold", 4, here.list_path(), newest, prepare=here.write),
    ]


def _figures(here: Stand) -> list[Line]:
    """Kept: nothing was written since it was asked last; cold: the ward wrote something in between."""
    coverage, page = f"{API}/coverage?period={QUARTER}", f"/coverage?period={QUARTER}"
    indicators = f"{API}/indicators?period={QUARTER}"

    def raw() -> object:
        return here.plain.coverage(SPAN)

    return [
        here.reads("coverage of a quarter, kept", 0.4, coverage, raw),
        here.reads("coverage of a quarter, cold", 2.5, coverage, raw, prepare=here.write),
        here.reads("coverage page, kept", 1, page, raw),
        here.reads("coverage page, cold", None, page, raw, prepare=here.write),
        here.reads("indicators, kept", None, indicators, raw),
        here.reads("indicators, cold", None, indicators, raw, prepare=here.write),
        here.reads("a page of entries", None, here.entries_path(), lambda: here.plain.entries(SPAN, 50)),
    ]


def _batches(here: Stand) -> Line:
    here.draw(2)
    here.hand("batch", here.store())
    here.insert()
    name = f"{BATCH * BATCHES:,} products in batches of {BATCH:,}"
    prepare = lambda: here.draw(BATCH)  # noqa: E731
    return Line(name, 12, here.store, here.store_barely, here.insert, prepare, seconds=600, most=BATCHES)
