"""The city: each indicator, of one of them every ward beside the others; and what wards that log elsewhere sent."""

from dataclasses import replace

from fastapi import Response

from app.domain import access, city, indicators, periods, wards
from app.domain import received as came
from app.domain.city import Across
from app.domain.errors import Conflict, No, NotFound, Refused, Say, faults_of, refuse
from app.domain.transmittals import receiving
from app.domain.transmittals.envelope import Envelope
from app.domain.transmittals.receiving import Opened
from app.models import ReceivedReport, Ward
from app.views import filters
from app.views.reports.writing import WARD_PARTS
from app.web import pages
from app.web.arrival import RawBody
from app.web.bodies import json_in
from app.web.deps import Call, PageReads
from app.web.routing import Router, Then, of_many
from app.web.small_files import file_of

router = Router(prefix="/city")
# Small lines show how each ward came here over so many periods.
MOST_PERIODS = 4
MOST_FAULTS = 10
DONE = {"received": "Đã nhận báo cáo.", "known": "Báo cáo này đã nhận trước đó, không có gì đổi."}


@router.get("")
def show(call: PageReads) -> Response:
    access.require(call.me, "wards.compare")
    every = wards.all_wards(call.session)
    if not every:
        return pages.go("/")
    return _page(call, every)


def _page(call: Call, every: list[Ward]) -> Response:
    session, me = call.session, call.me
    here = filters.here(call, ("period", "indicator"))
    # Wards have the plan's periods; what one of them alone has is offered, too.
    known = periods.of_city(session)
    period, choices = filters.period_of(known, me.looking_at(every[0]).today, here)
    found = city.across(session, me, period)
    code = here.params.get("indicator") or "groups_reached"
    chosen = next((one for one in found if one.code == code), None)
    if chosen is None:
        raise NotFound()
    filed = {one.ward_id: one for one in city.filed_of(session, me, period)}
    shown = periods.up_to_of(known, period, MOST_PERIODS)
    return pages.show(
        call,
        "city/show.html",
        here=here,
        period=period,
        periods=choices,
        found=found,
        chosen=chosen,
        evidence=next(one for one in found if one.code == "evidence_share"),
        trends=city.trends(session, me, code, shown) if len(shown) > 1 else {},
        shown=shown,
        reported={ward.code: filed.get(ward.id) for ward in every},
        zones={ward.code: ward.timezone for ward in every},
        demo=any(ward.demo_at for ward in every),
        sends=any(ward.sends_reports for ward in every),
        missing=_missing(every, found),
        said=pages.done(call, DONE),
    )


def _missing(every: list[Ward], found: list[Across]) -> list[str]:
    """Wards elsewhere of which the city's figures hold nothing: of a year, or of a period of which nothing came yet."""
    told = {of.ward for one in found for of in one.wards if (of.numerator, of.value) != (None, None)}
    return [ward.name for ward in every if ward.sends_reports and ward.code not in told]


@router.get("/receive")
def receive(call: PageReads) -> Response:
    access.require(call.me, "wards.compare")
    return _receive(call)


@router.post("/receive")
@of_many
def take_in(call: PageReads, body: RawBody) -> Response | Then:
    """A file that somebody carried here from a ward's own installation; the same again changes nothing."""
    access.require(call.me, "wards.compare")
    try:
        sent = _envelope(call, file_of(call.request, body, "file"))
        opened = receiving.open_(call.session, call.me, sent)
    except (Refused, Conflict) as no:
        return _receive(call, no)
    return Then(lambda: _take_in(call, opened))


def _envelope(call: Call, content: bytes) -> Envelope:
    """The file as its ward made it; raises Refused, in words for who carried it here: its fields nobody typed."""
    try:
        return call.read(Envelope, json_in(content))
    except Refused:
        words = Say("Tệp này không phải tệp báo cáo mà phường tải ở «Gửi Thành phố», hoặc đã bị sửa.")
        raise refuse(("file",), words, "json") from None


def _take_in(call: Call, opened: Opened) -> Response:
    try:
        row, is_new = receiving.take(call.session, call.me, opened)
    except (Refused, Conflict) as no:
        call.only_read()
        return _receive(call, no)
    return pages.go(f"/city?period={row.period}&done={'received' if is_new else 'known'}")


def _receive(call: Call, no: No | None = None) -> Response:
    """What is wrong with a file is told beside it, whatever in it is wrong."""
    told = [replace(one, loc=("file",)) for one in faults_of(no)[:MOST_FAULTS]] if no else []
    return pages.show(call, "city/receive.html", 422 if told else 200, faults=told)


def received(call: Call, ward: Ward, row: ReceivedReport) -> Response:
    """A report that came, as its page shows it."""
    return pages.show(
        call,
        "city/received.html",
        ward=ward,
        report=row,
        versions=came.versions(call.session, row),
        found=indicators.frozen(row.figures),
        parts=WARD_PARTS,
    )
