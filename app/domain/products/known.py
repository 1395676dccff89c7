"""The ward's reference data as a product's codes are held against it: read once, for one product or a whole batch."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from sqlmodel import Session, col, select

from app.domain import channels, groups, periods, subjects
from app.domain.access import Me
from app.domain.errors import Fault, Say
from app.domain.products.shares import UsualShares
from app.models import Campaign, Channel, Group, Period
from app.models.keys import Coded


@dataclass
class Known:
    """What is known of one ward while products are stored; usual shares are those before the first of them."""

    session: Session
    me: Me
    _codes: dict[type[Coded], set[str]] = field(default_factory=dict)
    _usual: dict[str, UsualShares] = field(default_factory=dict)

    @cached_property
    def channels(self) -> dict[str, Channel]:
        return {channel.code: channel for channel in channels.in_order(self.session, self.me)}

    @cached_property
    def groups(self) -> dict[str, Group]:
        """By code, in the ward's order."""
        return {group.code: group for group in groups.in_order(self.session, self.me)}

    @cached_property
    def campaigns(self) -> dict[str, Campaign]:
        rows = self.session.exec(select(Campaign).where(Campaign.ward_id == self.me.ward_id))
        return {campaign.code: campaign for campaign in rows}

    @cached_property
    def topics(self) -> dict[str, str]:
        """The content group of each topic."""
        return {topic.code: topic.content_group for topic in subjects.topics(self.session, self.me)}

    @cached_property
    def periods(self) -> list[Period]:
        return periods.all_periods(self.session, self.me)

    def unknown(self, table: type[Coded], name: str, codes: Iterable[str | None]) -> list[Fault]:
        """A fault under `name` for each code that the ward does not have."""
        if table not in self._codes:
            rows = self.session.exec(select(col(table.code)).where(table.ward_id == self.me.ward_id))
            self._codes[table] = set(rows)
        return [
            Fault((name,), Say("Không có mã «{code}» trong phường.", code=code), "unknown")
            for code in codes
            if code is not None and code not in self._codes[table]
        ]

    def usual(self, channel: str) -> UsualShares:
        if channel not in self._usual:
            every = list(self.groups.values()), list(self.channels.values())
            self._usual[channel] = UsualShares(self.session, self.me, [channel], *every)
        return self._usual[channel]
