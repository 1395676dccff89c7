"""Campaigns: the year's efforts on a timeline, one with what it reached and cost, and the steps from start to close."""

from collections.abc import Callable
from typing import Any

from fastapi import Response

from app.domain import access, campaigns, coverage, reference_data, subjects
from app.domain.campaigns import CATALOGUE
from app.domain.pages import Ask
from app.domain.products import questions
from app.domain.products.questions import ProductQuery
from app.domain.ward_settings import settings_of
from app.models import Campaign
from app.views import filters, options
from app.views.campaigns import budget
from app.views.campaigns.budget import BudgetForm
from app.views.campaigns.timelines import Strip, Timeline
from app.views.reference_data import pages as reference_pages
from app.views.reference_data.pages import Noun, own
from app.views.trail import history
from app.web import form, names, pages
from app.web.arrival import RawBody
from app.web.deps import Call, PageReads, PageWrites
from app.web.form import ASK, Filled, Sent, Typed
from app.web.routing import Router

router = Router()
LATEST = 8
FORM = BudgetForm(
    CATALOGUE.takes,
    ticked=("content_groups", "directives", "target_groups"),
    thing="chiến dịch này",
    names=(*(name for name in CATALOGUE.takes.model_fields if name != "budget"), *budget.NAMES),
)
DONE = {
    "created": "Đã lập chiến dịch",
    "changed": "Đã sửa chiến dịch",
    "unchanged": "Không có gì thay đổi ở chiến dịch",
    "closed": "Đã kết thúc",
    "reopened": "Đã mở lại",
}


@router.get("/campaigns")
def index(call: PageReads) -> Response:
    session, me = call.session, call.me
    access.require(me, "entries.read")
    here = filters.here(call, ("q",))
    standing = settings_of(me.ward).standing_campaign
    found = campaigns.holding(session, me, here.params.get("q", ""))
    ours = [row for row in found if row.code != standing]
    line = Timeline.over([(row.starts_on, row.ends_on) for row in ours], me.today)
    progress = coverage.progress(session, me, ours)
    rows = [_row(call, row, line, progress.get(row.code)) for row in ours]
    groups = {name: [row for row in rows if row["state"] == name] for name in ("running", "coming", "ended")}
    return pages.show(
        call,
        "campaigns/index.html",
        here=here,
        groups=groups,
        line=line,
        standing=next((row for row in found if row.code == standing), None),
        removed=call.request.query_params.get("done") == "removed",
    )


def _first(call: Call) -> Typed:
    return {"message": settings_of(call.me.ward).message, "target_groups": ["residential"]}


def _given(call: Call, sent: Sent) -> dict[str, Any]:
    """A campaign without a code gets one from its title."""
    return {"code": campaigns.code_for(call.session, call.me, sent.typed["title"])} | sent.given()


def _offered(call: Call, _row: Any, filled: Filled) -> dict[str, Any]:
    """What the form offers, and faults of its budget; what has been retired since stays where it is named."""
    typed = filled.typed
    return {
        "units": options.of_units(call, typed["lead_unit"]),
        "axes": subjects.axes(call.session, call.me),
        "content_groups": subjects.content_groups(call.session, call.me),
        "all_directives": options.of_directives(call, typed["directives"]),
        "all_groups": options.of_groups(call, *typed["target_groups"]),
        "materials": options.of_materials(call, typed["material"]),
        "faults": budget.at_fields(filled),
        "uses_purposes": settings_of(call.me.ward).purposes,
    }


NOUN = Noun("campaigns", CATALOGUE, _offered, _first, _given, has_page=True, ends=False, special=FORM)
router.take(reference_pages.routes(NOUN))


@router.get("/campaigns/{code}")
def show(call: PageReads, code: str) -> Response:
    session, me = call.session, call.me
    campaign = CATALOGUE.find(session, me, code)
    asked = ProductQuery(campaign=code)
    days = coverage.days_of(session, me, campaign)
    line = Timeline.over([(campaign.starts_on, campaign.ends_on), *((day, day) for day in days)], me.today)
    uncosted, published = campaigns.without_cost(session, me, campaign)
    return pages.show(
        call,
        "campaigns/show.html",
        campaign=campaign,
        names=names.of(call, me),
        state=_state(call, campaign),
        reaches=coverage.of_campaign(session, me, campaign),
        latest=questions.page(session, me, asked, Ask(LATEST)).items,
        counts=questions.count(session, me, asked),
        line=line,
        days=days,
        strip=line.strip(campaign.starts_on, campaign.ends_on),
        money=campaigns.money(session, me, campaign),
        uncosted=uncosted,
        published=published,
        history=history.lines(call, "campaign", code),
        is_standing=code == settings_of(me.ward).standing_campaign,
        is_used=reference_data.is_used(session, campaign),
        said=pages.done(call, DONE),
        uses_purposes=settings_of(me.ward).purposes,
    )


@router.get("/campaigns/{code}/close")
def ask_close(call: PageReads, code: str) -> Response:
    return _ask(call, own(call, NOUN, code), ASK.blank(call))


@router.post("/campaigns/{code}/close")
def close(call: PageWrites, body: RawBody, code: str) -> Response:
    def act(campaign: Campaign) -> str:
        campaigns.close(call.session, call.me, campaign)
        return f"/campaigns/{code}?done=closed"

    return _step(call, body, code, act)


@router.post("/campaigns/{code}/reopen")
def reopen(call: PageWrites, body: RawBody, code: str) -> Response:
    def act(campaign: Campaign) -> str:
        campaigns.reopen(call.session, call.me, campaign)
        return f"/campaigns/{code}?done=reopened"

    return _step(call, body, code, act)


@router.post("/campaigns/{code}/remove")
def remove(call: PageWrites, body: RawBody, code: str) -> Response:
    """Deletes a campaign that nothing uses; one with products is closed instead."""

    def act(campaign: Campaign) -> str:
        done = CATALOGUE.remove(call.session, call.me, campaign)
        return "/campaigns?done=removed" if done == "deleted" else f"/campaigns/{code}?done=closed"

    return _step(call, body, code, act)


def _state(call: Call, campaign: Campaign) -> str:
    if campaign.retired_at is not None or campaign.ends_on < call.me.today:
        return "ended"
    return "coming" if campaign.starts_on > call.me.today else "running"


def _row(call: Call, campaign: Campaign, line: Timeline, reach: coverage.Progress | None) -> dict[str, Any]:
    """A campaign of the list: where it lies in the year, and how far it is on the way to its target."""
    strip: Strip = line.strip(campaign.starts_on, campaign.ends_on)
    return {"campaign": campaign, "state": _state(call, campaign), "strip": strip, "reach": reach}


def _ask(call: Call, campaign: Campaign, filled: Filled) -> Response:
    is_used = reference_data.is_used(call.session, campaign)
    return form.draw(call, "campaigns/close.html", filled, campaign=campaign, is_used=is_used)


def _step(call: Call, body: RawBody, code: str, act: Callable[[Campaign], str]) -> Response:
    campaign = own(call, NOUN, code)
    return ASK.sent(call, body).once(
        lambda: pages.go(act(campaign)), lambda filled: _ask(call, own(call, NOUN, code), filled)
    )
