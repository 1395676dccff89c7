"""Feeds: the calendar as a person's phone asks for it (iCalendar, RFC 5545), at an address that nobody else knows."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, delete, select

from app.domain import access, calendar, people, trail
from app.domain.access import Me
from app.domain.calendar import Entry
from app.domain.lives import Span
from app.domain.words import composed
from app.models import CalendarFeed, Ward

BEFORE, AHEAD = timedelta(days=60), timedelta(days=366)
KINDS = {
    "holiday": "Ngày nghỉ",
    "key_date": "Ngày đáng nhớ",
    "due": "Hạn báo cáo",
    "concern": "Hạn trả lời",
    "product": "Sản phẩm dự kiến",
    "placement": "Lượt phát dự kiến",
}
PATHS = {"due": "/reports?period=%s", "concern": "/concerns/%s", "product": "/products/%s", "placement": "/products/%s"}


def of(session: Session, me: Me) -> CalendarFeed | None:
    """One's own address, if there is one."""
    own = (CalendarFeed.ward_id == me.ward_id, CalendarFeed.person_id == me.person_id)
    return session.exec(select(CalendarFeed).where(*own)).first()


def begin(session: Session, me: Me) -> str:
    """A new address in place of any older one; its secret can't be shown again."""
    access.require(me, "entries.read")
    _drop(session, me)
    words, kept = people.new_secret(me.ward_id)
    assert me.person_id is not None
    session.add(CalendarFeed(ward_id=me.ward_id, digest=kept, person_id=me.person_id, created_at=me.at))
    session.flush()
    trail.note(session, me, trail.Note("feed_begun", "person", me.person_id))
    return f"/calendar/{words}.ics"


def end(session: Session, me: Me) -> None:
    """From now on one's address leads nowhere."""
    if of(session, me) is not None:
        _drop(session, me)
        trail.note(session, me, trail.Note("feed_ended", "person", me.person_id or 0))


def _drop(session: Session, me: Me) -> None:
    own = (col(CalendarFeed.ward_id) == me.ward_id, col(CalendarFeed.person_id) == me.person_id)
    session.execute(delete(CalendarFeed).where(*own))


def reader(session: Session, words: str, at: datetime) -> Me | None:
    """Whose address this is; None where it is nobody's, or of someone who reads no entries (any more)."""
    there = people.secret_of(words)
    kept = session.get(CalendarFeed, there) if there else None
    if kept is None:
        return None
    me = people.of_number(session, session.get_one(Ward, kept.ward_id), kept.person_id, at)
    return me if me is not None and access.may(me, "entries.read") else None


def content(session: Session, me: Me, base: str) -> bytes:
    """What lies up to 60 days back and a year ahead: a unit's own and what is everyone's, else the ward's.

    base: where the pages are, for the links. The same calendar is the same bytes.
    """
    # Imported when first asked: it takes a tenth of a second.
    from icalendar import Calendar

    told: Any = Calendar()
    told.add("prodid", "-//Lan Toa//Lich//VI")
    told.add("version", "2.0")
    told.add("x-wr-calname", composed(f"Lan Tỏa, {me.ward.name}"))
    told.add("refresh-interval", timedelta(hours=6), {"value": "DURATION"})
    at = trail.head(session, me.ward_id).at
    span = Span(me.today - BEFORE, me.today + AHEAD)
    for entry in calendar.between(session, me, span, me.unit if access.own_only(me, "products.write") else None):
        told.add_component(_event(me, entry, at, base))
    ical: bytes = told.to_ical()
    return ical


def _event(me: Me, entry: Entry, at: datetime, base: str) -> Any:
    """A day of its own; what residents raised is told by its number alone: phones keep calendars elsewhere."""
    from icalendar import Event

    event: Any = Event()
    event.add("uid", _uid(me, entry))
    event.add("dtstamp", at)
    event.add("dtstart", entry.day)
    name = f"vấn đề dư luận số {entry.key}" if entry.kind == "concern" else entry.name
    lead = f"{KINDS[entry.kind]}: " if entry.kind in ("concern", "product", "placement") else ""
    event.add("summary", composed(lead + name))
    event.add("categories", [composed(KINDS[entry.kind])])
    event.add("transp", "TRANSPARENT")
    if entry.kind in PATHS:
        event.add("url", base.rstrip("/") + PATHS[entry.kind] % entry.key)
    return event


def _uid(me: Me, entry: Entry) -> str:
    """Stays with the thing wherever it is moved; a holiday has nothing but its day."""
    number = entry.placement if entry.placement is not None else entry.key or entry.day.isoformat()
    return f"{entry.kind}-{number}@{me.ward.code.lower()}.lantoa"
