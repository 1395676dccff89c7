"""A pulse (xu hướng dư luận): a quarter's counts of opinion on a content group in a group; never who holds it."""

from sqlalchemy import Index
from sqlmodel import Field

from app.models.keys import Numbered, refers


class Pulse(Numbered, table=True):
    __table_args__ = (
        Index(None, "ward_id", "period"),
        refers("period", "period"),
        refers("group", "group"),
        refers("content_group", "contentgroup"),
        refers("unit", "unit"),
    )
    period: str
    group: str = Field(max_length=40)
    content_group: str
    unit: str | None = None
    supportive: int
    neutral: int
    worried: int
