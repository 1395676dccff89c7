"""A period (kỳ): a span with its own report due date; data, not arithmetic."""

from datetime import date, datetime

from app.models.keys import Coded


class Period(Coded, table=True):
    starts_on: date
    ends_on: date
    due_on: date
    closed_at: datetime | None = None
