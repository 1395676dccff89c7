"""What the log form offers: kinds and channels by use, campaigns, content groups, directives, clusters."""

from datetime import date
from typing import Any

from app.domain import campaigns, groups, lives, products, subjects, wards
from app.domain.errors import Fault, NotFound
from app.domain.products import questions
from app.models import Campaign, Product
from app.views import options
from app.views.log.detail_fields import DETAIL_FIELDS
from app.views.log.state import State
from app.web.deps import Call
from app.web.labels import PRODUCT_KINDS

FIRST_KINDS = 6
FIRST_CHANNELS = 5


def choices(call: Call, state: State, product: Product | None) -> dict[str, Any]:
    session, me, ward = call.session, call.me, state.ward
    used = questions.kinds_by_use(session, me)
    kinds = sorted(
        PRODUCT_KINDS,
        key=lambda kind: used.index(kind) if kind in used else len(used) + list(PRODUCT_KINDS).index(kind),
    )
    every = [channel for channel in ward.channels.values() if channel.active or channel.code in state.chosen]
    every.sort(key=lambda channel: channel.code not in state.chosen)
    most = max(FIRST_CHANNELS, len(state.chosen))
    return {
        "kinds": kinds[:FIRST_KINDS], "more_kinds": kinds[FIRST_KINDS:], "channels": every[:most],
        "more_channels": every[most:], "campaigns": _campaigns(call, state.values["campaign"], product),
        "content_groups": subjects.content_groups(session, me), "axes": subjects.axes(session, me),
        "topics": subjects.topics(session, me), "all_directives": options.of_directives(call, state.directives),
        "all_materials": options.of_materials(call, state.values["material"]),
        "units": options.of_units(call, state.values["unit"], product.unit if product else None),
        "detail_fields": DETAIL_FIELDS.get(state.values["kind"], []), "other_details": _other_details(state),
        "clusters": _clusters(call), "ward_groups": ward.groups,
        "ended_groups": {group.code for group in ward.groups if not lives.lives_on(group, me.today)},
        "faulty_rows": _faulty_rows,
        "replaced": _replaced(call, state), "standing": wards.settings_of(me.ward).standing_campaign,
    }  # fmt: skip


def _campaigns(call: Call, chosen: str, product: Product | None) -> options.Options:
    """Campaigns that run or are to come, those that ended last, and what a row names though it was retired."""
    kept, today = {chosen, product.campaign if product else ""}, call.me.today
    rows = [row for row in campaigns.every_one(call.session, call.me) if row.retired_at is None or row.code in kept]
    rows.sort(key=lambda row: (row.retired_at is not None or row.ends_on < today, -row.starts_on.toordinal()))
    return [(row.code, _called(row, today)) for row in rows]


def _called(row: Campaign, today: date) -> str:
    title = row.title if row.ends_on >= today else f"{row.title} (đã kết thúc)"
    return options.marked(title, row.retired_at is None)


def _other_details(state: State) -> dict[str, str]:
    """What was typed for another kind: it stays in the form until it is saved."""
    shown = {field.name for field in DETAIL_FIELDS.get(state.values["kind"], [])}
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
        return products.find(call.session, call.me, int(key)) if key.isdecimal() else None
    except NotFound:
        return None


def _clusters(call: Call) -> list[str]:
    every = groups.in_order(call.session, call.me, "residential")
    return list(dict.fromkeys(group.cluster for group in every if group.cluster))
