"""Reports: a unit's, handed in, sent back with a reason or accepted, and the ward's consolidated one, final once filed.

A draft and what was sent back are the unit's own and those who review it; an urgent report shows to them at once.
Handing in freezes a snapshot under the next version, which nothing changes; timeliness asks for the first submission.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session, select

from app.domain import access, attachments, kept, periods, registers, shown_reports, trail
from app.domain.access import Me
from app.domain.errors import Conflict, Fault, NotFound, Say, refuse
from app.domain.files import attached
from app.domain.registers import Draft, Facts, Found, Register
from app.domain.reports import carried, drawings, opinion, rules, sentences, snapshots, ward
from app.domain.reports.figures import figures, tells_days, whole
from app.domain.reports.inputs import MORE, TEXTS, WRITABLE, ReportIn, ReportPatch, ReportQuery, ReturnIn, SubmitIn
from app.domain.sources import Saved
from app.models import Report, ReportSnapshot

REGISTER = Register(Report, ReportIn, ReportQuery, "reports.write", texts=TEXTS, more=MORE, alters=ReportPatch)
touches = registers.by_period


@dataclass(frozen=True)
class Step:
    """What the trail calls a step of a report, the states in which it is taken, and the one to which it leads."""

    action: str
    taken_in: tuple[str, ...]
    leads_to: str

    def take(self, session: Session, me: Me, report: Report, data: SubmitIn) -> list[Fault]:
        if report.status not in self.taken_in:
            raise Conflict(Say("Báo cáo đang ở trạng thái khác nên không làm được việc này."), "status")
        facts = report.model_dump()
        warnings = periods.require_reason(me, touches(session, me, facts, facts), data.change_reason)
        report.status, report.updated_at = self.leads_to, me.at
        return warnings

    def told(self, report: Report, data: SubmitIn, before: Facts) -> trail.Note:
        facts = {"unit": report.unit, "period": report.period, "version": report.version}
        return trail.Note(self.action, "report", report.id, facts, trail.why(data.change_reason), before)


SUBMIT = Step("submitted", WRITABLE, "submitted")
SEND_BACK = Step("returned", ("submitted",), "returned")
ACCEPT = Step("accepted", ("submitted",), "accepted")
REOPEN = Step("reopened", ("accepted",), "returned")
# The ward's report is not judged: a version that is filed is followed by the next one.
BEGIN_ANEW = Step("reopened", ("submitted",), "draft")


def find(session: Session, me: Me, number: int) -> Report:
    report = REGISTER.find(session, me, number)
    if not shown_reports.is_shown(session, me, report):
        raise NotFound()
    return report


def found(session: Session, me: Me, query: ReportQuery) -> Found[Report]:
    return REGISTER.found(session, me, query).where(*shown_reports.conditions(session, me))


def shapes(session: Session, me: Me, rows: Sequence[Report]) -> list[Facts]:
    """Reports, each with the snapshot that was handed in last; the urgent ones with their files."""
    given = snapshots.last(session, me, rows)
    files = attached.of(session, me, "report", [row.id for row in rows if row.type == "urgent"])
    fields = [name for name in REGISTER.fields if name not in ("snapshot", "attachments")]
    return [
        {name: getattr(row, name) for name in fields}
        | {"snapshot": snapshots.told(me, given.get(row.id))}
        | {"attachments": [attached.shape(one) for one in files[row.id]]}
        for row in rows
    ]


def beside(session: Session, me: Me, report: Report) -> Facts:
    """The figures as they are now, and the sentences that they propose."""
    now = _just_frozen(session, me, report) or live(session, me, report)
    return {"live": now, "sentences": sentences_of(session, me, report, now)}


def _just_frozen(session: Session, me: Me, report: Report) -> dict[str, Any] | None:
    """What was handed in at this very moment is what is so now: under the turn it is not worked out a second time."""
    if report.period is None or report.submitted_at != me.at:
        return None
    return snapshots.figures(me, snapshots.last(session, me, [report])[report.id])


def words_of(session: Session, me: Me, report: Report, told: dict[str, Any] | None) -> dict[str, str]:
    """The comments as they stand, by part: while it is written, of a kept sentence what these figures propose."""
    return _words(session, me, report, told) if report.status in WRITABLE else report.comments


def _words(session: Session, me: Me, report: Report, told: dict[str, Any] | None) -> dict[str, str]:
    found = sentences_of(session, me, report, told) if report.proposed else {}
    return report.comments | {part: found[part] for part in report.proposed or () if part in found}


def sentences_of(session: Session, me: Me, report: Report, told: dict[str, Any] | None) -> dict[str, str]:
    """What these figures, of now, propose to say, by part; none of a report without figures, or without a day yet."""
    if told is None or not tells_days(told, me.today):
        return {}
    return sentences.proposed(told, snapshots.names(session, me), report.type == "consolidated")


def enter(session: Session, me: Me, data: ReportIn) -> Saved[Report]:
    """A new report; the ward's of a period where one is filed is begun anew: a draft again, then the next version."""
    access.require(me, "reports.write", data.unit or me.unit)
    filed = _reopened(session, me, data)
    draft = REGISTER.begin(session, me, data) if filed is None else REGISTER.revise(session, me, filed, data)
    draft.row.proposed = _proposed(filed, data)
    if draft.row.type == "consolidated":
        draft.row.unit = None
    rules.require_sound(session, me, draft.row)
    if filed is None:
        draft.row.status, draft.row.version = "draft", 0
        rules.require_first(session, me, draft.row)
    return _store(session, me, draft)


def edit(session: Session, me: Me, report: Report, data: ReportPatch, desk: str = "") -> Saved[Report]:
    """Changes what was sent; where nothing differs, nothing is done, asked or noted.

    desk: the open page that it was written on; "" of who writes otherwise.
    """
    draft = REGISTER.revise(session, me, report, data)
    draft.row.desk, draft.row.proposed = desk, _proposed(report, data)
    if not draft.differs:
        return draft.unchanged
    if report.status not in WRITABLE:
        words = Say("Báo cáo đã nộp không sửa được. Ban Xây dựng Đảng trả lại thì sửa tiếp.")
        raise Conflict(words, "fixed")
    rules.require_sound(session, me, draft.row)
    return _store(session, me, draft)


def _proposed(report: Report | None, data: ReportIn | ReportPatch) -> list[str] | None:
    """The parts whose proposed sentence stands: a comment of its own takes a part out. report: as it was, if it was."""
    told = {str(part): text for part, text in data.comments.items()}
    if "proposed" in data.sent:
        return None if data.proposed is None else [part for part in data.proposed if not told.get(part)]
    if report is None or report.proposed is None or "comments" not in data.sent:
        return report.proposed if report else None
    return [part for part in report.proposed if told.get(part) == report.comments.get(part)]


def remove(session: Session, me: Me, report: Report, reason: str | None = None) -> None:
    access.require(me, "reports.write", report)
    if report.status != "draft" or report.version:
        raise Conflict(Say("Chỉ xóa báo cáo chưa nộp lần nào."), "fixed")
    for file in attachments.of(session, me, report):
        attachments.remove(session, me, report, file)
    registers.remove(session, me, report, touches(session, me, report.model_dump(), None), reason)


def _reopened(session: Session, me: Me, data: ReportIn) -> Report | None:
    """The ward's report of the period where one is filed, a draft again."""
    if data.type != "consolidated" or not access.may(me, "reports.consolidate"):
        return None
    mine = (Report.ward_id == me.ward_id, Report.type == data.type, Report.period == data.period)
    report = session.exec(select(Report).where(*mine, Report.status == "submitted")).first()
    if report is not None:
        before, why = report.model_dump(), SubmitIn(change_reason=data.change_reason)
        BEGIN_ANEW.take(session, me, report, why)
        trail.note(session, me, BEGIN_ANEW.told(report, why, before))
    return report


def _store(session: Session, me: Me, draft: Draft[Report]) -> Saved[Report]:
    warnings = registers.houses(draft.row, draft.sent & TEXTS)
    return registers.store(session, me, draft, warnings, touches(session, me, draft.before, draft.now))


def submit(session: Session, me: Me, report: Report, data: SubmitIn) -> list[Fault]:
    """Hands it in, or in again as the next version, with its figures of this moment."""
    access.require(me, "reports.write", report)
    rules.require_log(me, report)
    before = report.model_dump()
    warnings = SUBMIT.take(session, me, report, data)
    report.version, report.submitted_at, report.reason, report.parts = report.version + 1, me.at, None, {}
    report.first_submitted_at = report.first_submitted_at or me.at
    taken = [] if report.period is None else [_taken(session, me, report, report.period)]
    report.comments = taken[0].comments if taken else report.comments
    session.add_all(taken)
    trail.note(session, me, replace(SUBMIT.told(report, data, before), beside=taken))
    drawings.order(session, me, report)
    return warnings


def _taken(session: Session, me: Me, report: Report, period: str) -> ReportSnapshot:
    """The snapshot that handing in freezes; its figures stop at this day, or at the end of a period that is over."""
    found = _figures(session, me, report, period)
    beside = {"names": snapshots.names(session, me), "letterhead": snapshots.letterhead(session, me, report.unit)}
    return ReportSnapshot(
        ward_id=me.ward_id,
        report_id=report.id,
        version=report.version,
        figures=found | beside,
        figures_until=min(me.today, periods.span(session, me, period).last),
        comments=_words(session, me, report, found),
        proposals=report.proposals,
        person_id=me.person_id,
        submitted_at=me.at,
    )


def live(session: Session, me: Me, report: Report) -> dict[str, Any] | None:
    """The figures that a snapshot of this moment would hold, as far as this person may read them; None for an urgent
    report, which has none."""
    return None if report.period is None else opinion.readable(me, _figures(session, me, report, report.period))


def _figures(session: Session, me: Me, report: Report, period: str) -> dict[str, Any]:
    """The ward's come from the whole log, never from adding its units'; the units' days stand beside and say why."""
    with kept.still(session):
        stretch = carried.stretch(session, me, report, period)
        found = figures(session, me, stretch) | {"carried": carried.carried(session, me, report)}
        if report.type == "supplement":
            of_all = figures(session, me, whole(session, me, period, report.unit))
            return found | {"whole": carried.main(of_all)}
        return found | ward.annexes(session, me, period) if report.type == "consolidated" else found


def send_back(session: Session, me: Me, report: Report, data: ReturnIn) -> list[Fault]:
    """Back to its unit with a reason, and with what is to be mended in single parts."""
    return _back(session, me, report, data, SEND_BACK)


def reopen(session: Session, me: Me, report: Report, data: ReturnIn) -> list[Fault]:
    """An accepted one back to its unit with a reason; the snapshot stays, handing in again makes the next version."""
    return _back(session, me, report, data, REOPEN)


def _back(session: Session, me: Me, report: Report, data: ReturnIn, step: Step) -> list[Fault]:
    access.require(me, "reports.judge")
    _require_judged(report)
    if not data.reason:
        raise refuse(("reason",), Say("Ghi điều đơn vị cần sửa, ví dụ «Thiếu phần kiến nghị»."), "missing")
    before = report.model_dump()
    warnings = step.take(session, me, report, data)
    report.reason, report.parts = data.reason, {str(part): text for part, text in data.parts.items()}
    trail.note(session, me, step.told(report, data, before))
    return warnings


def accept(session: Session, me: Me, report: Report, data: SubmitIn) -> list[Fault]:
    access.require(me, "reports.judge")
    _require_judged(report)
    before = report.model_dump()
    warnings = ACCEPT.take(session, me, report, data)
    trail.note(session, me, ACCEPT.told(report, data, before))
    return warnings


def steps(me: Me, report: Report) -> set[str]:
    """The steps that this person may take with the report as it stands: accept, return, reopen, remove, begin again."""
    is_filed = report.status == "submitted"
    if report.type == "consolidated":
        return {"again"} if is_filed and access.may(me, "reports.consolidate") else set()
    if is_filed:
        return {"accept", "return"} if access.may(me, "reports.judge") else set()
    if report.status == "accepted":
        return {"reopen"} if access.may(me, "reports.judge") else set()
    is_new = report.status == "draft" and not report.version
    return {"remove"} if is_new and access.may(me, "reports.write", report) else set()


def _require_judged(report: Report) -> None:
    if report.type == "consolidated":
        raise Conflict(Say("Báo cáo tổng hợp nộp là xong, không có bước duyệt hay trả lại."), "status")
