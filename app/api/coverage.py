"""Coverage for programs: one question, its rows and its total."""

from dataclasses import asdict, fields
from typing import Any

from fastapi import Response

from app.api.openapi import asks
from app.domain import coverage
from app.domain.coverage import CoverageQuery, Figures, Row
from app.domain.inputs import Code
from app.web import tables
from app.web.answers import json_response
from app.web.deps import ApiReads, Router
from app.web.tables import Form
from app.web.wards import looking_at

router = Router(tags=["figures"])
FIELDS = ("key", "name", *(field.name for field in fields(Figures)))


class CoverageAsked(CoverageQuery, Form):
    ward: Code | None = None


@router.get("/coverage", summary="Coverage of groups in a period, with bounds", openapi_extra=asks(CoverageAsked))
def show(call: ApiReads) -> Response:
    asked = call.query(CoverageAsked)
    me = looking_at(call, asked.ward)
    query = CoverageQuery.model_validate(asked.model_dump(include=set(CoverageQuery.model_fields), exclude_unset=True))
    found = coverage.measure(call.session, me, query)
    if tables.wants_csv(call.request, asked):
        name = f"coverage-{asked.period}-{asked.by}"
        return tables.respond(name, FIELDS, [_shape(row) for row in found.rows], asked)
    body: dict[str, Any] = {"period": asked.period, "by": asked.by, "kind": asked.kind, "filters": query.filters}
    if me.role == "city":
        body["ward"] = me.ward.code
    return json_response(
        body | {"items": [_shape(row) for row in found.rows], "total": _shape(found.total)}, 200, {"Vary": "Accept"}
    )


def _shape(row: Row) -> dict[str, Any]:
    return {"key": row.key, "name": row.name, **asdict(row.figures)}
