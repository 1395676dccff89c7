"""A report as a document: the figures that its page shows, frozen or live, in the words of paper."""

from collections.abc import Iterator
from datetime import date

from app.documents import letterheads
from app.documents.content import Block, Document, Heading, Paragraph
from app.documents.reports import annexes, parts, sums
from app.documents.reports.told import Told
from app.domain import attachments, kept, periods, reports
from app.domain.reports import snapshots
from app.domain.reports.inputs import WRITABLE
from app.domain.words import said
from app.models import Report, ReportSnapshot
from app.web import names
from app.web.asking import Asking
from app.web.formats import moment
from app.web.labels import REPORT_PARTS

SUBJECT = "công tác thông tin, tuyên truyền"


def taken_of(call: Asking, row: Report, version: int | None) -> ReportSnapshot | None:
    """What was handed in, last or as that version; None while a report is written, and of an urgent one.

    Raises NotFound for a version that is not there.
    """
    every = snapshots.every(call.session, call.me, row)
    return snapshots.standing(row, every) if version is None else snapshots.of_version(every, version)


def of(call: Asking, row: Report, taken: ReportSnapshot | None) -> Document:
    """What was taken; while a report is written, a draft of what it would say now."""
    me = call.me
    told = _told(call, row, taken)
    is_draft = taken is None and row.status in WRITABLE
    handed_in = taken.submitted_at if taken else row.submitted_at
    on = me.day_of(handed_in) if handed_in and not is_draft else None
    named = _file_name(row, 0 if is_draft else taken.version if taken else row.version)
    head = letterheads.of_report(call, row.unit, told.names.units.get(row.unit or "", row.unit or ""), taken)
    return Document(
        "Báo cáo",
        _about(row),
        head,
        list(_blocks(told)),
        named,
        (on or me.today).year,
        dated=on,
        draft=row.version + 1 if is_draft else None,
        foot=_foot(call, taken),
        is_demo=me.ward.demo_at is not None,
    )


def _told(call: Asking, row: Report, taken: ReportSnapshot | None) -> Told:
    """The words and figures of a version; of none, what stands in the report and the log."""
    session, me = call.session, call.me
    figures = snapshots.figures(me, taken) if taken else reports.live(session, me, row)
    words = taken.comments if taken else reports.words_of(session, me, row, figures)
    proposals, until = taken.proposals if taken else row.proposals, _until(call, row, taken)
    return Told(
        row,
        figures or {},
        names.as_of(call, taken),
        words,
        proposals,
        until,
        _happened(call, row),
        attachments.of(session, me, row) if row.type == "urgent" else (),
    )


def _until(call: Asking, row: Report, taken: ReportSnapshot | None) -> date | None:
    """The day that the figures stop at; an urgent report has none."""
    if taken is not None:
        return taken.figures_until
    return min(call.me.today, periods.span(call.session, call.me, row.period).last) if row.period else None


def _happened(call: Asking, row: Report) -> str:
    return moment(row.happened_at, call.me.ward.timezone) if row.happened_at else ""


def _about(row: Report) -> str:
    if row.period is None:
        return row.title or "đột xuất"
    return {
        "supplement": f"bổ sung về {SUBJECT} {said(row.period)}",
        "consolidated": f"tổng hợp {SUBJECT} {said(row.period)}",
    }.get(row.type, f"{SUBJECT} {said(row.period)}")


def _foot(call: Asking, taken: ReportSnapshot | None) -> str:
    """Where the ward's trail stood, so that whoever has the paper can prove that nothing before was altered since."""
    head = snapshots.sealed(call.session, call.me, taken) if taken else kept.head(call.session, call.me).words
    return f"Lan Tỏa, đầu nhật ký {head}" if head else ""


def _file_name(row: Report, version: int) -> str:
    """Two versions on a disk are told apart; a draft, 0, has no number yet."""
    period, numbered = [row.period] if row.period else [], [f"ban-{version}"] if version else []
    return "-".join(["bao-cao", *period, str(row.id), *numbered])


def _blocks(told: Told) -> Iterator[Block]:
    if told.report.type == "urgent":
        yield from parts.urgent(told)
        return
    if told.report.type == "consolidated":
        yield Heading("Đánh giá chung")
        yield from parts.assessment(told)
    if "branches" in told.figures:
        yield parts.branches(told)
    if its_days := told.its_days:
        yield Paragraph(its_days)
    for number, words in REPORT_PARTS.items():
        yield Heading(words)
        yield from parts.written(told, number)
        if number == "6" or told.has_days:
            yield from parts.EACH[number](told)
    yield from parts.carried(told)
    if told.has_days:
        yield sums.said_in_sentences(told)
    yield parts.all_that_was_written(told)
    for annex in annexes.EACH if told.has_days else ():
        yield from annex(told)
