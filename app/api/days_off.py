"""The ward's own days off and the days off that it works, by day; the public calendar needs no rows."""

from datetime import date
from typing import Any

from fastapi import Response

from app.api.openapi import asks, sends
from app.domain import access, days_off
from app.domain.days_off import DayOffIn
from app.domain.pages import Ask, Page
from app.web.answers import collection, item, require_match, shown
from app.web.arrival import RawBody
from app.web.bodies import json_of
from app.web.deps import ApiReads, ApiWrites, Call
from app.web.idempotency import IdempotencyKey, once
from app.web.paging import Paging
from app.web.routing import ApiRouter
from app.web.trials import Writing

router = ApiRouter(prefix="/days-off", tags=["days-off"])


@router.get("", summary="List days off and swapped working days (admin)", openapi_extra=asks(Paging))
def index(call: ApiReads) -> Response:
    access.require(call.me, "days_off.change")
    asked = call.query(Paging)

    def read(ask: Ask) -> Page[Any]:
        return days_off.page(call.session, call.me, ask).each(days_off.shape)

    return collection(call, "days-off", asked, days_off.FIELDS, read)


@router.post(
    "",
    status_code=201,
    openapi_extra=sends(DayOffIn),
    summary="Add a day off, or with `works` a day of the calendar that is worked (admin)",
)
def create(call: ApiWrites, body: RawBody, key: IdempotencyKey = None) -> Response:
    access.require(call.me, "days_off.change")
    call.query(Writing)
    return once(call, key, body, lambda: _create(call, body))


@router.get("/{day}", summary="One day off (admin)")
def show(call: ApiReads, day: date) -> Response:
    row = days_off.find(call.session, call.me, day)
    return shown(call, days_off.shape(row))


@router.delete("/{day}", status_code=204, summary="Take a day off out again (admin)")
def remove(call: ApiWrites, day: date) -> Response:
    row = days_off.find(call.session, call.me, day)
    require_match(call, lambda: days_off.shape(row))
    call.require_bare()
    days_off.remove(call.session, call.me, row)
    return Response(status_code=204)


def _create(call: Call, body: RawBody) -> Response:
    row = days_off.create(call.session, call.me, call.read(DayOffIn, json_of(body)))
    return item(days_off.shape(row), 201, f"/api/v1/days-off/{row.day.isoformat()}")
