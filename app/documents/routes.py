"""Documents by address, for who may read the page that they come from: beside the page, and the same for programs."""

from typing import Annotated, Any, Literal

from pydantic import Field

from app.documents import coverage, directives, files, indicators, plans, scripts, transmittals
from app.documents.reports import drawn as reports
from app.domain import access, city, periods
from app.domain import plans as planned
from app.domain.coverage import CoverageQuery
from app.domain.inputs import Code
from app.domain.matrices import MatrixQuery
from app.domain.transmittals import sending
from app.domain.units.tree import WithChildren
from app.web import wards
from app.web.deps import ApiReads, Call, PageReads
from app.web.routing import ApiRouter, Router
from app.web.wards import looking_at, looking_into

router = Router()
api = ApiRouter()


class Asked(files.Asked):
    period: str


class IndicatorsAsked(Asked):
    unit: Code | None = None
    with_children: WithChildren = False
    ward: Code | None = None


class CoverageAsked(CoverageQuery, files.Asked):
    # Of groups alone: rows of another word are the API's.
    by: Literal["group"] = "group"
    ward: Code | None = None


class ReportAsked(files.Asked):
    # Of those that were handed in; None: as the report stands.
    version: Annotated[int, Field(ge=1, le=9999)] | None = None


class MatrixAsked(MatrixQuery, Asked):
    """The matrix of a kind of group at the end of a period."""


@router.get("/indicators/export")
def page_indicators(call: PageReads) -> Any:
    asked = call.query(IndicatorsAsked)
    me = looking_at(call, asked.ward)
    question = indicators.Asked(asked.period, asked.unit, asked.with_children)
    return files.drawn(indicators.of(call, me, question), asked.format)


@router.get("/coverage/export")
def page_coverage(call: PageReads) -> Any:
    asked = call.query(CoverageAsked)
    me = looking_into(call, asked.ward)
    query = CoverageQuery.model_validate(asked.model_dump(exclude={"format", "ward"}))
    return files.drawn(coverage.of(call, me, query), asked.format)


@router.get("/directives/matrix/export")
def page_matrix(call: PageReads) -> Any:
    access.require(call.me, "entries.read")
    asked = call.query(MatrixAsked)
    span = periods.span(call.session, call.me, asked.period)
    return files.drawn(directives.of(call, asked.period, span, asked), asked.format)


@router.get("/products/{id}/script/export")
def page_script(call: PageReads, id: int) -> Any:
    return files.drawn(scripts.of(call, id), call.query(files.TextAsked).format)


@router.get("/plans/{id}/export")
def page_plan(call: PageReads, id: int) -> Any:
    row = planned.find(call.session, call.me, id)
    return files.drawn(plans.of(call, row), call.query(files.TextAsked).format)


@router.get("/reports/{id}/export")
def page_report(call: PageReads, id: int) -> Any:
    return _report(call, id)


@api.get("/reports/{id}/export", tags=["reports"], summary="A report as a document", openapi_extra=files.TOLD)
def api_report(call: ApiReads, id: int) -> Any:
    return _report(call, id)


def _report(call: Call, id: int) -> Any:
    if access.may(call.me, "wards.compare") and (came := city.received_report(call.session, call.me, id)):
        return transmittals.received(call, *came, call.query(files.Asked).format)
    row = wards.report(call, id)
    asked = call.query(ReportAsked)
    return reports.file(call, row, asked.format, asked.version)


@router.get("/reports/{id}/transmittal/file")
def page_transmittal(call: PageReads, id: int) -> Any:
    return _transmittal(call, id)


@api.get(
    "/reports/{id}/transmittal/file",
    tags=["reports"],
    summary="What goes upward of a filed report, as a file, signed",
    openapi_extra=transmittals.TOLD,
)
def api_transmittal(call: ApiReads, id: int) -> Any:
    return _transmittal(call, id)


def _transmittal(call: Call, id: int) -> Any:
    row, taken = sending.filed(call.session, call.me, id)
    call.require_bare()
    sending.require_key(call.me, call.settings.city_token)
    return transmittals.file(call, row, taken, call.settings)


router.take(api)
