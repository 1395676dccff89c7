"""The board of a period: how far each unit's report is, and who is reminded of theirs."""

from typing import Any

from fastapi import Response

from app.domain import access, kept, periods
from app.domain.errors import NotFound
from app.domain.reports import board, letters, moved, reminders, timeliness
from app.domain.reports.board import STATES, Seat
from app.domain.reports.reminders import RemindIn
from app.domain.shown_reports import is_shown, may_read_all
from app.domain.units import tree
from app.models import Period
from app.views import filters
from app.views.reports.routes import DONE, period_of, some
from app.web import form, names, pages
from app.web.arrival import RawBody
from app.web.deps import Call, PageReads, PageWrites
from app.web.form import Filled, Form
from app.web.routing import Router

router = Router(prefix="/reports")
REMIND = Form(RemindIn)
# So many periods stand side by side; the API tells all.
LATEST = 4


@router.get("")
def index(call: PageReads) -> Response:
    access.require(call.me, "entries.read")
    return _board(call, REMIND.blank(call))


def _board(call: Call, filled: Filled) -> Response:
    me, here = call.me, filters.here(call, ("period", "state"))
    chosen, offered = filters.period(call, me, here)
    period = period_of(call, chosen)
    if (period is None and here.params) or here.params.get("state", STATES[0]) not in STATES:
        raise NotFound()
    known = {one.code for one in periods.all_periods(call.session, me)}
    choices = [(code, words) for code, words in offered if code in known]
    return form.draw(
        call,
        "reports/index.html",
        filled,
        here=here,
        period=period,
        periods=choices,
        chosen=chosen,
        names=names.of(call, me),
        since=moved.of_period(call.session, me, chosen),
        urgent=some(call, type="urgent"),
        supplements=some(call, type="supplement", period=chosen) if period else [],
        ward_report=next(iter(some(call, type="consolidated", period=chosen)), None) if period else None,
        record=timeliness.record(call.session, me),
        latest=LATEST,
        said=_said(call),
        head=kept.head(call.session, me).words if access.may(me, "reports.consolidate") else "",
        **(_seated(call, period, here.params.get("state", "")) if period else {}),
    )


def _seated(call: Call, period: Period, state: str) -> dict[str, Any]:
    """The units of a board, those of one state where it was chosen, and what there is to say of reminders."""
    session, me = call.session, call.me
    seats, reminded = _seats(call, period), reminders.latest(session, me, period.code)
    reminds = reminders.may_remind(me, period)
    readable = {seat.unit.code for seat in seats if may_read_all(session, me, seat.unit.code)}
    today = {unit for unit, one in reminded.items() if one.row.day == me.today}
    to_judge = [seat.report for seat in seats if seat.state == "submitted"]
    return {
        "seats": seats,
        "state": state,
        "adds": any(seat.unit.code == me.unit and seat.submitted_on is not None for seat in seats),
        "reminds": reminds,
        "logged": board.logged(session, me, period),
        "has_begun": board.has_begun(session, me, period),
        "shown": [seat for seat in seats if state in ("", seat.state)],
        "reminded": {unit: one for unit, one in reminded.items() if unit in readable},
        "readable": readable,
        "to_remind": sum(seat.owes and seat.unit.code not in today for seat in seats) if reminds else 0,
        "to_judge": to_judge if access.may(me, "reports.judge") else [],
        "chat": letters.chat(me, period, seats) if reminds else "",
    }


def _seats(call: Call, period: Period) -> list[Seat]:
    """The reader's own unit first, then what is to be done first.

    What someone may not read yet has not come for them: another unit's draft is a report not handed in.
    """
    session, me = call.session, call.me
    found = board.seats(session, me, period)
    seen = [seat if seat.report is None or is_shown(session, me, seat.report) else seat.unseen() for seat in found]
    return sorted(seen, key=lambda seat: (seat.unit.code != call.me.unit, seat.rank))


def _said(call: Call) -> str:
    given = call.request.query_params
    if given.get("done") != "reminded":
        return pages.done(call, DONE)
    count = given.get("count", "")
    if count.isdecimal() and count != "0":
        return f"Đã nhắc {count} đơn vị."
    return "Hôm nay đã nhắc rồi: mỗi đơn vị một ngày một lần."


@router.post("/reminders")
def remind(call: PageWrites, body: RawBody) -> Response:
    """Reminds one unit, or all that owe their report."""
    access.require(call.me, "reports.remind")
    sent = REMIND.sent(call, body)

    def act() -> Response:
        data = call.read(RemindIn, sent.given(), form=True)
        found = reminders.remind(call.session, call.me, data, call.settings.sends_mail)
        count = sum(one.is_new for one in found)
        return pages.go(f"/reports?period={data.period}&done=reminded&count={count}")

    return sent.once(act, lambda filled: _board(call, filled))


@router.get("/units/{code}")
def show_unit(call: PageReads, code: str) -> Response:
    """A unit's report that nobody has begun: what the unit has logged, and where one may begin it for the unit."""
    access.require(call.me, "reports.read_all", code, tree.below_own(call.session, call.me))
    here = filters.here(call, ("period",))
    period = period_of(call, filters.period(call, call.me, here)[0])
    seats = board.seats(call.session, call.me, period) if period else []
    seat = next((one for one in seats if one.unit.code == code), None)
    if period is None or seat is None:
        raise NotFound()
    if seat.report is not None:
        return pages.go(f"/reports/{seat.report.id}")
    return form.draw(
        call,
        "reports/unit.html",
        REMIND.blank(call),
        seat=seat,
        period=period,
        logged=board.logged(call.session, call.me, period).get(code, 0),
        has_begun=board.has_begun(call.session, call.me, period),
        told=reminders.latest(call.session, call.me, period.code).get(code),
    )
