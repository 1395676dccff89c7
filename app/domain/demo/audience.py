"""Audience: whom an invented placement reaches, how many of them, and how anybody knows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from app.domain.demo.cast import dice, plan
from app.models import Group

# Groups that hardly anything reaches, and groups whose figures are mostly guesses.
SILENT = {"TDP-23", "TDP-27", "TDP-30", "TDP-44", "TDP-48"}
GUESSING = {"TDP-03", "TDP-16", "TDP-21", "TDP-33", "TDP-51", "TDP-57"}


@dataclass(frozen=True)
class Way:
    """How a channel is used here: to which kind of group, how widely, and how often someone knows the figure."""

    kind: str
    whole: float  # how often it goes to the whole ward, else to some clusters
    known: float  # how often there is a figure at all
    evident: float  # how often that figure is measured or counted, else the usual share was asked for
    basis: str = "measured"
    at_most: int = 1000  # groups
    total: float = 0.0  # how often the platform gives one figure for the whole ward


WAYS = {
    "loudspeaker": Way("residential", 0.65, 0.25, 0.0),
    "website": Way("residential", 1.0, 0.40, 1.0, total=0.8),
    "fanpage": Way("residential", 1.0, 0.40, 1.0, total=0.6),
    "zalo": Way("residential", 0.35, 0.55, 0.60),
    "facebook": Way("residential", 0.5, 0.40, 0.6, total=0.3),
    "notice_board": Way("residential", 0.30, 0.15, 0.0),
    "electronic_board": Way("residential", 0.10, 0.15, 0.0, at_most=8),
    "cell_meeting": Way("party_cell", 0.55, 0.95, 1.0, "counted"),
    "residential_meeting": Way("residential", 0.10, 0.90, 1.0, "counted", at_most=9),
    "talk": Way("residential", 0.0, 0.90, 1.0, "counted", at_most=3),
    "official_notice": Way("residential", 0.70, 0.12, 0.0),
    "poster": Way("residential", 0.15, 0.30, 0.0, at_most=10),
    "press": Way("residential", 1.0, 0.0, 0.0),
    "event": Way("residential", 0.05, 0.80, 0.6, "counted", at_most=10),
}

# Open to whoever looks: brought to no group, until the platform's statistics say whom it reached.
OPEN = {"website", "fanpage", "facebook", "press"}
# Stands in a row for the usual share, which is asked for when the placement is logged.
USUAL = "usual"

# Which audiences a content group also speaks to.
AUDIENCES = {
    "1.2": ["DT-CBCCVC"],
    "1.4": ["DT-CBCCVC", "DT-HKD"],
    "1.5": ["DT-DN", "DT-HKD"],
    "1.9": ["DT-DL", "DT-NNN"],
    "1.10": ["DT-CBCCVC"],
    "1.12": ["DT-HKD"],
    "1.14": ["DT-HKD"],
}


@dataclass(frozen=True)
class Delay:
    """A dated directive: groups that never heard of it, and groups that heard after its last day."""

    last_day: date
    never: frozenset[str]
    late: frozenset[str]

    def keeps_away(self, code: str, day: date) -> bool:
        return code in self.never or (code in self.late and day <= self.last_day)


def _codes(prefix: str, *numbers: int) -> frozenset[str]:
    return frozenset(f"{prefix}-{number:02d}" for number in numbers)


DELAYS = {
    "NQ02-TW": Delay(date(2026, 4, 16), _codes("TDP", 30) | _codes("CB", 23), _codes("TDP", 23, 44) | _codes("CB", 12)),
    "CT09-TU": Delay(
        date(2026, 4, 22),
        _codes("TDP", 27, 30, 44) | _codes("CB", 22, 24),
        _codes("TDP", 21, 22, 23, 25, 41, 43, 48, 55) | _codes("CB", 9, 13, 14),
    ),
    "KH46-BTGDVTU": Delay(
        date(2026, 5, 8),
        _codes("TDP", 23, 27, 30, 44, 48) | _codes("CB", 22),
        _codes("TDP", 8, 24, 26, 28, 29, 42, 45, 46, 49, 50) | _codes("CB", 7, 15, 24),
    ),
}


@dataclass(frozen=True)
class Occasion:
    """What a placement is about, and how much is settled: a fixed day, told to everyone and counted by nobody."""

    content_group: str
    directives: Sequence[str]
    is_fixed: bool
    is_told: bool

    @property
    def delays(self) -> list[Delay]:
        return [DELAYS[code] for code in self.directives if code in DELAYS]


class Audience:
    """The ward's groups as placements find them."""

    def __init__(self, groups: Sequence[Group]) -> None:
        self._groups = groups
        self._shares: dict[str, float] = plan()["default_shares"]
        self._asked: Counter[tuple[str, str]] = Counter()
        # Some groups are easier to reach than others, whatever the channel.
        self._pull = {group.code: dice("pull", group.code).uniform(0.5, 1.15) for group in groups}

    def reached(self, chance: Random, channel: str, day: date, occasion: Occasion) -> dict[str, Any]:
        """The placement's `reach` or `total_reach` as a form sends it; USUAL where the usual share is asked for."""
        way = WAYS[channel]
        is_known = not occasion.is_told and self._is_known(channel, occasion.content_group)
        if is_known and not occasion.delays and chance.random() < way.total:
            return {"total_reach": self._total(chance, channel, way)}
        if channel in OPEN and not is_known:
            return {}
        found = [
            group
            for group in self._scope(chance, way, bool(occasion.is_fixed and occasion.delays))
            if not any(delay.keeps_away(group.code, day) for delay in occasion.delays)
        ]
        rows = [self._row(chance, channel, group, way, is_known) for group in found]
        return {"reach": rows + self._others(chance, occasion.content_group, way)}

    def _is_known(self, channel: str, content_group: str) -> bool:
        """Evenly spread over what is said on the channel, so that no subject is left without figures by chance."""
        rate = WAYS[channel].known
        self._asked[channel, content_group] += 1
        times = self._asked[channel, content_group]
        return int(times * rate + 0.5) > int((times - 1) * rate + 0.5)

    def _total(self, chance: Random, channel: str, way: Way) -> dict[str, Any]:
        people = sum(group.population or 0 for group in self._groups if group.kind == way.kind)
        share = self._shares[channel] * chance.triangular(0.35, 1.2, 0.7)
        return {"kind": way.kind, "people": round(people * share), "basis": way.basis}

    def _scope(self, chance: Random, way: Way, is_whole: bool) -> list[Group]:
        pool = [group for group in self._groups if group.kind == way.kind]
        if is_whole:
            return pool
        if chance.random() >= way.whole:
            clusters = sorted({group.cluster or "" for group in pool})
            chosen = chance.sample(clusters, chance.choice((1, 1, 2, 3)))
            pool = [group for group in pool if group.cluster in chosen]
        pool = [group for group in pool if group.code not in SILENT or chance.random() < 0.015]
        size = min(len(pool), chance.randint(min(way.at_most, 2), way.at_most))
        return [pool[place] for place in sorted(chance.sample(range(len(pool)), size))]

    def _row(self, chance: Random, channel: str, group: Group, way: Way, is_known: bool) -> dict[str, Any]:
        if not is_known or group.population is None or chance.random() < 0.07:
            return {"group": group.code}
        # Heads at a meeting are counted everywhere; the statistics of a platform are not looked up everywhere.
        if chance.random() >= way.evident or (group.code in GUESSING and way.basis == "measured"):
            return {"group": group.code, "basis": USUAL}
        pull = 1.0 if group.kind == "party_cell" else self._pull[group.code]
        share = self._shares[channel] * pull * chance.triangular(0.7, 1.25, 0.95)
        people = max(1, min(group.population, round(share * group.population)))
        return {"group": group.code, "people": people, "basis": way.basis}

    def _others(self, chance: Random, content_group: str, way: Way) -> list[dict[str, Any]]:
        """Audiences beside the residents: they are told, and nobody counts them."""
        if way.kind != "residential" or chance.random() < 0.45:
            return []
        return [{"group": code} for code in AUDIENCES.get(content_group, [])]
