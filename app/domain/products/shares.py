"""The usual share of a channel in a group: what one placement there usually reaches, from the log itself."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import floor, inf
from statistics import median
from typing import Any, NamedTuple, Protocol

from sqlalchemy import String, Table, bindparam, cast, func, not_
from sqlalchemy import select as columns
from sqlmodel import Session

from app import compact
from app.among import among
from app.domain.access import Me
from app.domain.products.placing import Place, Rows
from app.domain.products.storing import day_of
from app.models import Channel, Group, Reach

LAST, LEAST = 5, 3


class GroupLike(Protocol):
    """A group as far as shares go."""

    @property
    def code(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def population(self) -> int | None: ...


@dataclass(frozen=True)
class Usual:
    """A share of the group's people between 0 and 1, and on how many placements it rests (0: the ward's setting)."""

    share: float
    rests_on: int


class Expected(NamedTuple):
    """Between which shares of a group's people nothing is odd, and how many people are usual."""

    population: int
    least: float
    most: float
    people: int


# What a group's people were measured or counted at: day (as 20260503), placement, group, people.
Counted = tuple[int, int, str, int]
Newest = dict[tuple[str, str], list[Counted]]
# Which groups are asked about, by channel and by the day of the placement.
Wanted = Mapping[tuple[str, date], Collection[str]]


class UsualShares:
    """Usual shares of channels: by channel and group, else channel and kind, else the ward's default.

    What counts is what was measured or counted, not split over groups, on the asked day or before. Only groups that
    were wanted on a channel and a day may be asked about there; two statements read what all of them rest on, a third
    one what lies between the first and the last of several days.
    """

    def __init__(
        self,
        session: Session,
        me: Me,
        wanted: Wanted,
        groups: Iterable[GroupLike],
        defaults: Mapping[str, float | None],
    ) -> None:
        self._here, self._me, self._defaults = session.connection(), me, defaults
        self._groups = {group.code: group for group in groups}
        self._counted: Newest = {}
        self._of_kinds: Newest = {}
        # By channel, what it rests on (a group's rows or a kind's), and how many of these there are by the day.
        self._found: dict[tuple[str, int, int], Usual | None] = {}
        self._expected: dict[tuple[str, int], dict[str, Expected]] = defaultdict(dict)
        self._every = every = defaultdict[str, set[str]](set)
        for (channel, _day), codes in wanted.items():
            every[channel] |= self._groups.keys() & set(codes)
        days = [day_of(day) for _channel, day in wanted]
        self._first, self._last_day = min(days, default=0), max(days, default=0)
        if wanted:
            self._read(every, self._first, self._last_day)

    def has(self, wanted: Mapping[tuple[str, date], set[str]]) -> bool:
        """Whether these groups were wanted on these channels, and between which days is known what was counted."""
        return all(
            codes <= self._every.get(channel, set()) and self._first <= day_of(day) <= self._last_day
            for (channel, day), codes in wanted.items()
        )

    def _read(self, every: dict[str, set[str]], first: int, last: int) -> None:
        """What counts until the first day, at most five of each; and all that came between it and the last."""
        codes = set[str]().union(*every.values())
        self._counted = self._last(_OF_GROUPS, every, first, which=codes)
        kinds = self._kinds_needed(every)
        further = {channel: needed for channel, needed in kinds.items() if self._has_more(needed, every[channel])}
        needed = set[str]().union(*further.values())
        self._counted |= self._last(_OF_KINDS, further, first, which=needed, known=codes)
        if first < last:
            among = codes | {code for code, group in self._groups.items() if group.kind in needed}
            given = {"ward": self._me.ward_id, "channels": sorted(every), "which": sorted(among)}
            for channel, *counted in self._here.execute(_BETWEEN, given | {"after": first, "until": last}):
                self._counted.setdefault((channel, counted[2]), []).append(tuple(counted))
        for found in self._counted.values():
            found.sort()
        self._of_kinds = self._merged(kinds)

    def people(self, channel: str, group: GroupLike, day: date) -> int | None:
        """How many of the group that is, half up, from 1 to all of them; None where nothing is known."""
        return _people(self.of(channel, group, day_of(day)), group)

    def odd(self, place: Place, reach: Rows) -> Iterator[tuple[int, int]]:
        """Which rows of a placement's reach, from 0, tell of people above three times or below a third of a share that
        rests on at least 3 placements, and how many are usual there; those that are split over groups never do.
        """
        channel, day = place.channel, day_of(place.published_on)
        expected = self._expected[channel, day]
        for row, (code, people, _basis, allocated) in enumerate(reach):
            if people is None or allocated:
                continue
            if code not in expected:
                expected[code] = self._of_group(channel, self._groups[code], day)
            population, least, most, usual = expected[code]
            if not least <= people / population <= most:
                yield row, usual

    def _of_group(self, channel: str, group: GroupLike, day: int) -> Expected:
        usual = self.of(channel, group, day)
        if usual is None or not usual.rests_on or not group.population:
            return Expected(1, 0.0, inf, 0)
        return Expected(group.population, usual.share / 3, 3 * usual.share, _people(usual, group) or 0)

    def of(self, channel: str, group: GroupLike, day: int) -> Usual | None:
        """What a placement of this day (as 20260503) on the channel usually reaches of the group; None where nothing
        is known."""
        rows = self._counted.get((channel, group.code)) if group.population else None
        # What lies before the day after; of as many rows it is the same on any day.
        end = bisect_left(rows, (day + 1,)) if rows else 0
        if end < LEAST:
            rows = self._of_kinds.get((channel, group.kind))
            end = bisect_left(rows, (day + 1,)) if rows else 0
        key = (channel, id(rows), end)
        if key not in self._found:
            self._found[key] = self._median(rows[max(0, end - LAST) : end] if rows else [], self._defaults.get(channel))
        return self._found[key]

    def _median(self, rows: list[Counted], default: float | None) -> Usual | None:
        """Of these rows, or where they are too few the ward's setting."""
        if len(rows) >= LEAST:
            return Usual(median([self._share(code, people) for *_, code, people in rows]), len(rows))
        return None if default is None else Usual(default, 0)

    def _share(self, code: str, people: int) -> float:
        """What was counted as a share of the group's people of today."""
        return min(1.0, people / (self._groups[code].population or 1))

    def _kinds_needed(self, every: dict[str, set[str]]) -> dict[str, set[str]]:
        """For each channel, the kinds of its groups that have too little of their own."""
        found: dict[str, set[str]] = defaultdict(set)
        for channel, codes in every.items():
            for code in codes:
                if len(self._counted.get((channel, code), [])) < LEAST:
                    found[channel].add(self._groups[code].kind)
        return found

    def _has_more(self, kinds: set[str], codes: set[str]) -> bool:
        """Whether these kinds have groups beside these."""
        return any(group.kind in kinds and group.code not in codes for group in self._groups.values())

    def _merged(self, kinds: dict[str, set[str]]) -> Newest:
        """The last ones of a whole kind are among the last ones of its groups; those without a population have none."""
        merged: Newest = defaultdict(list)
        for (channel, code), found in self._counted.items():
            group = self._groups.get(code)
            if group is not None and group.population and group.kind in kinds.get(channel, ()):
                merged[channel, group.kind] += found
        return {key: sorted(found) for key, found in merged.items()}

    def _last(self, statement: Any, channels: Iterable[str], until: int, **which: set[str]) -> Newest:
        """What was counted last on these channels, at most five of each group of which the statement asks."""
        if not which["which"]:
            return {}
        given = {"ward": self._me.ward_id, "until": until, "channels": sorted(channels)}
        asked = given | {name: sorted(codes) for name, codes in which.items()}
        rows = [row for row in self._here.execute(statement, asked) if row[2] is not None]
        counted = compact.read(f"[{','.join([f'[[{told}]]' for *_, told in rows])}]")
        return {
            (channel, group): [(day, placement, group, people) for day, placement, people in some]
            for (channel, group, _), some in zip(rows, counted, strict=True)
        }


def _people(usual: Usual | None, group: GroupLike) -> int | None:
    if usual is None or not group.population or usual.share == 0:
        return None
    # Eight digits: a half is one, whatever the last bits of a share say.
    return max(1, min(group.population, floor(round(usual.share * group.population, 8) + 0.5)))


_CHANNELS: Table = Channel.__table__  # type: ignore[attr-defined]
_GROUPS: Table = Group.__table__  # type: ignore[attr-defined]
_REACH: Table = Reach.__table__  # type: ignore[attr-defined]
_newest = (
    columns(_REACH.c.evidence_day, _REACH.c.placement_id, _REACH.c.people)
    .where(
        _REACH.c.ward_id == _GROUPS.c.ward_id,
        _REACH.c.evidence_channel == _CHANNELS.c.code,
        _REACH.c.group == _GROUPS.c.code,
        _REACH.c.evidence_day <= bindparam("until"),
    )
    .order_by(_REACH.c.evidence_day.desc(), _REACH.c.placement_id.desc())
    .limit(LAST)
    .correlate(_GROUPS, _CHANNELS)
    .subquery()
)
_told = cast(_newest.c.evidence_day, String) + "," + cast(_newest.c.placement_id, String)
# A row for each channel and group, each the end of a search in ix_reach_evidence: however long the log, it is as quick.
_LAST = (
    columns(
        _CHANNELS.c.code,
        _GROUPS.c.code,
        columns(func.aggregate_strings(_told + "," + cast(_newest.c.people, String), "],[")).scalar_subquery(),
    )
    .join_from(_CHANNELS, _GROUPS, _GROUPS.c.ward_id == _CHANNELS.c.ward_id)
    .where(_CHANNELS.c.ward_id == bindparam("ward"), among(_CHANNELS.c.code, "channels"))
)
_OF_GROUPS = _LAST.where(among(_GROUPS.c.code, "which"))
_OF_KINDS = _LAST.where(among(_GROUPS.c.kind, "which"), not_(among(_GROUPS.c.code, "known")))

_BETWEEN = columns(
    _REACH.c.evidence_channel, _REACH.c.evidence_day, _REACH.c.placement_id, _REACH.c.group, _REACH.c.people
).where(
    _REACH.c.ward_id == bindparam("ward"),
    among(_REACH.c.evidence_channel, "channels"),
    among(_REACH.c.group, "which"),
    _REACH.c.evidence_day > bindparam("after"),
    _REACH.c.evidence_day <= bindparam("until"),
)
