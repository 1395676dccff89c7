"""Accounts as the admin keeps them: opened with an invitation, changed, and left, which leaves no name behind."""

from typing import Any

from sqlmodel import Session, col, select

from app.domain import access, ids, people, trail
from app.domain.access import Me
from app.domain.changing import TOLD, partial
from app.domain.errors import Conflict, Fault, Faults, Say
from app.domain.inputs import Code, Email, Input, Line
from app.domain.keys import by_number
from app.domain.pages import Ask, Page, after, cut, shaped
from app.domain.people import invitations, roles
from app.domain.people.invitations import Link
from app.domain.people.roles import RoleCode
from app.domain.words import has_words, unmarked
from app.models import Person

FIELDS = (
    "id",
    "name",
    "full_name",
    "role",
    "unit",
    "email",
    "active",
    "has_password",
    "invited_until",
    "created_at",
    "updated_at",
)


class UserIn(Input):
    name: Code
    full_name: Line | None = None
    role: RoleCode
    unit: Code | None = None
    email: Email | None = None


UserPatch = partial(UserIn, ("id", "active", "has_password", "invited_until", *TOLD))


def find(session: Session, me: Me, id: int) -> Person:
    """The person, for the ward's admin; raises NotFound."""
    access.require(me, "users.manage")
    return by_number(session, me, Person, id)


def page(
    session: Session, me: Me, ask: Ask, q: str | None = None, active: bool | None = None, **equal: Any
) -> Page[Person]:
    """The ward's people in the order in which their accounts came; q finds words without diacritics."""
    access.require(me, "users.manage")
    statement = select(Person).where(Person.ward_id == me.ward_id)
    if ask.after:
        statement = statement.where(col(Person.id) > after(ask, int)[0])
    for name, value in equal.items():
        statement = statement.where(getattr(Person, name) == value)
    if active is not None:
        statement = statement.where(col(Person.left_at).is_(None) == active)
    rows = session.exec(statement.order_by(col(Person.id)))
    found = [row for row in rows if has_words(q or "", row.name, row.full_name, row.email)]
    return cut(found[: ask.limit + 1], ask, lambda row: (row.id,))


def shapes(session: Session, me: Me, people: list[Person]) -> list[dict[str, Any]]:
    """People as other systems see them; one who left has no name, and nobody's password is ever among it."""
    until = invitations.until(session, me)
    return [_shape(person, until) for person in people]


def _shape(person: Person, until: dict[int, Any]) -> dict[str, Any]:
    here = person.left_at is None
    name, full_name = (person.name, person.full_name) if here else (None, None)
    told = {"active": here, "has_password": bool(person.password_hash), "invited_until": until.get(person.id)}
    return shaped(person, FIELDS, name=name, full_name=full_name, **told)


def create(session: Session, me: Me, data: Any) -> tuple[Person, Link]:
    """An account without a password, and the link by which its person chooses one."""
    access.require(me, "users.manage")
    person = Person(
        ward_id=me.ward_id,
        id=ids.one(session),
        name=unmarked(data.name),
        full_name=data.full_name or data.name,
        role=data.role,
        unit=data.unit,
        email=data.email,
        password_hash="",
        created_at=me.at,
        updated_at=me.at,
    )
    _check(session, me, person)
    session.add(person)
    session.flush()
    link = invitations.invite(session, me, person)
    people.note_created(session, me, person)
    return person, link


def change(session: Session, me: Me, person: Person, data: Any) -> None:
    """Another name, role or unit; it holds from the person's next click, and ends nothing."""
    access.require(me, "users.manage")
    _require_here(person)
    if "role" in data.sent and data.role != "admin":
        _require_other_admin(session, me, person)
    before = person.model_dump()
    with session.no_autoflush:
        for name in data.sent:
            value = getattr(data, name)
            setattr(person, name, unmarked(value) if name == "name" else value)
        person.full_name = person.full_name or person.name
        if person.model_dump() == before:
            return
        _check(session, me, person)
    # Names and addresses stand nowhere in the trail: they must be gone when the person leaves.
    trail.note_if_changed(session, me, person, trail.Note("changed", "person", person.id, before=before))


def leave(session: Session, me: Me, person: Person) -> None:
    """The account becomes nobody's: no name, address, password, link or signed-in browser; what they did stays."""
    access.require(me, "users.manage")
    _require_here(person)
    _require_other_admin(session, me, person)
    invitations.drop(session, person)
    # No code begins with this letter, so that nobody can take the name and none is barred by it.
    person.name, person.full_name, person.email, person.password_hash = f"~{person.id}", "", None, ""
    person.left_at = person.updated_at = me.at
    session.flush()
    trail.note(session, me, trail.Note("left", "person", person.id))


def _check(session: Session, me: Me, person: Person) -> None:
    faults = Faults(roles.faults(session, me, person.role, person.unit))
    taken = select(Person).where(Person.ward_id == me.ward_id, Person.name == person.name, Person.id != person.id)
    if session.exec(taken).first() is not None:
        faults.found.insert(0, Fault(("name",), Say("Tên đăng nhập này đã có người dùng. Chọn tên khác."), "taken"))
    faults.raise_if_any()


def _require_here(person: Person) -> None:
    if person.left_at is not None:
        raise Conflict(Say("Người này đã rời, tài khoản không sửa được nữa."), "left")


def _require_other_admin(session: Session, me: Me, person: Person) -> None:
    """The ward keeps an admin who can sign in, and nobody takes the role from themselves by mistake."""
    if person.role != "admin":
        return
    if person.id == me.person_id:
        words = Say("Không tự bỏ quyền quản trị của mình được. Nhờ người quản trị khác.")
        raise Conflict(words, "yourself", ("role",))
    others = select(Person).where(
        Person.ward_id == me.ward_id, Person.role == "admin", Person.id != person.id, Person.password_hash != ""
    )
    if session.exec(others).first() is None:
        raise Conflict(
            Say("Đây là người quản trị duy nhất đăng nhập được. Lập người quản trị khác và chờ người đó đặt mật khẩu."),
            "last_admin",
            ("role",),
        )
