"""Days off that no public calendar names, and days off that the ward works (ngày làm bù)."""

from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from app.domain import access, gathering, trail, working_days
from app.domain.access import Me
from app.domain.errors import Say, refuse
from app.domain.inputs import Day, Flag, FreeLine, Input
from app.domain.keys import by_key
from app.domain.lives import Span
from app.domain.pages import Ask, Page, after, cut
from app.models import DayOff

FIELDS = ("day", "works", "name")


class DayOffIn(Input):
    day: Day
    works: Flag = False
    name: FreeLine


def of(session: Session, me: Me) -> dict[date, bool]:
    """What the ward decided otherwise than the calendar, as working_days takes it: day → whether it is worked."""
    statement = select(DayOff).where(DayOff.ward_id == me.ward_id)
    rows = gathering.once(session, "days off", lambda: session.exec(statement).all())
    return {row.day: row.works for row in rows}


def names(session: Session, me: Me, span: Span) -> dict[date, str]:
    """What the ward decided otherwise than the calendar within a span, in words: «Làm bù: …»."""
    access.require(me, "entries.read")
    statement = select(DayOff).where(DayOff.ward_id == me.ward_id, col(DayOff.day).between(span.first, span.last))
    rows = session.exec(statement.order_by(col(DayOff.day)))
    return {row.day: f"Làm bù: {row.name}" if row.works else f"Nghỉ: {row.name}" for row in rows}


def page(session: Session, me: Me, ask: Ask) -> Page[DayOff]:
    """In the order of the days."""
    access.require(me, "days_off.change")
    statement = select(DayOff).where(DayOff.ward_id == me.ward_id)
    if ask.after:
        statement = statement.where(col(DayOff.day) > after(ask, date.fromisoformat)[0])
    rows = session.exec(statement.order_by(col(DayOff.day)).limit(ask.limit + 1))
    return cut(list(rows), ask, lambda row: (row.day.isoformat(),))


def find(session: Session, me: Me, day: date) -> DayOff:
    """The ward's own entry for the day, for its admin; raises NotFound."""
    access.require(me, "days_off.change")
    return by_key(session, me, DayOff, day)


def shape(row: DayOff) -> dict[str, Any]:
    return {"day": row.day, "works": row.works, "name": row.name}


def create(session: Session, me: Me, data: Any) -> DayOff:
    """Raises Refused on `day` where the ward has it already, or it says no other than the calendar."""
    access.require(me, "days_off.change")
    if session.get(DayOff, (me.ward_id, data.day)) is not None:
        raise refuse(("day",), Say("Ngày này đã có trong danh sách. Xóa dòng cũ trước."), "taken")
    if working_days.is_working(data.day) == data.works:
        sentence = "Theo lịch, ngày này vốn đã là ngày làm việc." if data.works else "Theo lịch, ngày này vốn đã nghỉ."
        raise refuse(("day",), Say(sentence), "as_in_calendar")
    row = DayOff(ward_id=me.ward_id, day=data.day, works=data.works, name=data.name)
    session.add(row)
    session.flush()
    trail.note(
        session, me, trail.Note("created", "dayoff", row.day.isoformat(), {"works": row.works}, {"name": row.name})
    )
    return row


def remove(session: Session, me: Me, row: DayOff) -> None:
    access.require(me, "days_off.change")
    before = row.model_dump()
    session.delete(row)
    session.flush()
    trail.note(session, me, trail.Note("deleted", "dayoff", row.day.isoformat(), before=before))
