"""A ward (phường/xã): the tenant. The row 0 is the city itself, to which city people belong."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field

from app.models.keys import Dated

CITY_ID = 0


class Ward(Dated, table=True):
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    code: str = Field(unique=True, max_length=40)
    name: str
    timezone: str = "Asia/Ho_Chi_Minh"
    # The plan's own message and whatever the ward decided; read through domain/ward_settings.
    settings: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    demo_at: datetime | None = None
    # Its log is kept in an installation of its own, which sends here what was filed.
    sends_reports: bool = False
