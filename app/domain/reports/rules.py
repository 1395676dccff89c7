"""What a report must say before it is stored: by its kind, whose it is and of which period."""

from sqlmodel import Session, select

from app.domain import access
from app.domain.access import Me
from app.domain.errors import Conflict, Faults, Say
from app.domain.reference_data import require_codes
from app.models import Period, Report, Unit


def require_sound(session: Session, me: Me, row: Report) -> None:
    """Raises Refused with all that is missing or not of its kind, Forbidden where its kind is not theirs to write."""
    faults = Faults()
    if row.type == "consolidated":
        access.require(me, "reports.consolidate")
        require_log(me, row)
    elif not row.unit:
        faults.add(("unit",), Say("Chọn đơn vị báo cáo."), "missing")
    for table, name in ((Unit, "unit"), (Period, "period")):
        faults.found += require_codes(session, me, table, name, [getattr(row, name)])
    _add_of_kind(row, faults)
    if row.happened_at is not None and row.happened_at > me.at:
        faults.add(("happened_at",), Say("Giờ này chưa tới. Ghi lúc việc đã xảy ra."), "future")
    faults.raise_if_any()


def require_log(me: Me, row: Report) -> None:
    """Raises Conflict for the ward's report whose log is elsewhere: of none it would tell of nothing but 0."""
    if row.type == "consolidated" and me.ward.sends_reports:
        words = Say("Phường ghi sổ ở máy chủ riêng: báo cáo tổng hợp lập ở đó rồi gửi tới đây.")
        raise Conflict(words, "elsewhere")


def _add_of_kind(row: Report, faults: Faults) -> None:
    """An urgent report says what happened, the others are of a period; the ward's begins with an assessment."""
    if row.type != "consolidated" and ("0" in row.comments or "0" in (row.proposed or ())):
        faults.add(("comments", "0"), Say("Chỉ báo cáo tổng hợp của phường có phần đánh giá chung."), "not_of_a_unit")
    if row.happened_at is not None and row.type != "urgent":
        faults.add(("happened_at",), Say("Chỉ báo cáo đột xuất ghi lúc xảy ra."), "not_urgent")
    if row.type != "urgent":
        if not row.period:
            faults.add(("period",), Say("Chọn kỳ báo cáo."), "missing")
        return
    if row.period:
        faults.add(("period",), Say("Báo cáo đột xuất không thuộc kỳ nào."), "not_of_a_period")
    for name, sentence in (("title", Say("Nhập tên việc cần báo.")), ("text", Say("Nhập nội dung cần báo."))):
        if not getattr(row, name):
            faults.add((name,), sentence, "missing")


def require_first(session: Session, me: Me, row: Report) -> None:
    """Raises Conflict for a second one where a period has one alone."""
    twin = select(Report.id).where(
        Report.ward_id == me.ward_id, Report.unit == row.unit, Report.period == row.period, Report.type == row.type
    )
    if row.type in ("periodic", "consolidated") and session.exec(twin).first() is not None:
        raise Conflict(Say("Đã có báo cáo của kỳ này. Mở báo cáo đó ra viết tiếp."), "taken")
