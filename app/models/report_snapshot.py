"""What a report said when it was handed in (bản chụp): its figures and its words, one row a version, never changed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field

from app.models.keys import OfWard, refers


class ReportSnapshot(OfWard, table=True):
    __table_args__ = (refers("report_id", "report", "id"),)
    report_id: int = Field(primary_key=True)
    version: int = Field(primary_key=True)
    # The day that the figures stop at, in the ward's time zone.
    figures_until: date
    figures: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    comments: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    proposals: str | None = None
    person_id: int | None = None
    submitted_at: datetime
