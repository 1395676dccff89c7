"""Unit plans: who has one for the year, who still lacks one, and the coordinator's approval."""

from typing import Any

from app.domain import access, plans
from app.domain.changing import Reason
from app.views.filters import Filter, Here
from app.views.registers.pages import Room, Step, routes, stepping
from app.web.deps import Call
from app.web.form import Form, Sent, Typed
from app.web.labels import PLAN_STATUSES
from app.web.names import of_units
from app.web.trail_labels import this


def _called(call: Call, row: Any) -> str:
    return f"Kế hoạch năm {row.year} của {of_units(call, call.me).get(row.unit, row.unit)}"


def _beside(call: Call, _rows: list[Any], here: Here) -> dict[str, Any]:
    """Who has none yet, for the year that is looked at, and that of who writes for one unit alone."""
    year = int(here.params["year"]) if here.params.get("year", "").isdecimal() else call.me.today.year
    own = plans.of_unit(call.session, call.me, call.me.unit, year) if access.own_only(call.me, "plans.write") else None
    return {"year": year, "missing": plans.missing(call.session, call.me, year), "own": own}


def _first(call: Call) -> Typed:
    """The year after is asked for by who has this one's."""
    asked = call.request.query_params.get("year", "")
    return {"year": asked if asked.isdecimal() else str(call.me.today.year), "unit": call.me.unit or ""}


def _filters(call: Call, here: Here) -> list[Filter]:
    years = [(str(year), f"Năm {year}") for year in plans.years(call.session, call.me)]
    return [
        Filter("year", "Năm", years, here.params.get("year", "")),
        Filter("status", "Trạng thái", list(PLAN_STATUSES.items()), here.params.get("status", "")),
    ]


ROOM = Room(
    "plans",
    plans,
    fields=("year", *plans.WORDS),
    choices=("unit", "year", "status"),
    called=_called,
    first=_first,
    beside=_beside,
    own_filters=_filters,
    by_period=False,
)


def _approve(call: Call, row: Any, sent: Sent) -> str:
    plans.approve(call.session, call.me, row, plans.ApproveIn(change_reason=sent.reason))
    return "/plans?done=approved"


def _approved(call: Call, row: Any) -> dict[str, Any]:
    return dict(row.model_dump()) | {"approved_at": call.me.at}


router = routes(ROOM)
APPROVAL = Form(Reason, thing=this("plan"))
stepping(
    router, ROOM, Step("approve", "plans/approve.html", _approve, "plans.approve", APPROVAL, _approved, judges=True)
)
