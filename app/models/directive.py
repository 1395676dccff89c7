"""A directive (chủ trương, văn bản): what must reach every group of certain kinds."""

from datetime import date, datetime

from sqlalchemy import JSON, Column
from sqlmodel import Field

from app.models.keys import Coded, refers


class Directive(Coded, table=True):
    __table_args__ = (
        refers("lead_unit", "unit"),
        refers("content_group", "contentgroup"),
        refers("implements", "directive"),
    )
    number: str | None = None
    title: str
    issuer: str | None = None
    issued_on: date | None = None
    must_reach: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    within_days: int | None = None
    content_group: str | None = None
    lead_unit: str | None = None
    # The directive above, which this one carries out here.
    implements: str | None = None
    # What was agreed about groups that have long not heard it: «sẽ làm ở đợt sinh hoạt tháng 12».
    note: str | None = None
    retired_at: datetime | None = None
