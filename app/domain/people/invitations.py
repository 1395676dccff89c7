"""Invitations: a link, shown once and good once for some days, by which a person chooses a password."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from app.domain import access, people, trail
from app.domain.access import Me
from app.domain.errors import Conflict, Say
from app.domain.people import passwords
from app.models import BrowserSession, CalendarFeed, Invitation, Person, SignInFailure, Ward

KEPT = timedelta(days=7)


@dataclass(frozen=True)
class Link:
    """What the invited person is sent; only a digest of its secret is kept, so it can't be shown again."""

    secret: str
    expires_at: datetime

    @property
    def path(self) -> str:
        return f"/invitations/{self.secret}"


def reset(session: Session, me: Me, person: Person) -> Link:
    """A new link; the old password, older links and every signed-in browser of the person end at once.

    Raises Conflict for one who has left, and for the admin's own account.
    """
    access.require(me, "users.manage")
    if person.left_at is not None:
        raise Conflict(Say("Người này đã rời, tài khoản không mở lại được."), "left")
    if person.id == me.person_id:
        raise Conflict(Say("Đổi mật khẩu của chính mình ở trang Tài khoản."), "yourself")
    person.password_hash = ""
    person.updated_at = me.at
    link = invite(session, me, person)
    trail.note(session, me, trail.Note("invited", "person", person.id))
    return link


def invite(session: Session, me: Me, person: Person) -> Link:
    """A link for the person, in place of whatever let them in before."""
    drop(session, person)
    words, kept = people.new_secret(person.ward_id)
    ends = me.at + KEPT
    session.add(Invitation(ward_id=person.ward_id, digest=kept, person_id=person.id, created_at=me.at, expires_at=ends))
    session.flush()
    return Link(words, ends)


def drop(session: Session, person: Person) -> None:
    """Ends the person's links, browsers, calendar and waits: who lets someone in anew lets them in at once."""
    for table in (Invitation, BrowserSession, CalendarFeed, SignInFailure):
        gone = (col(table.ward_id) == person.ward_id, col(table.person_id) == person.id)
        session.execute(delete(table).where(*gone))


def until(session: Session, me: Me) -> dict[int, datetime]:
    """Until when each invited person's link holds (or held)."""
    rows = session.exec(select(Invitation).where(Invitation.ward_id == me.ward_id))
    return {row.person_id: row.expires_at for row in rows}


def invited(session: Session, words: str, at: datetime) -> Person | None:
    """Whom a link invites; None where it is unknown, used or expired."""
    there = people.secret_of(words)
    kept = session.get(Invitation, there) if there else None
    if kept is None or kept.expires_at <= at:
        return None
    person = session.get(Person, (kept.ward_id, kept.person_id))
    return person if person is not None and person.left_at is None else None


def accept(session: Session, ward_id: int, words: str, hashed: str, at: datetime) -> Person | None:
    """The invited person has the password of this hash from now on, and the link no use; None where it had none left.

    The ward's turn comes first: of two presses one finds the link, the other finds it used.
    """
    trail.take_turn_of(session, ward_id)
    person = invited(session, words, at)
    ward = session.get(Ward, ward_id)
    if person is None or ward is None:
        return None
    passwords.keep(session, person, hashed)
    drop(session, person)
    me = trail.take_turn(session, people.as_me(ward, person, at))
    trail.note(session, me, trail.Note("password_chosen", "person", person.id))
    return person
