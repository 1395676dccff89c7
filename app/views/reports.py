"""Reports: the board of a period, a report with its figures, and the steps from draft to accepted."""

from typing import Any

from fastapi import Response

from app.domain import kept, periods, reports
from app.domain import numbered as register
from app.domain.access import Me, require_entries
from app.domain.errors import Fault, NotFound
from app.domain.numbered import require_writer
from app.domain.pages import Ask
from app.domain.reports import board, moved, snapshots
from app.domain.reports.board import Seat
from app.domain.reports.inputs import WRITABLE, ReportIn, ReportPatch, ReportQuery, SubmitIn
from app.domain.reports.moved import Moved
from app.domain.words import said
from app.models import Period, Report
from app.views import filters, history, names, numbered, options
from app.views.numbered import Room
from app.web import pages
from app.web.answers import etag
from app.web.asked import digest_of
from app.web.deps import Call, PageReads, PageWrites, RawBody, Router
from app.web.forms import typed
from app.web.labels import REPORT_KINDS
from app.web.pressed import pressed, require_fresh

router = Router(prefix="/reports")
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


@router.get("")
def index(call: PageReads) -> Response:
    me, here = call.me, filters.here(call, ("period",))
    require_entries(me)
    chosen, offered = filters.period(call, me, here)
    period = _period(call, chosen)
    if period is None and here.params:
        raise NotFound()
    known = {one.code for one in periods.all_periods(call.session, me)}
    choices = [(code, words) for code, words in offered if code in known]
    return pages.show(
        call, "reports/index.html", here=here, period=period, periods=choices, chosen=chosen,
        seats=_seats(call, period) if period else [], names=names.of(call, me),
        since=moved.of_period(call.session, me, chosen),
        urgent=_some(call, type="urgent"), supplements=_some(call, type="supplement", period=chosen) if period else [],
        ward_report=next(iter(_some(call, type="consolidated", period=chosen)), None) if period else None,
        said=DONE.get(call.request.query_params.get("done", "")), form_id=call.new_form_id(),
        head=kept.head(call.session, call.me).words if call.me.role == "coordinator" else "",
    )  # fmt: skip


def _some(call: Call, **asked: str | None) -> list[Report]:
    """The newest reports that are so."""
    query = ReportQuery.model_validate(asked)
    return list(register.page(call.session, call.me, reports.REGISTER, query, Ask(MOST)).items)


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
    sent = typed(call.request, body, ("type", "period", "unit", "change_reason", "form_id"))
    asked = call.read(ReportIn, {name: text for name, text in sent.items() if text and name != "form_id"}, form=True)

    def act() -> Response:
        found = _there(call, asked) or register.enter(call.session, call.me, reports.REGISTER, asked).row
        return pages.go(f"/reports/{found.id}")

    def again(faults: list[Fault]) -> Response:
        return pages.show(call, "reports/begin.html", 422, typed=sent | {"form_id": call.new_form_id()}, faults=faults)

    return pressed(call, sent["form_id"], body, act, again, lambda no: numbered.at(call.me, no, ""))


def _there(call: Call, asked: ReportIn) -> Report | None:
    """The report that this one would be a second of; a final one of the ward is begun anew instead."""
    if asked.type == "periodic":
        unit = asked.unit or call.me.unit
        return next(iter(_some(call, type=asked.type, period=asked.period, unit=unit)), None)
    if asked.type == "consolidated":
        found = _some(call, type=asked.type, period=asked.period)
        return next((row for row in found if row.status != "submitted"), None)
    return None


@router.get("/new")
def new(call: PageReads) -> Response:
    """The form of an urgent report: it is of no period, and shows at once."""
    require_writer(call.me)
    blank = dict.fromkeys(("title", "text", "unit", *ALWAYS), "") | {"form_id": call.new_form_id()}
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
        faults=faults or [], warnings=odd or [], units=options.of_units(call, sent["unit"]),
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
        "form_id": call.new_form_id(), "etag": etag(shape),
    }  # fmt: skip
    period = _period(call, row.period) if row.period else None
    return pages.show(
        call, "reports/show.html", 422 if faults or odd else 200, report=row, period=period, writes=writes,
        figures=taken.figures if taken else live, taken=taken, live=live, versions=versions, faults=faults or [],
        typed=blank | (sent or {}) | {"confirmed": digest_of(odd or [])}, warnings=odd or [],
        names=names.of(call, me), history=history.lines(call, "report", row.id),
        closed=[period] if period is not None and period.closed_at else [], may=_may(me, row),
        moved=_moved(taken.figures, live) if taken and live else None, changes=_changes(call, row) if taken else [],
        until=taken.figures_until if taken else me.today, said=DONE.get(call.request.query_params.get("done", "")),
    )  # fmt: skip


def _moved(then: dict[str, Any], now: dict[str, Any]) -> list[tuple[str, int | None, int | None]] | None:
    """What a report's main figures were and are, where they differ; None while nothing at all does."""
    if then == now:
        return None
    main = [
        ("sản phẩm", "1", "products"), ("lượt phát", "1", "placements"), ("tổ có tin", "3", "reached"),
        ("vấn đề tiếp nhận", "4", "received"), ("vấn đề trả lời đúng hạn", "5", "answered_on_time"),
    ]  # fmt: skip
    pairs = [(words, then[part][name], now[part][name]) for words, part, name in main]
    pairs.append(("người đã nghe", _people(then), _people(now)))
    return [(words, one, two) for words, one, two in pairs if one != two]


def _changes(call: Call, row: Report) -> list[tuple[Moved, history.Line]]:
    """What moved in the log since, from what to what, the last change first."""
    found = moved.of_report(call.session, call.me, row)[::-1]
    return list(zip(found, history.of_changes(call, [(one.change, one.words) for one in found]), strict=True))


def _people(figures: dict[str, Any]) -> int | None:
    """The net reach of a report; None where no group has a population, for 0 would say that nobody heard."""
    whole = figures["2"]["residential"]
    return whole["net_reach"] if whole["coverage"] is not None else None


def _may(me: Me, row: Report) -> set[str]:
    """The steps that this person may take with the report as it stands."""
    judges = me.role == "coordinator" and row.status == "submitted"
    if row.type == "consolidated":
        return {"again"} if judges else set()
    return ({"accept", "return"} if judges else set()) | (
        {"remove"} if row.status == "draft" and not row.version and numbered.may_write(me, row) else set()
    )


def _shape(call: Call, row: Report) -> dict[str, Any]:
    return register.shapes(call.session, call.me, reports.REGISTER, [row])[0]
