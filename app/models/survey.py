"""A survey (khảo sát tiếp cận): how many people of a group were asked, and how many knew."""

from datetime import date

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from app.models.keys import Numbered, Sent, refers


class Survey(Sent, Numbered, table=True):
    __table_args__ = (
        UniqueConstraint("ward_id", "source", "external_id"),
        Index(None, "ward_id", "period"),
        refers("period", "period"),
        refers("group", "group"),
        refers("unit", "unit"),
    )
    period: str
    group: str = Field(max_length=40)
    unit: str | None = None
    conducted_on: date
    asked: int
    aware: int
