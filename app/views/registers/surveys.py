"""Surveys: who was asked and who knew, group by group; and how many people one must ask."""

from typing import Any

from fastapi import Response

from app.domain import access, groups, periods, sampling, surveys
from app.domain.errors import Fault, Refused
from app.domain.indicators import statistics
from app.domain.lives import Span
from app.domain.sampling import SampleIn
from app.domain.words import said
from app.views import options
from app.views.registers.pages import Room, nearest_period, of_ward, routes
from app.web import pages
from app.web.deps import Call, PageReads
from app.web.routing import Router

NAMES = ("population", "margin", "design_effect")


def called(call: Call, row: Any) -> str:
    """A group and a period in words: «Tổ 12, quý II/2026»."""
    known = {group.code: group.name for group in groups.in_order(call.session, call.me)}
    return f"{known.get(row.group, row.group)}, {said(row.period)}"


ROOM = Room(
    "surveys",
    surveys,
    fields=("period", "group", "conducted_on", "asked", "aware"),
    choices=("unit", "group"),
    called=called,
    beside=lambda call, rows, here: {"wilson": statistics.wilson, "whole": of_ward(call, here, "surveyed_awareness")},
    first=lambda call: {"period": nearest_period(call), "conducted_on": call.me.today.isoformat()},
    offers=lambda call, typed: {
        "all_periods": options.of_periods(call),
        "all_groups": options.of_past_groups(call, typed["group"]),
    },
)
router = Router()


@router.get("/surveys/sample-size")
def sample_size(call: PageReads) -> Response:
    """How many people to ask, worked out on the server from what stands in the address."""
    access.require(call.me, "entries.read")
    people = _residents(call)
    given = call.request.query_params
    typed = {name: given.get(name, "") for name in NAMES}
    if not any(name in given for name in NAMES):
        typed = {"population": str(people or ""), "margin": "5", "design_effect": "1"}
    faults: list[Fault] = []
    data = SampleIn()
    try:
        data = call.read(SampleIn, {name: text for name, text in typed.items() if text.strip()}, form=True)
    except Refused as refused:
        faults = refused.faults
    return pages.show(
        call,
        "surveys/sample_size.html",
        422 if faults else 200,
        typed=typed,
        faults=faults,
        data=data,
        size=None if faults else sampling.size(data.population, data.margin, data.design_effect),
        residents=people,
    )


def _residents(call: Call) -> int:
    """The people of the residential groups of the nearest period."""
    near = periods.nearest(call.session, call.me)
    if near is None:
        return 0
    span = Span(near.starts_on, near.ends_on)
    rows = groups.belonging(call.session, call.me, "residential", span)
    return sum(row.population or 0 for row in rows)


router.take(routes(ROOM))
