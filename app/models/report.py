"""A report (báo cáo) of a unit, or the ward's consolidated one, and when it was handed in first."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field

from app.models.keys import Numbered, refers


class Report(Numbered, table=True):
    __table_args__ = (Index(None, "ward_id", "period", "unit"), refers("unit", "unit"), refers("period", "period"))
    unit: str | None = None
    period: str | None = None
    type: str
    status: str
    title: str | None = None
    text: str | None = None
    # By number of the report's part, "1" to "5".
    comments: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    proposals: str | None = None
    version: int = 0
    # Timeliness asks for the first submission, whatever came after.
    first_submitted_at: datetime | None = None
    submitted_at: datetime | None = None
    reason: str | None = None
