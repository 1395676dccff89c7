"""Steps: what someone enters at a moment; the demo takes them in the order of their moments."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from app.domain.demo.cast import Company


@dataclass(frozen=True)
class Step:
    """Something that someone enters at a moment; steps happen in the order of their moments."""

    at: datetime
    take: Callable[[], None]


def moment(company: Company, day: date, hour: int, minute: int) -> datetime:
    """A time of day in the ward, as UTC."""
    return datetime.combine(day, time(hour, minute), ZoneInfo(company.ward.timezone)).astimezone(UTC)
