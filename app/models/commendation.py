"""A commendation (gương điển hình): a good model or deed, without a resident's name; the file stays on paper."""

from datetime import date

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from app.models.keys import Numbered, Sent, refers


class Commendation(Sent, Numbered, table=True):
    __table_args__ = (
        UniqueConstraint("ward_id", "source", "external_id"),
        Index(None, "ward_id", "proposed_on"),
        refers("unit", "unit"),
        refers("group", "group"),
    )
    unit: str | None = None
    group: str | None = Field(default=None, max_length=40)
    title: str
    proposed_on: date
    status: str
    dossier_number: str | None = None
