"""Two of one name: asked about where a row of the reference data gets the name that another one in use has already."""

from collections import defaultdict
from collections.abc import Iterable
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
    for other in _named(session, me, type(row)).get(fold(row.name), ()):
        is_of_kind = not isinstance(row, Group) or other.kind == row.kind
        if other.code != row.code and is_of_kind and not _has_ended(me, other):
            return [Fault(("name",), Say("Đã có «{name}», mã {code}.", name=other.name, code=other.code), "namesake")]
    return []


def _named(session: Session, me: Me, table: Any) -> dict[str, list[Any]]:
    """All rows by their names without marks; made once in a transaction, which may bring thousands of names."""
    with session.no_autoflush:
        every = select(table).where(table.ward_id == me.ward_id).order_by(table.code)
        return gathering.once(session, ("names", table), lambda: _by_name(session.exec(every)))


def _by_name(rows: Iterable[Any]) -> dict[str, list[Any]]:
    found = defaultdict[str, list[Any]](list)
    for row in rows:
        found[fold(row.name)].append(row)
    return dict(found)


def _has_ended(me: Me, row: Any) -> bool:
    if isinstance(row, Channel):
        return not row.active
    return row.retired_on is not None and row.retired_on < me.today
