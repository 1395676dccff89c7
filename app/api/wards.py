"""The wards that a city reader may look at."""

from fastapi import Response

from app.api.openapi import asks
from app.domain import access, wards
from app.web import tables
from app.web.answers import conditional, json_response
from app.web.deps import ApiReads, ApiRouter
from app.web.sheets import Sheet
from app.web.tables import Form

router = ApiRouter(tags=["wards"])


@router.get("/wards", summary="The wards of the city", openapi_extra=asks(Form))
def index(call: ApiReads) -> Response:
    access.require(call.me, "wards.compare")
    asked = call.query(Form)
    items = [{"code": ward.code, "name": ward.name} for ward in wards.all_wards(call.session)]
    if tables.wants_csv(call.request, asked):
        sheet, names = Sheet(call, call.me, "wards"), ("code", "name")
        return sheet.respond("wards", names, items) if asked.excel else tables.respond("wards", names, items)
    return conditional(call.request, json_response({"items": items, "next": None}))
