"""Indicators for programs: every figure of a period, the entries behind each, and wards side by side for the city."""

from dataclasses import asdict, fields
from typing import Any, Literal
from urllib.parse import urlencode

from fastapi import Response

from app.api.openapi import asks
from app.domain import access, indicators, kept
from app.domain.access import Me
from app.domain.errors import NotFound
from app.domain.indicators import Entry, Indicator, OfWards, Opened
from app.domain.inputs import Code
from app.domain.pages import Ask, Page
from app.domain.units import tree
from app.domain.units.tree import WithChildren
from app.web import tables
from app.web.answers import collection, figures, figures_of_city, json_response, to_json
from app.web.deps import ApiReads
from app.web.paging import Paging
from app.web.routing import ApiRouter
from app.web.sheets import Sheet
from app.web.tables import Form
from app.web.wards import looking_at

router = ApiRouter(tags=["figures"])
ALWAYS = ("code", "name", "numerator", "denominator", "value", "target", "status", "previous", "change")
FIELDS = (*ALWAYS, "pending", "interval", "left_out", "entries")


class CityAsked(Form):
    period: str


class IndicatorsAsked(CityAsked):
    unit: Code | None = None
    with_children: WithChildren = False
    ward: Code | None = None


class EntriesAsked(Paging):
    period: str
    part: Literal["numerator", "denominator", "missing"]
    unit: Code | None = None
    with_children: WithChildren = False


@router.get("/indicators", summary="Every indicator of a period", openapi_extra=asks(IndicatorsAsked))
def index(call: ApiReads) -> Response:
    asked = call.query(IndicatorsAsked)
    me = looking_at(call, asked.ward)
    is_table = tables.wants_table(call.request, asked)
    question = ("/indicators", is_table, asked.excel, asked.period, asked.unit, asked.with_children)
    return figures(call, me, question, lambda: _answer(call, me, asked, is_table))


def _answer(call: ApiReads, me: Me, asked: IndicatorsAsked, is_table: bool) -> Response:
    units = tree.meant(call.session, me, asked.unit, asked.with_children)
    found = indicators.figures(call.session, me, asked.period, units)
    behind = asked.model_dump(include={"period", "unit", "with_children"}, exclude_defaults=True)
    shapes = [_shape(me, one, behind) for one in found]
    if is_table:
        name, rows = f"indicators-{asked.period}", [_row(shape) for shape in shapes]
        return Sheet(call, me, "indicators").table(asked, name, FIELDS, rows)
    body: dict[str, Any] = {"period": asked.period, "as_of": kept.as_of(call.session, me), "items": shapes}
    body |= {name: behind[name] for name in ("unit", "with_children") if name in behind}
    body |= {"ward": me.ward.code} if access.may(me, "wards.compare") else {}
    return json_response(body)


@router.get("/indicators/{code}/entries", summary="What is behind a figure", openapi_extra=asks(EntriesAsked))
def entries(call: ApiReads, code: str) -> Response:
    """As many items as the part counts, or items whose amounts add up to it.

    "missing" is what the numerator of a share lacks of its denominator: part of both figures, listed by itself.
    """
    access.require(call.me, "entries.read")
    if code not in indicators.CODES:
        raise NotFound()
    asked = call.query(EntriesAsked)
    units = tree.meant(call.session, call.me, asked.unit, asked.with_children)
    opened = Opened(asked.period, code, asked.part, units)

    def read(ask: Ask) -> Page[Any]:
        return indicators.entries(call.session, call.me, opened, ask).each(asdict)

    names = [field.name for field in fields(Entry)]
    return collection(call, f"{code}-{asked.period}-{asked.part}", asked, names, read)


@router.get("/city/indicators", summary="Wards × indicators", openapi_extra=asks(CityAsked))
def city(call: ApiReads) -> Response:
    access.require(call.me, "wards.compare")
    asked = call.query(CityAsked)
    is_table = tables.wants_table(call.request, asked)
    question = ("/city/indicators", is_table, asked.excel, asked.period)
    return figures_of_city(call, question, lambda: _city_table(call, asked) if is_table else _city(call, asked))


def _city(call: ApiReads, asked: CityAsked) -> Response:
    """The wards' own bytes, one after the other: only those of wards that changed are made anew."""
    session, me = call.session, call.me

    def of_ward(view: Me, found: list[list[Indicator]]) -> bytes:
        shapes = [_shape(me, one, {"period": asked.period}) for one in found[0]]
        return to_json({"ward": view.ward.code, "name": view.ward.name, "indicators": shapes})

    wards = indicators.of_wards(session, me, OfWards((asked.period,), "as JSON"), of_ward)
    as_of = max((kept.as_of(session, view) for view, _ in wards), default=me.at)
    head = to_json({"period": asked.period, "as_of": as_of})
    body = head[:-1] + b',"items":[' + b",".join(bytes_ for _, bytes_ in wards) + b"]}"
    return Response(body, media_type="application/json")


def _city_table(call: ApiReads, asked: CityAsked) -> Response:
    def of_ward(view: Me, found: list[list[Indicator]]) -> list[dict[str, Any]]:
        shapes = [_shape(call.me, one, {"period": asked.period}) for one in found[0]]
        return [{"ward": view.ward.code, **_row(shape)} for shape in shapes]

    wards = indicators.of_wards(call.session, call.me, OfWards((asked.period,), "as rows"), of_ward)
    rows = [row for _, rows in wards for row in rows]
    name, names = f"city-indicators-{asked.period}", ("ward", *FIELDS)
    return Sheet(call, call.me, "indicators").table(asked, name, names, rows)


def _shape(me: Me, one: Indicator, behind: dict[str, Any]) -> dict[str, Any]:
    """behind: of which period and unit the entries are."""
    shape: dict[str, Any] = {name: getattr(one, name) for name in ALWAYS}
    if one.pending is not None:
        shape["pending"] = one.pending
    if one.code == "surveyed_awareness":
        shape["interval"] = asdict(one.interval) if one.interval else None
    opens = {"numerator": one.opens_numerator, "denominator": one.opens_denominator, "missing": one.opens_missing}
    # A city reader sees figures, never what is behind them.
    addresses = {
        part: _address(one, part, behind) if opens[part] and access.may(me, "entries.read") else None for part in opens
    }
    return shape | one.left_aside | {"entries": addresses}


def _address(one: Indicator, part: str, behind: dict[str, Any]) -> str:
    told = {name: "true" if value is True else value for name, value in behind.items()}
    asked = {"period": told["period"], "part": part} | told
    return f"/api/v1/indicators/{one.code}/entries?{urlencode(asked)}"


def _row(shape: dict[str, Any]) -> dict[str, Any]:
    """As many cells as any other, empty where an indicator has no such field."""
    return dict.fromkeys(FIELDS) | shape
