"""A figure as it stood when its period was closed (số khi đóng kỳ), kept beside the live one."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field

from app.models.keys import OfWard, refers


class ClosedFigure(OfWard, table=True):
    __table_args__ = (refers("period", "period"),)
    period: str = Field(primary_key=True, max_length=40)
    # An indicator's code, or "coverage" with the kind of group: "coverage residential".
    code: str = Field(primary_key=True, max_length=60)
    figures: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    at: datetime
