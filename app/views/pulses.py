"""Pulses: opinion in counts, as the domain lets them be told; never in an order of who is more worried."""

from typing import Any

from app.domain import pulses, subjects
from app.views import numbered
from app.views.filters import Here
from app.views.numbered import Room, Typed
from app.views.surveys import called
from app.web.deps import Call


def _offers(call: Call) -> dict[str, Any]:
    contents = [(row.code, f"{row.code} {row.short_name}") for row in subjects.content_groups(call.session, call.me)]
    return {
        "all_periods": numbered.periods_offered(call), "all_contents": contents,
        "all_groups": numbered.groups_offered(call, pulses.may_hold),
    }  # fmt: skip


def _beside(call: Call, rows: list[Any], _here: Here) -> dict[str, Any]:
    return {"pools": pulses.pools(call.session, call.me, rows), "cell_of": pulses.cell_of}


def _read(row: Any, typed: Typed) -> Typed:
    """Hidden counts are not shown to who corrects them: all three left empty means as they were."""
    if any(typed[name] for name in pulses.COUNTS):
        return typed
    return {name: text for name, text in typed.items() if name not in pulses.COUNTS}


ROOM = Room(
    "pulses", pulses.REGISTER, fields=("period", "group", "content_group", *pulses.COUNTS),
    choices=("unit", "group", "content_group"), called=called, offers=_offers, beside=_beside, read=_read,
    blank=lambda call: {"period": numbered.nearest_period(call)},
)  # fmt: skip
router = numbered.routes(ROOM)
