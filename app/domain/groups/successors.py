"""Successors: an old group of a span that has successors there leaves it, and its reach is read as theirs.

Everything that reads groups or reach asks here; without successors all of it costs a look at the ward's groups.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from app.domain import lives
from app.domain.bases import WEAKEST_FIRST
from app.domain.groups.members import Member
from app.domain.groups.sharing import allocate
from app.domain.lives import Span


class Row(NamedTuple):
    """What a placement gave to one group; of: the groups that it was logged for."""

    people: int | None
    basis: str | None
    of: tuple[str, ...]


@dataclass(frozen=True)
class Succession:
    """Who stands for whom over a span: each old group → its successors there; an older one before those it led to."""

    heirs: dict[str, tuple[Member, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.heirs)

    @cached_property
    def last(self) -> dict[str, tuple[Member, ...]]:
        """Each old group → the groups that stand for it in the end, in the order in which it was shared out."""
        found: dict[str, tuple[Member, ...]] = {}
        for old, heirs in reversed(self.heirs.items()):
            ends = (end for heir in heirs for end in found.get(heir.code, (heir,)))
            found[old] = tuple(dict.fromkeys(ends))
        return found

    @cached_property
    def touched(self) -> frozenset[str]:
        """The groups whose reach is not simply what was logged for them."""
        return frozenset(self.heirs) | {heir.code for heirs in self.heirs.values() for heir in heirs}

    def sources(self, codes: Collection[str]) -> set[str]:
        """These groups and the old ones whose reach is read as theirs."""
        wanted = set(codes)
        return wanted | {old for old, ends in self.last.items() if any(end.code in wanted for end in ends)}

    def read(self, rows: Mapping[str, Row]) -> dict[str, Row]:
        """What one placement gave, group by group, with the old ones' among their successors'.

        A row is shared by population (largest remainder, at most each population); rows that meet in one group are
        added, on the weaker basis, and cut at its population. A group that gets nobody was addressed all the same.
        """
        found = dict(rows)
        for old, heirs in self.heirs.items():
            row = found.pop(old, None)
            if row is not None:
                for heir, people in zip(heirs, _shares(row.people, heirs), strict=True):
                    part = Row(people, row.basis if people else None, row.of)
                    found[heir.code] = _added(found.get(heir.code), part, heir.population)
        return found


NOBODY = Succession()


def over(every: Sequence[Member], span: Span) -> Succession:
    """Who stands for whom among a ward's groups over a span in which both live."""
    if not any(group.succeeds for group in every):
        return NOBODY
    here = {group.code: group for group in every if lives.belongs_to(group, span)}
    heirs: dict[str, list[Member]] = {}
    for group in here.values():
        for old in group.succeeds:
            if old in here:
                heirs.setdefault(old, []).append(group)
    # A group ends before its successors begin, so it ends before they end.
    order = sorted(heirs, key=lambda old: here[old].retired_on or span.last)
    return Succession({old: tuple(heirs[old]) for old in order})


def living(every: Sequence[Member], span: Span, kind: str | None = None) -> list[Member]:
    """Groups that stand in a span, of a kind or of all: their life overlaps it, and no successor stands for them."""
    gone = over(every, span).heirs
    return [
        group
        for group in every
        if kind in (None, group.kind) and group.code not in gone and lives.belongs_to(group, span)
    ]


def forebears(every: Iterable[Member]) -> dict[str, list[Member]]:
    """Each group that succeeds others → all those, and all that these succeeded, whenever they lived."""
    known = {group.code: group for group in every}
    found: dict[str, list[Member]] = {}
    for group in known.values():
        if group.succeeds:
            line: dict[str, Member] = {}
            waiting = list(group.succeeds)
            while waiting:
                code = waiting.pop()
                if code in known and code not in line:
                    line[code] = known[code]
                    waiting += known[code].succeeds
            found[group.code] = list(line.values())
    return found


def _shares(people: int | None, heirs: Sequence[Member]) -> list[int | None]:
    """One heir takes all. Of several those whose population is unknown were addressed, nobody can say how many."""
    if people is None or len(heirs) == 1:
        return [people] * len(heirs)
    populations = [heir.population or 0 for heir in heirs]
    total = sum(populations)
    shares = allocate(min(people, total), populations) if total else None
    return [None] * len(heirs) if shares is None else [share or None for share in shares]


def _added(old: Row | None, new: Row, population: int | None) -> Row:
    rows = [row for row in (old, new) if row is not None]
    counted = [row for row in rows if row.people is not None]
    of = tuple(dict.fromkeys(code for row in rows for code in row.of))
    if not counted:
        return Row(None, None, of)
    people = sum(row.people or 0 for row in counted)
    basis = min((row.basis or WEAKEST_FIRST[0] for row in counted), key=WEAKEST_FIRST.index)
    return Row(people if population is None else min(people, population), basis, of)
