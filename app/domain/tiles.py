"""Tiles: where the residential groups stand on the ward's cartogram, as it arranged them once, else by cluster."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple, Protocol

from app.domain.errors import Fault, Say

# So many stand side by side where nobody arranged them.
WIDTH = 10
EMPTY = "."


class Place(NamedTuple):
    """Across and down, from 0."""

    x: int
    y: int


class Placed(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def cluster(self) -> str | None: ...


def laid_out(arranged: str, groups: Sequence[Placed]) -> dict[str, Place]:
    """The place of each group by its code; those that nobody placed stand below, cluster by cluster in their order."""
    known = {group.code for group in groups}
    places = {code: place for code, place in _read(arranged) if code in known}
    bottom = max((place.y + 1 for place in places.values()), default=0)
    for _, some in groupby((group for group in groups if group.code not in places), lambda group: group.cluster):
        codes = [group.code for group in some]
        places |= {code: Place(at % WIDTH, bottom + at // WIDTH) for at, code in enumerate(codes)}
        bottom += (len(codes) + WIDTH - 1) // WIDTH
    return places


def faults(arranged: str, known: Iterable[str]) -> list[Fault]:
    """What is wrong with an arrangement: a row of tiles a line, codes apart by blanks, a point for an empty place."""
    codes, given = set(known), [code for code, _ in _read(arranged)]
    strange = [code for code in dict.fromkeys(given) if code not in codes]
    twice = [code for code in dict.fromkeys(given) if given.count(code) > 1]
    found = list[Fault]()
    if strange:
        sentence = Say("Không có tổ dân phố mang mã {codes}.", codes=", ".join(strange[:5]))
        found.append(Fault(("tiles",), sentence, "unknown"))
    if twice:
        sentence = Say("Mỗi tổ chỉ có một ô: {codes} có hai.", codes=", ".join(twice[:5]))
        found.append(Fault(("tiles",), sentence, "duplicate"))
    return found


def _read(arranged: str) -> list[tuple[str, Place]]:
    return [
        (code, Place(x, y))
        for y, line in enumerate(arranged.splitlines())
        for x, code in enumerate(line.replace(",", " ").replace(";", " ").split())
        if code != EMPTY
    ]
