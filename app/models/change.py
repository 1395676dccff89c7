"""The trail: who did what, when. People by id only, free text apart, so that it can be erased and the rest verified."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field

from app.models.keys import OfWard


class Change(OfWard, table=True):
    __table_args__ = (Index(None, "ward_id", "entity", "entity_key"),)
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime
    person_id: int | None = None
    token_id: int | None = None
    action: str
    entity: str
    entity_key: str
    # Codes, numbers and dates only.
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    # What it touched, by name, with the keyed digest of each as it was then, null where it is gone; shown to nobody.
    things: dict[str, str | None] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    text_digest: str | None = None
    # Which key the digests are made with, by a name that says nothing of it.
    keyed_by: str = Field(max_length=16)
    digest: str


class ChangeText(OfWard, table=True):
    """The words of a change (a title, a reason); the trail holds only their digest with this salt."""

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    salt: str
    words: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class TrailBase(OfWard, table=True):
    """What the trail vouches for without a change: what a ward began with, and what was there when digests began."""

    # After which change it was so, and a part of it: a large ward's are several.
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    part: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    things: dict[str, str | None] = Field(sa_column=Column(JSON, nullable=False))
    keyed_by: str = Field(max_length=16)
    digest: str


class TrailHead(OfWard, table=True):
    """The last link of a ward's chain; locking this row puts the ward's writers in one order."""

    seq: int = 0
    digest: str = ""
    # The moment of the last change: the next one is later, whatever the clock says.
    at: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    # Names the state of what products are held against (groups, channels, periods, …), not of what was logged: the
    # digest of its last change, at the founding and at a migration anything unheard of.
    reference_digest: str = ""
