"""A person with an account, the browsers signed in as them, and the sign-ins that failed."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from app.models.keys import Numbered, OfWard, now, refers


class Person(Numbered, table=True):
    __table_args__ = (UniqueConstraint("ward_id", "name"), refers("unit", "unit"))
    name: str = Field(max_length=40)
    full_name: str
    role: str
    unit: str | None = None
    email: str | None = None
    password_hash: str
    left_at: datetime | None = None


class BrowserSession(OfWard, table=True):
    """A signed-in browser; only the SHA-256 of its cookie is kept, so that a copied database opens nothing."""

    __table_args__ = (refers("person_id", "person", "id", ondelete="CASCADE"),)
    digest: str = Field(primary_key=True, max_length=64)
    person_id: int
    created_at: datetime = Field(default_factory=now)
    expires_at: datetime


class SignInFailure(OfWard, table=True):
    """How often an account, an address or both together failed in a row, under a keyed digest of which."""

    __table_args__ = (
        refers("person_id", "person", "id", ondelete="CASCADE"),
        Index(None, "ward_id", "person_id"),
        Index(None, "last_at"),
    )
    key: str = Field(primary_key=True, max_length=64)
    # Whose account it is, so that an admin can end it; None for names that nobody has.
    person_id: int | None = None
    count: int
    last_at: datetime
