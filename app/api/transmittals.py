"""A ward's filed report on its way upward: looked at, sent and taken along as a file there, received at the city's."""

from typing import Any

from fastapi import Response

from app.api.openapi import sends
from app.domain import access
from app.domain.transmittals import receiving, sending
from app.domain.transmittals.envelope import Envelope
from app.domain.transmittals.receiving import Opened
from app.models import Report, ReportSnapshot
from app.web.answers import item, shown
from app.web.arrival import RawBody
from app.web.bodies import json_of, require_nothing
from app.web.deps import ApiReads, ApiWrites, Call
from app.web.idempotency import IdempotencyKey, once
from app.web.routing import ApiRouter, Then, of_many
from app.web.trials import Writing

router = ApiRouter()


@router.get(
    "/reports/{id}/transmittal", tags=["reports"], summary="What goes upward of a filed report, and how far it is"
)
def show(call: ApiReads, id: int) -> Response:
    row, taken = sending.filed(call.session, call.me, id)
    return shown(call, _told(call, row, taken))


@router.post("/reports/{id}/transmittal", tags=["reports"], summary="Send a filed report to the city's installation")
def send(call: ApiWrites, id: int, body: RawBody, key: IdempotencyKey = None) -> Response:
    row, taken = sending.filed(call.session, call.me, id)
    call.query(Writing)

    def act() -> Response:
        require_nothing(body)
        sending.order(call.session, call.me, taken, call.settings.sends_upward)
        return item(_told(call, row, taken))

    return once(call, key, body, act)


@router.post(
    "/transmittals",
    status_code=201,
    tags=["transmittals"],
    summary="Take in a ward's filed report",
    openapi_extra=sends(Envelope),
)
@of_many
def receive(call: ApiReads, body: RawBody, key: IdempotencyKey = None) -> Response | Then:
    """201 where it is new here, 200 where it was here already: the same again changes nothing."""
    access.require(call.me, receiving.RIGHT)
    call.query(Writing)
    opened = receiving.open_(call.session, call.me, call.read(Envelope, json_of(body)))
    return Then(lambda: once(call, key, body, lambda: _taken(call, opened)))


def _taken(call: Call, opened: Opened) -> Response:
    row, is_new = receiving.take(call.session, call.me, opened)
    return item(receiving.shape(opened.ward, row), 201 if is_new else 200)


def _told(call: Call, row: Report, taken: ReportSnapshot) -> dict[str, Any]:
    standing = sending.standing(call.session, call.me, taken)
    return {"report": row.id, **standing._asdict(), "content": sending.told(call.session, call.me, row, taken)}
