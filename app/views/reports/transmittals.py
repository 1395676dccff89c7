"""A filed report on its way upward: what would be sent, to whom, how far it is, and the same as a file."""

from fastapi import Response

from app.domain import access, indicators
from app.domain.transmittals import sending
from app.models import Report, ReportSnapshot
from app.views.reports.writing import WARD_PARTS
from app.web import form, pages
from app.web.arrival import RawBody
from app.web.deps import Call, PageReads, PageWrites
from app.web.form import ASK, Filled
from app.web.routing import Router

router = Router(prefix="/reports")


def steps(call: Call, row: Report) -> set[str]:
    """Whether there is anything to send, and a city that it goes to."""
    is_filed = row.type == "consolidated" and row.version > 0
    return {"transmit"} if is_filed and call.settings.city_token and access.may(call.me, sending.RIGHT) else set()


@router.get("/{id}/transmittal")
def show(call: PageReads, id: int) -> Response:
    row, taken = sending.filed(call.session, call.me, id)
    return _page(call, row, taken, ASK.blank(call))


@router.post("/{id}/transmittal")
def send(call: PageWrites, body: RawBody, id: int) -> Response:
    row, taken = sending.filed(call.session, call.me, id)

    def act() -> Response:
        # Whoever presses «Gửi lại» on what was sent has a reason to ask whether the city has it.
        sending.order(call.session, call.me, taken, call.settings.sends_upward, anew=True)
        return pages.go(f"/reports/{id}/transmittal")

    return ASK.sent(call, body).once(act, lambda filled: _page(call, row, taken, filled))


def _page(call: Call, row: Report, taken: ReportSnapshot, filled: Filled) -> Response:
    told = sending.told(call.session, call.me, row, taken)
    return form.draw(
        call,
        "reports/transmittal.html",
        filled,
        report=row,
        taken=taken,
        told=told,
        found=indicators.frozen(told["figures"]),
        standing=sending.standing(call.session, call.me, taken),
        address=call.settings.city_address,
        signs=bool(call.settings.city_token),
        parts=WARD_PARTS,
    )
