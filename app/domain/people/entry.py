"""Signing in, step by step: whose password it would be is asked, in a reading; the try is counted; the password is
tried, with no session held; what came of it is noted, and a browser signed in.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.domain import people, wards
from app.domain.errors import NotFound, Refused, Say, refuse
from app.domain.people import delays, known
from app.domain.people.delays import Meant, Sender, Source
from app.domain.words import unmarked
from app.models import Person, Ward
from app.models.ward import CITY_ID

LONGEST_NAME = 200


@dataclass(frozen=True)
class Attempt:
    """A try that may be made: the hash that the password is to be held against, and whose it is, if anyone's."""

    person: Person | None
    hash: str
    source: Source


@dataclass(frozen=True)
class Entered:
    """The cookie of the session, and the one by which this browser is known from now on."""

    session: str
    known: str


def wrong() -> Refused:
    return refuse(("name",), Say("Tên đăng nhập hoặc mật khẩu không đúng."), "wrong")


def require_possible(name: str, password: str) -> None:
    """Before anything is normalised: what is longer than any name or password is nobody's."""
    if len(name) > LONGEST_NAME or len(password) > people.LONGEST_PASSWORD or "\0" in name:
        raise wrong()


def attempt(session: Session, secret: bytes, name: str, sender: Sender, at: datetime) -> Attempt:
    """A try to sign in under a name as typed; raises TooMany where it must wait."""
    ward, bare = _ward_of(session, name)
    person = _person(session, ward, bare)
    if person is not None:
        return attempt_of(session, secret, person, sender, at)
    source = delays.source(secret, Meant(ward.id, None, bare), sender)
    delays.ask(session, source, at)
    return Attempt(None, people.NOBODY, source)


def attempt_of(session: Session, secret: bytes, person: Person, sender: Sender, at: datetime) -> Attempt:
    """A try at this person's password; who has not chosen one yet is held against nobody's, which takes as long."""
    meant, mark = Meant(person.ward_id, person.id, person.name), known.mark(secret, sender.known, person)
    source = delays.source(secret, meant, sender, mark)
    delays.ask(session, source, at)
    return Attempt(person, person.password_hash or people.NOBODY, source)


def begin(session: Session, attempt: Attempt, at: datetime) -> None:
    """Counts the try before the password is tried; raises TooMany where others came between, and counts nothing."""
    delays.count(session, attempt.source, at)


def failed(session: Session, attempt: Attempt, at: datetime) -> None:
    delays.failed(session, attempt.source, at)


def let_in(session: Session, attempt: Attempt, at: datetime, days: int) -> tuple[str, Person]:
    """A new session's cookie after the right password, and whose it is; raises Refused where that ended meanwhile."""
    person = proven(session, attempt)
    return people.open_session(session, person, at, days), person


def proven(session: Session, attempt: Attempt) -> Person:
    """The person whose password was right, with their failures forgotten; raises Refused where it was changed since."""
    asked = attempt.person
    person = session.get(Person, (asked.ward_id, asked.id)) if asked else None
    if person is None or person.left_at is not None or person.password_hash != attempt.hash:
        raise wrong()
    delays.clear(session, attempt.source)
    return person


def _ward_of(session: Session, name: str) -> tuple[Ward, str]:
    """The ward that "name@ward" means, and the bare name; without a suffix the only ward, else the city."""
    bare, at, suffix = name.strip().rpartition("@")
    if at:
        try:
            return wards.by_code(session, suffix.strip()), unmarked(bare).strip()
        except NotFound:
            return wards.city(session), unmarked(bare).strip()
    everyone = wards.all_wards(session)
    return (everyone[0] if len(everyone) == 1 else wards.city(session)), unmarked(name).strip()


def _person(session: Session, ward: Ward, name: str) -> Person | None:
    """The ward's person of this name, else the city's: city people may sign in from any ward's page."""
    statement = select(Person).where(
        col(Person.ward_id).in_([ward.id, CITY_ID]), Person.name == name, col(Person.left_at).is_(None)
    )
    return session.exec(statement.order_by(col(Person.ward_id).desc())).first()
