"""The matrix of directives and groups for programs: a row for each directive and each group that must hear it."""

from typing import Any, Literal

from fastapi import Response

from app.api.openapi import asks
from app.domain import access, matrices, periods, reference_data
from app.domain.cells import Cell
from app.domain.groups import Member
from app.domain.matrices import Column, Matrix, MatrixQuery
from app.web import tables
from app.web.answers import figures, json_response
from app.web.deps import ApiReads
from app.web.routing import ApiRouter
from app.web.tables import Form

router = ApiRouter(tags=["figures"])
FIELDS = (
    "directive",
    "number",
    "title",
    "lead_unit",
    "group",
    "group_name",
    "state",
    "due_on",
    "reached_on",
    "product",
    "unit",
    "logged_after",
)


class MatrixAsked(MatrixQuery):
    period: str
    format: Literal["json", "csv"] | None = None


@router.get(
    "/coverage/matrix", summary="Directives by groups: who has heard which, by when", openapi_extra=asks(MatrixAsked)
)
def matrix(call: ApiReads) -> Response:
    access.require(call.me, "entries.read")
    asked = call.query(MatrixAsked)
    reference_data.require_known(call.session, call.me, asked)
    is_table = tables.wants_table(call.request, Form(format=asked.format))
    question = ("/coverage/matrix", is_table, *asked.model_dump(exclude={"format"}).values())
    return figures(call, call.me, question, lambda: _answer(call, asked, is_table))


def _answer(call: ApiReads, asked: MatrixAsked, is_table: bool) -> Response:
    span = periods.span(call.session, call.me, asked.period)
    query = MatrixQuery.model_validate(asked.model_dump(include=set(MatrixQuery.model_fields)))
    found = matrices.of(call.session, call.me, span, query)
    if is_table:
        return tables.respond(f"directives-{asked.period}-{asked.kind}", FIELDS, _rows(found))
    return json_response({"period": asked.period, "kind": asked.kind, "day": found.day, "items": _rows(found)})


def _rows(found: Matrix) -> list[dict[str, Any]]:
    """Directive by directive, its groups in the ward's order; those without a day of issue have none."""
    return [_row(column, group, column.cells[group.code]) for column in found.columns for group in found.groups]


def _row(column: Column, group: Member, cell: Cell) -> dict[str, Any]:
    one = column.directive
    return {
        "directive": one.code,
        "number": one.number,
        "title": one.title,
        "lead_unit": one.lead_unit,
        "group": group.code,
        "group_name": group.name,
        "state": cell.state_on(column.day),
        "due_on": cell.deadline,
        "reached_on": cell.reached_on,
        "product": cell.product_id,
        "unit": cell.told_by,
        "logged_after": cell.logged_after or None,
    }
