"""The first hint of Today: a few words for who has just begun, until they press them away."""

from sqlmodel import Session, select

from app.domain import access, trail
from app.domain.access import Me
from app.models import Change

ACTION = "hint_closed"


def is_due(session: Session, me: Me) -> bool:
    """Whether this account has not pressed its hint away; who sets a ward up has the first steps instead."""
    return access.may(me, "entries.read") and not access.may(me, "settings.change") and not _is_closed(session, me)


def close(session: Session, me: Me) -> None:
    """For this account, on whatever browser; the trail remembers it, and pressed twice it is told once."""
    access.require(me, "entries.read")
    if not _is_closed(session, me):
        trail.note(session, me, trail.Note(ACTION, "person", me.person_id or 0))


def _is_closed(session: Session, me: Me) -> bool:
    own = (Change.ward_id == me.ward_id, Change.entity == "person", Change.entity_key == str(me.person_id))
    return session.exec(select(Change.seq).where(*own, Change.action == ACTION)).first() is not None
