"""A receipt: what was answered to a form or an API key once, so that a second press gets the same answer."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlmodel import Column, Field

from app.models.keys import OfWard, now


class Receipt(OfWard, table=True):
    scope: str = Field(primary_key=True, max_length=200)
    key: str = Field(primary_key=True, max_length=200)
    body_digest: str
    status: int = 0
    location: str | None = None
    etag: str | None = None
    body: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    created_at: datetime = Field(default_factory=now)
