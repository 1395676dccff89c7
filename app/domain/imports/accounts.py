"""People's accounts from a spreadsheet: new names only; whom the ward has already is left as they are."""

from collections.abc import Callable
from typing import Literal

from sqlmodel import Session, col, select

from app.domain.access import Me
from app.domain.errors import Fault, Refused, Say, refuse
from app.domain.imports import Change, Kind, Line, at_row, each
from app.domain.imports.columns import EXAMPLE, Column, Record
from app.domain.inputs import Code, Email, Input, read
from app.domain.inputs import Line as OneLine
from app.domain.people import accounts as people_accounts
from app.domain.people.roles import OF_WARD as ROLES
from app.domain.words import fold, unmarked
from app.models import Person, Unit

FIELDS = ("full_name", "role", "unit", "email")


class AccountIn(Input):
    name: Code
    full_name: OneLine
    role: Literal["unit", "coordinator", "leader", "admin"]
    unit: Code | None = None
    email: Email | None = None


EXAMPLES = (
    {
        "name": f"{EXAMPLE.lower()}-lan",
        "full_name": "Ví dụ: Nguyễn Thị Lan",
        "role": ROLES["unit"],
        "unit": "UBND",
        "email": "lan@example.vn",
    },
    {"name": f"{EXAMPLE.lower()}-thuongtruc", "full_name": "Ví dụ: Thường trực Đảng ủy", "role": ROLES["leader"]},
)


def _columns(session: Session, me: Me) -> list[Column]:
    """A unit may be written by its code or by its name."""
    units = session.exec(select(Unit).where(Unit.ward_id == me.ward_id).order_by(col(Unit.code))).all()
    words = {fold(word): unit.code for unit in units for word in (unit.name, unit.code)}
    roles = {fold(words): code for code, words in ROLES.items()} | {fold(code): code for code in ROLES}
    return [
        Column("name", "Tên đăng nhập", ("Tài khoản", "Tên tài khoản")),
        Column("full_name", "Họ tên", ("Họ và tên", "Tên đầy đủ", "Chức danh")),
        Column("role", "Vai trò", words=roles, choices=", ".join(ROLES.values()), offered=tuple(ROLES.values())),
        Column(
            "unit",
            "Đơn vị",
            ("Mã đơn vị",),
            words=words,
            choices=", ".join(unit.code for unit in units),
            offered=tuple(unit.name for unit in units),
        ),
        Column("email", "Thư điện tử", ("E-mail", "Hộp thư")),
    ]


def _judge(session: Session, me: Me, _records: list[Record]) -> Callable[[Record, set[str]], Line]:
    every = session.exec(select(Person).where(Person.ward_id == me.ward_id)).all()
    known = {person.name: person for person in every}

    def judge(record: Record, _erased: set[str]) -> Line:
        data = read(AccountIn, record.filled | {"name": unmarked(record.texts["name"]).strip()}, form=True)
        if data.role == "unit" and data.unit is None:
            raise refuse(("unit",), Say("Vai trò Đơn vị cần một đơn vị."), "no_unit")
        person = known.get(data.name)
        if person is not None:
            _require_same(person, data)
            return Line(record.row, data.name, data.full_name, data, "same")
        brought = [Change(name, None, getattr(data, name)) for name in FIELDS[1:] if getattr(data, name) is not None]
        return Line(record.row, data.name, data.full_name, data, "new", brought)

    return judge


def _require_same(person: Person, data: AccountIn) -> None:
    sentence = Say("Tên «{name}» đã có, với nội dung khác. Bảng tính chỉ lập tài khoản mới.", name=data.name)
    faults = [
        Fault((name,), sentence, "taken")
        for name in FIELDS
        if name in data.sent and getattr(person, name) != getattr(data, name)
    ]
    if person.left_at is not None:
        faults = [Fault(("name",), Say("Tên này của một người đã nghỉ. Chọn tên khác."), "taken")]
    if faults:
        raise Refused(faults[:1])


def _store(session: Session, me: Me, lines: list[Line], _reason: str | None) -> None:
    """One after the other; what is refused lies at the row."""
    for line in lines:
        try:
            # Its link is asked for person by person on the users' page: a list of links would be a list of keys.
            people_accounts.create(session, me, line.data)
        except Refused as refused:
            raise at_row(line.row, refused) from None


# So many links can still be handed over one by one.
KIND = Kind("users", "name", "users.import", _columns, each("name", _judge), _store, EXAMPLES, most=100)
