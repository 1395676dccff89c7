"""A campaign (chiến dịch): a planned effort with its message, dates, content groups and coverage target."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field

from app.models.keys import Coded, refers


class Campaign(Coded, table=True):
    __table_args__ = (refers("lead_unit", "unit"), refers("axis", "axis"), refers("material", "material"))
    title: str
    message: str
    # What it is to bring about.
    aim: str | None = None
    lead_unit: str | None = None
    axis: str | None = None
    material: str | None = None
    starts_on: date
    ends_on: date
    # Lists of codes: read and written whole, never searched by SQL.
    content_groups: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    directives: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    target_groups: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    target_coverage: float | None = None
    budget: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    retired_at: datetime | None = None
