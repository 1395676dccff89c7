"""Rounds: ours, the bare answer and the raw SQL in turn; what is told is the median of the rounds' own ratios."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Act = Callable[[], object]
FEWEST, LEAST, MOST = 3, 9, 300


def nothing() -> None:
    pass


@dataclass
class Line:
    """One line of the table: what is done, beside what, and how many times that it may cost.

    `prepare` makes a round's own matter and is not timed. Where `times` is "×" the figure is ours / (bare + raw).
    """

    name: str
    limit: float | None
    ours: Act
    bare: Act = nothing
    raw: Act = nothing
    prepare: Act = nothing
    seconds: float = 5.0
    most: int = MOST


@dataclass
class Measured:
    """Medians over the rounds, in milliseconds but for the ratio, which is the median of the rounds' ratios."""

    ratio: float
    ours: float
    bare: float
    raw: float
    rounds: int


def measure(line: Line) -> Measured:
    times: list[tuple[float, float, float]] = []
    start = time.perf_counter()
    while not _enough(line, len(times), time.perf_counter() - start):
        line.prepare()
        times.append((timed(line.ours), timed(line.bare), timed(line.raw)))
    ratios = [ours / (bare + raw) for ours, bare, raw in times]
    ours, bare, raw = (1000 * statistics.median(column) for column in zip(*times, strict=True))
    return Measured(statistics.median(ratios), ours, bare, raw, len(times))


def _enough(line: Line, rounds: int, seconds: float) -> bool:
    """A round that takes seconds by itself is tried three times, not nine."""
    least = LEAST if seconds < 3 * line.seconds else FEWEST
    return rounds >= line.most or (rounds >= least and seconds > line.seconds)


def timed(act: Act) -> float:
    """Seconds."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start
