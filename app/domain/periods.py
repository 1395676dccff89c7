"""Periods: which one a day or a question means, and what a closed one asks of whoever changes it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from re import fullmatch
from typing import Any, Protocol

from sqlmodel import Session, col, exists, select

from app.domain import access, gathering, kept, retiring
from app.domain.access import Me
from app.domain.errors import Conflict, Fault, Say, refuse
from app.domain.inputs import Code, Day, Flag, Input, Text
from app.domain.lives import Span
from app.domain.reference_data import is_used
from app.domain.words import said
from app.models import Period, Placement

# Such a code means the year, all periods that start in it.
YEAR = r"[0-9]{4}"
# So many days after a period its report is due at the latest, or asked about.
LATEST_DUE = 31
# The day of its last month on which a quarter's report is due, as the plan has it.
DUE_DAY = 10


class Named(Protocol):
    """A period, as far as it is named."""

    @property
    def code(self) -> str: ...


class PeriodIn(Input):
    code: Code
    starts_on: Day
    ends_on: Day
    due_on: Day
    closed: Flag = False
    change_reason: Text | None = None


def all_periods(session: Session, me: Me) -> list[Period]:
    """In their order; they are read once, unless the session writes."""

    def read() -> Sequence[Period]:
        return session.exec(select(Period).where(Period.ward_id == me.ward_id).order_by(col(Period.starts_on))).all()

    return list(kept.part(session, me, "periods", lambda: gathering.once(session, "periods", read)))


def of_city(session: Session) -> list[Period]:
    """All wards' periods, one of each code, in order: a ward may have some that others don't."""
    rows = session.exec(select(Period).order_by(col(Period.starts_on), col(Period.ward_id)))
    return list({row.code: row for row in rows}.values())


def closed(session: Session, me: Me, codes: Collection[str] | None = None) -> list[Period]:
    """The ward's closed periods, all or those of these codes, in order."""
    every = [period for period in all_periods(session, me) if period.closed_at is not None]
    return every if codes is None else [period for period in every if period.code in codes]


def closed_on(session: Session, me: Me, days: Iterable[date]) -> list[Period]:
    """The closed periods that have any of these days."""
    dates = set(days)
    return [one for one in closed(session, me) if any(one.starts_on <= day <= one.ends_on for day in dates)]


def named(session: Session, me: Me, code: str) -> list[Period]:
    """The period of this code, or all those of a year as "2026", in order.

    A period belongs to the year in which it starts. Raises Refused on `period` where there is none.
    """
    return meant(all_periods(session, me), code)


def meant(periods: list[Period], code: str) -> list[Period]:
    """The same of a ward's periods that were read before."""
    if fullmatch(YEAR, code):
        periods = [period for period in periods if period.starts_on.year == int(code)]
    else:
        periods = [period for period in periods if period.code == code]
    if not periods:
        raise refuse(("period",), Say("Không có kỳ này. Chọn một kỳ của phường, ví dụ 2026-Q2."), "unknown")
    return periods


def nameable(session: Session, me: Me) -> set[str]:
    """What a question may name: every period, and every year in which one starts."""
    periods = all_periods(session, me)
    return {period.code for period in periods} | {str(period.starts_on.year) for period in periods}


def span(session: Session, me: Me, code: str) -> Span:
    """The days of a period, or of a year: from its first period's start to its last one's end; raises as `named`."""
    return span_of(named(session, me, code))


def span_of(periods: Sequence[Period]) -> Span:
    return Span(min(period.starts_on for period in periods), max(period.ends_on for period in periods))


def codes(session: Session, me: Me, code: str) -> list[str]:
    """The codes of the periods that a period, or a year as "2026", means. Raises Refused where there is none."""
    return [period.code for period in named(session, me, code)]


def current(session: Session, me: Me) -> Period | None:
    return next((period for period in all_periods(session, me) if period.starts_on <= me.today <= period.ends_on), None)


def last_before(periods: Iterable[Period], day: date) -> Period | None:
    """The period that ended last before this day: what figures of one that began on it are compared with."""
    return max((one for one in periods if one.ends_on < day), key=lambda one: one.ends_on, default=None)


def next_after(session: Session, me: Me) -> Period | None:
    return next((period for period in all_periods(session, me) if period.starts_on > me.today), None)


def nearest(session: Session, me: Me) -> Period | None:
    """Today's period, else the last one begun, else the first to come: what a page shows when none is named."""
    return nearest_of(all_periods(session, me), me.today)


def nearest_of(periods: Sequence[Period], day: date) -> Period | None:
    """The same of periods that were read before."""
    begun = [period for period in periods if period.starts_on <= day]
    return begun[-1] if begun else (periods[0] if periods else None)


def up_to(session: Session, me: Me, code: str, most: int) -> list[str]:
    """The codes of a period and of those before it, in order, so many at most; a year stands alone."""
    return up_to_of(all_periods(session, me), code, most)


def up_to_of(periods: Sequence[Period], code: str, most: int) -> list[str]:
    """The same of periods that were read before."""
    every = [one.code for one in periods]
    return every[: every.index(code) + 1][-most:] if code in every else [code]


def proposed(session: Session, me: Me) -> PeriodIn:
    """The quarter after the last period, due in its third month; the first one is today's quarter. A last period that
    ends inside a quarter is followed by the rest of that quarter."""
    periods = all_periods(session, me)
    begins = periods[-1].ends_on + timedelta(days=1) if periods else _quarter_start(me.today)
    last_month = (begins.month - 1) // 3 * 3 + 3
    following = date(begins.year + last_month // 12, last_month % 12 + 1, 1)
    ends = following - timedelta(days=1)
    code = f"{begins.year}-Q{last_month // 3}"
    if code in {period.code for period in periods}:
        code = f"{code}-{begins:%m%d}"
    due = date(begins.year, last_month, DUE_DAY)
    return PeriodIn(code=code, starts_on=begins, ends_on=ends, due_on=due if due >= begins else ends)


def _quarter_start(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def require_open(session: Session, me: Me, days: Iterable[date], reason: str | None) -> list[Fault]:
    """What a change dated on these days asks for: in a closed period the right to it and a reason, else Conflict.

    Returns the warnings that name the closed periods it changes.
    """
    return require_reason(me, closed_on(session, me, days), reason)


def require_reason(me: Me, touched: Sequence[Named], reason: str | None) -> list[Fault]:
    """The warning that closed figures change, none where none do; Conflict without the right to it or a reason.

    Whether they may change such a thing at all was judged before.
    """
    if not touched:
        return []
    names = ", ".join(f"{said(period.code)} ({period.code})" for period in touched)
    if not access.may(me, "closed.change"):
        raise Conflict(Say("Kỳ {names} đã đóng. Nhờ Ban Xây dựng Đảng sửa và ghi lý do.", names=names), "period_closed")
    if not reason:
        words = Say("Kỳ {names} đã đóng. Ghi lý do sửa.", names=names)
        raise Conflict(words, "period_closed", ("change_reason",))
    return [Fault(("change_reason",), Say("Thay đổi số liệu của kỳ đã đóng {names}.", names=names), "period_closed")]


def closed_overlapping(session: Session, me: Me, spans: list[Span]) -> list[Period]:
    """The closed periods that share a day with any of the spans."""
    return [
        period
        for period in closed(session, me)
        if any(period.starts_on <= one.last and one.first <= period.ends_on for one in spans)
    ]


def check(session: Session, me: Me, row: Period, before: dict[str, Any] | None, data: Any) -> list[Fault]:
    if before is None and fullmatch(YEAR, row.code) and int(row.code) != row.starts_on.year:
        raise refuse(("code",), Say("Bốn chữ số là một năm. Chọn mã khác, ví dụ 2027-Q1."), "year")
    if before is not None and ((row.starts_on, row.ends_on) != (before["starts_on"], before["ends_on"])):
        raise refuse(("starts_on",), Say("Kỳ đã lập không đổi ngày bắt đầu và kết thúc."), "fixed")
    if row.ends_on < row.starts_on:
        raise refuse(("ends_on",), Say("Ngày kết thúc phải từ ngày bắt đầu trở đi."), "order")
    with session.no_autoflush:
        others = [period for period in all_periods(session, me) if period.code != row.code]
    for other in others:
        if row.starts_on <= other.ends_on and other.starts_on <= row.ends_on:
            sentence = Say(
                "Trùng ngày với kỳ {code} ({first} đến {last}).",
                code=other.code,
                first=other.starts_on,
                last=other.ends_on,
            )
            raise refuse(("starts_on",), sentence, "overlap")
    if before is not None and before["closed_at"] is not None and row.closed_at and row.due_on != before["due_on"]:
        return [*_due(row, before), *require_reason(me, [row], data.change_reason)]
    return _due(row, before)


def _due(row: Period, before: dict[str, Any] | None) -> list[Fault]:
    """A report is due in the period that it is for, or soon after; another day is likely a slip."""
    if before is not None and row.due_on == before["due_on"]:
        return []
    if row.starts_on <= row.due_on <= row.ends_on + timedelta(days=LATEST_DUE):
        return []
    sentence = Say("Hạn {due} ở xa kỳ {first} đến {last}.", due=row.due_on, first=row.starts_on, last=row.ends_on)
    return [Fault(("due_on",), sentence, "due_far_off")]


class Use(retiring.Use):
    """A period is deleted while nothing is in it; it never goes out of use."""

    def keeps(self, session: Session, me: Me, row: Period) -> Say | None:
        day = col(Placement.published_on)
        placed = exists().where(col(Placement.ward_id) == me.ward_id, day.between(row.starts_on, row.ends_on))
        if row.closed_at is not None or session.exec(select(placed)).one() or is_used(session, row):
            return Say("Kỳ này đã đóng hoặc đã có số liệu, không xóa được.")
        return None
