"""The usual share of a channel in a group: what one placement there usually reaches, from the log itself."""

from collections import defaultdict
from dataclasses import dataclass
from statistics import median

from sqlalchemy import and_, func
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.domain.access import Me
from app.models import Channel, Group, Placement, Product, Reach

LAST, LEAST = 5, 3


@dataclass(frozen=True)
class Usual:
    """A share of the group's people between 0 and 1, and on how many placements it rests (0: the ward's setting)."""

    share: float
    rests_on: int


class UsualShares:
    """Usual shares of channels, read once: by channel and group, else channel and kind, else the ward's default."""

    def __init__(
        self, session: Session, me: Me, wanted: list[str], groups: list[Group], channels: list[Channel]
    ) -> None:
        self._groups = {group.code: group for group in groups}
        self._defaults = {channel.code: channel.default_share for channel in channels}
        by_group: dict[tuple[str, str], list[float]] = defaultdict(list)
        by_kind: dict[tuple[str, str], list[float]] = defaultdict(list)
        for channel, code, people in _evidence(session, me, wanted):
            group = self._groups[code]
            if group.population:
                share = min(1.0, people / group.population)
                by_group[channel, code].append(share)
                by_kind[channel, group.kind].append(share)
        self._by_group = {key: median(shares[:LAST]) for key, shares in by_group.items() if len(shares) >= LEAST}
        self._counts = {key: min(LAST, len(shares)) for key, shares in by_group.items()}
        self._by_kind = {key: median(shares[:LAST]) for key, shares in by_kind.items() if len(shares) >= LEAST}

    def of(self, channel: str, group: Group) -> Usual | None:
        if (channel, group.code) in self._by_group:
            return Usual(self._by_group[channel, group.code], self._counts[channel, group.code])
        if (channel, group.kind) in self._by_kind:
            return Usual(self._by_kind[channel, group.kind], LAST)
        default = self._defaults.get(channel)
        return None if default is None else Usual(default, 0)

    def people(self, channel: str, group: Group) -> int | None:
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


def _evidence(session: Session, me: Me, wanted: list[str]) -> list[tuple[str, str, int]]:
    """The last measured or counted reach of each group on each channel, newest first (by date, then id).

    The last ones of a whole kind are among the last ones of its groups, so five of each are enough for both.
    """
    place = (
        func.row_number()
        .over(
            partition_by=[col(Placement.channel), col(Reach.group)],
            order_by=[col(Placement.published_on).desc(), col(Placement.id).desc()],
        )
        .label("place")
    )
    found = (
        columns(
            col(Placement.channel), col(Reach.group), col(Reach.people), place,
            col(Placement.published_on).label("day"), col(Placement.id).label("id"),
        )
        .join(Product, and_(col(Product.ward_id) == Placement.ward_id, col(Product.id) == Placement.product_id))
        .join(Reach, and_(col(Reach.ward_id) == Placement.ward_id, col(Reach.placement_id) == Placement.id))
        .where(
            col(Placement.ward_id) == me.ward_id,
            col(Product.status) == "published",
            col(Placement.channel).in_(wanted),
            col(Reach.basis).in_(["measured", "counted"]),
            col(Reach.people).is_not(None),
        )
        .subquery()
    )  # fmt: skip
    last = columns(found.c.channel, found.c.group, found.c.people).where(found.c.place <= LAST)
    rows = session.execute(last.order_by(found.c.day.desc(), found.c.id.desc()))
    return [(channel, group, people) for channel, group, people in rows]
