"""Campaigns: the year's efforts on a timeline, one with what it reached and cost, and the steps from start to close."""

from collections.abc import Callable
from typing import Any

from fastapi import Response

from app.domain import campaigns, coverage, registers
from app.domain.access import require_entries, require_role
from app.domain.errors import Fault
from app.domain.pages import Ask
from app.domain.products import questions, reached
from app.domain.products.questions import ProductQuery
from app.domain.wards import settings_of
from app.domain.words import fold
from app.models import Campaign
from app.views import campaign_form, filters, history, names
from app.views.timelines import Strip, Timeline
from app.web import pages
from app.web.answers import etag
from app.web.deps import Call, PageReads, PageWrites, RawBody, Router
from app.web.forms import fields_of
from app.web.pressed import pressed, require_fresh

router = Router(prefix="/campaigns")
LATEST = 8
DONE = {
    "created": "Đã lập chiến dịch",
    "changed": "Đã sửa chiến dịch",
    "closed": "Đã kết thúc",
    "reopened": "Đã mở lại",
}


@router.get("")
def index(call: PageReads) -> Response:
    session, me = call.session, call.me
    require_entries(me)
    here = filters.here(call, ("q",))
    words = fold(here.params.get("q", "")).split()
    standing = settings_of(me.ward).standing_campaign
    every = campaigns.every_one(session, me)
    found = [row for row in every if all(word in fold(f"{row.code} {row.title}") for word in words)]
    ours = [row for row in found if row.code != standing]
    line = Timeline.over([(row.starts_on, row.ends_on) for row in ours], me.today)
    progress = coverage.progress(session, me, ours)
    rows = [_row(call, row, line, progress.get(row.code)) for row in ours]
    groups = {name: [row for row in rows if row["state"] == name] for name in ("running", "coming", "ended")}
    return pages.show(
        call, "campaigns/index.html", here=here, groups=groups, line=line, names=names.of(call, me),
        standing=next((row for row in found if row.code == standing), None),
        removed=call.request.query_params.get("done") == "removed",
    )  # fmt: skip


@router.get("/new")
def new(call: PageReads) -> Response:
    require_role(call.me, *campaigns.REGISTER.writers)
    typed = campaign_form.blank(call.me) | {"form_id": call.new_form_id()}
    return _form(call, None, typed)


@router.post("/new")
def create(call: PageWrites, body: RawBody) -> Response:
    require_role(call.me, *campaigns.REGISTER.writers)
    typed = campaign_form.typed(fields_of(call.request, body))

    def act() -> Response:
        if typed["title"].strip() and not typed["code"].strip():
            typed["code"] = campaigns.code_for(call.session, call.me, typed["title"])
        data = call.read(campaigns.REGISTER.takes, campaign_form.to_input(call.me, typed), form=True)
        row, _ = registers.create(call.session, call.me, campaigns.REGISTER, data)
        return pages.go(f"/campaigns/{row.code}?done=created")

    return pressed(call, typed["form_id"], body, act, lambda faults: _form(call, None, typed, faults))


@router.get("/{code}")
def show(call: PageReads, code: str) -> Response:
    session, me = call.session, call.me
    campaign = _find(call, code)
    latest = questions.page(session, me, ProductQuery(campaign=code), Ask(LATEST)).items
    found, placed = questions.count(session, me, ProductQuery(campaign=code))
    days = coverage.days_of(session, me, campaign)
    line = Timeline.over([(campaign.starts_on, campaign.ends_on), *((day, day) for day in days)], me.today)
    uncosted, published = campaigns.without_cost(session, me, campaign)
    return pages.show(
        call, "campaigns/show.html", campaign=campaign, names=names.of(call, me), state=_state(call, campaign),
        reaches=coverage.of_campaign(session, me, campaign), latest=latest, found=found, placed=placed,
        reached=reached.reached_by(session, me, [product.id for product in latest]), line=line, days=days,
        strip=line.strip(campaign.starts_on, campaign.ends_on), money=campaigns.money(session, me, campaign),
        uncosted=uncosted, published=published, history=history.lines(call, "campaign", code),
        is_standing=code == settings_of(me.ward).standing_campaign, is_used=registers.is_used(session, campaign),
        said=DONE.get(call.request.query_params.get("done", "")),
    )  # fmt: skip


@router.get("/{code}/edit")
def edit(call: PageReads, code: str) -> Response:
    campaign = _own(call, code)
    typed = campaign_form.of(campaign) | {"form_id": call.new_form_id(), "etag": _etag(call, campaign)}
    return _form(call, campaign, typed)


@router.post("/{code}/edit")
def change(call: PageWrites, body: RawBody, code: str) -> Response:
    campaign = _own(call, code)
    typed = campaign_form.typed(fields_of(call.request, body))

    def act() -> Response:
        require_fresh(typed["etag"], _etag(call, campaign), "chiến dịch này")
        data = call.read(campaigns.REGISTER.changes, campaign_form.changes(call.me, campaign, typed), form=True)
        registers.change(call.session, call.me, campaigns.REGISTER, campaign, data)
        return pages.go(f"/campaigns/{code}?done=changed")

    return pressed(call, typed["form_id"], body, act, lambda faults: _form(call, _own(call, code), typed, faults))


@router.get("/{code}/close")
def ask_close(call: PageReads, code: str) -> Response:
    return _ask(call, _own(call, code))


@router.post("/{code}/close")
def close(call: PageWrites, body: RawBody, code: str) -> Response:
    def act(campaign: Campaign) -> str:
        campaigns.close(call.session, call.me, campaign)
        return f"/campaigns/{code}?done=closed"

    return _step(call, body, code, act)


@router.post("/{code}/reopen")
def reopen(call: PageWrites, body: RawBody, code: str) -> Response:
    def act(campaign: Campaign) -> str:
        campaigns.reopen(call.session, call.me, campaign)
        return f"/campaigns/{code}?done=reopened"

    return _step(call, body, code, act)


@router.post("/{code}/remove")
def remove(call: PageWrites, body: RawBody, code: str) -> Response:
    """Deletes a campaign that nothing uses; one with products is closed instead."""

    def act(campaign: Campaign) -> str:
        is_used = registers.is_used(call.session, campaign)
        registers.remove(call.session, call.me, campaigns.REGISTER, campaign)
        return f"/campaigns/{code}?done=closed" if is_used else "/campaigns?done=removed"

    return _step(call, body, code, act)


def _find(call: Call, code: str) -> Campaign:
    return registers.find(call.session, call.me, campaigns.REGISTER, code)


def _own(call: Call, code: str) -> Campaign:
    """The campaign, for who may change it."""
    campaign = _find(call, code)
    require_role(call.me, *campaigns.REGISTER.writers)
    return campaign


def _etag(call: Call, campaign: Campaign) -> str:
    return etag(registers.shape(call.me, campaigns.REGISTER, campaign))


def _state(call: Call, campaign: Campaign) -> str:
    if campaign.retired_at is not None or campaign.ends_on < call.me.today:
        return "ended"
    return "coming" if campaign.starts_on > call.me.today else "running"


def _row(call: Call, campaign: Campaign, line: Timeline, reach: coverage.Progress | None) -> dict[str, Any]:
    """A campaign of the list: where it lies in the year, and how far it is on the way to its target."""
    strip: Strip = line.strip(campaign.starts_on, campaign.ends_on)
    return {"campaign": campaign, "state": _state(call, campaign), "strip": strip, "reach": reach}


def _form(call: Call, campaign: Campaign | None, typed: dict[str, Any], faults: list[Fault] | None = None) -> Response:
    return pages.show(
        call, "campaigns/form.html", 422 if faults else 200, campaign=campaign, typed=typed,
        faults=campaign_form.at_fields(typed, faults or []),
        **campaign_form.choices(call, typed),
    )  # fmt: skip


def _ask(call: Call, campaign: Campaign, faults: list[Fault] | None = None) -> Response:
    return pages.show(
        call, "campaigns/close.html", 422 if faults else 200, campaign=campaign, faults=faults or [],
        form_id=call.new_form_id(), is_used=registers.is_used(call.session, campaign),
    )  # fmt: skip


def _step(call: Call, body: RawBody, code: str, act: Callable[[Campaign], str]) -> Response:
    campaign = _own(call, code)
    form_id = dict(fields_of(call.request, body)).get("form_id", "")
    return pressed(
        call, form_id, body, lambda: pages.go(act(campaign)), lambda faults: _ask(call, _own(call, code), faults)
    )
