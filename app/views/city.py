"""The city: every indicator with the city's own figure, and of one of them every ward beside the others."""

from fastapi import Response

from app.domain import access, city, periods, wards
from app.domain.errors import NotFound
from app.models import Ward
from app.views import filters
from app.web import pages
from app.web.deps import Call, PageReads
from app.web.routing import Router

router = Router(prefix="/city")
# Small lines show how each ward came here over so many periods.
MOST_PERIODS = 4


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
    # Wards have the plan's periods; those of the first are offered.
    period, choices = filters.period(call, me.looking_at(every[0]), here)
    found = city.across(session, me, period)
    code = here.params.get("indicator") or "groups_reached"
    chosen = next((one for one in found if one.code == code), None)
    if chosen is None:
        raise NotFound()
    filed = {one.ward_id: one for one in city.filed_of(session, me, period)}
    shown = periods.up_to(session, me.looking_at(every[0]), period, MOST_PERIODS)
    return pages.show(
        call,
        "city/show.html",
        here=here,
        period=period,
        periods=choices,
        found=found,
        chosen=chosen,
        trends=city.trends(session, me, code, shown) if len(shown) > 1 else {},
        shown=shown,
        reported={ward.code: filed.get(ward.id) for ward in every},
        zones={ward.code: ward.timezone for ward in every},
        demo=any(ward.demo_at for ward in every),
    )
