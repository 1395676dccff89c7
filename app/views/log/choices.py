"""What the log form offers: kinds and channels by use, campaigns, content groups, directives, clusters."""

from datetime import date
from typing import Any

from app.domain import campaigns, groups, ids, lives, products, subjects
from app.domain.errors import Fault, NotFound
from app.domain.products import fitting, questions
from app.domain.ward_settings import settings_of
from app.models import Campaign, Product
from app.views import options
from app.views.log import following, held
from app.views.log.detail_fields import DETAIL_FIELDS
from app.views.log.state import State
from app.web.deps import Call
from app.web.labels import PRODUCT_KINDS, PRODUCT_PURPOSES

FIRST_KINDS = 6
FIRST_CHANNELS = 3
# So many content groups of a campaign are shown side by side.
MOST_TILES = 6


def choices(call: Call, state: State, product: Product | None) -> dict[str, Any]:
    session, me, ward = call.session, call.me, state.ward
    used = questions.kinds_by_use(session, me)
    kinds = sorted(
        PRODUCT_KINDS,
        key=lambda kind: used.index(kind) if kind in used else len(used) + list(PRODUCT_KINDS).index(kind),
    )
    return {
        "kinds": kinds[:FIRST_KINDS],
        "more_kinds": kinds[FIRST_KINDS:],
        "content_groups": subjects.content_groups(session, me),
        "axes": subjects.axes(session, me),
        "topics": subjects.topics(session, me),
        "all_directives": options.of_directives(call, state.directives),
        "purposes": PRODUCT_PURPOSES if settings_of(me.ward).purposes else {},
        "all_materials": options.of_materials(call, state.values["material"]),
        "units": options.of_units(call, state.values["unit"], product.unit if product else None, *state.partners),
        "other_details": _other_details(state),
        "clusters": _clusters(call),
        "ward_groups": ward.groups,
        "ended_groups": {group.code for group in ward.groups if not lives.lives_on(group, me.today)},
        "faulty_rows": _faulty_rows,
        "replaced": _replaced(call, state),
        "is_put_up": state.kind in fitting.PUT_UP,
        "named": held.named(state) if state.is_held else [],
        "places": held.clusters(state) if state.is_held else [],
        **_details(state),
        **_channels(state),
        **_campaigns(call, state, product),
    }


def _details(state: State) -> dict[str, Any]:
    """The kind's own fields: those that are asked for at once, and those that may be left out."""
    fields = DETAIL_FIELDS.get(state.kind, [])
    first = {"attendance"} if state.is_held else {"locations", "count"} if state.kind in fitting.PUT_UP else set()
    more = [field for field in fields if field.name not in first]
    words = f"Ảnh, {more[0].label.lower()}, {'chi tiết, ' if len(more) > 1 else ''}chi phí" if more else "Ảnh, chi phí"
    return {
        "first_fields": [field for field in fields if field.name in first],
        "detail_fields": more,
        "detail_words": words,
    }


def _channels(state: State) -> dict[str, Any]:
    """The channels to tick, in an order that no tick changes: those that the kind began with, then those that fit."""
    ways, own = state.ward.channels, fitting.held_channels(state.kind) if state.is_held else frozenset()
    forms = {code: way.form for code, way in ways.items()}
    every = [way for code, way in ways.items() if (way.active or code in state.chosen) and code not in own]
    every.sort(key=lambda way: (way.code not in state.preset, not fitting.fits(state.kind, way.code, forms)))
    most = 0 if state.is_held else max(FIRST_CHANNELS, len(state.preset))
    return {"channels": every[:most], "more_channels": every[most:]}


def _campaigns(call: Call, state: State, product: Product | None) -> dict[str, Any]:
    """Campaigns that run or are to come; those that ended apart, and what a row names though it was retired."""
    chosen, today = state.values["campaign"], call.me.today
    kept = {chosen, product.campaign if product else ""}
    rows = [row for row in campaigns.every_one(call.session, call.me) if row.retired_at is None or row.code in kept]
    rows.sort(key=lambda row: -row.starts_on.toordinal())
    is_over = {row.code: row.retired_at is not None or row.ends_on < today for row in rows}
    campaign = next((row for row in rows if row.code == chosen), None)
    own = [] if following.is_own_choice(call, campaign) or campaign is None else campaign.content_groups
    return {
        "campaigns": [(row.code, row.title) for row in rows if not is_over[row.code]],
        "ended_campaigns": [(row.code, _called(row, today)) for row in rows if is_over[row.code]],
        "guessed": following.guessed(call, state),
        "own_content_groups": _tiles(own, state.values["content_group"]),
    }


def _tiles(own: list[str], chosen: str) -> list[str]:
    """The campaign's content groups, where they are few and the one that is chosen is one of them."""
    return own if len(own) <= MOST_TILES and (chosen in own or not chosen) else []


def _called(row: Campaign, today: date) -> str:
    title = row.title if row.ends_on >= today else f"{row.title} (đã kết thúc)"
    return options.marked(title, row.retired_at is None)


def _other_details(state: State) -> dict[str, str]:
    """What was typed for another kind: it stays in the form until it is saved."""
    shown = {field.name for field in DETAIL_FIELDS.get(state.kind, [])}
    return {name: value for name, value in state.details.items() if name not in shown and value}


def _faulty_rows(faults: list[Fault], warnings: list[Fault], at: str) -> set[int]:
    """The rows of a line ("placements.0") about which something is said: their cluster opens."""
    found = set()
    for fault in [*faults, *warnings]:
        loc = [str(part) for part in fault.loc]
        if ".".join(loc[:2]) == at and loc[2:3] == ["reach"] and len(loc) > 3:
            found.add(int(loc[3]))
    return found


def _replaced(call: Call, state: State) -> Product | None:
    key = state.values["replaces"]
    try:
        return products.find(call.session, call.me, ids.read(key)) if key.isdecimal() else None
    except NotFound:
        return None


def _clusters(call: Call) -> list[str]:
    every = groups.in_order(call.session, call.me, "residential")
    return list(dict.fromkeys(group.cluster for group in every if group.cluster))
