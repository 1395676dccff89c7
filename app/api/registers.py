"""Registers by number, surveys to reports: list, get, create, patch, delete, all the same way."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

from fastapi import Response
from pydantic import create_model

from app.api.openapi import asks, sends
from app.domain import access, commendations, key_dates, plans, pulses, reports, sources, surveys
from app.domain.changing import Reason
from app.domain.errors import Refused
from app.domain.inputs import Input, without
from app.domain.pages import Ask, Page
from app.domain.registers import Noun, own
from app.domain.reports.inputs import ReturnIn, SubmitIn
from app.domain.sources import Saved
from app.models import Plan, Report
from app.web.answers import collection, conditional, item, moving, require_match
from app.web.arrival import RawBody
from app.web.bodies import json_of
from app.web.deps import ApiReads, ApiWrites, Call
from app.web.idempotency import IdempotencyKey, once
from app.web.paging import Paging
from app.web.routing import ApiRouter
from app.web.trials import Writing


def routes(noun: str, entries: Noun) -> ApiRouter:
    """The routes of one register under /noun."""
    router = ApiRouter(prefix=f"/{noun}", tags=[noun])
    _reading(router, noun, entries)
    _writing(router, noun, entries)
    return router


def _reading(router: ApiRouter, noun: str, entries: Noun) -> None:
    register = entries.REGISTER
    query: Any = create_model(f"{register.entity}_query", __base__=(register.asks, Paging))

    @router.get("", summary=f"List {noun}, newest first", openapi_extra=asks(query))
    def index(call: ApiReads) -> Response:
        access.require(call.me, "entries.read")
        asked: Any = call.filters(query)

        def read(ask: Ask) -> Page[Any]:
            page = entries.found(call.session, call.me, asked).page(call.session, ask)
            return Page(entries.shapes(call.session, call.me, page.items), page.next)

        return collection(call, noun, asked, register.fields, read)

    @router.get("/{id}", summary=f"One of {noun}")
    def show(call: ApiReads, id: int) -> Response:
        row = entries.find(call.session, call.me, id)
        call.require_bare()
        return conditional(call.request, _item(call, entries, Saved(row, [])))


def _writing(router: ApiRouter, noun: str, entries: Noun) -> None:
    register = entries.REGISTER

    @router.post("", status_code=201, summary=f"Create one of {noun}", openapi_extra=sends(register.takes))
    def create(call: ApiWrites, body: RawBody, key: IdempotencyKey = None) -> Response:
        access.require(call.me, register.right)
        call.query(Writing)
        return once(call, key, body, lambda: _create(call, noun, entries, body))

    @router.patch("/{id}", summary=f"Change one of {noun}", openapi_extra=sends(register.changes))
    def change(call: ApiWrites, id: int, body: RawBody) -> Response:
        row = own(call.session, call.me, entries, id)
        call.require_readable()
        with suppress(Refused):
            # A unit that is only told, and not taken, is nobody's to name.
            access.require_sent(call.me, register.right, without(json_of(body), register.changes.READ_ONLY))
        require_match(call, lambda: _shape(call, entries, row))
        call.query(Writing)
        saved = entries.edit(call.session, call.me, row, call.read(register.changes, json_of(body), change=True))
        return _item(call, entries, saved)

    @router.delete("/{id}", status_code=204, summary=f"Delete one of {noun}", openapi_extra=asks(Reason))
    def remove(call: ApiWrites, id: int) -> Response:
        row = own(call.session, call.me, entries, id)
        require_match(call, lambda: _shape(call, entries, row))
        asked = call.query(Reason)
        entries.remove(call.session, call.me, row, asked.change_reason)
        return Response(status_code=204)


def _create(call: Call, noun: str, entries: Noun, body: RawBody) -> Response:
    saved = sources.of_register(entries).put(call.session, call.me, json_of(body))
    return _item(call, entries, saved, f"/api/v1/{noun}/{saved.row.id}" if saved.is_new else None)


def _item(call: Call, entries: Noun, saved: Saved[Any], location: str | None = None) -> Response:
    """One entry; what of it changes with the log stands beside it, in a part of the ETag that no write asks for."""
    beside = entries.beside(call.session, call.me, saved.row)
    shape, status = _shape(call, entries, saved.row), 201 if saved.is_new else 200
    return moving(item(shape, status, location, saved.warnings, **beside), beside)


def _shape(call: Call, entries: Noun, row: Any) -> dict[str, Any]:
    return entries.shapes(call.session, call.me, [row])[0]


router = ApiRouter()
for part in (
    routes("surveys", surveys),
    routes("pulses", pulses),
    routes("commendations", commendations),
    routes("plans", plans),
    routes("key-dates", key_dates),
    routes("reports", reports),
):
    router.take(part)


class Step(NamedTuple):
    """What is done with an entry, at this address: found for who may, by which verb, and what is sent with it."""

    address: str
    summary: str
    find: Callable[[Call, int], Any]
    verb: Callable[..., Any]
    takes: type[Input]


def _own(call: Call, id: int) -> Report:
    report: Report = own(call.session, call.me, reports, id)
    return report


def _judged(call: Call, id: int) -> Report:
    """The report, for the coordinator, who alone judges it."""
    report = reports.find(call.session, call.me, id)
    access.require(call.me, "reports.judge")
    return report


def _approved(call: Call, id: int) -> Plan:
    plan = plans.find(call.session, call.me, id)
    access.require(call.me, "plans.approve")
    return plan


def _stepping(entries: Noun, step: Step) -> None:
    noun, extra = step.address.split("/")[1], sends(step.takes, needed=step.takes is ReturnIn)

    @router.post(step.address, tags=[noun], summary=step.summary, name=step.verb.__name__, openapi_extra=extra)
    def take(call: ApiWrites, id: int, body: RawBody, key: IdempotencyKey = None) -> Response:
        row = step.find(call, id)
        call.query(Writing)
        return once(call, key, body, lambda: _take(call, entries, row, step, body))


def _take(call: Call, entries: Noun, row: Any, step: Step, body: RawBody) -> Response:
    """The body may be left out where there is nothing to say."""
    data = call.read(step.takes, json_of(body) if body.content.strip() else {})
    done = step.verb(call.session, call.me, row, data)
    return _item(call, entries, done if isinstance(done, Saved) else Saved(row, done))


_stepping(plans, Step("/plans/{id}/approve", "Approve a unit's plan", _approved, plans.approve, plans.ApproveIn))
for step in (
    Step("/reports/{id}/submit", "Hand a report in", _own, reports.submit, SubmitIn),
    Step("/reports/{id}/return", "Send a report back", _judged, reports.send_back, ReturnIn),
    Step("/reports/{id}/accept", "Accept a report", _judged, reports.accept, SubmitIn),
    Step("/reports/{id}/reopen", "Open an accepted report again", _judged, reports.reopen, ReturnIn),
):
    _stepping(reports, step)
