"""Reports: the board of a period, a report with its figures, and the steps from draft to accepted."""

import secrets
from typing import Any

from fastapi import APIRouter, Response

from app.domain import numbered as register
from app.domain import periods, reports
from app.domain.access import Me, require_entries, require_role
from app.domain.errors import Fault, NotFound
from app.domain.inputs import Code, Input
from app.domain.numbered import require_writer
from app.domain.pages import Ask
from app.domain.reports import board, snapshots
from app.domain.reports.board import Seat
from app.domain.reports.inputs import WRITABLE, Kind, ReportIn, ReportPatch, ReportQuery, ReturnIn, SubmitIn
from app.domain.words import said
from app.models import Period, Report
from app.views import filters, history, names, numbered
from app.views.numbered import Room, Step
from app.web import pages
from app.web.answers import etag
from app.web.asked import digest_of
from app.web.deps import Call, PageReads, PageWrites, RawBody
from app.web.forms import typed
from app.web.labels import REPORT_KINDS
from app.web.pressed import pressed, require_fresh

router = APIRouter(prefix="/reports")
MOST = 50
PARTS = ("1", "2", "3", "4", "5")
WORDS = (*(f"comments.{part}" for part in PARTS), "proposals", "title", "text")
ALWAYS = ("form_id", "etag", "change_reason", "confirmed", "go")
DONE = {
    "saved": "Đã lưu bản viết.", "submitted": "Đã nộp báo cáo, số liệu được chốt.", "accepted": "Đã duyệt báo cáo.",
    "returned": "Đã trả lại báo cáo cho đơn vị.", "deleted": "Đã xóa bản viết.",
}  # fmt: skip


def _called(call: Call, row: Report) -> str:
    of = said(row.period) if row.period else row.title or ""
    unit = names.of(call, call.me).units.get(row.unit or "", call.me.ward.name)
    return f"{REPORT_KINDS[row.type]} {of}, {unit}" if row.period else f"{REPORT_KINDS[row.type]}: {of}, {unit}"


ROOM = Room("reports", reports.REGISTER, fields=(), choices=(), called=_called, blank=lambda _: {})
SUBMIT, ACCEPT, RETURN = Step("reports/submit.html"), Step("reports/accept.html"), Step("reports/return.html")


class Begin(Input):
    """A report to begin; the unit is the officer's own, for the coordinator the one named."""

    type: Kind
    period: Code | None = None
    unit: Code | None = None


@router.get("")
def index(call: PageReads) -> Response:
    me, here = call.me, filters.here(call, ("period",))
    require_entries(me)
    chosen, offered = filters.period(call, me, here)
    period = _period(call, chosen)
    choices = [(code, words) for code, words in offered if _period(call, code)]
    query = ReportQuery(period=period.code) if period else ReportQuery()
    rows = register.page(call.session, me, reports.REGISTER, query, Ask(MOST * 4)).items
    urgent = register.page(call.session, me, reports.REGISTER, ReportQuery(type="urgent"), Ask(MOST)).items
    return pages.show(
        call, "reports/index.html", here=here, period=period, periods=choices, chosen=chosen,
        seats=_seats(call, period) if period else [], names=names.of(call, me), urgent=urgent,
        ward_report=next((row for row in rows if row.type == "consolidated"), None),
        supplements=[row for row in rows if row.type == "supplement"],
        said=DONE.get(call.request.query_params.get("done", "")), form_id=secrets.token_urlsafe(16),
    )  # fmt: skip


def _period(call: Call, code: str) -> Period | None:
    return next((one for one in periods.all_periods(call.session, call.me) if one.code == code), None)


def _seats(call: Call, period: Period) -> list[Seat]:
    """What someone may not read yet has not come for them: another unit's draft is a report not handed in."""
    found = board.seats(call.session, call.me, period)
    return [seat if seat.report is None or reports.sees(call.me, seat.report) else seat.unseen() for seat in found]


@router.post("/begin")
def begin(call: PageWrites, body: RawBody) -> Response:
    """Opens the report of a period, a new one or the one that is there."""
    require_writer(call.me)
    sent = typed(call.request, body, ("type", "period", "unit", "form_id"))
    asked = call.read(Begin, {name: text for name, text in sent.items() if text and name != "form_id"}, form=True)

    def act() -> Response:
        found = _there(call, asked)
        if found is None:
            data = call.read(ReportIn, asked.model_dump(exclude_none=True))
            found = register.enter(call.session, call.me, reports.REGISTER, data).row
        return pages.go(f"/reports/{found.id}")

    def again(_: list[Fault]) -> Response:
        raise NotFound()

    return pressed(call, sent["form_id"], body, act, again)


def _there(call: Call, asked: Begin) -> Report | None:
    """The report that this one would be a second of; a final one of the ward is begun anew instead."""
    if asked.type not in ("periodic", "consolidated"):
        return None
    unit = (asked.unit or call.me.unit) if asked.type == "periodic" else None
    query = ReportQuery(period=asked.period, type=asked.type)
    rows = register.page(call.session, call.me, reports.REGISTER, query, Ask(MOST * 4)).items
    found = next((row for row in rows if row.unit == unit), None)
    return None if found is not None and found.type == "consolidated" and found.status == "submitted" else found


@router.get("/new")
def new(call: PageReads) -> Response:
    """The form of an urgent report: it is of no period, and shows at once."""
    require_writer(call.me)
    blank = dict.fromkeys(("title", "text", "unit", *ALWAYS), "") | {"form_id": secrets.token_urlsafe(16)}
    return _new(call, blank)


@router.post("/new")
def create(call: PageWrites, body: RawBody) -> Response:
    require_writer(call.me)
    sent = typed(call.request, body, ("title", "text", "unit", *ALWAYS))

    def act() -> Response:
        given = {name: sent[name].strip() for name in ("title", "text", "unit") if sent[name].strip()}
        data = call.read(ReportIn, given | {"type": "urgent"}, form=True)
        saved = register.enter(call.session, call.me, reports.REGISTER, data)
        numbered.require_asked(saved.warnings, sent["confirmed"])
        reports.submit(call.session, call.me, saved.row, SubmitIn())
        return pages.go(f"/reports/{saved.row.id}?done=submitted")

    return pressed(
        call, sent["form_id"], body, act, lambda faults: _new(call, sent, faults),
        ask=lambda odd: _new(call, sent, odd=odd),
    )  # fmt: skip


def _new(
    call: Call, sent: dict[str, str], faults: list[Fault] | None = None, odd: list[Fault] | None = None
) -> Response:
    return pages.show(
        call, "reports/new.html", 422 if faults or odd else 200, typed=sent | {"confirmed": digest_of(odd or [])},
        faults=faults or [], warnings=odd or [], units=numbered.units_offered(call),
    )  # fmt: skip


@router.get("/{id}")
def show(call: PageReads, id: int) -> Response:
    return _page(call, register.find(call.session, call.me, reports.REGISTER, id))


@router.post("/{id}")
def save(call: PageWrites, body: RawBody, id: int) -> Response:
    """Stores what was written; «Nộp» goes on to the question before it is handed in."""
    row = numbered.own(call, ROOM, id)
    sent = typed(call.request, body, (*WORDS, *ALWAYS))

    def act() -> Response:
        require_fresh(sent["etag"], etag(_shape(call, row)))
        data = call.read(ReportPatch, _given(row, sent), form=True)
        saved = register.edit(call.session, call.me, reports.REGISTER, row, data)
        numbered.require_asked(saved.warnings, sent["confirmed"])
        return pages.go(f"/reports/{id}/submit" if sent["go"] == "submit" else f"/reports/{id}?done=saved")

    def again(faults: list[Fault], odd: list[Fault] | None = None) -> Response:
        return _page(call, register.find(call.session, call.me, reports.REGISTER, id), sent, faults, odd)

    return pressed(
        call, sent["form_id"], body, act, again, lambda no: numbered.at(call.me, no, ""),
        ask=lambda odd: again([], odd),
    )  # fmt: skip


def _given(row: Report, sent: dict[str, str]) -> dict[str, Any]:
    """What the form says; an emptied text is none, a part without a comment has none."""
    own = ("title", "text") if row.type == "urgent" else ("proposals",)
    reason = {"change_reason": sent["change_reason"]} if sent["change_reason"].strip() else {}
    comments = {part: sent[f"comments.{part}"].strip() for part in PARTS if sent[f"comments.{part}"].strip()}
    told = {} if row.type == "urgent" else {"comments": comments}
    return {name: sent[name].strip() or None for name in own} | told | reason


def _page(
    call: Call, row: Report, sent: dict[str, str] | None = None, faults: list[Fault] | None = None,
    odd: list[Fault] | None = None,
) -> Response:  # fmt: skip
    """A report: a form for who writes it while it may be written, else what was handed in beside what is so now."""
    session, me, shape = call.session, call.me, _shape(call, row)
    writes = row.status in WRITABLE and numbered.may_write(me, row)
    versions = snapshots.every(session, me, row)
    live = reports.live(session, me, row)
    taken = None if row.status in WRITABLE or not versions else versions[0]
    blank = {f"comments.{part}": row.comments.get(part, "") for part in PARTS} | {
        "proposals": row.proposals or "", "title": row.title or "", "text": row.text or "", "change_reason": "",
        "form_id": secrets.token_urlsafe(16), "etag": etag(shape),
    }  # fmt: skip
    period = _period(call, row.period) if row.period else None
    return pages.show(
        call, "reports/show.html", 422 if faults or odd else 200, report=row, period=period, writes=writes,
        figures=taken.figures if taken else live, taken=taken, live=live, versions=versions, faults=faults or [],
        typed=blank | (sent or {}) | {"confirmed": digest_of(odd or [])}, warnings=odd or [],
        names=names.of(call, me), history=history.lines(call, "report", row.id),
        closed=[period] if period is not None and period.closed_at else [], may=_may(me, row),
        until=taken.figures_until if taken else me.today, said=DONE.get(call.request.query_params.get("done", "")),
    )  # fmt: skip


def _may(me: Me, row: Report) -> set[str]:
    """The steps that this person may take with the report as it stands."""
    judges = me.role == "coordinator" and row.status == "submitted"
    if row.type == "consolidated":
        return {"again"} if judges else set()
    return ({"accept", "return"} if judges else set()) | (
        {"remove"} if row.status == "draft" and not row.version and numbered.may_write(me, row) else set()
    )


@router.get("/{id}/submit")
def ask_submit(call: PageReads, id: int) -> Response:
    return numbered.ask(call, ROOM, numbered.own(call, ROOM, id), SUBMIT)


@router.post("/{id}/submit")
def submit(call: PageWrites, body: RawBody, id: int) -> Response:
    def act(row: Any, reason: str | None) -> str:
        reports.submit(call.session, call.me, row, SubmitIn(change_reason=reason))
        return f"/reports/{id}?done=submitted"

    return numbered.take(call, ROOM, numbered.own(call, ROOM, id), body, SUBMIT, act)


@router.get("/{id}/accept")
def ask_accept(call: PageReads, id: int) -> Response:
    return numbered.ask(call, ROOM, _judged(call, id), ACCEPT)


@router.post("/{id}/accept")
def accept(call: PageWrites, body: RawBody, id: int) -> Response:
    def act(row: Any, reason: str | None) -> str:
        reports.accept(call.session, call.me, row, SubmitIn(change_reason=reason))
        return f"/reports/{id}?done=accepted"

    return numbered.take(call, ROOM, _judged(call, id), body, ACCEPT, act)


@router.get("/{id}/return")
def ask_return(call: PageReads, id: int) -> Response:
    return numbered.ask(call, ROOM, _judged(call, id), RETURN, {"reason": ""})


@router.post("/{id}/return")
def send_back(call: PageWrites, body: RawBody, id: int) -> Response:
    row = _judged(call, id)
    why = typed(call.request, body, ("reason",))["reason"].strip()

    def act(row: Any, reason: str | None) -> str:
        data = call.read(ReturnIn, {"reason": why or None, "change_reason": reason}, form=True)
        reports.send_back(call.session, call.me, row, data)
        return f"/reports/{id}?done=returned"

    return numbered.take(call, ROOM, row, body, RETURN, act)


@router.get("/{id}/remove")
def ask_remove(call: PageReads, id: int) -> Response:
    return numbered.ask(call, ROOM, numbered.own(call, ROOM, id), numbered.REMOVE)


@router.post("/{id}/remove")
def remove(call: PageWrites, body: RawBody, id: int) -> Response:
    def act(row: Any, reason: str | None) -> str:
        register.remove(call.session, call.me, reports.REGISTER, row, reason)
        return "/reports?done=deleted"

    return numbered.take(call, ROOM, numbered.own(call, ROOM, id), body, numbered.REMOVE, act)


def _judged(call: Call, id: int) -> Report:
    """The report, for the coordinator, who alone judges it."""
    row = register.find(call.session, call.me, reports.REGISTER, id)
    require_role(call.me, "coordinator")
    return row


def _shape(call: Call, row: Report) -> dict[str, Any]:
    return register.shapes(call.session, call.me, reports.REGISTER, [row])[0]
