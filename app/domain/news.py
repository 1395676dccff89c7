"""What is new in a ward since a day: how many products, concerns and reports came; read from the end of the trail."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from app.domain import access
from app.domain.access import Me
from app.models import Change

# What happened to what, by the word that a page has for it.
TOLD = {
    "products": ("product", ("logged", "published", "confirmed")),
    "concerns": ("concern", ("registered",)),
    "answers": ("concern", ("answered",)),
    "reports": ("report", ("submitted",)),
}
# Of so many changes at most the news is told: whoever imports thousands doesn't make the page wait.
MOST = 1000


@dataclass(frozen=True)
class News:
    """Since the beginning of a day, the word of TOLD → how many things; a thing counts once a word."""

    day: date
    counts: dict[str, int]


def since_last_working_day(session: Session, me: Me) -> News:
    """Yesterday and today; on a Sunday and a Monday since Friday."""
    access.require(me, "entries.read")
    day = me.today - timedelta(days=1)
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return News(day, _counts(_changes(session, me, day)))


def _changes(session: Session, me: Me, day: date) -> list[tuple[str, str, str]]:
    """Entity, action and key of each; changes stand in the order of their moments."""
    begun = datetime.combine(day, time(), ZoneInfo(me.ward.timezone)).astimezone(UTC)
    columns = select(Change.entity, Change.action, Change.entity_key, Change.at).where(Change.ward_id == me.ward_id)
    rows = session.exec(columns.order_by(col(Change.seq).desc()).limit(MOST))
    return [(entity, action, key) for entity, action, key, at in rows if at >= begun]


def _counts(changes: Iterable[tuple[str, str, str]]) -> dict[str, int]:
    found = {
        word: len({key for thing, action, key in changes if thing == entity and action in actions})
        for word, (entity, actions) in TOLD.items()
    }
    return {word: count for word, count in found.items() if count}
