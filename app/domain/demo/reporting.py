"""The demo's reporting cycle: each unit's periodic report, most in time, a few late, one never, one sent back once."""

from datetime import datetime, timedelta
from functools import partial

from sqlmodel import Session, col, select

from app.domain import numbered, reports
from app.domain.demo.cast import Company, dice
from app.domain.demo.steps import Step, moment
from app.domain.inputs import read
from app.domain.pages import Ask
from app.domain.reports.inputs import ReportIn, ReportQuery, ReturnIn, SubmitIn
from app.models import Period, Report, Unit

# Days after the due date; None: it never came.
LATE: dict[tuple[str, str], int | None] = {
    ("CCB", "2026-Q2"): 3, ("HND", "2026-Q2"): None, ("TCD", "2026-Q3"): 1, ("CTXH", "2026-Q3"): None,
}  # fmt: skip
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
            found += _story(session, company, unit.code, period.code, at, chance.choice(PROPOSALS))
    return found


def _story(
    session: Session, company: Company, unit: str, period: str, at: datetime, proposals: str
) -> list[Step]:  # fmt: skip
    later = at + timedelta(days=2)
    told = [Step(at, partial(_hand_in, session, company, at, unit, period, proposals))]
    if (unit, period) == SENT_BACK:
        again = at + timedelta(days=1)
        told += [Step(again, partial(_send_back, session, company, again, unit, period))]
        told += [Step(later, partial(_hand_in_again, session, company, later, unit, period))]
        later += timedelta(days=1)
    return [*told, Step(later, partial(_accept, session, company, later, unit, period))]


def _hand_in(session: Session, company: Company, at: datetime, unit: str, period: str, proposals: str) -> None:
    me = company.writer(unit, at)
    given = read(ReportIn, {"unit": unit, "period": period, "type": "periodic", "proposals": proposals})
    reports.submit(session, me, numbered.enter(session, me, reports.REGISTER, given).row, SubmitIn())


def _hand_in_again(session: Session, company: Company, at: datetime, unit: str, period: str) -> None:
    reports.submit(session, company.writer(unit, at), _of(session, company, at, unit, period), SubmitIn())


def _send_back(session: Session, company: Company, at: datetime, unit: str, period: str) -> None:
    reason = ReturnIn(reason="Thiếu kiến nghị của từng tổ chức thành viên")
    reports.send_back(session, company.coordinator(at), _of(session, company, at, unit, period), reason)


def _accept(session: Session, company: Company, at: datetime, unit: str, period: str) -> None:
    reports.accept(session, company.coordinator(at), _of(session, company, at, unit, period), SubmitIn())


def _of(session: Session, company: Company, at: datetime, unit: str, period: str) -> Report:
    query = ReportQuery(unit=unit, period=period, type="periodic")
    [row] = numbered.page(session, company.coordinator(at), reports.REGISTER, query, Ask()).items
    return row
