"""The board of reports, for programs: who handed in when over the periods, and reminding those who owe theirs."""

from dataclasses import asdict
from typing import Any

from fastapi import Response

from app.api.openapi import sends
from app.domain import access
from app.domain.reports import reminders, timeliness
from app.domain.reports.reminders import Reminded, RemindIn
from app.web.answers import figures, json_response
from app.web.arrival import RawBody
from app.web.bodies import json_of
from app.web.deps import ApiReads, ApiWrites, Call
from app.web.idempotency import IdempotencyKey, once
from app.web.routing import ApiRouter
from app.web.trials import Writing

router = ApiRouter(prefix="/reports", tags=["reports"])


@router.get("/timeliness", summary="Which unit handed in its report of which period, and when")
def timely(call: ApiReads) -> Response:
    access.require(call.me, "entries.read")
    call.require_bare()
    return figures(call, call.me, "timeliness", lambda: json_response(_told(call)))


def _told(call: Call) -> dict[str, Any]:
    found = timeliness.record(call.session, call.me)
    items = [
        {"unit": line.unit, "name": line.name, "periods": [asdict(duty) for duty in line.duties.values()]}
        for line in found.lines
    ]
    return {"periods": [asdict(one) for one in found.sums], "items": items}


@router.post(
    "/reminders", status_code=201, summary="Remind units of the report that they owe", openapi_extra=sends(RemindIn)
)
def remind(call: ApiWrites, body: RawBody, key: IdempotencyKey = None) -> Response:
    access.require(call.me, "reports.remind")
    call.query(Writing)
    return once(call, key, body, lambda: _remind(call, body))


def _remind(call: Call, body: RawBody) -> Response:
    """201 where anyone was reminded just now, 200 where all of them had been today; who owes none is left out."""
    data = call.read(RemindIn, json_of(body))
    found = reminders.remind(call.session, call.me, data, call.settings.sends_mail)
    return json_response({"items": [_shape(one) for one in found]}, 201 if any(one.is_new for one in found) else 200)


def _shape(one: Reminded) -> dict[str, Any]:
    return {
        "id": one.row.id,
        "unit": one.row.unit,
        "period": one.row.period,
        "day": one.row.day,
        "mail": one.mail,
        "at": one.row.created_at,
        "new": one.is_new,
    }
