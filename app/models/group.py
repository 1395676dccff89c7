"""A group (nhóm đối tượng): who is to be reached, a residential group, a Party cell or an audience."""

from datetime import date

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field

from app.models.keys import Coded, Sent, refers


class Group(Sent, Coded, table=True):
    __table_args__ = (UniqueConstraint("ward_id", "source", "external_id"), refers("looked_after_by", "unit"))
    kind: str
    name: str
    cluster: str | None = None
    population: int | None = None
    households: int | None = None
    # The unit in charge of it: of a Party cell the Party organisation above it.
    looked_after_by: str | None = None
    # Where the group stands among its kind, so that Tổ 2 comes before Tổ 10.
    position: int = 0
    active_from: date | None = None
    retired_on: date | None = None
    # Codes of the groups that it stands for since they ended: read and written whole, never searched by SQL.
    succeeds: list[str] = Field(default_factory=list, sa_column=Column(JSON, server_default="[]", nullable=False))
