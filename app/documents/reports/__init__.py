"""A report as a document: the figures that its page shows, frozen or live, in the words of paper."""

from collections.abc import Iterator
from datetime import date

from app.documents import letterheads
from app.documents.content import Block, Document, Heading, Letterhead
from app.documents.reports import annexes, parts
from app.documents.reports.told import Told
from app.domain import kept, periods, reports
from app.domain.reports import snapshots
from app.domain.reports.inputs import WRITABLE
from app.domain.words import said
from app.models import Report, ReportSnapshot
from app.web import names
from app.web.asking import Asking
from app.web.formats import moment
from app.web.labels import REPORT_PARTS

SUBJECT = "công tác thông tin, tuyên truyền"


def of(call: Asking, row: Report) -> Document:
    """What was handed in last; while a report is written, a draft of what it would say now."""
    session, me = call.session, call.me
    taken = snapshots.standing(row, snapshots.every(session, me, row))
    figures = snapshots.figures(me, taken) if taken else reports.live(session, me, row)
    known = names.as_of(call, taken)
    words = reports.words_of(session, me, row, figures)
    told = Told(row, figures or {}, known, words, me.ward.name, _until(call, row, taken), _happened(call, row))
    is_draft = row.status in WRITABLE
    on = me.day_of(row.submitted_at) if row.submitted_at and not is_draft else None
    return Document(
        "Báo cáo", _about(row), _letterhead(call, told), list(_blocks(told)), _file_name(row), (on or me.today).year,
        dated=on, draft=row.version + 1 if is_draft else None, foot=_foot(call, taken),
        is_demo=me.ward.demo_at is not None,
    )  # fmt: skip


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


def _letterhead(call: Asking, told: Told) -> Letterhead:
    unit = told.report.unit
    return (
        letterheads.of_unit(call, unit, told.names.units.get(unit, unit)) if unit else letterheads.of_ward(call.me.ward)
    )


def _foot(call: Asking, taken: ReportSnapshot | None) -> str:
    """Where the ward's trail stood, so that whoever has the paper can prove that nothing before was altered since."""
    head = snapshots.sealed(call.session, call.me, taken) if taken else kept.head(call.session, call.me).words
    return f"Lan Tỏa, đầu nhật ký {head}" if head else ""


def _file_name(row: Report) -> str:
    return "-".join(["bao-cao", *([row.period] if row.period else []), str(row.id)])


def _blocks(told: Told) -> Iterator[Block]:
    if told.report.type == "urgent":
        yield from parts.urgent(told)
        return
    if told.report.type == "consolidated":
        yield Heading("Đánh giá chung")
        yield from parts.assessment(told)
    if "branches" in told.figures:
        yield parts.branches(told)
    for number, words in REPORT_PARTS.items():
        yield Heading(words)
        yield from parts.written(told, number)
        yield from parts.EACH[number](told)
    yield from parts.carried(told)
    yield parts.all_that_was_written(told)
    for annex in annexes.EACH:
        yield from annex(told)
