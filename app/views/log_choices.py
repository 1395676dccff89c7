"""What the log form offers: kinds and channels by use, campaigns, content groups, directives, clusters."""

from typing import Any

from app.domain import campaigns, channels, directives, groups, products, registers, subjects, units, wards
from app.domain.errors import Fault, NotFound
from app.domain.pages import Ask
from app.domain.products import questions
from app.models import Product
from app.views.detail_fields import DETAIL_FIELDS
from app.views.log_state import State
from app.web.deps import Call
from app.web.labels import PRODUCT_KINDS

FIRST_KINDS = 6
FIRST_CHANNELS = 5


def choices(call: Call, state: State) -> dict[str, Any]:
    session, me = call.session, call.me
    used = questions.kinds_by_use(session, me)
    kinds = sorted(
        PRODUCT_KINDS,
        key=lambda kind: used.index(kind) if kind in used else len(used) + list(PRODUCT_KINDS).index(kind),
    )
    every = [channel for channel in channels.in_order(session, me) if channel.active]
    every.sort(key=lambda channel: channel.code not in state.chosen)
    most = max(FIRST_CHANNELS, len(state.chosen))
    living = registers.page(session, me, units.REGISTER, Ask(200), active=True).items
    return {
        "kinds": kinds[:FIRST_KINDS], "more_kinds": kinds[FIRST_KINDS:], "channels": every[:most],
        "more_channels": every[most:], "campaigns": campaigns.open_ones(session, me),
        "content_groups": subjects.content_groups(session, me), "axes": subjects.axes(session, me),
        "topics": subjects.topics(session, me), "all_directives": directives.in_force(session, me),
        "units": living, "detail_fields": DETAIL_FIELDS.get(state.values["kind"], []),
        "clusters": _clusters(call), "all_groups": groups.in_order(session, me), "faulty_rows": _faulty_rows,
        "replaced": _replaced(call, state), "standing": wards.settings_of(me.ward).standing_campaign,
    }  # fmt: skip


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
