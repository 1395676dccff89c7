"""A person's private address of the calendar, which their phone asks; only the digest of its secret is kept."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from app.models.keys import OfWard, now, refers


class CalendarFeed(OfWard, table=True):
    __table_args__ = (UniqueConstraint("ward_id", "person_id"), refers("person_id", "person", "id", ondelete="CASCADE"))
    digest: str = Field(primary_key=True, max_length=64)
    person_id: int
    created_at: datetime = Field(default_factory=now)
