"""People: their passwords, the browsers they are signed in on, and how failures slow a guesser down."""

import hashlib
import hmac
import secrets
import unicodedata
from datetime import datetime, timedelta
from threading import BoundedSemaphore

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlmodel import Session, col, delete, select

from app.domain import ids, trail, wards
from app.domain.access import ROLES, Me
from app.domain.errors import Fault, NotFound, Refused, Say, TooMany
from app.domain.words import fold
from app.models import BrowserSession, Person, SignInFailure, Unit, Ward
from app.models.ward import CITY_ID

# Argon2id with 19 MiB, 2 passes, 1 lane: the first choice of OWASP's Password Storage Cheat Sheet.
HASHER = PasswordHash([Argon2Hasher(memory_cost=19 * 1024, time_cost=2, parallelism=1)])
# Two at a time: more would take the memory and the cores that the other pages need.
_at_once = BoundedSemaphore(2)
# A hash of a password nobody has: a name that does not exist takes as long as one that does.
_NOBODY = HASHER.hash(secrets.token_hex(16))
FREE_FAILURES = 3
FREE_FAILURES_OF_ADDRESS = 20
LONGEST_WAIT = 300


def hash_password(password: str) -> str:
    with _at_once:
        return HASHER.hash(unicodedata.normalize("NFC", password))


def _verifies(password: str, kept: str) -> bool:
    with _at_once:
        return HASHER.verify(unicodedata.normalize("NFC", password), kept)


def is_password_of(person: Person, password: str) -> bool:
    return bool(person.password_hash) and _verifies(password, person.password_hash)


def create(
    session: Session, ward: Ward, name: str, role: str, unit: str | None, full_name: str, password: str
) -> Person:
    """A person's account; raises ValueError where the name is taken, or role and unit don't fit."""
    if role not in ROLES:
        raise ValueError(f"unknown role {role}; one of {', '.join(ROLES)}")
    if (role == "city") != (ward.id == CITY_ID):
        raise ValueError("a city reader belongs to no ward, everyone else to one")
    check_unit(session, ward, role, unit)
    if session.exec(select(Person).where(Person.ward_id == ward.id, Person.name == fold(name))).first():
        raise ValueError(f"the name {name} is taken")
    person = Person(
        ward_id=ward.id, id=ids.one(session), name=fold(name), full_name=full_name, role=role, unit=unit,
        password_hash=hash_password(password),
    )  # fmt: skip
    session.add(person)
    session.flush()
    return person


def check_unit(session: Session, ward: Ward, role: str, unit: str | None) -> None:
    if role == "unit" and unit is None:
        raise ValueError("the role unit needs a unit")
    if unit is not None and session.get(Unit, (ward.id, unit)) is None:
        raise ValueError(f"the ward has no unit {unit}")


def sign_in(
    session: Session, secret: bytes, name: str, password: str, address: str, at: datetime, days: int
) -> str | Refused | TooMany:
    """A new session's cookie, or why not; what it answers is to be committed either way, failures are rows.

    After 3 failures of a name in a row (20 of an address) each further one doubles a wait of 1 second, up to 300.
    """
    ward, bare = _ward_of(session, name)
    keys = [
        (_key(secret, "name", fold(name)), FREE_FAILURES),
        (_key(secret, "address", address), FREE_FAILURES_OF_ADDRESS),
    ]
    busy = _too_many(session, ward.id, keys, at)
    if busy is not None:
        return busy
    person = _person(session, ward, bare)
    # Who was invited and has chosen no password yet has no hash: that takes as long as a wrong one.
    right = _verifies(password, person.password_hash if person and person.password_hash else _NOBODY)
    if person is None or not right:
        for key, _free in keys:
            _fail(session, ward.id, key, at)
        return Refused([Fault(("name",), Say("Tên đăng nhập hoặc mật khẩu không đúng."), "wrong")])
    for key, _free in keys[:1]:
        session.execute(
            delete(SignInFailure).where(col(SignInFailure.ward_id) == ward.id, col(SignInFailure.key) == key)
        )
    return open_session(session, person, at, days)


def guess_at(session: Session, secret: bytes, address: str, at: datetime) -> TooMany | None:
    """Whether an address that guessed at links of invitations must wait; its failures are counted in the city's row."""
    return _too_many(session, CITY_ID, [(_key(secret, "link", address), FREE_FAILURES_OF_ADDRESS)], at)


def guessed_wrong(session: Session, secret: bytes, address: str, at: datetime) -> None:
    _fail(session, CITY_ID, _key(secret, "link", address), at)


def open_session(session: Session, person: Person, at: datetime, days: int) -> str:
    """A browser signed in as this person; returns the cookie, "ward.secret", kept only as a digest."""
    key = secrets.token_urlsafe(32)
    session.add(
        BrowserSession(
            ward_id=person.ward_id,
            digest=digest(key),
            person_id=person.id,
            created_at=at,
            expires_at=at + timedelta(days=days),
        )
    )
    return f"{person.ward_id}.{key}"


def signed_in(session: Session, cookie: str, at: datetime) -> Me | None:
    """Who a cookie signs in; None where it is unknown, has expired or its person left."""
    ward_id, _, key = cookie.partition(".")
    if not ward_id.isdecimal() or len(ward_id) > 18 or not key:
        return None
    kept = session.get(BrowserSession, (int(ward_id), digest(key)))
    if kept is None or kept.expires_at <= at:
        return None
    person = session.get(Person, (kept.ward_id, kept.person_id))
    ward = session.get(Ward, kept.ward_id)
    if person is None or ward is None or person.left_at is not None:
        return None
    return as_me(ward, person, at)


def as_me(ward: Ward, person: Person, at: datetime) -> Me:
    return Me(ward, person.role, person.unit, person.id, None, None, person.full_name, at)  # type: ignore[arg-type]


def sign_out(session: Session, cookie: str) -> None:
    ward_id, _, key = cookie.partition(".")
    if ward_id.isdecimal() and len(ward_id) <= 18:
        gone = (col(BrowserSession.ward_id) == int(ward_id), col(BrowserSession.digest) == digest(key))
        session.execute(delete(BrowserSession).where(*gone))


def digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def names(session: Session, me: Me, keys: set[int]) -> dict[int, str]:
    """The names of these people, for a history; a person who left has none."""
    statement = select(Person).where(Person.ward_id == me.ward_id, col(Person.id).in_(keys))
    return {person.id: person.full_name for person in session.exec(statement)}


def sign_in_name(session: Session, person: Person) -> str:
    """What the person types to sign in: name@ward."""
    ward = session.get(Ward, person.ward_id)
    return f"{person.name}@{ward.code.lower()}" if ward else person.name


def note_created(session: Session, me: Me, person: Person) -> None:
    trail.note(session, me, "created", "person", person.id, {"role": person.role, "unit": person.unit})


def _ward_of(session: Session, name: str) -> tuple[Ward, str]:
    """The ward that "name@ward" means, and the bare name; without a suffix the only ward, else the city."""
    bare, at, suffix = name.strip().rpartition("@")
    if at:
        try:
            return wards.by_code(session, suffix), fold(bare)
        except NotFound:
            return wards.city(session), fold(bare)
    everyone = wards.all_wards(session)
    return (everyone[0] if len(everyone) == 1 else wards.city(session)), fold(name.strip())


def _person(session: Session, ward: Ward, name: str) -> Person | None:
    """The ward's person of this name, else the city's: city people may sign in from any ward's page."""
    statement = select(Person).where(
        col(Person.ward_id).in_([ward.id, CITY_ID]), Person.name == name, col(Person.left_at).is_(None)
    )
    return session.exec(statement.order_by(col(Person.ward_id).desc())).first()


def _key(secret: bytes, kind: str, value: str) -> str:
    return hmac.new(secret, f"{kind} {value}".encode(), "sha256").hexdigest()


def _too_many(session: Session, ward_id: int, keys: list[tuple[str, int]], at: datetime) -> TooMany | None:
    wait = max(_wait(session, ward_id, key, free, at) for key, free in keys)
    return TooMany(Say("Sai nhiều lần. Đợi {wait} giây rồi thử lại.", wait=wait), wait) if wait > 0 else None


def _wait(session: Session, ward_id: int, key: str, free: int, at: datetime) -> int:
    failure = session.get(SignInFailure, (ward_id, key))
    if failure is None or failure.count < free:
        return 0
    longest = min(LONGEST_WAIT, 1 << min(20, failure.count - free))
    return max(0, longest - int((at - failure.last_at).total_seconds()))


def _fail(session: Session, ward_id: int, key: str, at: datetime) -> None:
    failure = session.get(SignInFailure, (ward_id, key)) or SignInFailure(ward_id=ward_id, key=key, count=0, last_at=at)
    # A day without a failure and the count begins anew.
    failure.count = 1 if at - failure.last_at > timedelta(days=1) else failure.count + 1
    failure.last_at = at
    session.add(failure)
