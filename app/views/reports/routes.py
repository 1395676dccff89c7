"""Reports: one begun, written and shown with its figures; the board of all and the steps lie beside."""

from dataclasses import replace
from typing import Any

from fastapi import Response

from app.domain import access, attachments, people, periods, reports
from app.domain import city as of_city
from app.domain.pages import Ask
from app.domain.reports import board, drawings, openings, snapshots, ward
from app.domain.reports.inputs import WRITABLE, ReportIn, ReportPatch, ReportQuery, SubmitIn
from app.domain.words import said
from app.models import Period, Report
from app.views import brought, city, options
from app.views.brought import Brought
from app.views.registers.pages import Room, own, shape
from app.views.reports import beside, transmittals, writing
from app.views.trail import history
from app.web import form, names, pages, wards
from app.web.arrival import RawBody
from app.web.deps import Call, PageReads, PageWrites
from app.web.fields import fields_of
from app.web.form import ASK, Filled, Form
from app.web.labels import REPORT_KINDS, REPORT_PARTS
from app.web.routing import Router
from app.web.uploads import ReportUpload

router = Router(prefix="/reports")
MOST = 50
BEGIN = Form(ReportIn, ("type", "period", "unit", "change_reason"))
URGENT = Form(ReportIn, ("title", "text", "happened_at", "unit"))
DONE = {
    "saved": "Đã lưu bản viết.",
    "submitted": "Đã nộp báo cáo, số liệu được chốt.",
    "accepted": "Đã duyệt báo cáo.",
    "returned": "Đã trả lại báo cáo cho đơn vị.",
    "deleted": "Đã xóa bản viết.",
    "gathered": "Đã đưa ý kiến các đơn vị vào, sửa lại cho gọn rồi nộp.",
    "undone": "Đã hoàn tác: báo cáo lại chờ duyệt.",
    "reopened": "Đã mở lại báo cáo, đơn vị sửa và nộp lại.",
    "sent": "Đã gửi báo cáo. Còn ảnh, tài liệu thì thêm ngay dưới đây.",
    "attached": "Đã thêm tệp.",
    "described": "Đã sửa mô tả tệp.",
    "detached": "Đã bỏ tệp.",
    "still": "Đã thêm tệp. Ảnh động chỉ giữ khung hình đầu (muốn giữ chuyển động thì tải video).",
}


def _called(call: Call, row: Report) -> str:
    of = said(row.period) if row.period else row.title or ""
    unit = names.of(call, call.me).units.get(row.unit or "", call.me.ward.name)
    return f"{REPORT_KINDS[row.type]} {of}, {unit}" if row.period else f"{REPORT_KINDS[row.type]}: {of}, {unit}"


ROOM = Room("reports", reports, fields=(), choices=(), called=_called, first=lambda _: {})


def some(call: Call, **asked: str | None) -> list[Report]:
    """The newest reports that are so."""
    query = ReportQuery.model_validate(asked)
    return list(reports.found(call.session, call.me, query).page(call.session, Ask(MOST)).items)


def period_of(call: Call, code: str) -> Period | None:
    return next((one for one in periods.all_periods(call.session, call.me) if one.code == code), None)


@router.post("/begin")
def begin(call: PageWrites, body: RawBody) -> Response:
    """Opens the report of a period, a new one or the one that is there."""
    access.require(call.me, "reports.write")
    sent = BEGIN.sent(call, body)
    asked = call.read(ReportIn, sent.given(), form=True)

    def act() -> Response:
        found = _there(call, asked) or reports.enter(call.session, call.me, asked).row
        return pages.go(f"/reports/{found.id}")

    def again(filled: Filled) -> Response:
        fresh = {"form_id": ASK.blank(call).typed["form_id"]}
        return form.draw(call, "reports/begin.html", replace(filled, typed=filled.typed | fresh))

    return sent.once(act, again)


def _there(call: Call, asked: ReportIn) -> Report | None:
    """The report that this one would be a second of; a final one of the ward is begun anew instead, and a supplement
    is gone on with until it was handed in."""
    unit = asked.unit or call.me.unit
    if asked.type == "periodic":
        return next(iter(some(call, type=asked.type, period=asked.period, unit=unit)), None)
    if asked.type == "supplement":
        found = some(call, type=asked.type, period=asked.period, unit=unit)
        return next((row for row in found if row.status in WRITABLE), None)
    if asked.type == "consolidated":
        found = some(call, type=asked.type, period=asked.period)
        return next((row for row in found if row.status != "submitted"), None)
    return None


@router.get("/new")
def new(call: PageReads) -> Response:
    """The form of an urgent report: it is of no period, and shows at once."""
    access.require(call.me, "reports.write")
    return _new(call, URGENT.blank(call), Brought())


@router.post("/new")
def create(upload: ReportUpload, call: PageWrites, body: RawBody) -> Response:
    access.require(call.me, "reports.write")
    fields, along = upload.pairs if upload else fields_of(call.request, body), Brought()
    sent = URGENT.filled_in(call, body, fields)
    brought.take(call, along, upload, dict(fields))
    if along.photo_fault:
        answer = _new(call, Filled(sent.typed, [along.photo_fault]), along)
        # What may still come of a file that is too large is not waited for.
        answer.headers["Connection"] = "close"
        return answer

    def act() -> Response:
        told = {"type": "urgent", "happened_at": writing.moment(call, sent.typed)}
        data = call.read(ReportIn, sent.given() | told, form=True)
        saved = reports.enter(call.session, call.me, data)
        sent.require_sure(saved.warnings)
        brought.attach(call, along, saved.row)
        reports.submit(call.session, call.me, saved.row, SubmitIn())
        return pages.go(f"/reports/{saved.row.id}?done=sent")

    return sent.once(act, lambda filled: _new(call, filled, along))


def _new(call: Call, filled: Filled, along: Brought) -> Response:
    units = options.of_units(call, filled.typed["unit"])
    return form.draw(call, "reports/new.html", filled, units=units, photo=along.photo)


@router.post("/{id}/open")
def note_opening(call: PageWrites, body: RawBody, id: int) -> Response:
    """From Today: the urgent report, which is not told there any more once it was opened."""
    row = reports.find(call.session, call.me, id)
    access.require(call.me, "reports.open")

    def act() -> Response:
        openings.note(call.session, call.me, row)
        return pages.go(f"/reports/{id}")

    def again(filled: Filled) -> Response:
        stands = writing.written(call, row, shape(call, ROOM, row), {})
        return _page(call, row, replace(stands, faults=filled.faults))

    return ASK.sent(call, body).once(act, again)


@router.get("/{id}")
def show(call: PageReads, id: int) -> Response:
    if access.may(call.me, "wards.compare") and (came := of_city.received_report(call.session, call.me, id)):
        return city.received(call, *came)
    row = wards.report(call, id)
    return _page(call, row) if access.may(call.me, "entries.read") else _filed(call, row)


def _filed(call: Call, row: Report) -> Response:
    """What a ward filed, for the city: what was frozen, nothing that moved since."""
    versions = snapshots.every(call.session, call.me, row)
    taken = versions[0]
    figures, called = snapshots.figures(call.me, taken), names.as_of(call, taken)
    return form.draw(
        call,
        "reports/show.html",
        writing.written(call, row, shape(call, ROOM, row), {}),
        report=row,
        period=period_of(call, row.period or ""),
        writes=False,
        figures=figures,
        taken=taken,
        versions=versions,
        names=called,
        steps=set(),
        until=taken.figures_until,
        done=writing.done(row),
        parts=writing.WARD_PARTS,
        **beside.carried_over(call, figures) | {"carried_lines": [], "carried_reference": []},
        **beside.moved_since(call, row, None, None),
        **beside.tables(figures, called),
        sentences={},
        gathered={},
        history=[],
        closed=[],
        next_one=None,
        said=None,
        drawing=None,
        undoable=[],
    )


@router.post("/{id}")
def save(call: PageWrites, body: RawBody, id: int) -> Response:
    """Stores what was written; «Nộp» goes on to the question before it is handed in."""
    row = own(call, ROOM, id)
    sent = writing.WRITTEN.sent(call, body)
    mark = {"form_id": sent.typed["form_id"]}
    # A button is pressed while what was saved before is on its way: it is another press of the same page.
    sent.typed["form_id"] += sent.typed["go"]

    def act() -> Response:
        if not row.desk or sent.typed["desk"] != row.desk:
            sent.require_fresh(shape(call, ROOM, row))
        data = call.read(ReportPatch, writing.given(call, row, sent.typed), form=True)
        saved = reports.edit(call.session, call.me, row, data, sent.typed["desk"])
        sent.require_sure(saved.warnings)
        return pages.go(_after(id, sent.typed["go"]))

    def again(filled: Filled) -> Response:
        row = reports.find(call.session, call.me, id)
        return _page(call, row, replace(filled, typed=filled.typed | mark))

    return sent.once(act, again)


def _after(id: int, go: str) -> str:
    """Where a press leads: to the question before handing in, to the part that was gathered, else back."""
    if go == "submit":
        return f"/reports/{id}/submit"
    part = go.removeprefix(writing.GATHER)
    return f"/reports/{id}?done=gathered#part-{part}" if part != go else f"/reports/{id}?done=saved"


def beside_file(call: Call, row: Report, filled: Filled) -> Response:
    """The report's page after a file was refused: what was typed beside it stands again."""
    stands = writing.written(call, row, shape(call, ROOM, row), {})
    typed = stands.typed | {"alt_text": filled.typed["alt_text"]}
    return _page(call, row, replace(stands, typed=typed, faults=filled.faults))


def _page(call: Call, row: Report, filled: Filled | None = None) -> Response:
    """A report: a form for who writes it while it may be written, else what was handed in beside what is so now."""
    session, me, said = call.session, call.me, pages.done(call, DONE)
    writes = row.status in WRITABLE and access.may(me, "reports.write", row)
    versions = snapshots.every(session, me, row)
    live = reports.live(session, me, row)
    taken = snapshots.standing(row, versions)
    period = period_of(call, row.period) if row.period else None
    sentences = reports.sentences_of(session, me, row, live) if writes else {}
    form_of = _with_a_file(filled or writing.written(call, row, shape(call, ROOM, row), sentences))
    figures, called = snapshots.figures(me, taken) if taken else live, names.as_of(call, taken)
    return form.draw(
        call,
        "reports/show.html",
        form_of,
        report=row,
        period=period,
        writes=writes,
        figures=figures,
        taken=taken,
        live=live,
        versions=versions,
        names=called,
        history=history.lines(call, "report", row.id),
        closed=[period] if period is not None and period.closed_at else [],
        steps=reports.steps(me, row) | attachments.steps(me, row) | transmittals.steps(call, row),
        **beside.moved_since(call, row, taken, live),
        **beside.carried_over(call, figures),
        **beside.tables(figures, called),
        **_of_urgent(call, row),
        sentences=sentences,
        gathered=ward.gathered(session, me, row) if writes else {},
        parts=writing.WARD_PARTS if row.type == "consolidated" else REPORT_PARTS,
        done=writing.done(row),
        next_one=board.next_to_judge(session, me, row) if access.may(me, "reports.judge") else None,
        until=taken.figures_until if taken else me.today,
        drawing=drawings.under_way(session, me, row),
        said=said,
        undoable=pages.undoable(call, "report", row.id) if said else [],
    )


def _with_a_file(filled: Filled) -> Filled:
    """A file has a form of its own on the page, with a field that no report has."""
    return replace(filled, typed={"alt_text": ""} | filled.typed)


def _of_urgent(call: Call, row: Report) -> dict[str, Any]:
    """The files of an urgent report, who opened it, and what they are called."""
    if row.type != "urgent":
        return {}
    found = openings.of(call.session, call.me, row)
    return {
        "files": attachments.of(call.session, call.me, row),
        "most_mb": call.settings.max_upload_mb,
        "openings": found,
        "people": people.names(call.session, call.me, {one.person_id for one in found}),
    }
