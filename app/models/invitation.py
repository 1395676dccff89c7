"""An invitation: a link that lets a person choose a password once; only its digest is kept."""

from datetime import datetime

from sqlmodel import Field

from app.models.keys import OfWard, now, refers


class Invitation(OfWard, table=True):
    __table_args__ = (refers("person_id", "person", "id", ondelete="CASCADE"),)
    digest: str = Field(primary_key=True, max_length=64)
    person_id: int
    created_at: datetime = Field(default_factory=now)
    expires_at: datetime
