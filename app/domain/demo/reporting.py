"""The demo's reporting cycle: each unit's periodic report, most in time, a few late, one never, one sent back once."""

from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from sqlmodel import Session, col, select

from app.domain import reports
from app.domain.demo.cast import Company, dice
from app.domain.demo.steps import Step, moment
from app.domain.inputs import read
from app.domain.pages import Ask
from app.domain.reports.inputs import ReportIn, ReportQuery, ReturnIn, SubmitIn
from app.models import Period, Report, Unit


class Seat(NamedTuple):
    """Whose report of which period."""

    unit: str
    period: str


# Days after the due date; None: it never came.
LATE: dict[tuple[str, str], int | None] = {
    ("CCB", "2026-Q2"): 3,
    ("HND", "2026-Q2"): None,
    ("TCD", "2026-Q3"): 1,
    ("CTXH", "2026-Q3"): None,
}
SENT_BACK = ("MTTQ", "2026-Q2")
PROPOSALS = (
    "Bổ sung loa ở các ngõ sâu; có thêm đồ họa ngắn cho nhóm Zalo tổ.",
    "Gửi tài liệu của Thành phố sớm hơn ba ngày để kịp biên tập.",
    "Tập huấn cách đếm người dự họp cho tổ trưởng.",
)


def steps(session: Session, company: Company) -> list[Step]:
    """Written and handed in within one afternoon, accepted two days later."""
    found = []
    mine = Unit.ward_id == company.ward.id
    units = list(session.exec(select(Unit).where(mine, col(Unit.reports)).order_by(col(Unit.code))))
    periods = session.exec(select(Period).where(Period.ward_id == company.ward.id).order_by(col(Period.code)))
    for period in periods:
        for unit in units:
            chance = dice("report", period.code, unit.code)
            late = LATE.get((unit.code, period.code), -chance.randint(0, 6))
            if late is None:
                continue
            at = moment(company, period.due_on + timedelta(days=late), 15, chance.randint(0, 59))
            found += _story(session, company, Seat(unit.code, period.code), at, chance.choice(PROPOSALS))
    return found


def _story(session: Session, company: Company, seat: Seat, at: datetime, proposals: str) -> list[Step]:
    later = at + timedelta(days=2)
    told = [Step(at, partial(_hand_in, session, company, at, seat, proposals))]
    if seat == SENT_BACK:
        again = at + timedelta(days=1)
        told += [Step(again, partial(_send_back, session, company, again, seat))]
        told += [Step(later, partial(_hand_in_again, session, company, later, seat))]
        later += timedelta(days=1)
    return [*told, Step(later, partial(_accept, session, company, later, seat))]


def _hand_in(session: Session, company: Company, at: datetime, seat: Seat, proposals: str) -> None:
    me = company.writer(seat.unit, at)
    given = read(ReportIn, seat._asdict() | {"type": "periodic", "proposals": proposals})
    reports.submit(session, me, reports.enter(session, me, given).row, SubmitIn())


def _hand_in_again(session: Session, company: Company, at: datetime, seat: Seat) -> None:
    reports.submit(session, company.writer(seat.unit, at), _of(session, company, at, seat), SubmitIn())


def _send_back(session: Session, company: Company, at: datetime, seat: Seat) -> None:
    reason = ReturnIn(reason="Thiếu kiến nghị của từng tổ chức thành viên")
    reports.send_back(session, company.coordinator(at), _of(session, company, at, seat), reason)


def _accept(session: Session, company: Company, at: datetime, seat: Seat) -> None:
    reports.accept(session, company.coordinator(at), _of(session, company, at, seat), SubmitIn())


def _of(session: Session, company: Company, at: datetime, seat: Seat) -> Report:
    query = ReportQuery(unit=seat.unit, period=seat.period, type="periodic")
    [row] = reports.found(session, company.coordinator(at), query).page(session, Ask()).items
    return row
