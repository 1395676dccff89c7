"""Surveys, pulses, commendations, plans, reports: list, get, create, patch, delete, by number and all the same way."""

from collections.abc import Callable, Sequence
from typing import Any

from fastapi import Response
from pydantic import create_model

from app.api.openapi import asks, sends
from app.api.references import IdempotencyKey, NoQuery, Reason
from app.domain import access, commendations, numbered, plans, pulses, reports, surveys
from app.domain.errors import Fault
from app.domain.inputs import Input
from app.domain.numbered import Register
from app.domain.pages import Ask, Page
from app.domain.reports.inputs import ReturnIn, SubmitIn
from app.models import Plan, Report
from app.web.answers import collection, conditional, item, require_match
from app.web.bodies import json_of
from app.web.deps import ApiReads, ApiRouter, ApiWrites, Call, RawBody
from app.web.idempotency import once
from app.web.paging import Paging


def routes(noun: str, register: Register[Any]) -> ApiRouter:
    """The routes of one register under /noun."""
    router = ApiRouter(prefix=f"/{noun}", tags=[noun])
    _reading(router, noun, register)
    _writing(router, noun, register)
    return router


def _reading(router: ApiRouter, noun: str, register: Register[Any]) -> None:
    query: Any = create_model(f"{register.entity}_query", __base__=(register.asks, Paging))

    @router.get("", summary=f"List {noun}, newest first", openapi_extra=asks(query))
    def index(call: ApiReads) -> Response:
        access.require(call.me, "entries.read")
        asked: Any = call.query(query)

        def read(ask: Ask) -> tuple[Page[Any], list[dict[str, Any]]]:
            page = numbered.page(call.session, call.me, register, asked, ask)
            return page, numbered.shapes(call.session, call.me, register, page.items)

        return collection(call, noun, asked, register.fields, read)

    @router.get("/{id}", summary=f"One of {noun}")
    def show(call: ApiReads, id: int) -> Response:
        row = numbered.find(call.session, call.me, register, id)
        call.query(NoQuery)
        told = _item(call, register, row)
        # What stands beside an entry moves without its ETag.
        return told if register.beside else conditional(call.request, told)


def _writing(router: ApiRouter, noun: str, register: Register[Any]) -> None:
    @router.post("", status_code=201, summary=f"Create one of {noun}", openapi_extra=sends(register.takes))
    def create(call: ApiWrites, body: RawBody, key: IdempotencyKey = None) -> Response:
        access.require(call.me, register.right)
        call.query(NoQuery)
        return once(call, key, body, lambda: _create(call, noun, register, body))

    @router.patch("/{id}", summary=f"Change one of {noun}", openapi_extra=sends(register.changes))
    def change(call: ApiWrites, id: int, body: RawBody) -> Response:
        row = _own(call, register, id)
        call.query(NoQuery)
        sent = json_of(call, body)
        access.require_sent(call.me, register.right, sent)
        require_match(call.request, lambda: _shape(call, register, row))
        saved = numbered.edit(call.session, call.me, register, row, call.read(register.changes, sent, change=True))
        return _item(call, register, row, warnings=saved.warnings)

    @router.delete("/{id}", status_code=204, summary=f"Delete one of {noun}", openapi_extra=asks(Reason))
    def remove(call: ApiWrites, id: int) -> Response:
        row = _own(call, register, id)
        asked = call.query(Reason)
        require_match(call.request, lambda: _shape(call, register, row))
        numbered.remove(call.session, call.me, register, row, asked.change_reason)
        return Response(status_code=204)


def _own(call: Call, register: Register[Any], id: int) -> Any:
    """The entry, for who may write it."""
    row = numbered.find(call.session, call.me, register, id)
    access.require(call.me, register.right, row)
    return row


def _create(call: Call, noun: str, register: Register[Any], body: RawBody) -> Response:
    sent = json_of(call, body)
    access.require_sent(call.me, register.right, sent)
    saved = numbered.enter(call.session, call.me, register, call.read(register.takes, sent))
    status = 201 if saved.is_new else 200
    return _item(call, register, saved.row, status, f"/api/v1/{noun}/{saved.row.id}", saved.warnings)


def _item(
    call: Call, register: Register[Any], row: Any, status: int = 200, location: str | None = None,
    warnings: Sequence[Fault] = (),
) -> Response:  # fmt: skip
    """One entry; what of it changes with the log stands beside it, outside its ETag."""
    beside = {name: ask(call.session, call.me, row) for name, ask in register.beside.items()}
    return item(_shape(call, register, row), status, location, warnings, **beside)


def _shape(call: Call, register: Register[Any], row: Any) -> dict[str, Any]:
    return numbered.shapes(call.session, call.me, register, [row])[0]


router = ApiRouter()
for part in (
    routes("surveys", surveys.REGISTER),
    routes("pulses", pulses.REGISTER),
    routes("commendations", commendations.REGISTER),
    routes("plans", plans.REGISTER),
    routes("reports", reports.REGISTER),
):
    router.take(part)


@router.post(
    "/plans/{id}/approve", tags=["plans"], summary="Approve a unit's plan", openapi_extra=sends(plans.ApproveIn)
)
def approve(call: ApiWrites, id: int, body: RawBody, key: IdempotencyKey = None) -> Response:
    plan = numbered.find(call.session, call.me, plans.REGISTER, id)
    access.require(call.me, "plans.approve")
    call.query(NoQuery)
    return once(call, key, body, lambda: _approve(call, plan, body))


def _approve(call: Call, plan: Plan, body: RawBody) -> Response:
    """The body may be left out: there is nothing to say but, in a closed period, why."""
    data = call.read(plans.ApproveIn, json_of(call, body) if body.content.strip() else {})
    saved = plans.approve(call.session, call.me, plan, data)
    return _item(call, plans.REGISTER, plan, warnings=saved.warnings)


@router.post("/reports/{id}/submit", tags=["reports"], summary="Hand a report in", openapi_extra=sends(SubmitIn))
def submit(call: ApiWrites, id: int, body: RawBody, key: IdempotencyKey = None) -> Response:
    report = _own(call, reports.REGISTER, id)
    call.query(NoQuery)
    return once(call, key, body, lambda: _step(call, report, reports.submit, SubmitIn, body))


@router.post("/reports/{id}/return", tags=["reports"], summary="Send a report back", openapi_extra=sends(ReturnIn))
def send_back(call: ApiWrites, id: int, body: RawBody, key: IdempotencyKey = None) -> Response:
    report = _judged(call, id)
    return once(call, key, body, lambda: _step(call, report, reports.send_back, ReturnIn, body))


@router.post("/reports/{id}/accept", tags=["reports"], summary="Accept a report", openapi_extra=sends(SubmitIn))
def accept(call: ApiWrites, id: int, body: RawBody, key: IdempotencyKey = None) -> Response:
    report = _judged(call, id)
    return once(call, key, body, lambda: _step(call, report, reports.accept, SubmitIn, body))


def _judged(call: Call, id: int) -> Report:
    """The report, for the coordinator, who alone judges it."""
    report = numbered.find(call.session, call.me, reports.REGISTER, id)
    access.require(call.me, "reports.judge")
    call.query(NoQuery)
    return report


def _step(call: Call, report: Report, verb: Callable[..., list[Fault]], kind: type[Input], body: RawBody) -> Response:
    """The body may be left out where there is nothing to say."""
    warnings = verb(call.session, call.me, report, call.read(kind, json_of(call, body) if body.content.strip() else {}))
    return _item(call, reports.REGISTER, report, warnings=warnings)
