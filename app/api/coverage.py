"""Coverage for programs: one question, its rows and its total."""

from dataclasses import fields
from typing import Any

from fastapi import Response

from app.api.openapi import asks
from app.domain import access, coverage, reference_data
from app.domain.access import Me
from app.domain.coverage import CoverageQuery, Figures, Row
from app.domain.inputs import Code
from app.domain.products.inputs import ProductKind
from app.web import tables
from app.web.answers import figures, json_response
from app.web.deps import ApiReads, ApiRouter
from app.web.sheets import Sheet
from app.web.tables import Form
from app.web.wards import looking_at

router = ApiRouter(tags=["figures"])
FIELDS = ("key", "name", *(field.name for field in fields(Figures)))


class CoverageAsked(CoverageQuery, Form):
    ward: Code | None = None
    product_kind: ProductKind | None = None


@router.get("/coverage", summary="Coverage of groups in a period, with bounds", openapi_extra=asks(CoverageAsked))
def show(call: ApiReads) -> Response:
    asked = call.query(CoverageAsked)
    me = looking_at(call, asked.ward)
    reference_data.require_known(call.session, me, asked)
    query = CoverageQuery.model_validate(asked.model_dump(include=set(CoverageQuery.model_fields), exclude_unset=True))
    is_table = tables.wants_table(call.request, asked)
    question = ("/coverage", is_table, asked.excel, *query.key)
    return figures(call, me, question, lambda: _answer(call, me, asked, query, is_table))


def _answer(call: ApiReads, me: Me, asked: CoverageAsked, query: CoverageQuery, is_table: bool) -> Response:
    found = coverage.measure(call.session, me, query)
    if is_table:
        name, rows = f"coverage-{asked.period}-{asked.by}", [_shape(row) for row in found.rows]
        sheet = Sheet(call, me, "coverage")
        return sheet.respond(name, FIELDS, rows) if asked.excel else tables.respond(name, FIELDS, rows)
    body: dict[str, Any] = {"period": asked.period, "by": asked.by, "kind": asked.kind, "filters": query.filters}
    if access.may(me, "wards.compare"):
        body["ward"] = me.ward.code
    return json_response(body | {"items": [_shape(row) for row in found.rows], "total": _shape(found.total)})


def _shape(row: Row) -> dict[str, Any]:
    return {"key": row.key, "name": row.name, **vars(row.figures)}
