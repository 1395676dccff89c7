"""Late entries: a placement that was logged long after its day bears how long after («ghi sau 41 ngày»)."""

from datetime import date, datetime

from app.domain.access import Me

# So many days after its day a placement is logged without a word.
ALLOWED = 30


def days_after(me: Me, published_on: date, logged_at: datetime) -> int:
    """How many days after its day a placement was logged, by the ward's calendar; 0 where that is not long after."""
    days = (me.day_of(logged_at) - published_on).days
    return days if days > ALLOWED else 0
