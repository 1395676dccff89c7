"""Reports of units: written, handed in, sent back with a reason or accepted.

A draft and what was sent back are the unit's own and those who review it; an urgent report shows to them at once.
Timeliness asks for the first submission, so a resubmission leaves that day as it is and counts the version up.
"""

from typing import Annotated, Any, Literal, NamedTuple

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select

from app.domain import lives, numbered, periods, trail
from app.domain.access import Me, require_role
from app.domain.errors import Conflict, Fault, Faults, Say
from app.domain.inputs import Choice, Code, FreeLine, Input, Moment, Search, Text
from app.domain.numbered import Facts, Register, require_writer
from app.domain.registers import require_codes
from app.models import Period, Report, Unit

Kind = Annotated[Literal["periodic", "urgent", "supplement"], Choice]
Status = Annotated[Literal["draft", "submitted", "returned", "accepted"], Choice]
Part = Literal["1", "2", "3", "4", "5"]
REVIEWERS = ("coordinator", "leader")
WRITABLE, SHOWN = ("draft", "returned"), ("submitted", "accepted")
TEXTS = frozenset({"title", "text", "comments", "proposals"})


class ReportIn(Input):
    unit: Code | None = None
    period: Code | None = None
    type: Kind
    title: FreeLine | None = None
    text: Text | None = None
    comments: dict[Part, Text] = {}
    proposals: Text | None = None
    change_reason: Text | None = None


class ReportPatch(Input):
    """What of a report is written on; whose it is, and of which period, stays."""

    title: FreeLine | None = None
    text: Text | None = None
    comments: dict[Part, Text] = {}
    proposals: Text | None = None
    change_reason: Text | None = None


class ReportQuery(Input):
    q: Search | None = None
    unit: Code | None = None
    period: Code | None = None
    type: Kind | None = None
    status: Status | None = None
    updated_after: Moment | None = None


class SubmitIn(Input):
    change_reason: Text | None = None


class ReturnIn(SubmitIn):
    reason: Text | None = None


class Owing(NamedTuple):
    """Of so many units that must report, those that have not handed in yet, by code."""

    missing: list[str]
    of: int


def owing(session: Session, me: Me, period: Period) -> Owing:
    """Who still owes the periodic report of a period: units that must report and live on its due date."""
    found = select(col(Report.unit)).where(
        Report.ward_id == me.ward_id, Report.period == period.code, Report.type == "periodic",
        col(Report.first_submitted_at).is_not(None),
    )  # fmt: skip
    given = set(session.exec(found))
    every = session.exec(select(Unit).where(Unit.ward_id == me.ward_id, col(Unit.reports)).order_by(col(Unit.code)))
    due = [unit.code for unit in every if lives.lives_on(unit, period.due_on)]
    return Owing([code for code in due if code not in given], len(due))


def submit(session: Session, me: Me, report: Report, data: SubmitIn) -> list[Fault]:
    """Hands it in, or in again as the next version."""
    require_writer(me, report)
    warnings = _step(session, me, report, WRITABLE, "submitted", data)
    report.version, report.submitted_at, report.reason = report.version + 1, me.at, None
    report.first_submitted_at = report.first_submitted_at or me.at
    _note(session, me, report, "submitted", data)
    return warnings


def send_back(session: Session, me: Me, report: Report, data: ReturnIn) -> list[Fault]:
    """Back to its unit with a reason."""
    require_role(me, "coordinator")
    faults = Faults()
    if not data.reason:
        faults.add(("reason",), Say("Ghi lý do trả lại, ví dụ «Thiếu phần kiến nghị»."), "missing")
    faults.raise_if_any()
    warnings = _step(session, me, report, ("submitted",), "returned", data)
    report.reason = data.reason
    _note(session, me, report, "returned", data, {"reason": data.reason or ""})
    return warnings


def accept(session: Session, me: Me, report: Report, data: SubmitIn) -> list[Fault]:
    require_role(me, "coordinator")
    warnings = _step(session, me, report, ("submitted",), "accepted", data)
    _note(session, me, report, "accepted", data)
    return warnings


def _step(session: Session, me: Me, report: Report, before: tuple[str, ...], after: str, data: SubmitIn) -> list[Fault]:
    if report.status not in before:
        raise Conflict(Say("Báo cáo đang ở trạng thái khác nên không làm được việc này."), "status")
    facts = report.model_dump()
    touched = _touches(session, me, facts, facts)
    warnings = periods.require_reason(me, touched, data.change_reason, ("coordinator",))
    report.status, report.updated_at = after, me.at
    return warnings


def _note(
    session: Session, me: Me, report: Report, action: str, data: SubmitIn, words: dict[str, str] | None = None
) -> None:
    session.flush()
    said = (words or {}) | ({"change_reason": data.change_reason} if data.change_reason else {})
    trail.note(session, me, action, "report", report.id, {"unit": report.unit, "version": report.version}, said)


def _check(session: Session, me: Me, row: Report, before: Facts | None, sent: set[str]) -> list[Fault]:
    faults = Faults()
    if not row.unit:
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
        Report.ward_id == me.ward_id, Report.unit == row.unit, Report.period == row.period, Report.type == "periodic"
    )
    if row.type == "periodic" and session.exec(twin).first() is not None:
        raise Conflict(Say("Đơn vị đã có báo cáo của kỳ này. Mở báo cáo đó ra viết tiếp."), "taken")


def _touches(session: Session, me: Me, before: Facts | None, now: Facts | None) -> list[Period]:
    codes = {facts["period"] for facts in (before, now) if facts is not None}
    every = periods.all_periods(session, me)
    return [period for period in every if period.closed_at is not None and period.code in codes]


def _fixed(row: Report, action: str) -> Say | None:
    if action == "deleted" and row.status != "draft":
        return Say("Chỉ xóa báo cáo chưa nộp lần nào.")
    if row.status not in WRITABLE:
        return Say("Báo cáo đã nộp không sửa được. Ban Xây dựng Đảng trả lại thì sửa tiếp.")
    return None


def _sees(me: Me, row: Report) -> bool:
    if me.role in REVIEWERS or (me.role == "unit" and row.unit == me.unit):
        return True
    return row.type != "urgent" and row.status in SHOWN


def _where(session: Session, me: Me, query: ReportQuery) -> list[Any]:
    found: list[Any] = []
    if me.role not in REVIEWERS:
        shown = and_(col(Report.type) != "urgent", col(Report.status).in_(SHOWN))
        found.append(or_(col(Report.unit) == me.unit, shown) if me.role == "unit" else shown)
    if query.status is not None:
        found.append(Report.status == query.status)
    if query.period is not None:
        found.append(col(Report.period).in_(periods.codes(session, me, query.period)))
    return found


REGISTER = Register(
    Report, "report", ReportIn, ReportQuery, check=_check, touches=_touches, sees=_sees, fixed=_fixed,
    patches=ReportPatch, texts=TEXTS, where=_where,
    more=("status", "version", "reason", "first_submitted_at", "submitted_at"),
)  # fmt: skip
