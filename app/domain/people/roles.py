"""Which role and unit a person or a token of a ward may have; every fault beside its field."""

from typing import Annotated

from sqlmodel import Session

from app.domain.access import Me, Role
from app.domain.errors import Fault, Say
from app.domain.inputs import Choice
from app.domain.reference_data import require_codes
from app.models import Unit

RoleCode = Annotated[Role, Choice]
WORDS: dict[str, str] = {
    "unit": "Đơn vị",
    "coordinator": "Điều phối",
    "leader": "Lãnh đạo",
    "city": "Thành phố",
    "admin": "Quản trị",
}
# What a ward's admin gives.
OF_WARD = {code: words for code, words in WORDS.items() if code != "city"}


def faults(session: Session, me: Me, role: str, unit: str | None) -> list[Fault]:
    """A unit that is not there, a unit's role without one, and the city's role, which no ward gives."""
    found = require_codes(session, me, Unit, "unit", [unit])
    if role == "city":
        sentence = Say("Người đọc của Thành phố không thuộc phường: người quản trị máy chủ lập bằng lệnh lantoa.")
        found.append(Fault(("role",), sentence, "of_city"))
    if role == "unit" and unit is None:
        found.append(Fault(("unit",), Say("Vai trò Đơn vị cần một đơn vị. Chọn đơn vị ở đây."), "missing"))
    return found
