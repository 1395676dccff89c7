"""The columns that tables share: the ward in front of every key, the code, and when a row came and changed."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint
from sqlmodel import Field, SQLModel


def now() -> datetime:
    return datetime.now(UTC)


class OfWard(SQLModel):
    ward_id: int = Field(primary_key=True, foreign_key="ward.id")


class Dated(SQLModel):
    created_at: datetime = Field(default_factory=now)
    updated_at: datetime = Field(default_factory=now)


class Coded(Dated, OfWard):
    code: str = Field(primary_key=True, max_length=40)


class Sent(SQLModel):
    """What another system may have sent: which one (the token's source), and what it is called there."""

    source: str | None = None
    external_id: str | None = None


class Numbered(Dated, OfWard):
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})


def refers(column: str, table: str, key: str = "code", **options: Any) -> ForeignKeyConstraint:
    """A foreign key inside the ward: (ward_id, column) to the table's (ward_id, key)."""
    return ForeignKeyConstraint(["ward_id", column], [f"{table}.ward_id", f"{table}.{key}"], **options)
