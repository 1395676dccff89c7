"""Lines over time as a page draws them: where each point lies, in per cent across and pixels down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Literal, NamedTuple

from app.domain import coverage
from app.domain.access import Me
from app.domain.coverage import CoverageQuery, Step
from app.domain.indicators import Indicator
from app.web.deps import Call
from app.web.formats import month, week

# The plot's own height between the values' words above it and the names of the periods below it.
TOP, HEIGHT = 22, 96
# So many names fit under a line on a phone.
NAMES = 6
# What of coverage's figures a line follows through the weeks.
Measure = Literal["coverage", "gross_reach", "evidence_share"]
# The indicators that are the coverage total's own numbers. What the others rest on (a status, who was to hear) is known
# as it is today and not as it was in each week.
OF_WEEKS: dict[str, Measure] = {
    "residential_coverage": "coverage",
    "gross_contacts": "gross_reach",
    "evidence_share": "evidence_share",
}


@dataclass(frozen=True)
class Point:
    """A moment: its name, its value (None: there is no figure), its bounds, and what a column behind it reaches to."""

    name: str
    value: float | int | None
    low: float | None = None
    high: float | None = None
    column: float | None = None


@dataclass(frozen=True)
class Line:
    points: list[Point]
    bottom: float
    top: float
    target: float | None = None

    def x(self, place: int) -> str:
        return f"{100 * (place + 0.5) / len(self.points):.2f}%"

    def y(self, value: float) -> str:
        return f"{TOP + HEIGHT * (1 - (value - self.bottom) / (self.top - self.bottom)):.1f}"

    @property
    def width(self) -> str:
        """Of a column."""
        return f"{60 / len(self.points):.2f}%"

    def left(self, place: int) -> str:
        """Where a column begins: its middle is the point's place."""
        return f"{100 * (place + 0.2) / len(self.points):.2f}%"

    def tall(self, value: float) -> str:
        """How tall a column is."""
        return f"{HEIGHT * (value - self.bottom) / (self.top - self.bottom):.1f}"

    @property
    def steps(self) -> list[tuple[int, Point, int, Point]]:
        """Each two points with a figure that follow one another, with their places; a missing one is a gap."""
        pairs = enumerate(zip(self.points, self.points[1:], strict=False))
        return [(at, one, at + 1, two) for at, (one, two) in pairs if None not in (one.value, two.value)]

    def is_named(self, place: int) -> bool:
        """Not all names fit; the last one always stands."""
        every = ceil(len(self.points) / NAMES)
        return (len(self.points) - 1 - place) % every == 0


def of_indicator(over: Mapping[str, Indicator], names: Mapping[str, str]) -> Line | None:
    """An indicator over periods with its target and bounds; None where fewer than two periods have a figure."""
    points = [_of_period(names.get(code, code), one) for code, one in over.items()]
    known = [point.value for point in points if point.value is not None]
    if len(known) < 2:
        return None
    last = list(over.values())[-1]
    if last.form == "share":
        return Line(points, 0, 1, last.target)
    return Line(points, min(0, *known), max(0, *known) or 1)


def _of_period(name: str, one: Indicator) -> Point:
    between = one.bounds or one.interval
    return Point(name, one.value, between.low if between else None, between.high if between else None)


def of_steps(steps: Sequence[Step], measure: Measure, target: float | None) -> Line | None:
    """The running total over weeks or months, each one's own figure as a column behind it; None for fewer than two."""
    points = [_of_step(one, measure) for one in steps]
    last = points[-1].value if points else None
    top = (last or 1) if measure == "gross_reach" else 1
    return Line(points, 0, top, target) if len(points) > 1 and last is not None else None


def _of_step(step: Step, measure: Measure) -> Point:
    value, low, high = (getattr(step.so_far, measure + bound, None) for bound in ("", "_low", "_high"))
    return Point(_short(step.key), value, low, high, getattr(step.own, measure) or 0)


class Course(NamedTuple):
    """How a figure came about in a period: by weeks, of a year by months; no line where that would be one point."""

    by: Literal["week", "month"]
    measure: Measure
    steps: list[Step]
    line: Line | None


def course(
    call: Call, me: Me, query: CoverageQuery, measure: Measure = "coverage", target: float | None = None
) -> Course:
    by: Literal["week", "month"] = "month" if len(query.period) == 4 else "week"
    steps = coverage.over_time(call.session, me, query, by)
    return Course(by, measure, steps, of_steps(steps, measure, target))


def _short(key: str) -> str:
    """The day on which a week begins, or a month."""
    return week(key).partition("–")[0] if "W" in key else month(key)
