"""The usual share of a channel in a group: what one placement there usually reaches, from the log itself."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any, Protocol

from sqlalchemy import String, Table, bindparam, cast, func
from sqlalchemy import select as columns
from sqlmodel import Session

from app.domain.access import Me
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


# People measured or counted on a day (as 20260503), by a placement: day, placement, people; of a channel and a group.
Counted = tuple[int, int, int]
Newest = dict[tuple[str, str], list[Counted]]


class UsualShares:
    """Usual shares of channels: by channel and group, else channel and kind, else the ward's default.

    Only groups that were wanted on a channel may be asked about there; two statements read what all of them rest on.
    """

    def __init__(
        self, session: Session, me: Me, wanted: Mapping[str, Iterable[str]], groups: Iterable[GroupLike],
        defaults: Mapping[str, float | None],
    ) -> None:  # fmt: skip
        self._groups = {group.code: group for group in groups}
        self._defaults = defaults
        every = {channel: {code for code in codes if code in self._groups} for channel, codes in wanted.items()}
        self._every = every
        codes = set().union(*every.values())
        last = _last(session, me, _OF_GROUPS, every, which=codes)
        self._by_group = {
            (channel, code): [self._share(code, people) for *_, people in found]
            for (channel, code), found in last.items()
            if code in every[channel] and self._groups[code].population
        }
        self._found: dict[tuple[str, str], Usual | None] = {}
        kinds = self._kinds_needed(every)
        further = {channel: needed for channel, needed in kinds.items() if self._has_more(needed, every[channel])}
        others = _last(session, me, _OF_KINDS, further, which=set().union(*further.values()), known=codes)
        self._by_kind = self._shares_of_kinds(kinds, last | others)

    def has(self, wanted: Mapping[str, set[str]]) -> bool:
        """Whether these groups were wanted on these channels."""
        return all(codes <= self._every.get(channel, set()) for channel, codes in wanted.items())

    def of(self, channel: str, group: GroupLike) -> Usual | None:
        key = (channel, group.code)
        if key not in self._found:
            self._found[key] = self._of(channel, group)
        return self._found[key]

    def _of(self, channel: str, group: GroupLike) -> Usual | None:
        own = self._by_group.get((channel, group.code), [])
        if len(own) >= LEAST:
            return Usual(median(own), len(own))
        if (channel, group.kind) in self._by_kind:
            return Usual(self._by_kind[channel, group.kind], LAST)
        default = self._defaults.get(channel)
        return None if default is None else Usual(default, 0)

    def people(self, channel: str, group: GroupLike) -> int | None:
        """How many of the group that is, rounded, at least 1; None where nothing is known."""
        usual = self.of(channel, group)
        if usual is None or not group.population or usual.share == 0:
            return None
        return max(1, min(group.population, round(usual.share * group.population)))

    def is_odd(self, channel: str, code: str, people: int) -> bool:
        """Above three times or below a third of a share that rests on at least 3 placements."""
        group = self._groups[code]
        usual = self.of(channel, group)
        if usual is None or usual.rests_on < LEAST or not group.population:
            return False
        share = people / group.population
        return share > 3 * usual.share or share < usual.share / 3

    def _share(self, code: str, people: int) -> float:
        """What was counted as a share of the group's people of today; groups without a population have none."""
        return min(1.0, people / (self._groups[code].population or 1))

    def _kinds_needed(self, every: dict[str, set[str]]) -> dict[str, set[str]]:
        """For each channel, the kinds of its groups that have too little of their own."""
        found: dict[str, set[str]] = defaultdict(set)
        for channel, codes in every.items():
            for code in codes:
                if len(self._by_group.get((channel, code), [])) < LEAST:
                    found[channel].add(self._groups[code].kind)
        return found

    def _has_more(self, kinds: set[str], codes: set[str]) -> bool:
        """Whether these kinds have groups beside these."""
        return any(group.kind in kinds and group.code not in codes for group in self._groups.values())

    def _shares_of_kinds(self, kinds: dict[str, set[str]], last: Newest) -> dict[tuple[str, str], float]:
        """The last ones of a whole kind are among the last ones of its groups: those are merged."""
        merged: dict[tuple[str, str], list[tuple[int, int, str, int]]] = defaultdict(list)
        for (channel, code), found in last.items():
            group = self._groups[code]
            if group.population and group.kind in kinds.get(channel, ()):
                merged[channel, group.kind] += [(day, key, code, people) for day, key, people in found]
        newest = {key: sorted(found)[-LAST:] for key, found in merged.items()}
        return {
            key: median(self._share(code, people) for _day, _key, code, people in found)
            for key, found in newest.items()
            if len(found) >= LEAST
        }


_CHANNELS: Table = Channel.__table__  # type: ignore[attr-defined]
_GROUPS: Table = Group.__table__  # type: ignore[attr-defined]
_REACH: Table = Reach.__table__  # type: ignore[attr-defined]
_newest = (
    columns(_REACH.c.evidence_day, _REACH.c.placement_id, _REACH.c.people)
    .where(
        _REACH.c.ward_id == _GROUPS.c.ward_id,
        _REACH.c.evidence_channel == _CHANNELS.c.code,
        _REACH.c.group == _GROUPS.c.code,
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
    .where(
        _CHANNELS.c.ward_id == bindparam("ward"),
        _CHANNELS.c.code.in_(bindparam("channels", expanding=True)),
    )
)
_OF_GROUPS = _LAST.where(_GROUPS.c.code.in_(bindparam("which", expanding=True)))
_OF_KINDS = _LAST.where(
    _GROUPS.c.kind.in_(bindparam("which", expanding=True)), _GROUPS.c.code.not_in(bindparam("known", expanding=True))
)


def _last(session: Session, me: Me, statement: Any, channels: Iterable[str], **which: set[str]) -> Newest:
    """What was measured or counted last on these channels, at most five of each group of which the statement asks."""
    if not which["which"]:
        return {}
    given = {"ward": me.ward_id, "channels": sorted(channels)} | {name: sorted(codes) for name, codes in which.items()}
    rows = [row for row in session.connection().execute(statement, given) if row[2] is not None]
    counted = json.loads(f"[{','.join(f'[[{told}]]' for *_, told in rows)}]")
    return {(channel, group): found for (channel, group, _), found in zip(rows, counted, strict=True)}
