"""Passwords that people choose themselves: what is asked of one, and changing one's own."""

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError
from sqlmodel import Session

from app.domain import people, trail
from app.domain.access import Me
from app.domain.errors import Faults, NotFound, Refused, Say, refuse
from app.domain.inputs import Input
from app.domain.people import browsers, entry
from app.domain.people.entry import Attempt
from app.domain.words import composed, unmarked
from app.models import Person

SHORTEST, LONGEST, FEWEST_LETTERS = 10, 200, 4


def _whole(value: str) -> str:
    """As typed, spaces too, but in the one form that phones and computers then agree on."""
    try:
        return composed(value)
    except ValueError:
        raise PydanticCustomError("marks", "Có quá nhiều dấu chồng lên một chữ. Chọn mật khẩu khác.") from None


Password = Annotated[str, Field(min_length=1, max_length=people.LONGEST_PASSWORD), AfterValidator(_whole)]


class ChosenIn(Input):
    password: Password
    again: Password


class ChangedIn(ChosenIn):
    old: Password


def require_fit(person: Person, data: ChosenIn) -> None:
    """Raises Refused with everything that is wrong with the password chosen; it is hashed only after that."""
    faults = Faults()
    words = _fault_of(person, data.password)
    if words is not None:
        faults.add(("password",), *words)
    elif isinstance(data, ChangedIn) and data.password == data.old:
        faults.add(("password",), Say("Mật khẩu mới giống mật khẩu đang dùng. Chọn mật khẩu khác."), "unchanged")
    elif data.password != data.again:
        faults.add(("again",), Say("Hai lần nhập không giống nhau. Nhập lại mật khẩu ở ô này."), "differs")
    faults.raise_if_any()


def keep(session: Session, person: Person, hashed: str) -> None:
    person.password_hash = hashed
    session.add(person)
    session.flush()


def _fault_of(person: Person, password: str) -> tuple[Say, str] | None:
    if len(password) < SHORTEST:
        return Say("Cần ít nhất {least} ký tự. Một câu ngắn dễ nhớ là tốt nhất.", least=SHORTEST), "too_short"
    if len(password) > LONGEST:
        return Say("Nhiều nhất {most} ký tự.", most=LONGEST), "too_long"
    if len(set(password)) < FEWEST_LETTERS:
        return Say("Cần ít nhất {least} ký tự khác nhau.", least=FEWEST_LETTERS), "too_plain"
    own = {unmarked(person.name), unmarked(person.full_name), unmarked(person.email or "")} - {""}
    # The name that one signs in with has the ward behind it.
    said = unmarked(password).strip()
    if said in own or said.partition("@")[0].strip() in own:
        return Say("Mật khẩu không được là tên của chính mình."), "own_name"
    return None


def own(session: Session, me: Me) -> Person:
    """Whose password one may change: raises NotFound for a token, which has none."""
    person = session.get(Person, (me.ward_id, me.person_id))
    if person is None:
        raise NotFound()
    return person


def wrong() -> Refused:
    return refuse(("old",), Say("Mật khẩu đang dùng không đúng."), "wrong")


def change(session: Session, me: Me, attempt: Attempt, hashed: str, cookie: str) -> None:
    """One's own password anew, after the old one was right; every browser but this one must sign in again.

    Raises Refused where the old one was changed meanwhile.
    """
    try:
        person = entry.proven(session, attempt)
    except Refused:
        raise wrong() from None
    keep(session, person, hashed)
    browsers.drop_others(session, me, cookie)
    trail.note(session, me, trail.Note("password_changed", "person", person.id))
