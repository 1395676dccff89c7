"""Materials received from the city, to be edited and passed on."""

from typing import Any

from sqlmodel import Session

from app.domain import periods
from app.domain.access import Me
from app.domain.errors import Fault
from app.domain.inputs import Code, Day, Flag, Input, Line, Text
from app.domain.registers import Register
from app.models import Material


class MaterialIn(Input):
    code: Code
    title: Line
    received_on: Day
    key: Flag = False
    change_reason: Text | None = None


def _check(session: Session, me: Me, row: Material, before: dict[str, Any] | None, data: Any) -> list[Fault]:
    """Key materials are counted in the period they came in."""
    was = (before["received_on"], before["key"], before["retired_at"] is None) if before else None
    now = (row.received_on, row.key, row.retired_at is None)
    if was == now:
        return []
    days = [day for day, *_ in (one for one in (was, now) if one is not None)]
    return periods.require_open(session, me, days, data.change_reason)


def _retire(me: Me, row: Material) -> None:
    row.retired_at = row.retired_at or me.at


REGISTER = Register(
    Material, "material", MaterialIn, writers=("coordinator",), check=_check, retire=_retire,
    is_active=lambda _me, row: row.retired_at is None,
)  # fmt: skip
