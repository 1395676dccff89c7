"""The browsers on which one is signed in, and ending them."""

from sqlmodel import Session, col, delete, select

from app.domain import people, trail
from app.domain.access import Me
from app.models import BrowserSession


def of(session: Session, me: Me) -> list[BrowserSession]:
    """One's own that still hold, the last one signed in first."""
    statement = select(BrowserSession).where(
        BrowserSession.ward_id == me.ward_id,
        BrowserSession.person_id == me.person_id,
        BrowserSession.expires_at > me.at,
    )
    return list(session.exec(statement.order_by(col(BrowserSession.created_at).desc())))


def is_here(browser: BrowserSession, cookie: str) -> bool:
    """Whether this is the browser that asks."""
    return browser.digest == people.digest(cookie.partition(".")[2])


def end_others(session: Session, me: Me, cookie: str) -> int:
    """Signs out everywhere but here; how many browsers that ended."""
    ended = len([one for one in of(session, me) if not is_here(one, cookie)])
    drop_others(session, me, cookie)
    trail.note(session, me, trail.Note("signed_out_elsewhere", "person", me.person_id or 0, {"browsers": ended}))
    return ended


def drop_others(session: Session, me: Me, cookie: str) -> None:
    here = people.digest(cookie.partition(".")[2])
    gone = (col(BrowserSession.ward_id) == me.ward_id, col(BrowserSession.person_id) == me.person_id)
    session.execute(delete(BrowserSession).where(*gone, col(BrowserSession.digest) != here))
