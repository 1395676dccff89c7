"""What a ward that keeps its log in an installation of its own sent to the city's: a report it filed, and its files."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, LargeBinary, UniqueConstraint
from sqlmodel import Field

from app.models.keys import Numbered, OfWard, refers


class ReceivedReport(Numbered, table=True):
    __table_args__ = (UniqueConstraint("ward_id", "period", "version"), refers("period", "period"))
    period: str
    version: int
    # SHA-256 of what it says, its files apart.
    digest: str = Field(max_length=64)
    # The day that the figures stop at, in the ward's time zone, and when the ward filed it.
    figures_until: date
    submitted_at: datetime
    # Indicators by code, coverage by kind of group, and the interval of the survey, as they were frozen there.
    figures: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    comments: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    proposals: str | None = None
    # Where the trail of the ward's own installation stood.
    head: str = ""
    # By format, the SHA-256 of its file.
    files: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class ReceivedFile(OfWard, table=True):
    __table_args__ = (refers("received_id", "receivedreport", "id", ondelete="CASCADE"),)
    received_id: int = Field(primary_key=True)
    format: str = Field(primary_key=True, max_length=10)
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
