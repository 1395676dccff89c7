"""A key date of the plan or of the public calendar."""

from datetime import date

from sqlmodel import Field

from app.models.keys import OfWard


class KeyDate(OfWard, table=True):
    day: date = Field(primary_key=True)
    name: str = Field(primary_key=True, max_length=200)
    kind: str
