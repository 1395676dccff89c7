"""The words of reminders: a mail to one unit, and a text for the group chat of all units."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from app.domain import periods
from app.domain.access import Me
from app.domain.errors import Say
from app.domain.reports import board, reminders
from app.domain.reports.board import Seat
from app.domain.words import said
from app.models import Period

# A reminder is of its day: a mail that could not leave for longer than this would only be odd.
FRESH = timedelta(days=1)
_HOW = "Mở Lan Tỏa, chọn «Báo cáo»: số liệu lấy sẵn từ sổ, đơn vị xem lại, ghi nhận xét rồi bấm «Nộp»."


@dataclass(frozen=True)
class Letter:
    to: list[str]
    subject: str
    text: str


def mail(session: Session, me: Me, asked: dict[str, Any]) -> Letter | None:
    """The mail of a reminder ({"unit", "period", "day"}); None where there is nobody or nothing to remind by now."""
    to = reminders.addresses(session, me, [asked["unit"]]).get(asked["unit"], [])
    period = next((one for one in periods.all_periods(session, me) if one.code == asked["period"]), None)
    if not to or period is None or me.today - date.fromisoformat(asked["day"]) > FRESH:
        return None
    seat = next((one for one in board.seats(session, me, period) if one.unit.code == asked["unit"]), None)
    return _letter(me, period, seat, to) if seat is not None and seat.owes else None


def _letter(me: Me, period: Period, seat: Seat, to: list[str]) -> Letter:
    what = "sửa và nộp lại" if seat.submitted_on is not None else "nộp"
    lines = [
        f"Kính gửi {seat.unit.name},",
        f"Ban Xây dựng Đảng nhắc đơn vị {what} báo cáo {said(period.code)}. {_deadline(me, period)}",
        _HOW,
        f"{me.ward.name}. Thư do Lan Tỏa gửi tự động, không cần trả lời.",
    ]
    return Letter(to, f"Nhắc {what} báo cáo {said(period.code)}: {seat.unit.name}", "\n\n".join(lines) + "\n")


def chat(me: Me, period: Period, seats: list[Seat]) -> str:
    """For the units' group chat: who has not handed in yet; "" where everybody has.

    One that was sent back has been handed in for everyone else, and stands here no more than on their board.
    """
    missing = [seat.unit.name for seat in seats if seat.submitted_on is None]
    if not missing:
        return ""
    given = f"Đã nộp {len(seats) - len(missing)} trong {len(seats)} đơn vị. Chờ báo cáo của {len(missing)} đơn vị:"
    head = f"Ban Xây dựng Đảng nhắc nộp báo cáo {said(period.code)}. {_deadline(me, period)}"
    return "\n".join([head, given, *(f"- {name}" for name in missing), _HOW])


def _deadline(me: Me, period: Period) -> str:
    left = (period.due_on - me.today).days
    if left < 0:
        return str(Say("Hạn nộp {day}, đã quá {days} ngày.", day=period.due_on, days=-left))
    if left == 0:
        return str(Say("Hạn nộp {day}, hôm nay là ngày cuối.", day=period.due_on))
    return str(Say("Hạn nộp {day}, còn {days} ngày.", day=period.due_on, days=left))
