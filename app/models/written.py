"""Days and moments read as JSON has them: SQLite keeps them as text, which a list need not read and write anew."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Date, DateTime, Dialect, String
from sqlalchemy.types import TypeDecorator, TypeEngine


class Written(TypeDecorator[str]):
    """2026-05-03, or 2026-05-03T02:15:00.000000Z in UTC; only to read by (type_coerce), columns keep their type."""

    impl = String
    cache_ok = True

    def __init__(self, is_moment: bool = False) -> None:
        super().__init__()
        self.is_moment = is_moment

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        stored = DateTime(timezone=True) if self.is_moment else Date()
        return dialect.type_descriptor(String() if dialect.name == "sqlite" else stored)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        if isinstance(value, datetime):
            value = value.astimezone(UTC).isoformat(" ", "microseconds")[:26]
        if isinstance(value, date):
            return value.isoformat()
        return f"{value[:10]}T{value[11:]}Z" if self.is_moment and value is not None else value
