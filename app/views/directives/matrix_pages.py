"""The directive matrix as a desk and a sheet of paper show it."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from app.domain.groups import Member
from app.domain.matrices import Column, Matrix

# So many dates stand side by side on a desk and on a landscape A4; more go into a table below. A few don't spread out,
# and stand on a portrait A4.
WIDEST, NARROWEST, UPRIGHT = 12, 4, 6


@dataclass(frozen=True)
class Band:
    """A part of the matrix that fits the width; first and last count its directives from 1."""

    columns: list[Column]
    first: int

    @property
    def last(self) -> int:
        return self.first + len(self.columns) - 1

    @property
    def width(self) -> int:
        return max(NARROWEST, len(self.columns))

    @property
    def spare(self) -> int:
        """Columns that it leaves empty."""
        return self.width - len(self.columns)


def bands(matrix: Matrix) -> list[Band]:
    """Dated directives in bands of about one width."""
    every = matrix.columns
    if not every:
        return []
    size = ceil(len(every) / ceil(len(every) / WIDEST))
    return [Band(every[start : start + size], start + 1) for start in range(0, len(every), size)]


def by_cluster(groups: Iterable[Member]) -> dict[str, list[Member]]:
    """Groups under their cluster's name, in the ward's order; "" holds those without one."""
    found: dict[str, list[Member]] = {}
    for group in groups:
        found.setdefault(group.cluster or "", []).append(group)
    return found
