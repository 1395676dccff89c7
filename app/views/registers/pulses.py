"""Pulses: opinion in counts, as the domain lets them be told; never in an order of who is more worried."""

from typing import Any

from app.domain import pulses
from app.views import options
from app.views.filters import Here
from app.views.registers.pages import Room, nearest_period, of_ward, routes
from app.views.registers.surveys import called
from app.web.deps import Call
from app.web.form import Typed


def _offers(call: Call, typed: Typed) -> dict[str, Any]:
    return {
        "all_periods": options.of_periods(call),
        "all_contents": options.of_content_groups(call),
        "all_groups": options.of_past_groups(call, typed["group"], pulses.may_hold),
    }


def _beside(call: Call, rows: list[Any], here: Here) -> dict[str, Any]:
    return {
        "pools": pulses.pools(call.session, call.me, rows),
        "cell_of": pulses.cell_of,
        "whole": of_ward(call, here, "opinion_balance"),
    }


ROOM = Room(
    "pulses",
    pulses,
    fields=("period", "group", "content_group", *pulses.COUNTS),
    choices=("unit", "group", "content_group"),
    called=called,
    offers=_offers,
    beside=_beside,
    first=lambda call: {"period": nearest_period(call)},
)
router = routes(ROOM)
