"""A unit's own plan (kế hoạch của đơn vị) for a year: its focus, the post responsible, the contact for information."""

from datetime import datetime

from sqlalchemy import UniqueConstraint

from app.models.keys import Numbered, refers


class Plan(Numbered, table=True):
    __table_args__ = (UniqueConstraint("ward_id", "unit", "year"), refers("unit", "unit"))
    unit: str
    year: int
    focus: str
    responsible_post: str
    information_contact: str
    approved_at: datetime | None = None
    # The person who approved, by id: null where a token did.
    approved_by: int | None = None

    @property
    def status(self) -> str:
        return "draft" if self.approved_at is None else "approved"
