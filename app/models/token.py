"""A token with which another system uses the API; only its SHA-256 is kept."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from app.models.keys import Numbered, refers


class Token(Numbered, table=True):
    __table_args__ = (
        UniqueConstraint("ward_id", "digest"),
        Index(None, "ward_id", "old_digest"),
        refers("unit", "unit"),
    )
    name: str
    digest: str = Field(max_length=64)
    # Of the words before the last rotation, which hold to the end of that day; none where they ended at once.
    old_digest: str | None = Field(default=None, max_length=64)
    old_until: date | None = None
    role: str
    unit: str | None = None
    # read: whatever its role may write, it only reads.
    scope: str = "write"
    # What its products' external ids belong to; stays when the token is replaced by a new one.
    source: str
    expires_on: date | None = None
    used_at: datetime | None = None
    revoked_at: datetime | None = None
