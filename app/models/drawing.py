"""A drawing: a document as a file, kept under the digest of what it says, so that the same words are the same bytes."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlmodel import Column, Field

from app.models.keys import OfWard


class Drawing(OfWard, table=True):
    digest: str = Field(primary_key=True, max_length=64)
    format: str = Field(primary_key=True, max_length=10)
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    made_at: datetime
