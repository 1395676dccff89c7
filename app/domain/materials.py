"""Materials received from the city, to be edited and passed on."""

from app.domain.access import Me
from app.domain.inputs import Code, Day, Flag, Input, Line
from app.domain.registers import Register
from app.models import Material


class MaterialIn(Input):
    code: Code
    title: Line
    received_on: Day
    key: Flag = False


def _retire(me: Me, row: Material) -> None:
    row.retired_at = row.retired_at or me.at


REGISTER = Register(
    Material, "material", MaterialIn, writers=("coordinator",), retire=_retire,
    is_active=lambda _me, row: row.retired_at is None,
)  # fmt: skip
