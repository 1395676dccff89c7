"""The ward's own days off and swapped working days, on one page of its admin."""

from datetime import date

from fastapi import Response

from app.domain import days_off
from app.domain.access import require_admin
from app.domain.days_off import DayOffIn
from app.domain.errors import Fault
from app.domain.pages import Ask
from app.web import pages
from app.web.deps import Call, PageReads, PageWrites, RawBody, Router
from app.web.forms import typed
from app.web.pressed import pressed

router = Router(prefix="/days-off")
MOST = 1000
NAMES = ("day", "works", "name")
DONE = {"added": "Đã thêm ngày.", "removed": "Đã xóa ngày khỏi danh sách."}


@router.get("")
def index(call: PageReads) -> Response:
    require_admin(call.me)
    return _page(call, dict.fromkeys(NAMES, "") | {"works": "0"})


@router.post("")
def create(call: PageWrites, body: RawBody) -> Response:
    require_admin(call.me)
    sent = typed(call.request, body, (*NAMES, "form_id"))

    def act() -> Response:
        data = {name: sent[name] for name in NAMES if sent[name].strip()}
        days_off.create(call.session, call.me, call.read(DayOffIn, data, form=True))
        return pages.go("/days-off?done=added")

    return pressed(call, sent["form_id"], body, act, lambda faults: _page(call, sent, faults))


@router.post("/{day}/remove")
def remove(call: PageWrites, day: date) -> Response:
    row = days_off.find(call.session, call.me, day)
    days_off.remove(call.session, call.me, row)
    return pages.go("/days-off?done=removed")


def _page(call: Call, sent: dict[str, str], faults: list[Fault] | None = None) -> Response:
    rows = days_off.page(call.session, call.me, Ask(MOST)).items
    return pages.show(
        call, "days_off/index.html", 422 if faults else 200, typed=sent, faults=faults or [],
        coming=[row for row in rows if row.day >= call.me.today], form_id=call.new_form_id(),
        past=[row for row in reversed(rows) if row.day < call.me.today],
        said=DONE.get(call.request.query_params.get("done", "")),
    )  # fmt: skip
