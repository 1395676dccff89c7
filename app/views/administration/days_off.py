"""The ward's own days off and swapped working days, on one page of its admin."""

from datetime import date

from fastapi import Response

from app.domain import access, days_off
from app.domain.days_off import DayOffIn
from app.domain.pages import Ask
from app.web import form, pages
from app.web.arrival import RawBody
from app.web.deps import Call, PageReads, PageWrites
from app.web.form import Filled, Form
from app.web.routing import Router

router = Router(prefix="/days-off")
MOST = 1000
FORM = Form(DayOffIn)
DONE = {"added": "Đã thêm ngày.", "removed": "Đã xóa ngày khỏi danh sách."}


@router.get("")
def index(call: PageReads) -> Response:
    access.require(call.me, "days_off.change")
    return _page(call, FORM.blank(call))


@router.post("")
def create(call: PageWrites, body: RawBody) -> Response:
    access.require(call.me, "days_off.change")
    sent = FORM.sent(call, body)

    def act() -> Response:
        days_off.create(call.session, call.me, call.read(DayOffIn, sent.given(), form=True))
        return pages.go("/days-off?done=added")

    return sent.once(act, lambda filled: _page(call, filled))


@router.post("/{day}/remove")
def remove(call: PageWrites, day: date) -> Response:
    row = days_off.find(call.session, call.me, day)
    days_off.remove(call.session, call.me, row)
    return pages.go("/days-off?done=removed")


def _page(call: Call, filled: Filled) -> Response:
    rows = days_off.page(call.session, call.me, Ask(MOST)).items
    return form.draw(
        call,
        "days_off/index.html",
        filled,
        coming=[row for row in rows if row.day >= call.me.today],
        past=[row for row in reversed(rows) if row.day < call.me.today],
        said=pages.done(call, DONE),
    )
