"""Reports: a unit's, handed in, sent back with a reason or accepted, and the ward's consolidated one, final once filed.

A draft and what was sent back are the unit's own and those who review it; an urgent report shows to them at once.
Handing in freezes a snapshot under the next version, which nothing changes; timeliness asks for the first submission.
"""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from app.domain import access, numbered, periods, shown_reports, trail
from app.domain.access import Me
from app.domain.errors import Conflict, Fault, Faults, Say
from app.domain.numbered import Facts, Register
from app.domain.registers import require_codes
from app.domain.reports import board, snapshots
from app.domain.reports.figures import figures
from app.domain.reports.inputs import (
    TEXTS,
    WRITABLE,
    ReportIn,
    ReportPatch,
    ReportQuery,
    ReturnIn,
    SubmitIn,
)
from app.models import Period, Report, ReportSnapshot, Unit


def submit(session: Session, me: Me, report: Report, data: SubmitIn) -> list[Fault]:
    """Hands it in, or in again as the next version, with its figures of this moment."""
    access.require(me, "reports.write", report)
    before = report.model_dump()
    warnings = _step(session, me, report, WRITABLE, "submitted", data)
    report.version, report.submitted_at, report.reason = report.version + 1, me.at, None
    report.first_submitted_at = report.first_submitted_at or me.at
    taken = [] if report.period is None else [_taken(session, me, report, report.period)]
    session.add_all(taken)
    _note(session, me, report, "submitted", data, before, taken)
    return warnings


def _taken(session: Session, me: Me, report: Report, period: str) -> ReportSnapshot:
    """The snapshot that handing in freezes; its figures stop at this day, or at the end of a period that is over."""
    frozen = _figures(session, me, report, period) | {"names": snapshots.names(session, me)}
    return ReportSnapshot(
        ward_id=me.ward_id, report_id=report.id, version=report.version, figures=frozen,
        figures_until=min(me.today, periods.span(session, me, period).last), comments=report.comments,
        proposals=report.proposals, person_id=me.person_id, submitted_at=me.at,
    )  # fmt: skip


def live(session: Session, me: Me, report: Report) -> dict[str, Any] | None:
    """The figures that a snapshot of this moment would hold; None for an urgent report, which has none."""
    return None if report.period is None else _figures(session, me, report, report.period)


def _figures(session: Session, me: Me, report: Report, period: str) -> dict[str, Any]:
    """The ward's come from the whole log, never from adding its units'; the units' days stand beside and say why."""
    found = figures(session, me, period, report.unit)
    if report.type != "consolidated":
        return found
    [row] = periods.named(session, me, period)
    return found | {"units": [_day_of(seat) for seat in board.seats(session, me, row)]}


def _day_of(seat: board.Seat) -> dict[str, Any]:
    taken = seat.taken
    return {
        "unit": seat.unit.code, "name": seat.unit.name, "status": seat.report.status if seat.report else None,
        "version": taken.version if taken else None,
        "figures_until": taken.figures_until.isoformat() if taken else None,
    }  # fmt: skip


def send_back(session: Session, me: Me, report: Report, data: ReturnIn) -> list[Fault]:
    """Back to its unit with a reason."""
    access.require(me, "reports.judge")
    _require_judged(report)
    faults = Faults()
    if not data.reason:
        faults.add(("reason",), Say("Ghi lý do trả lại, ví dụ «Thiếu phần kiến nghị»."), "missing")
    faults.raise_if_any()
    before = report.model_dump()
    warnings = _step(session, me, report, ("submitted",), "returned", data)
    report.reason = data.reason
    _note(session, me, report, "returned", data, before)
    return warnings


def accept(session: Session, me: Me, report: Report, data: SubmitIn) -> list[Fault]:
    access.require(me, "reports.judge")
    _require_judged(report)
    before = report.model_dump()
    warnings = _step(session, me, report, ("submitted",), "accepted", data)
    _note(session, me, report, "accepted", data, before)
    return warnings


def _again(session: Session, me: Me, data: ReportIn) -> Report | None:
    """The ward's report of the period where one is filed: begun anew it is a draft again, filed as the next version."""
    if data.type != "consolidated" or not access.may(me, "reports.consolidate"):
        return None
    mine = (Report.ward_id == me.ward_id, Report.type == data.type, Report.period == data.period)
    report = session.exec(select(Report).where(*mine, Report.status == "submitted")).first()
    if report is not None:
        before, why = report.model_dump(), SubmitIn(change_reason=data.change_reason)
        _step(session, me, report, ("submitted",), "draft", why)
        _note(session, me, report, "reopened", why, before)
    return report


def _require_judged(report: Report) -> None:
    if report.type == "consolidated":
        raise Conflict(Say("Báo cáo tổng hợp nộp là xong, không có bước duyệt hay trả lại."), "status")


def _step(session: Session, me: Me, report: Report, before: tuple[str, ...], after: str, data: SubmitIn) -> list[Fault]:
    if report.status not in before:
        raise Conflict(Say("Báo cáo đang ở trạng thái khác nên không làm được việc này."), "status")
    facts = report.model_dump()
    touched = _touches(session, me, facts, facts)
    warnings = periods.require_reason(me, touched, data.change_reason)
    report.status, report.updated_at = after, me.at
    return warnings


def _note(
    session: Session, me: Me, report: Report, action: str, data: SubmitIn, before: Facts,
    beside: Sequence[ReportSnapshot] = (),
) -> None:  # fmt: skip
    said = trail.why(data.change_reason)
    facts = {"unit": report.unit, "period": report.period, "version": report.version}
    trail.note(session, me, trail.Note(action, "report", report.id, facts, said, before, beside))


def _check(session: Session, me: Me, row: Report, before: Facts | None, sent: set[str]) -> list[Fault]:
    faults = Faults()
    if row.type == "consolidated":
        access.require(me, "reports.consolidate")
        row.unit = None
    elif not row.unit:
        faults.add(("unit",), Say("Chọn đơn vị báo cáo."), "missing")
    for table, name in ((Unit, "unit"), (Period, "period")):
        faults.found += require_codes(session, me, table, name, [getattr(row, name)])
    _check_kind(row, faults)
    faults.raise_if_any()
    if before is None:
        row.status, row.version = "draft", 0
        _require_first(session, me, row)
    return numbered.houses(row, sent & TEXTS)


def _check_kind(row: Report, faults: Faults) -> None:
    """An urgent report says what happened, the others are of a period."""
    if row.type != "urgent":
        if not row.period:
            faults.add(("period",), Say("Chọn kỳ báo cáo."), "missing")
        return
    if row.period:
        faults.add(("period",), Say("Báo cáo đột xuất không thuộc kỳ nào."), "not_of_a_period")
    for name, sentence in (("title", Say("Nhập tên việc cần báo.")), ("text", Say("Nhập nội dung cần báo."))):
        if not getattr(row, name):
            faults.add((name,), sentence, "missing")


def _require_first(session: Session, me: Me, row: Report) -> None:
    twin = select(Report.id).where(
        Report.ward_id == me.ward_id, Report.unit == row.unit, Report.period == row.period, Report.type == row.type
    )
    if row.type in ("periodic", "consolidated") and session.exec(twin).first() is not None:
        raise Conflict(Say("Đã có báo cáo của kỳ này. Mở báo cáo đó ra viết tiếp."), "taken")


def _touches(session: Session, me: Me, before: Facts | None, now: Facts | None) -> list[Period]:
    codes = {facts["period"] for facts in (before, now) if facts is not None}
    return periods.closed(session, me, codes)


def _fixed(row: Report, action: str) -> Say | None:
    if action == "deleted" and (row.status != "draft" or row.version):
        return Say("Chỉ xóa báo cáo chưa nộp lần nào.")
    if row.status not in WRITABLE:
        return Say("Báo cáo đã nộp không sửa được. Ban Xây dựng Đảng trả lại thì sửa tiếp.")
    return None


def _where(session: Session, me: Me, query: ReportQuery) -> list[Any]:
    found = shown_reports.conditions(me)
    if query.status is not None:
        found.append(Report.status == query.status)
    if query.period is not None:
        found.append(col(Report.period).in_(periods.codes(session, me, query.period)))
    return found


def _tell(session: Session, me: Me, rows: Sequence[Report]) -> list[Facts]:
    given = snapshots.last(session, me, rows)
    fields = [name for name in REGISTER.fields if name != "snapshot"]
    return [
        {name: getattr(row, name) for name in fields} | {"snapshot": snapshots.told(given.get(row.id))} for row in rows
    ]


REGISTER = Register(
    Report, "report", ReportIn, ReportQuery, "reports.write", check=_check, touches=_touches,
    sees=shown_reports.is_shown, fixed=_fixed, patches=ReportPatch, texts=TEXTS, where=_where,
    more=("status", "version", "reason", "first_submitted_at", "submitted_at", "snapshot"), tell=_tell, again=_again,
    beside={"live": live},
)  # fmt: skip
