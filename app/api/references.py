"""Reference data, campaigns and directives: list, get, create, patch, retire, all by code and all the same way."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import Header, Response
from pydantic import create_model

from app.api.openapi import asks, sends
from app.domain import (
    access,
    campaigns,
    channels,
    closings,
    directives,
    groups,
    materials,
    registers,
    subjects,
    units,
)  # fmt: skip
from app.domain.inputs import Code, Input, Moment, Search, Text
from app.domain.pages import Ask, Page
from app.domain.registers import Register
from app.web.answers import collection, conditional, item, require_match
from app.web.bodies import json_of
from app.web.deps import ApiReads, ApiRouter, ApiWrites, RawBody
from app.web.idempotency import once
from app.web.paging import Paging

IdempotencyKey = Annotated[str | None, Header(alias="Idempotency-Key")]


class ListQuery(Paging):
    q: Search | None = None
    active: bool | None = None
    updated_after: Moment | None = None


class NoQuery(Input):
    """A route that takes no query parameters."""


class Reason(Input):
    change_reason: Text | None = None


def routes(noun: str, register: Register[Any], **filters: Any) -> ApiRouter:
    """The routes of one register under /noun; filters are extra query parameters that a column must equal."""
    router = ApiRouter(prefix=f"/{noun}", tags=[noun])
    fields: dict[str, Any] = {name: (kind | None, None) for name, kind in filters.items()}
    query: Any = create_model(f"{register.entity}_query", __base__=ListQuery, **fields)
    _reading(router, noun, register, query, list(filters))
    if register.right:
        _writing(router, noun, register)
    return router


def _reading(router: ApiRouter, noun: str, register: Register[Any], query: Any, filters: list[str]) -> None:
    @router.get("", summary=f"List {noun}", openapi_extra=asks(query))
    def index(call: ApiReads) -> Response:
        access.require(call.me, "entries.read")
        asked: Any = call.query(query)
        equal = {name: getattr(asked, name) for name in filters if getattr(asked, name) is not None}
        after: datetime | None = asked.updated_after

        def read(ask: Ask) -> tuple[Page[Any], list[dict[str, Any]]]:
            page = registers.page(call.session, call.me, register, ask, asked.q, asked.active, after, **equal)
            return page, [registers.shape(call.me, register, row) for row in page.items]

        return collection(call, noun, asked, registers.fields(register), read)

    @router.get("/{code}", summary=f"One of {noun}")
    def show(call: ApiReads, code: str) -> Response:
        row = registers.find(call.session, call.me, register, code)
        call.query(NoQuery)
        return conditional(call.request, item(registers.shape(call.me, register, row)))


def _writing(router: ApiRouter, noun: str, register: Register[Any]) -> None:
    @router.post("", status_code=201, summary=f"Create one of {noun}", openapi_extra=sends(register.takes))
    def create(call: ApiWrites, body: RawBody, key: IdempotencyKey = None) -> Response:
        access.require(call.me, register.right)
        call.query(NoQuery)
        return once(call, key, body, lambda: _create(call, noun, register, body))

    @router.patch("/{code}", summary=f"Change one of {noun}", openapi_extra=sends(register.changes))
    def change(call: ApiWrites, code: str, body: RawBody) -> Response:
        row = registers.find(call.session, call.me, register, code)
        access.require(call.me, register.right)
        call.query(NoQuery)
        shape: Callable[[], dict[str, Any]] = lambda: registers.shape(call.me, register, row)  # noqa: E731
        require_match(call.request, shape)
        data = call.read(register.changes, json_of(call, body), change=True)
        warnings = registers.change(call.session, call.me, register, row, data)
        return item(shape(), warnings=warnings)

    @router.delete(
        "/{code}",
        status_code=204,
        summary=f"Delete or retire one of {noun}",
        openapi_extra=asks(Reason),
    )
    def retire(call: ApiWrites, code: str) -> Response:
        row = registers.find(call.session, call.me, register, code)
        access.require(call.me, register.right)
        asked = call.query(Reason)
        require_match(call.request, lambda: registers.shape(call.me, register, row))
        registers.remove(call.session, call.me, register, row, asked.change_reason)
        return Response(status_code=204)


def _create(call: ApiWrites, noun: str, register: Register[Any], body: RawBody) -> Response:
    data = call.read(register.takes, json_of(call, body))
    row, warnings = registers.create(call.session, call.me, register, data)
    return item(registers.shape(call.me, register, row), 201, f"/api/v1/{noun}/{row.code}", warnings)


router = ApiRouter()
for part in (
    routes("units", units.REGISTER, kind=Code),
    routes("groups", groups.REGISTER, kind=groups.GroupKind, cluster=Search),
    routes("channels", channels.REGISTER, form=Code),
    routes("content-groups", subjects.CONTENT_GROUPS),
    routes("topics", subjects.TOPICS, content_group=Code),
    routes("axes", subjects.AXES),
    routes("periods", closings.REGISTER),
    routes("campaigns", campaigns.REGISTER, lead_unit=Code),
    routes("directives", directives.REGISTER, lead_unit=Code, content_group=Code),
    routes("materials", materials.REGISTER),
):
    router.take(part)
