"""Reference data, campaigns and directives: list, get, create, patch, retire, all by code and all the same way."""

from collections.abc import Callable
from typing import Any

from fastapi import Response
from pydantic import create_model

from app.api.openapi import asks, sends
from app.domain import access, campaigns, channels, closings, directives, groups, materials, subjects, units
from app.domain.changing import Reason
from app.domain.channels import Form
from app.domain.inputs import Code, Moment, Reference, Search
from app.domain.pages import Ask, Page
from app.domain.reference_data import Catalogue, Wanted
from app.domain.units import UnitKind
from app.web.answers import collection, item, require_match, shown
from app.web.arrival import RawBody
from app.web.bodies import json_of
from app.web.deps import ApiReads, ApiWrites
from app.web.idempotency import IdempotencyKey, once
from app.web.paging import Paging
from app.web.routing import ApiRouter
from app.web.trials import Writing


class ListQuery(Paging):
    q: Search | None = None
    active: bool | None = None
    updated_after: Moment | None = None


def routes(noun: str, catalogue: Catalogue[Any], **filters: Any) -> ApiRouter:
    """The routes of one catalogue under /noun; filters are extra query parameters that a column must equal."""
    router = ApiRouter(prefix=f"/{noun}", tags=[noun])
    fields: dict[str, Any] = {name: (kind | None, None) for name, kind in filters.items()}
    query: Any = create_model(f"{catalogue.entity}_query", __base__=ListQuery, **fields)
    _reading(router, noun, catalogue, query, list(filters))
    if catalogue.right:
        _writing(router, noun, catalogue)
    return router


def _reading(router: ApiRouter, noun: str, catalogue: Catalogue[Any], query: Any, filters: list[str]) -> None:
    @router.get("", summary=f"List {noun}", openapi_extra=asks(query))
    def index(call: ApiReads) -> Response:
        access.require(call.me, "entries.read")
        asked: Any = call.filters(query)
        equal = {name: getattr(asked, name) for name in filters if getattr(asked, name) is not None}
        wanted = Wanted(asked.q, asked.active, asked.updated_after, equal)

        def read(ask: Ask) -> Page[Any]:
            return catalogue.page(call.session, call.me, ask, wanted).each(lambda row: catalogue.shape(call.me, row))

        return collection(call, noun, asked, catalogue.fields(), read)

    @router.get("/{code}", summary=f"One of {noun}")
    def show(call: ApiReads, code: str) -> Response:
        row = catalogue.find(call.session, call.me, code)
        return shown(call, catalogue.shape(call.me, row))


def _writing(router: ApiRouter, noun: str, catalogue: Catalogue[Any]) -> None:
    @router.post("", status_code=201, summary=f"Create one of {noun}", openapi_extra=sends(catalogue.takes))
    def create(call: ApiWrites, body: RawBody, key: IdempotencyKey = None) -> Response:
        access.require(call.me, catalogue.right)
        call.query(Writing)
        return once(call, key, body, lambda: _create(call, noun, catalogue, body))

    @router.patch("/{code}", summary=f"Change one of {noun}", openapi_extra=sends(catalogue.changes))
    def change(call: ApiWrites, code: str, body: RawBody) -> Response:
        row = catalogue.find(call.session, call.me, code)
        access.require(call.me, catalogue.right)
        shape: Callable[[], dict[str, Any]] = lambda: catalogue.shape(call.me, row)  # noqa: E731
        require_match(call, shape)
        call.query(Writing)
        data = call.read(catalogue.changes, json_of(body), change=True)
        warnings = catalogue.change(call.session, call.me, row, data)
        return item(shape(), warnings=warnings)

    @router.delete("/{code}", status_code=204, summary=f"Delete or retire one of {noun}", openapi_extra=asks(Reason))
    def retire(call: ApiWrites, code: str) -> Response:
        row = catalogue.find(call.session, call.me, code)
        access.require(call.me, catalogue.right)
        require_match(call, lambda: catalogue.shape(call.me, row))
        asked = call.query(Reason)
        catalogue.remove(call.session, call.me, row, asked.change_reason)
        return Response(status_code=204)


def _create(call: ApiWrites, noun: str, catalogue: Catalogue[Any], body: RawBody) -> Response:
    saved = catalogue.sent.put(call.session, call.me, json_of(body))
    location = f"/api/v1/{noun}/{saved.row.code}" if saved.is_new else None
    return item(catalogue.shape(call.me, saved.row), 201 if saved.is_new else 200, location, saved.warnings)


router = ApiRouter()
for part in (
    routes("units", units.CATALOGUE, kind=UnitKind, parent=Code),
    routes(
        "groups",
        groups.CATALOGUE,
        kind=groups.GroupKind,
        cluster=Search,
        looked_after_by=Code,
        source=Reference,
        external_id=Reference,
    ),
    routes("channels", channels.CATALOGUE, form=Form),
    routes("content-groups", subjects.CONTENT_GROUPS),
    routes("topics", subjects.TOPICS, content_group=Code),
    routes("axes", subjects.AXES),
    routes("periods", closings.CATALOGUE),
    routes("campaigns", campaigns.CATALOGUE, lead_unit=Code),
    routes("directives", directives.CATALOGUE, lead_unit=Code, content_group=Code),
    routes("materials", materials.CATALOGUE),
):
    router.take(part)
