"""What follows a choice on the log form: a kind's channels, what a campaign brings, what a title says by itself."""

from typing import Any

from app.domain import campaigns
from app.domain.products import fitting, questions, titles
from app.domain.ward_settings import settings_of
from app.models import Campaign
from app.views import options
from app.views.log.held import named, place_held
from app.views.log.state import State
from app.web.deps import Call


def follow_kind(call: Call, state: State) -> None:
    """Another kind than the page was drawn for begins with its own channels, unless others were ticked by hand."""
    if state.is_edit or state.kind == state.was.get("kind"):
        return
    state.is_followed = state.is_followed or bool(state.was.get("kind") and state.is_held)
    state.was["channels"] = ",".join(preset(call, state))
    if not state.chosen or state.chosen == list(state.places):
        state.lines += [
            state.ward.fresh(code, state.groups.split(",") if state.groups else []) for code in state.preset
        ]
    place_held(state)


def preset(call: Call, state: State) -> list[str]:
    """The channels of the unit's last product of this kind, else the kind's own; where it is held tells them."""
    if state.is_held:
        return []
    codes = questions.last_channels(call.session, call.me, state.kind) or [fitting.NATURAL.get(state.kind, "")]
    ways = state.ward.channels
    return [code for code in codes if code in ways and ways[code].active]


def campaign_of(call: Call, code: str) -> Campaign | None:
    """A campaign that a new product may be for."""
    return next((row for row in campaigns.open_ones(call.session, call.me) if row.code == code), None)


def is_own_choice(call: Call, campaign: Campaign | None) -> bool:
    """Whether the campaign leaves it open what a product is about: the standing one takes every content group."""
    return campaign is None or campaign.code == settings_of(call.me.ward).standing_campaign


def follow_campaign(call: Call, state: State) -> None:
    """A campaign campaign brings its content group, axis, directives and material, in place of what another brought."""
    code = state.values["campaign"] or settings_of(call.me.ward).standing_campaign
    state.values["campaign"] = code
    campaign = campaign_of(call, code)
    if code == state.was.get("campaign") or campaign is None:
        return
    before = campaign_of(call, state.was.get("campaign", ""))
    if "campaign" in state.was:
        state.is_followed = state.is_settled = True
    _follow_content_group(call, state, campaign)
    materials, in_force = dict(options.of_materials(call)), dict(options.of_directives(call, ()))
    if campaign.material in materials or before is None or state.values["material"] == before.material:
        state.values["material"] = campaign.material if campaign.material in materials else ""
    if campaign.axis or before is None or state.values["axis"] == before.axis:
        state.values["axis"] = campaign.axis or ""
    gone = set(before.directives) if before else set()
    brought = [code for code in campaign.directives if code in in_force]
    state.directives = list(dict.fromkeys([*(one for one in state.directives if one not in gone), *brought]))


def _follow_content_group(call: Call, state: State, campaign: Campaign) -> None:
    """The campaign's one, else the one chosen just now, else the one that the unit's last product of it had."""
    chosen, own = state.values["content_group"], campaign.content_groups
    if len(own) == 1:
        state.values["content_group"] = own[0]
    elif chosen == state.was.get("content_group", "") or chosen not in own:
        last: Any = questions.last_of(call.session, call.me, campaign=campaign.code)
        is_known = last is not None and last.content_group in own and not is_own_choice(call, campaign)
        state.values["content_group"] = last.content_group if is_known else ""


def guessed(call: Call, state: State, least: int = 1) -> list[Campaign]:
    """Campaigns of these days whose title is (at least so much) like the product's, the likeliest first."""
    standing = settings_of(call.me.ward).standing_campaign
    running = {row.code: row for row in campaigns.running(call.session, call.me) if row.code != standing}
    likely = titles.likely_campaigns(state.values["title"], [(row.code, row.title) for row in running.values()])
    return [running[code] for code, score in likely if score >= least]


def unheeded(call: Call, state: State) -> str:
    """What a title that the form has not answered yet says otherwise than what stands there; "" for nothing."""
    if state.is_edit or state.values["title"].strip() == state.was.get("title", "").strip():
        return ""
    likely = guessed(call, state, titles.CLEAR)
    if likely and not state.is_settled and state.values["campaign"] not in {row.code for row in likely}:
        return f"Tên giống chiến dịch «{likely[0].title}». Xem lại chiến dịch ở dưới, rồi lưu."
    there = named(state) if state.is_held and not state.held else []
    return f"Tên nhắc tới {there[0].name}. Xem lại chỗ họp ở dưới, rồi lưu." if there else ""


def remember_times(call: Call, state: State) -> None:
    """A script is broadcast at the hours of the unit's last one, until someone types others (or none)."""
    if state.kind != "loudspeaker_script" or "broadcast_times" in state.details:
        return
    last: Any = questions.last_of(call.session, call.me, kind="loudspeaker_script")
    times = last.details.get("broadcast_times") if last else None
    state.details["broadcast_times"] = ", ".join(times or [])
