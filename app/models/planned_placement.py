"""A planned placement (lượt phát dự kiến): a channel and a day to come; it counts for nothing until it is confirmed."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field

from app.models.keys import OfWard, refers


class PlannedPlacement(OfWard, table=True):
    __table_args__ = (
        Index(None, "ward_id", "product_id"),
        Index(None, "ward_id", "planned_on"),
        refers("product_id", "product", "id", ondelete="CASCADE"),
        refers("channel", "channel"),
    )
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    product_id: int
    channel: str
    planned_on: date
    runs: int = 1
    position: int = 0
    # Whom it is meant to reach, as its rows of reach will be: read and written whole, never summed by SQL.
    reach: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
