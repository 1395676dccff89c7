"""Periods: the quarters with their due dates; the coordinator lays down the next, closes one and opens it again."""

from fastapi import Response

from app.domain import access, closings, periods
from app.domain.changing import Reason
from app.domain.words import said
from app.models import Period
from app.views.reference_data import pages as reference_pages
from app.views.reference_data.pages import Noun, own
from app.web import form, pages
from app.web.arrival import RawBody
from app.web.deps import Call, PageReads, PageWrites
from app.web.form import Filled, Form, Typed
from app.web.routing import Router

DONE = {
    "created": "Đã lập {name}.",
    "changed": "Đã sửa {name}.",
    "deleted": "Đã xóa {name}.",
    "closed": "Đã đóng {name}.",
    "reopened": "Đã mở lại {name}.",
}
router = Router()
TURN = Form(Reason, thing="kỳ này")


def _proposed(call: Call) -> Typed:
    """The form of the next period begins with what the plan's rule says."""
    data = periods.proposed(call.session, call.me)
    days = {name: getattr(data, name).isoformat() for name in ("starts_on", "ends_on", "due_on")}
    return {"code": data.code} | days


NOUN = Noun("periods", closings.CATALOGUE, first=_proposed)


@router.get("/periods")
def index(call: PageReads) -> Response:
    access.require(call.me, "entries.read")
    every = periods.all_periods(call.session, call.me)
    return pages.show(
        call,
        "periods/index.html",
        rows=list(reversed(every)),
        running=periods.current(call.session, call.me),
        said=pages.done(call, DONE, {row.code: said(row.code) for row in every}),
    )


@router.get("/periods/{code}/close")
@router.get("/periods/{code}/reopen")
def ask(call: PageReads, code: str) -> Response:
    return _ask(call, own(call, NOUN, code))


@router.post("/periods/{code}/close")
def close(call: PageWrites, body: RawBody, code: str) -> Response:
    return _turn(call, body, code, closed=True)


@router.post("/periods/{code}/reopen")
def reopen(call: PageWrites, body: RawBody, code: str) -> Response:
    return _turn(call, body, code, closed=False)


def _turn(call: Call, body: RawBody, code: str, closed: bool) -> Response:
    period, sent = own(call, NOUN, code), TURN.sent(call, body)

    def act() -> Response:
        sent.require_fresh(NOUN.catalogue.shape(call.me, period))
        data = call.read(NOUN.catalogue.changes, {"closed": closed})
        NOUN.catalogue.change(call.session, call.me, period, data)
        return pages.go(f"/periods?done={'closed' if closed else 'reopened'}&code={code}")

    return sent.once(act, lambda filled: _ask(call, own(call, NOUN, code), filled))


def _ask(call: Call, period: Period, filled: Filled | None = None) -> Response:
    """The page before closing or opening again, whichever the period's state allows."""
    shape = NOUN.catalogue.shape(call.me, period)
    return form.draw(call, "periods/turn.html", filled or TURN.of(call, shape), row=period)


router.take(reference_pages.routes(NOUN))
