"""The city: every indicator with the city's own figure, and of one of them every ward beside the others."""

from fastapi import Response

from app.domain import access, city, wards
from app.domain.errors import NotFound
from app.models import Ward
from app.views import filters
from app.web import pages
from app.web.deps import Call, PageReads, Router

router = Router(prefix="/city")


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
    at = city.reported_at(session, me, period)
    return pages.show(
        call, "city/show.html", here=here, period=period, periods=choices, found=found, chosen=chosen,
        reported={ward.code: at.get(ward.id) for ward in every}, zones={ward.code: ward.timezone for ward in every},
        demo=pages.has_demo(call.request),
    )  # fmt: skip
