"""Key dates: days that the plan, the public calendar or the ward itself names, for whoever plans what to publish."""

from datetime import date
from typing import Annotated, Any, Literal

from sqlmodel import Session, col, or_, select

from app.domain import access, registers
from app.domain.access import Me
from app.domain.errors import Fault, Faults, Say
from app.domain.inputs import Choice, Code, Day, FreeLine, Input, Moment, Search
from app.domain.reference_data import require_codes
from app.domain.registers import Draft, Facts, Register
from app.domain.sources import Saved
from app.models import KeyDate, Period, Unit

Kind = Annotated[Literal["ward", "plan", "public_calendar"], Choice]


class KeyDateIn(Input):
    day: Day
    name: FreeLine
    kind: Kind = "ward"
    # Who prepares it; a day without a unit is everyone's.
    unit: Code | None = None


class KeyDateQuery(Input):
    q: Search | None = None
    unit: Code | None = None
    kind: Kind | None = None
    period: Code | None = None
    updated_after: Moment | None = None


REGISTER = Register(KeyDate, KeyDateIn, KeyDateQuery, "key_dates.change", order="day", texts=frozenset({"name"}))
find, found, shapes, beside = REGISTER.find, REGISTER.found, REGISTER.shapes, REGISTER.beside


def touches(session: Session, me: Me, before: Facts | None, now: Facts | None) -> list[Period]:
    """No figure rests on a key date."""
    return []


def enter(session: Session, me: Me, data: KeyDateIn) -> Saved[KeyDate]:
    draft = REGISTER.begin(session, me, data)
    # Who writes it down need not be who prepares it.
    draft.row.unit = data.unit
    return _store(session, me, draft)


def edit(session: Session, me: Me, row: KeyDate, data: Any) -> Saved[KeyDate]:
    """Changes what was sent; where nothing differs, nothing is done or noted."""
    return _store(session, me, REGISTER.revise(session, me, row, data))


def remove(session: Session, me: Me, row: KeyDate, reason: str | None = None) -> None:
    access.require(me, REGISTER.right)
    registers.remove(session, me, row, [], reason)


def between(session: Session, me: Me, first: date, last: date, unit: str | None = None) -> list[KeyDate]:
    """From first to last, both included, in the order of the days: everyone's, of the others those of this unit."""
    access.require(me, "entries.read")
    statement = select(KeyDate).where(KeyDate.ward_id == me.ward_id, col(KeyDate.day).between(first, last))
    if unit is not None:
        statement = statement.where(or_(col(KeyDate.unit).is_(None), col(KeyDate.unit) == unit))
    return list(session.exec(statement.order_by(col(KeyDate.day), col(KeyDate.id))))


def _store(session: Session, me: Me, draft: Draft[KeyDate]) -> Saved[KeyDate]:
    if not draft.differs:
        return draft.unchanged
    faults = Faults(require_codes(session, me, Unit, "unit", [draft.row.unit]))
    if registers.twin(session, draft, "day", "name") is not None:
        faults.add(("name",), Say("Ngày này đã có trong sổ với đúng tên đó."), "taken")
    faults.raise_if_any()
    warnings: list[Fault] = registers.houses(draft.row, draft.sent & {"name"})
    return registers.store(session, me, draft, warnings, [])
