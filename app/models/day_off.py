"""A day off that no public calendar names, or a day off that is worked (ngày làm bù)."""

from datetime import date

from sqlmodel import Field

from app.models.keys import OfWard


class DayOff(OfWard, table=True):
    day: date = Field(primary_key=True)
    works: bool = False
    name: str
