"""A webhook: where another system is told of the ward's changes, and by which key it knows who tells."""

from datetime import datetime

from sqlalchemy import JSON, Column
from sqlmodel import Field

from app.models.keys import Numbered


class Webhook(Numbered, table=True):
    name: str
    address: str = Field(max_length=2000)
    # Of which nouns it wants the changes, as the trail calls them; none named: of all.
    entities: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    # The key of its signatures, sealed under the installation's own.
    sealed_key: str = Field(max_length=400)
    paused_at: datetime | None = None
    # Up to which change everything that it wants has been ordered.
    ordered_until: int = 0
