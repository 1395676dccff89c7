"""Coverage for programs: one question, its rows and its total."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Response

from app.api.openapi import asks
from app.domain import coverage
from app.domain.coverage import CoverageQuery, Row
from app.domain.inputs import Code
from app.web.answers import json_response
from app.web.deps import ApiReads
from app.web.wards import looking_at

router = APIRouter(tags=["figures"])


class CoverageAsked(CoverageQuery):
    ward: Code | None = None


@router.get("/coverage", summary="Coverage of groups in a period, with bounds", openapi_extra=asks(CoverageAsked))
def show(call: ApiReads) -> Response:
    asked = call.query(CoverageAsked)
    me = looking_at(call, asked.ward)
    found = coverage.measure(call.session, me, asked)
    body: dict[str, Any] = {"period": asked.period, "by": asked.by, "kind": asked.kind, "filters": asked.filters}
    if me.role == "city":
        body["ward"] = me.ward.code
    return json_response(body | {"items": [_shape(row) for row in found.rows], "total": _shape(found.total)})


def _shape(row: Row) -> dict[str, Any]:
    return {"key": row.key, "name": row.name, **asdict(row.figures)}
