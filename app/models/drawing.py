"""A drawing: a document as a file, kept under the digest of what it says, so that the same words are the same bytes; of
a report's version, so that it is the same file whatever program draws by then."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary
from sqlmodel import Column, Field

from app.models.keys import OfWard, refers


class Drawing(OfWard, table=True):
    __table_args__ = (
        Index(None, "ward_id", "report_id", "version"),
        refers("report_id", "report", "id", ondelete="CASCADE"),
    )
    digest: str = Field(primary_key=True, max_length=64)
    format: str = Field(primary_key=True, max_length=10)
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    made_at: datetime
    # None of what was kept before this was noted, and the version of what has no snapshot.
    report_id: int | None = None
    version: int | None = None
