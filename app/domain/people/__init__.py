"""People: their passwords and the browsers they are signed in on."""

import hashlib
import secrets
import unicodedata
from datetime import datetime, timedelta
from typing import NamedTuple

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import and_, bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col, delete, select

from app import db
from app.domain import ids, trail, wards
from app.domain.access import ROLES, Me
from app.domain.words import unmarked
from app.models import BrowserSession, Person, TrailHead, Unit, Ward
from app.models.ward import CITY_ID

# Argon2id with 19 MiB, 2 passes, 1 lane: the first choice of OWASP's Password Storage Cheat Sheet.
HASHER = PasswordHash([Argon2Hasher(memory_cost=19 * 1024, time_cost=2, parallelism=1)])
# A hash of a password nobody has: a name that does not exist takes as long as one that does.
NOBODY = HASHER.hash(secrets.token_hex(16))
LONGEST_PASSWORD = 1000
# A session that began later than now was opened by a clock that was wrong.
SKEW = timedelta(minutes=5)
# Who is signed in, their ward and where its trail stands, in one statement that is built once.
_SIGNED_IN = (
    columns(
        *(getattr(Person, name) for name in ("role", "unit", "id", "full_name", "left_at")),
        col(BrowserSession.created_at),
        col(BrowserSession.expires_at),
        *wards.COLUMNS,
    )
    .join(
        BrowserSession, and_(col(BrowserSession.ward_id) == Person.ward_id, col(BrowserSession.person_id) == Person.id)
    )
    .join(Ward, col(Person.ward_id) == Ward.id)
    .join(TrailHead, col(TrailHead.ward_id) == Ward.id)
    .where(col(BrowserSession.ward_id) == bindparam("ward"), col(BrowserSession.digest) == bindparam("digest"))
)


def hash_password(password: str) -> str:
    """The hash that is kept; takes some 30 ms of a core, so never while a session is held."""
    return HASHER.hash(unicodedata.normalize("NFC", password))


def verifies(password: str, kept: str) -> bool:
    """Whether the hash is this password's; takes some 30 ms of a core, so never while a session is held."""
    return HASHER.verify(unicodedata.normalize("NFC", password), kept)


class Account(NamedTuple):
    """Who is let in, under which name."""

    name: str
    role: str
    unit: str | None
    full_name: str


def create(session: Session, ward: Ward, account: Account, hashed: str) -> Person:
    """An account with a password's hash; raises ValueError where the name is taken, or role and unit don't fit."""
    name, role, unit, full_name = account
    check_role(session, ward, role, unit)
    if session.exec(select(Person).where(Person.ward_id == ward.id, Person.name == unmarked(name))).first():
        raise ValueError(f"the name {name} is taken")
    person = Person(
        ward_id=ward.id,
        id=ids.one(session),
        name=unmarked(name),
        full_name=full_name,
        role=role,
        unit=unit,
        password_hash=hashed,
    )
    session.add(person)
    session.flush()
    return person


def check_role(session: Session, ward: Ward, role: str, unit: str | None) -> None:
    """Raises ValueError where a person or a token of this ward can't have this role and unit."""
    if role not in ROLES:
        raise ValueError(f"unknown role {role}; one of {', '.join(ROLES)}")
    if (role == "city") != (ward.id == CITY_ID):
        raise ValueError("a city reader belongs to no ward, everyone else to one")
    if role == "unit" and unit is None:
        raise ValueError("the role unit needs a unit")
    if unit is not None and session.get(Unit, (ward.id, unit)) is None:
        raise ValueError(f"the ward has no unit {unit}")


def open_session(session: Session, person: Person, at: datetime, days: int) -> str:
    """A browser signed in as this person; returns the cookie, "ward.secret", kept only as a digest."""
    cookie, kept = new_secret(person.ward_id)
    ends = at + timedelta(days=days)
    session.add(
        BrowserSession(ward_id=person.ward_id, digest=kept, person_id=person.id, created_at=at, expires_at=ends)
    )
    return cookie


def signed_in(session: Session, cookie: str, at: datetime) -> Me | None:
    """Who a cookie signs in; None where it is unknown, has expired or its person left."""
    there = secret_of(cookie)
    found = db.read(session, _SIGNED_IN, there._asdict()).first() if there else None
    if found is None:
        return None
    role, unit, id, full_name, left_at, began, ends, *ward = found
    if left_at is not None or not began - SKEW <= at < ends:
        return None
    return Me(wards.seen(session, ward), role, unit, id, None, None, full_name, at)


def as_me(ward: Ward, person: Person, at: datetime) -> Me:
    return Me(ward, person.role, person.unit, person.id, None, None, person.full_name, at)  # type: ignore[arg-type]


def of_name(session: Session, ward: Ward, name: str, at: datetime) -> Me | None:
    """Who has this sign-in name in the ward; None where nobody has, or who had it left."""
    person = session.exec(select(Person).where(Person.ward_id == ward.id, Person.name == unmarked(name))).first()
    return of_number(session, ward, person.id, at) if person else None


def of_number(session: Session, ward: Ward, number: int, at: datetime) -> Me | None:
    """The same by their number."""
    person = session.get(Person, (ward.id, number))
    return None if person is None or person.left_at is not None else as_me(ward, person, at)


def sign_out(session: Session, cookie: str) -> None:
    if there := secret_of(cookie):
        gone = (col(BrowserSession.ward_id) == there.ward, col(BrowserSession.digest) == there.digest)
        session.execute(delete(BrowserSession).where(*gone))


def digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def new_secret(ward_id: int) -> tuple[str, str]:
    """New words «ward.secret», which are shown once, and the digest that is kept of them."""
    key = secrets.token_urlsafe(32)
    return f"{ward_id}.{key}", digest(key)


class Secret(NamedTuple):
    """The ward's number, and the digest under which a secret is kept there."""

    ward: int
    digest: str


def secret_of(words: str) -> Secret | None:
    """What «ward.secret» of a cookie, a link or a token names; None for words of another form."""
    ward_id, _, key = words.partition(".")
    is_number = ward_id.isascii() and ward_id.isdecimal() and len(ward_id) <= 18
    return Secret(int(ward_id), digest(key)) if is_number and key else None


def names(session: Session, me: Me, keys: set[int]) -> dict[int, str]:
    """The names of these people, for a history; a person who left has none."""
    statement = select(Person).where(Person.ward_id == me.ward_id, col(Person.id).in_(keys))
    return {person.id: person.full_name for person in session.exec(statement)}


def sign_in_name(session: Session, person: Person) -> str:
    """What the person types to sign in: name@ward."""
    return f"{person.name}@{session.get_one(Ward, person.ward_id).code.lower()}"


def note_created(session: Session, me: Me, person: Person) -> None:
    trail.note(session, me, trail.Note("created", "person", person.id, {"role": person.role, "unit": person.unit}))
