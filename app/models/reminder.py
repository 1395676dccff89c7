"""A reminder (lời nhắc): that a unit was asked for its report of a period, once a day at most."""

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from app.models.keys import Numbered, refers


class Reminder(Numbered, table=True):
    __table_args__ = (
        UniqueConstraint("ward_id", "period", "unit", "day"),
        refers("unit", "unit"),
        refers("period", "period"),
    )
    period: str = Field(max_length=40)
    unit: str = Field(max_length=40)
    # The ward's own day.
    day: date
    person_id: int | None = None
