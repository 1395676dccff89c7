"""Coverage for programs: one question, its rows and its total."""

from dataclasses import fields
from typing import Annotated, Any, Literal

from fastapi import Response
from pydantic import BeforeValidator, Field, WithJsonSchema

from app.api.openapi import asks
from app.domain import access, coverage, reference_data
from app.domain.access import Me
from app.domain.channels import Form as ChannelForm
from app.domain.coverage import CoverageQuery, Figures, Row
from app.domain.coverage.scope import By
from app.domain.errors import Say, refuse
from app.domain.inputs import Code
from app.domain.products.inputs import ProductKind
from app.web import tables
from app.web.answers import figures, json_response
from app.web.deps import ApiReads
from app.web.formats import value_name
from app.web.routing import ApiRouter
from app.web.sheets import Sheet
from app.web.tables import Form
from app.web.wards import looking_into

router = ApiRouter(tags=["figures"])
# How many answers are told at once.
MOST = 24
FIELDS = ("key", "name", *(field.name for field in fields(Figures)))


class CoverageAsked(CoverageQuery, Form):
    ward: Code | None = None
    product_kind: ProductKind | None = None
    form: ChannelForm | None = None


def _by_comma(value: Any) -> Any:
    return list(dict.fromkeys(value.split(","))) if isinstance(value, str) else value


def _listed(words: str) -> tuple[BeforeValidator, WithJsonSchema]:
    return BeforeValidator(_by_comma), WithJsonSchema({"type": "string", "description": words})


SEVERAL = "By comma, as for /coverage; all of them with each of the other, 24 answers at most"
Several = Annotated[list[str], *_listed(SEVERAL), Field(min_length=1, max_length=MOST)]
Ways = Annotated[list[By], *_listed(SEVERAL), Field(min_length=1, max_length=MOST)]


class SeveralAsked(CoverageAsked):
    """The same question of several periods and by several values at once."""

    period: Several  # type: ignore[assignment]
    by: Ways = ["group"]  # type: ignore[assignment]
    # Answers of several rows and totals are no one table.
    format: Literal["json"] | None = None


@router.get(
    "/coverage/several", summary="Coverage of several periods, by several values", openapi_extra=asks(SeveralAsked)
)
def several(call: ApiReads) -> Response:
    asked = call.query(SeveralAsked)
    me = looking_into(call, asked.ward)
    reference_data.require_known(call.session, me, asked)
    if len(asked.period) * len(asked.by) > MOST:
        raise refuse(("by",), Say("Nhiều quá {max_length} mục.", max_length=MOST), "too_long")
    sent = asked.model_dump(include=set(CoverageQuery.model_fields), exclude_unset=True)
    queries = [
        CoverageQuery.model_validate(sent | {"period": period, "by": by}) for period in asked.period for by in asked.by
    ]
    question = ("/coverage/several", *(query.key for query in queries))
    return figures(call, me, question, lambda: json_response({"items": [_told(call, me, query) for query in queries]}))


@router.get("/coverage", summary="Coverage of groups in a period, with bounds", openapi_extra=asks(CoverageAsked))
def show(call: ApiReads) -> Response:
    asked = call.query(CoverageAsked)
    me = looking_into(call, asked.ward)
    reference_data.require_known(call.session, me, asked)
    query = CoverageQuery.model_validate(asked.model_dump(include=set(CoverageQuery.model_fields), exclude_unset=True))
    is_table = tables.wants_table(call.request, asked)
    question = ("/coverage", is_table, asked.excel, *query.key)
    return figures(call, me, question, lambda: _answer(call, me, asked, query, is_table))


def _answer(call: ApiReads, me: Me, asked: CoverageAsked, query: CoverageQuery, is_table: bool) -> Response:
    if is_table:
        found = coverage.measure(call.session, me, query)
        name, rows = f"coverage-{asked.period}-{asked.by}", [_shape(row) for row in found.rows]
        if asked.excel:
            rows = [row | {"name": value_name(row["name"], row["key"], asked.by)} for row in rows]
        return Sheet(call, me, "coverage").table(asked, name, FIELDS, rows)
    return json_response(_told(call, me, query))


def _told(call: ApiReads, me: Me, query: CoverageQuery) -> dict[str, Any]:
    found = coverage.measure(call.session, me, query)
    body: dict[str, Any] = {"period": query.period, "by": query.by, "kind": query.kind, "filters": query.filters}
    if access.may(me, "wards.compare"):
        body["ward"] = me.ward.code
    return body | {"items": [_shape(row) for row in found.rows], "total": _shape(found.total)}


def _shape(row: Row) -> dict[str, Any]:
    return {"key": row.key, "name": row.name, **vars(row.figures)}
