"""A person with an account, the browsers signed in as them, and the sign-ins that failed."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
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
    """How often a name or an address failed in a row, under a keyed digest of it."""

    key: str = Field(primary_key=True, max_length=64)
    count: int
    last_at: datetime
