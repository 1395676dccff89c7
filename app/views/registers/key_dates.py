"""Key dates: the days that whoever plans what to publish should know of."""

from app.domain import key_dates
from app.views.filters import Filter
from app.views.registers.pages import Room, routes
from app.web.labels import KEY_DATE_KINDS

ROOM = Room(
    "key-dates",
    key_dates,
    fields=("day", "name", "kind"),
    choices=("unit", "kind"),
    called=lambda _call, row: str(row.name),
    first=lambda call: {"day": call.request.query_params.get("day", ""), "kind": "ward"},
    own_filters=lambda _call, here: [
        Filter("kind", "Loại ngày", list(KEY_DATE_KINDS.items()), here.params.get("kind", ""))
    ],
)
router = routes(ROOM)
