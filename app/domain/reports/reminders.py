"""Reminders: a unit is asked for its report once a day at most, whoever asks and however often they press.

It shows on the unit's Today, and goes out by mail where the program can send any; the words for a group chat are made
here too, for a person to copy.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.domain import access, ids, jobs, periods, trail
from app.domain.access import Me
from app.domain.errors import Conflict, Say, refuse
from app.domain.inputs import Code, Codes, Input
from app.domain.reference_data import require_codes
from app.domain.reports import board
from app.domain.reports.board import Seat
from app.domain.words import said
from app.models import Job, Period, Person, Reminder, Unit

MAIL = "reminder_mail"


class RemindIn(Input):
    """None named: every unit that owes its report of the period."""

    period: Code
    units: Codes = []


@dataclass(frozen=True)
class Reminded:
    """A reminder, whether it was made just now, and what became of its mail: none (there was none to send), waiting,
    retrying, sent, given_up or doubtful."""

    row: Reminder
    mail: str
    is_new: bool = False


def may_remind(me: Me, period: Period) -> bool:
    """Whether this person may remind units of this period: one that has begun, and that they can still hand in for."""
    return access.may(me, "reports.remind") and period.closed_at is None and period.starts_on <= me.today


def remind(session: Session, me: Me, data: RemindIn, by_mail: bool) -> list[Reminded]:
    """Reminds the units that owe a report; whoever was reminded today already stays so, who owes none is left out."""
    access.require(me, "reports.remind")
    period = _period(session, me, data)
    owed = [seat for seat in board.seats(session, me, period) if seat.owes and _means(data, seat)]
    before = _of_day(session, me, period)
    made = [_made(session, me, period, seat) for seat in owed if seat.unit.code not in before]
    session.add_all(made)
    session.flush()
    trail.notes(session, me, [_note(row) for row in made])
    if by_mail:
        _order_mails(session, me, made)
    rows = sorted([*made, *(before[seat.unit.code] for seat in owed if seat.unit.code in before)], key=_unit_of)
    mails, new = _mails(session, me, rows), {row.id for row in made}
    return [Reminded(row, _outcome(mails.get(_step(row))), row.id in new) for row in rows]


def latest(session: Session, me: Me, period: str) -> dict[str, Reminded]:
    """By unit its last reminder of a period."""
    mine = (Reminder.ward_id == me.ward_id, Reminder.period == period)
    rows = {row.unit: row for row in session.exec(select(Reminder).where(*mine).order_by(col(Reminder.day)))}
    mails = _mails(session, me, rows.values())
    return {unit: Reminded(row, _outcome(mails.get(_step(row)))) for unit, row in rows.items()}


def of_unit(session: Session, me: Me) -> dict[str, datetime]:
    """By period that is not closed when this person's unit was reminded last."""
    open_ones = select(Period.code).where(Period.ward_id == me.ward_id, col(Period.closed_at).is_(None))
    mine = (Reminder.ward_id == me.ward_id, Reminder.unit == me.unit, col(Reminder.period).in_(open_ones))
    rows = session.exec(select(Reminder).where(*mine).order_by(col(Reminder.day)))
    return {row.period: row.created_at for row in rows}


def addresses(session: Session, me: Me, units: Iterable[str]) -> dict[str, list[str]]:
    """By unit the mail addresses of those who have an account there."""
    here = (Person.ward_id == me.ward_id, col(Person.unit).in_(list(units)), col(Person.left_at).is_(None))
    found: dict[str, list[str]] = {}
    for person in session.exec(select(Person).where(*here, col(Person.email).is_not(None)).order_by(col(Person.id))):
        found.setdefault(person.unit or "", []).append(person.email or "")
    return found


def _period(session: Session, me: Me, data: RemindIn) -> Period:
    period = next((one for one in periods.all_periods(session, me) if one.code == data.period), None)
    if period is None:
        raise refuse(("period",), Say("Không có kỳ này. Chọn một kỳ của phường, ví dụ 2026-Q2."), "unknown")
    faults = require_codes(session, me, Unit, "units", data.units)
    if faults:
        raise refuse(faults[0].loc, faults[0].message, faults[0].code)
    if not may_remind(me, period):
        words = Say("Kỳ {name} đã đóng hoặc chưa bắt đầu nên không nhắc nộp báo cáo.", name=said(period.code))
        raise Conflict(words, "not_open", ("period",))
    return period


def _means(data: RemindIn, seat: Seat) -> bool:
    return not data.units or seat.unit.code in data.units


def _of_day(session: Session, me: Me, period: Period) -> dict[str, Reminder]:
    mine = (Reminder.ward_id == me.ward_id, Reminder.period == period.code, Reminder.day == me.today)
    return {row.unit: row for row in session.exec(select(Reminder).where(*mine))}


def _made(session: Session, me: Me, period: Period, seat: Seat) -> Reminder:
    return Reminder(
        ward_id=me.ward_id,
        id=ids.one(session),
        created_at=me.at,
        updated_at=me.at,
        period=period.code,
        unit=seat.unit.code,
        day=me.today,
        person_id=me.person_id,
    )


def _note(row: Reminder) -> trail.Note:
    return trail.Note("reminded", "reminder", row.id, {"unit": row.unit, "period": row.period, "day": row.day})


def _order_mails(session: Session, me: Me, made: list[Reminder]) -> None:
    """One mail for each unit whose people have an address."""
    known = addresses(session, me, (row.unit for row in made))
    for row in made:
        if row.unit in known:
            data = {"unit": row.unit, "period": row.period, "day": row.day.isoformat()}
            jobs.order(session, me, jobs.Order(MAIL, _step(row), data))


def _step(row: Reminder) -> str:
    return f"{row.period} {row.unit} {row.day.isoformat()}"


def _mails(session: Session, me: Me, rows: Iterable[Reminder]) -> dict[str, Job]:
    return jobs.found(session, me, MAIL, [_step(row) for row in rows])


def _outcome(job: Job | None) -> str:
    if job is None:
        return "none"
    if job.outcome is None:
        return "waiting" if job.fault is None else "retrying"
    return "sent" if job.outcome == "done" else job.outcome


def _unit_of(row: Reminder) -> str:
    return row.unit
