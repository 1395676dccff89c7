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
    # Of an urgent report: when it happened.
    happened_at: datetime | None = None
    # The parts whose comment is the sentence that the figures propose, worked out anew when the report is handed in;
    # None until someone has written.
    proposed: list[str] | None = Field(default=None, sa_column=Column(JSON))
    # The open page that wrote last: what it saves again and again is no one else's change.
    desk: str = ""
    version: int = 0
    # Timeliness asks for the first submission, whatever came after.
    first_submitted_at: datetime | None = None
    submitted_at: datetime | None = None
    reason: str | None = None
    # What was said of single parts, "1" to "6", when it was sent back; like the reason until it is handed in again.
    parts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
