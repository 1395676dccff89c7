"""The wards that a city reader may look at, and what each of them filed."""

from collections.abc import Sequence
from typing import Any

from fastapi import Response

from app.api.openapi import asks
from app.domain import access, city, wards
from app.domain.inputs import Code
from app.web import tables
from app.web.answers import conditional, json_response
from app.web.deps import ApiReads, Call
from app.web.routing import ApiRouter
from app.web.sheets import Sheet
from app.web.tables import Form

router = ApiRouter(tags=["wards"])


@router.get("/wards", summary="The wards of the city", openapi_extra=asks(Form))
def index(call: ApiReads) -> Response:
    access.require(call.me, "wards.compare")
    asked = call.query(Form)
    items = [{"code": ward.code, "name": ward.name} for ward in wards.all_wards(call.session)]
    return conditional(call.request, _listed(call, asked, "wards", ("code", "name"), items))


def _listed(call: Call, asked: Form, name: str, names: Sequence[str], items: list[dict[str, Any]]) -> Response:
    if tables.wants_table(call.request, asked):
        return Sheet(call, call.me, "wards").table(asked, name, names, items)
    return json_response({"items": items, "next": None})


class ReportsAsked(Form):
    period: Code


@router.get(
    "/city/reports", summary="Each ward's own report of a period, as filed last", openapi_extra=asks(ReportsAsked)
)
def reports(call: ApiReads) -> Response:
    """A ward that has filed none is not there; each is to be had as a document at /reports/{id}/export."""
    access.require(call.me, "wards.compare")
    asked = call.query(ReportsAsked)
    every = {ward.id: ward for ward in wards.all_wards(call.session)}
    items = [
        {"ward": every[one.ward_id].code, "name": every[one.ward_id].name, "period": one.period, "id": one.id}
        | {"version": one.version, "submitted_at": one.at}
        for one in city.filed_of(call.session, call.me, asked.period)
    ]
    names = ("ward", "name", "period", "id", "version", "submitted_at")
    return conditional(call.request, _listed(call, asked, f"city-reports-{asked.period}", names, items))
