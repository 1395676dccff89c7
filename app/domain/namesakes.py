"""Two of one name: asked about where a row of the reference data gets the name that another one in use has already."""

from typing import Any

from sqlmodel import Session, select

from app.domain import gathering
from app.domain.access import Me
from app.domain.errors import Fault, Say
from app.domain.words import fold
from app.models import Channel, Group, Unit


def questions(session: Session, me: Me, row: Channel | Group | Unit, before: dict[str, Any] | None) -> list[Fault]:
    """What is odd about the name, where it is new; a group's is compared with those of its kind."""
    if before is not None and fold(row.name) == fold(before["name"]):
        return []
    name, kind = fold(row.name), getattr(row, "kind", None) if isinstance(row, Group) else None
    for other in _others(session, me, type(row)):
        is_alike = other.code != row.code and fold(other.name) == name and not _has_ended(me, other)
        if is_alike and (kind is None or other.kind == kind):
            return [Fault(("name",), Say("Đã có «{name}», mã {code}.", name=other.name, code=other.code), "namesake")]
    return []


def _others(session: Session, me: Me, table: Any) -> list[Any]:
    with session.no_autoflush:
        every = select(table).where(table.ward_id == me.ward_id).order_by(table.code)
        return gathering.once(session, ("names", table), lambda: list(session.exec(every)))


def _has_ended(me: Me, row: Any) -> bool:
    if isinstance(row, Channel):
        return not row.active
    return row.retired_on is not None and row.retired_on < me.today
