"""The ward's reference data as a product's codes are held against it: read once, and kept until it changes."""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from threading import Lock
from typing import Any, NamedTuple

from sqlalchemy import select as columns
from sqlmodel import Session

from app.domain import reference_data, trail
from app.domain.access import Me
from app.domain.errors import Fault
from app.domain.ward_settings import WardSettings, settings_of
from app.models import Axis, Campaign, Channel, ContentGroup, Directive, Group, Material, Period, Topic, Unit
from app.models.keys import OfWard

# How many rows of reference data a process keeps, over all its wards: some 300 bytes each.
MOST_KEPT = 40_000


class KnownGroup(NamedTuple):
    code: str
    kind: str
    name: str
    population: int | None
    active_from: date | None
    retired_on: date | None


class KnownWay(NamedTuple):
    name: str
    form: str


class KnownCampaign(NamedTuple):
    code: str
    content_groups: tuple[str, ...]
    starts_on: date
    ends_on: date


class KnownPeriod(NamedTuple):
    code: str
    starts_on: date
    ends_on: date
    closed_at: datetime | None


class KnownDirective(NamedTuple):
    code: str
    issued_on: date | None
    retired_at: datetime | None


class KnownMaterial(NamedTuple):
    code: str
    received_on: date
    key: bool


@dataclass(frozen=True)
class Reference:
    """One state of a ward's reference data, by code; groups in the ward's order. It is shared: nobody writes to it.

    channels give their default share, ways their name and form of Decree 49/2024/NĐ-CP, topics their content group.
    """

    channels: dict[str, float | None]
    ways: dict[str, KnownWay]
    groups: dict[str, KnownGroup]
    campaigns: dict[str, KnownCampaign]
    topics: dict[str, str]
    periods: tuple[KnownPeriod, ...]
    directives: dict[str, KnownDirective]
    materials: dict[str, KnownMaterial]
    others: dict[str, frozenset[str]]

    @property
    def size(self) -> int:
        """How many rows it was made from."""
        named: list[Collection[Any]] = [
            *(self.channels, self.groups, self.campaigns, self.topics, self.directives, self.materials, self.periods),
            *self.others.values(),
        ]
        return sum(len(rows) for rows in named)


class Known:
    """What is known of one ward while products are held against it."""

    def __init__(self, session: Session, me: Me) -> None:
        self.session, self.me = session, me
        # Before anything else is read: what is read after it is at least as new.
        self.head = trail.head(session, me.ward_id)
        self.reference = _of(session, me.ward_id, self.head.reference_digest)
        self.ways = self.reference.ways
        self.forms = {code: way.form for code, way in self.ways.items()}
        self.channels, self.groups = self.reference.channels, self.reference.groups
        self.campaigns, self.topics = self.reference.campaigns, self.reference.topics
        self.periods = self.reference.periods
        self.directives, self.materials = self.reference.directives, self.reference.materials
        self._codes: dict[str, Collection[str]] = self.reference.others | {
            "campaign": self.campaigns,
            "material": self.materials,
            "directives": self.directives,
        }

    @cached_property
    def settings(self) -> WardSettings:
        return settings_of(self.me.ward)

    def unknown(self, name: str, codes: Iterable[str | None]) -> list[Fault]:
        """A fault under `name`, a field of products, for each code that the ward does not have."""
        return [
            Fault((name,), reference_data.no_such(code), "unknown")
            for code in codes
            if code is not None and code not in self._codes[name]
        ]


_kept: OrderedDict[int, tuple[str, Reference]] = OrderedDict()
_lock = Lock()


def _of(session: Session, ward_id: int, digest: str) -> Reference:
    """The state of this name, which no other state in any database has; read where it is not kept."""
    with _lock:
        kept = _kept.get(ward_id)
        if kept is not None and kept[0] == digest:
            _kept.move_to_end(ward_id)
            return kept[1]
    found = _read(session, ward_id)
    with _lock:
        _kept[ward_id] = (digest, found)
        _kept.move_to_end(ward_id)
        while len(_kept) > 1 and sum(reference.size for _, reference in _kept.values()) > MOST_KEPT:
            _kept.popitem(last=False)
    return found


def _read(session: Session, ward_id: int) -> Reference:
    def rows(table: type[OfWard], *names: str, order: tuple[str, ...] = ()) -> Iterator[Any]:
        of = table.__table__.c  # type: ignore[attr-defined]
        statement = columns(*(of[name] for name in names)).where(of.ward_id == ward_id)
        return (tuple(row) for row in session.execute(statement.order_by(*(of[name] for name in order))))

    campaigns = rows(Campaign, *KnownCampaign._fields)
    channels = list(rows(Channel, "code", "default_share", *KnownWay._fields))
    return Reference(
        {code: share for code, share, *_ in channels},
        {code: KnownWay(*way) for code, _, *way in channels},
        {row[0]: KnownGroup(*row) for row in rows(Group, *KnownGroup._fields, order=("position", "code"))},
        {code: KnownCampaign(code, tuple(contents), *span) for code, contents, *span in campaigns},
        dict(rows(Topic, "code", "content_group")),
        tuple(KnownPeriod(*row) for row in rows(Period, *KnownPeriod._fields, order=("starts_on",))),
        {row[0]: KnownDirective(*row) for row in rows(Directive, *KnownDirective._fields)},
        {row[0]: KnownMaterial(*row) for row in rows(Material, *KnownMaterial._fields)},
        {
            name: frozenset(code for (code,) in rows(table, "code"))
            for name, table in (("unit", Unit), ("axis", Axis), ("content_group", ContentGroup))
        },
    )
