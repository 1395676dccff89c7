"""Commendations: good models and deeds, found, proposed and commended."""

from app.domain import commendations
from app.views import options
from app.views.registers.pages import Room, routes

ROOM = Room(
    "commendations",
    commendations,
    fields=("title", "group", "proposed_on", "status", "dossier_number"),
    choices=("unit", "group"),
    called=lambda _call, row: str(row.title),
    first=lambda call: {"proposed_on": call.me.today.isoformat(), "status": "found"},
    offers=lambda call, typed: {"all_groups": options.of_past_groups(call, typed["group"])},
)
router = routes(ROOM)
