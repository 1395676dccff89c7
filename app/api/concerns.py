"""Concerns for programs: list, get, register, change and delete, by the same rules as the pages."""

from typing import Any

from fastapi import Response

from app.api.openapi import asks, sends
from app.domain import access, concerns
from app.domain.changing import Reason
from app.domain.concerns import questions
from app.domain.concerns.inputs import ConcernIn, ConcernPatch, ConcernQuery
from app.domain.pages import Ask, Page
from app.web.answers import collection, item, require_match, shown
from app.web.arrival import RawBody
from app.web.bodies import json_of
from app.web.deps import ApiReads, ApiWrites, Call
from app.web.idempotency import IdempotencyKey, once
from app.web.paging import Paging
from app.web.routing import ApiRouter
from app.web.trials import Writing

router = ApiRouter(prefix="/concerns", tags=["concerns"])


class ConcernList(ConcernQuery, Paging):
    pass


@router.get("", summary="List concerns, overdue ones first", openapi_extra=asks(ConcernList))
def index(call: ApiReads) -> Response:
    access.require(call.me, "entries.read")
    asked = call.filters(ConcernList)

    def read(ask: Ask) -> Page[Any]:
        return questions.page(call.session, call.me, asked, ask).each(questions.shape)

    return collection(call, "concerns", asked, questions.FIELDS, read)


@router.post("", status_code=201, summary="Register a concern", openapi_extra=sends(ConcernIn))
def create(call: ApiWrites, body: RawBody, key: IdempotencyKey = None) -> Response:
    access.require(call.me, "concerns.write")
    call.query(Writing)
    return once(call, key, body, lambda: _create(call, body))


@router.get("/{id}", summary="One concern")
def show(call: ApiReads, id: int) -> Response:
    concern = concerns.find(call.session, call.me, id)
    return shown(call, questions.shape(concern))


@router.patch("/{id}", summary="Change, verify, answer, forward or close a concern", openapi_extra=sends(ConcernPatch))
def change(call: ApiWrites, id: int, body: RawBody) -> Response:
    concern = concerns.own(call.session, call.me, id)
    require_match(call, lambda: questions.shape(concern))
    call.query(Writing)
    data = call.read(ConcernPatch, json_of(body), change=True)
    warnings = concerns.edit(call.session, call.me, concern, data)
    return item(questions.shape(concern), warnings=warnings)


@router.delete("/{id}", status_code=204, summary="Delete a concern", openapi_extra=asks(Reason))
def remove(call: ApiWrites, id: int) -> Response:
    concern = concerns.own(call.session, call.me, id)
    require_match(call, lambda: questions.shape(concern))
    asked = call.query(Reason)
    concerns.remove(call.session, call.me, concern, asked.change_reason)
    return Response(status_code=204)


def _create(call: Call, body: RawBody) -> Response:
    saved = concerns.SENT.put(call.session, call.me, json_of(body))
    location = f"/api/v1/concerns/{saved.row.id}" if saved.is_new else None
    return item(questions.shape(saved.row), 201 if saved.is_new else 200, location, saved.warnings)
