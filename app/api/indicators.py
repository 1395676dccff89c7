"""Indicators for programs: every figure of a period, the entries behind each, and wards side by side for the city."""

from dataclasses import asdict, fields
from typing import Any, Literal
from urllib.parse import urlencode

from fastapi import Response

from app.api.openapi import asks
from app.domain import indicators
from app.domain.access import Me, require_entries
from app.domain.errors import NotFound
from app.domain.indicators import Entry, Indicator
from app.domain.inputs import Code
from app.domain.pages import Ask, Page
from app.web import tables
from app.web.answers import collection, json_response
from app.web.deps import ApiReads, Router
from app.web.paging import Paging
from app.web.tables import Form
from app.web.wards import looking_at

router = Router(tags=["figures"])
ALWAYS = ("code", "name", "numerator", "denominator", "value", "target", "status", "previous", "change")
FIELDS = (*ALWAYS, "pending", "interval", "entries")


class CityAsked(Form):
    period: str


class IndicatorsAsked(CityAsked):
    unit: Code | None = None
    ward: Code | None = None


class EntriesAsked(Paging):
    period: str
    part: Literal["numerator", "denominator"]
    unit: Code | None = None


@router.get("/indicators", summary="Every indicator of a period", openapi_extra=asks(IndicatorsAsked))
def index(call: ApiReads) -> Response:
    asked = call.query(IndicatorsAsked)
    me = looking_at(call, asked.ward)
    found = indicators.figures(call.session, me, asked.period, asked.unit)
    shapes = [_shape(me, one, asked.period, asked.unit) for one in found]
    if tables.wants_csv(call.request, asked):
        return tables.respond(f"indicators-{asked.period}", FIELDS, [_row(shape) for shape in shapes], asked)
    body: dict[str, Any] = {"period": asked.period, "as_of": me.at, "items": shapes}
    body |= {"unit": asked.unit} if asked.unit else {}
    body |= {"ward": me.ward.code} if me.role == "city" else {}
    return json_response(body, 200, {"Vary": "Accept"})


@router.get("/indicators/{code}/entries", summary="What is behind a figure", openapi_extra=asks(EntriesAsked))
def entries(call: ApiReads, code: str) -> Response:
    """As many items as the part counts, or items whose amounts add up to it."""
    require_entries(call.me)
    if code not in indicators.CODES:
        raise NotFound()
    asked = call.query(EntriesAsked)

    def read(ask: Ask) -> tuple[Page[Entry], list[dict[str, Any]]]:
        page = indicators.entries(call.session, call.me, asked.period, code, asked.part, ask, asked.unit)
        return page, [asdict(entry) for entry in page.items]

    names = [field.name for field in fields(Entry)]
    return collection(call.request, f"{code}-{asked.period}-{asked.part}", asked, names, read)


@router.get("/city/indicators", summary="Wards × indicators", openapi_extra=asks(CityAsked))
def city(call: ApiReads) -> Response:
    if call.me.role != "city":
        raise NotFound()
    asked = call.query(CityAsked)
    found = indicators.of_wards(call.session, call.me, asked.period)
    wards: list[dict[str, Any]] = [
        {"ward": ward.code, "name": ward.name, "indicators": [_shape(call.me, one, asked.period, None) for one in told]}
        for ward, told in found
    ]
    if tables.wants_csv(call.request, asked):
        rows = [{"ward": ward["ward"], **_row(shape)} for ward in wards for shape in ward["indicators"]]
        return tables.respond(f"city-indicators-{asked.period}", ("ward", *FIELDS), rows, asked)
    return json_response({"period": asked.period, "as_of": call.me.at, "items": wards}, 200, {"Vary": "Accept"})


def _shape(me: Me, one: Indicator, period: str, unit: str | None) -> dict[str, Any]:
    shape: dict[str, Any] = {name: getattr(one, name) for name in ALWAYS}
    if one.pending is not None:
        shape["pending"] = one.pending
    if one.code == "surveyed_awareness":
        shape["interval"] = asdict(one.interval) if one.interval else None
    opens = {"numerator": one.opens_numerator, "denominator": one.opens_denominator}
    # A city reader sees figures, never what is behind them.
    addresses = {
        part: _address(one, part, period, unit) if opens[part] and me.role != "city" else None for part in opens
    }
    return shape | {"entries": addresses}


def _address(one: Indicator, part: str, period: str, unit: str | None) -> str:
    asked = {"period": period, "part": part} | ({"unit": unit} if unit else {})
    return f"/api/v1/indicators/{one.code}/entries?{urlencode(asked)}"


def _row(shape: dict[str, Any]) -> dict[str, Any]:
    """As many cells as any other, empty where an indicator has no such field."""
    return dict.fromkeys(FIELDS) | shape
