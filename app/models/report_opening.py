"""That someone who is to know of an urgent report has opened it: who, and when first."""

from datetime import datetime

from sqlmodel import Field

from app.models.keys import OfWard, refers


class ReportOpening(OfWard, table=True):
    __table_args__ = (refers("report_id", "report", "id", ondelete="CASCADE"), refers("person_id", "person", "id"))
    report_id: int = Field(primary_key=True)
    person_id: int = Field(primary_key=True)
    opened_at: datetime
