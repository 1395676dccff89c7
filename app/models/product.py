"""A product (sản phẩm truyền thông), its placements (lượt phát) and whom each reached (tiếp cận)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, UniqueConstraint, text
from sqlmodel import Field

from app.models.keys import Numbered, OfWard, now, refers

# What is not yet published nor withdrawn: a few of the log.
WAITING_WORDS = "status IN ('planned', 'in_review')"


def _some(name: str, which: str, *columns: str) -> Index:
    """An index of some rows only: it costs the others nothing."""
    return Index(name, "ward_id", *columns, sqlite_where=text(which), postgresql_where=text(which))


class Product(Numbered, table=True):
    __table_args__ = (
        UniqueConstraint("ward_id", "source", "external_id"),
        Index(None, "ward_id", "title_fold", "shown_on"),
        # What lists are ordered by, then what they are filtered by: the rows themselves are read for what is shown.
        Index(
            "ix_product_listed",
            *("ward_id", "shown_on", "id", "unit", "status", "kind", "campaign", "content_group", "topic", "axis"),
        ),
        # The same of one kind: a kind that nobody logged is told so at once.
        Index(
            "ix_product_listed_by_kind",
            *("ward_id", "kind", "shown_on", "id", "unit", "status", "campaign", "content_group", "topic", "axis"),
        ),
        # A unit's list in its order, and what moves whenever a product changes: its rows need not be looked at.
        Index("ix_product_listed_by_unit", "ward_id", "unit", "shown_on", "id", "updated_at"),
        # What a unit logged last, for its form; what changed last, for who follows.
        Index(None, "ward_id", "unit", "id", "kind"),
        Index(None, "ward_id", "updated_at"),
        _some("ix_product_waiting", WAITING_WORDS, "status", "unit", "planned_on"),
        _some("ix_product_material", "material IS NOT NULL", "material"),
        _some("ix_product_replaces", "replaces IS NOT NULL", "replaces"),
        refers("unit", "unit"),
        refers("campaign", "campaign"),
        refers("content_group", "contentgroup"),
        refers("topic", "topic"),
        refers("axis", "axis"),
        refers("material", "material"),
        refers("replaces", "product", "id"),
    )
    unit: str
    campaign: str
    kind: str
    title: str
    # The title without diacritics and case: what search compares.
    title_fold: str
    content_group: str
    topic: str | None = None
    axis: str | None = None
    material: str | None = None
    # What it is for, where the ward says so.
    purpose: str | None = None
    # The units that took part; it counts once, for the unit that logged it.
    partners: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]"))
    status: str
    planned_on: date | None = None
    # The day under which lists show it: its last placement, else the planned day, else the day it was made.
    shown_on: date
    details: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    cost_amount: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    cost_funding: str | None = None
    source: str | None = None
    external_id: str | None = None
    replaces: int | None = None
    reason: str | None = None
    # When a person last changed it by hand, so that a system that overwrites it can be warned.
    edited_by_hand_at: datetime | None = None


class ProductDirective(OfWard, table=True):
    __table_args__ = (
        Index(None, "ward_id", "directive", "product_id"),
        refers("product_id", "product", "id", ondelete="CASCADE"),
        refers("directive", "directive"),
    )
    product_id: int = Field(primary_key=True)
    directive: str = Field(primary_key=True, max_length=40)


class Placement(OfWard, table=True):
    __table_args__ = (
        Index(None, "ward_id", "product_id", "published_on", "channel"),
        Index(None, "ward_id", "published_on", "product_id"),
        Index(None, "ward_id", "channel", "published_on", "product_id"),
        refers("product_id", "product", "id", ondelete="CASCADE"),
        refers("channel", "channel"),
    )
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    product_id: int
    channel: str
    published_on: date
    runs: int = 1
    position: int = 0
    logged_at: datetime = Field(default_factory=now)


_IS_EVIDENCE = text("evidence_channel IS NOT NULL")


class Reach(OfWard, table=True):
    """People of one group reached by one placement; people null: the group was addressed, nobody counted.

    The table is its key: no row id and no index on the group, which made writing twice as slow and helped no plan.
    What a usual share rests on alone is indexed: it repeats its placement's channel and day, so that the last ones of
    a group on a channel are found without reading the others.
    """

    __table_args__ = (
        refers("placement_id", "placement", "id", ondelete="CASCADE"),
        refers("group", "group"),
        Index(
            "ix_reach_evidence",
            *("ward_id", "evidence_channel", "group", "evidence_day", "placement_id", "people"),
            sqlite_where=_IS_EVIDENCE,
            postgresql_where=_IS_EVIDENCE,
        ),
        {"sqlite_with_rowid": False},
    )
    placement_id: int = Field(primary_key=True)
    group: str = Field(primary_key=True, max_length=40)
    people: int | None = None
    basis: str | None = None
    allocated: bool = False
    # Null unless people were measured or counted here, not split over groups, and the product is published; the day as
    # 20260503.
    evidence_channel: str | None = None
    evidence_day: int | None = None
