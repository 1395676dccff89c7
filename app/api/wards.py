"""The wards that a city reader may look at."""

from fastapi import APIRouter, Response

from app.api.references import NoQuery
from app.domain import wards
from app.domain.errors import NotFound
from app.web.answers import json_response
from app.web.deps import ApiReads

router = APIRouter(tags=["wards"])


@router.get("/wards", summary="The wards of the city")
def index(call: ApiReads) -> Response:
    if call.me.role != "city":
        raise NotFound()
    call.query(NoQuery)
    items = [{"code": ward.code, "name": ward.name} for ward in wards.all_wards(call.session)]
    return json_response({"items": items, "next": None})
