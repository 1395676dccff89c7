"""The trail as the admin reads it: who did what, when, newest first.

What an admin may not read (SPEC 8) stays closed here as well: of it the trail tells what was done and why a closed
period was touched, never what was written.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import Field
from sqlmodel import Session, col, select

from app.domain import access, ids, people, tokens, trail
from app.domain.access import Me
from app.domain.concerns.questions import may_see
from app.domain.inputs import Code, Day, Input, Line
from app.domain.pages import Ask, Page, after, cut
from app.domain.shown_reports import is_shown
from app.models import Change, Concern, Report

FIELDS = ("seq", "at", "person", "person_name", "token", "token_name", "action", "entity", "id", "facts", "words")


class AuditQuery(Input):
    """Whose changes, of what, on which days of the ward's own time zone."""

    person: int | None = Field(default=None, ge=1, le=ids.LARGEST)
    entity: Code | None = None
    id: Line | None = None
    since: Day | None = Field(default=None, alias="from")
    until: Day | None = Field(default=None, alias="to")


Entry = tuple[Change, dict[str, Any]]


def page(session: Session, me: Me, asked: AuditQuery, ask: Ask) -> Page[Entry]:
    """Changes with their words; none where there are none, they were erased, or are for others to read."""
    access.require(me, "audit.read")
    statement = select(Change).where(Change.ward_id == me.ward_id, *_conditions(me, asked))
    if ask.after:
        statement = statement.where(Change.seq < after(ask, int)[0])
    rows = session.exec(statement.order_by(col(Change.seq).desc()).limit(ask.limit + 1))
    found = cut(list(rows), ask, lambda row: (row.seq,))
    return Page(_open(session, me, trail.with_words(session, me, found.items)), found.next)


def _open(session: Session, me: Me, entries: list[Entry]) -> list[Entry]:
    """Without the words of urgent reports, of those not handed in, and of incorrect information not yet answered."""
    seen = {
        "concern": _seen(session, me, entries, Concern, may_see),
        "report": _seen(session, me, entries, Report, partial(is_shown, session)),
    }
    return [
        (change, words if change.entity_key in seen.get(change.entity, {change.entity_key}) else _why(words))
        for change, words in entries
    ]


def _why(words: dict[str, Any]) -> dict[str, Any]:
    return {name: text for name, text in words.items() if name == "change_reason"}


def _seen(
    session: Session, me: Me, entries: list[Entry], table: type[Any], sees: Callable[[Me, Any], bool]
) -> set[str]:
    """Those of these rows that they may read; of one that is gone nobody knows whether it was for them."""
    keys = [int(change.entity_key) for change, _ in entries if change.entity == table.__tablename__]
    rows = session.exec(select(table).where(table.ward_id == me.ward_id, col(table.id).in_(keys)))
    return {str(row.id) for row in rows if sees(me, row)}


def _conditions(me: Me, asked: AuditQuery) -> list[Any]:
    equal = {"person_id": asked.person, "entity": asked.entity, "entity_key": asked.id}
    found = [getattr(Change, name) == value for name, value in equal.items() if value is not None]
    if asked.since is not None:
        found.append(Change.at >= _midnight(me, asked.since))
    if asked.until is not None:
        found.append(Change.at < _midnight(me, asked.until + timedelta(days=1)))
    return found


def _midnight(me: Me, day: date) -> datetime:
    """When the day begins in the ward."""
    return datetime.combine(day, time(), ZoneInfo(me.ward.timezone)).astimezone(UTC)


def shapes(session: Session, me: Me, entries: list[Entry]) -> list[dict[str, Any]]:
    """Entries as other systems see them; names are those of today, and who left has none."""
    persons = people.names(session, me, {change.person_id for change, _ in entries if change.person_id})
    systems = tokens.names(session, me, {change.token_id for change, _ in entries if change.token_id})
    return [_shape(change, words, persons, systems) for change, words in entries]


def _shape(change: Change, words: dict[str, Any], persons: dict[int, str], systems: dict[int, str]) -> dict[str, Any]:
    return {
        "seq": change.seq,
        "at": change.at,
        "person": change.person_id,
        "person_name": persons.get(change.person_id or 0) or None,
        "token": change.token_id,
        "token_name": systems.get(change.token_id or 0),
        "action": change.action,
        "entity": change.entity,
        "id": change.entity_key,
        "facts": change.facts,
        "words": words,
    }


def entities(session: Session, me: Me) -> list[str]:
    """What things of the ward have changed at all."""
    access.require(me, "audit.read")
    return list(session.exec(select(Change.entity).where(Change.ward_id == me.ward_id).distinct()))
