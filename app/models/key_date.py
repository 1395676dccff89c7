"""A key date of the plan, of the public calendar or of the ward; one with a unit is that unit's to prepare."""

from datetime import date

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from app.models.keys import Numbered, refers


class KeyDate(Numbered, table=True):
    __table_args__ = (
        UniqueConstraint("ward_id", "day", "name"),
        Index(None, "ward_id", "unit"),
        refers("unit", "unit"),
    )
    day: date
    name: str = Field(max_length=300)
    kind: str
    unit: str | None = None
