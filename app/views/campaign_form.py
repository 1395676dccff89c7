"""The form of a campaign: what was typed, kept whatever happens, and what the domain reads of it."""

from typing import Any

from app.domain import subjects
from app.domain.access import Me
from app.domain.errors import Fault
from app.domain.wards import settings_of
from app.models import Campaign
from app.views import options
from app.web.deps import Call
from app.web.forms import differing, listed, nest
from app.web.labels import FUNDING

PLAIN = (
    "code", "title", "message", "lead_unit", "axis", "material", "starts_on", "ends_on", "target_coverage", "form_id",
    "etag",
)  # fmt: skip
LISTS = ("content_groups", "directives", "target_groups")
OWN, OPTIONAL = ("form_id", "etag"), ("lead_unit", "axis", "material", "target_coverage")


def blank(me: Me) -> dict[str, Any]:
    """A new campaign says what the ward's plan says, and is meant for all residential groups."""
    empty: dict[str, Any] = dict.fromkeys(PLAIN, "") | {name: [] for name in LISTS}
    return empty | {"message": settings_of(me.ward).message, "target_groups": ["residential"], "budget": {}}


def of(campaign: Campaign) -> dict[str, Any]:
    found = {name: str(getattr(campaign, name, None) or "") for name in PLAIN}
    if campaign.target_coverage is not None:
        found["target_coverage"] = f"{campaign.target_coverage * 100:g}".replace(".", ",")
    lists = {name: list(getattr(campaign, name)) for name in LISTS}
    budget: dict[str, str] = {}
    for line in campaign.budget:
        budget[line["funding"]] = str(int(budget.get(line["funding"], "0")) + line["amount"])
    return found | lists | {"budget": budget}


def typed(fields: list[tuple[str, str]]) -> dict[str, Any]:
    sent = nest(fields)
    found: dict[str, Any] = {name: _text(sent.get(name)) for name in PLAIN}
    lists = {name: [code for code in listed(sent.get(name)) if isinstance(code, str) and code] for name in LISTS}
    budget = sent.get("budget")
    amounts = {name: _text(budget.get(name)) for name in FUNDING} if isinstance(budget, dict) else {}
    return found | lists | {"budget": amounts}


def to_input(me: Me, sent: dict[str, Any]) -> dict[str, Any]:
    """What the domain reads: a field left empty is none, a message left empty the ward's own."""
    plain = {name: sent[name].strip() for name in PLAIN if name not in OWN}
    plain["message"] = plain["message"] or settings_of(me.ward).message
    data = {name: text or None for name, text in plain.items() if text or name in OPTIONAL}
    lines = [{"funding": name, "amount": sent["budget"][name]} for name in _funded(sent)]
    return data | {name: sent[name] for name in LISTS} | {"budget": lines}


def changes(me: Me, campaign: Campaign, sent: dict[str, Any]) -> dict[str, Any]:
    """Only what differs from the campaign as it stands; a needed field that was emptied is sent as empty."""
    before, after = to_input(me, of(campaign)), to_input(me, sent)
    emptied = {name: "" for name in before if name not in after}
    return differing(before, after | emptied)


def at_fields(sent: dict[str, Any], faults: list[Fault]) -> list[Fault]:
    """Faults of budget lines at the field of their funding."""
    names = _funded(sent)
    return [
        Fault(("budget", names[int(one.loc[1])]), one.message, one.code)
        if one.loc[:1] == ("budget",) and len(one.loc) > 1
        else one
        for one in faults
    ]


def _funded(sent: dict[str, Any]) -> list[str]:
    return [name for name in FUNDING if sent["budget"].get(name, "").strip()]


def choices(call: Call, sent: dict[str, Any]) -> dict[str, Any]:
    """What the form offers; what has been retired since stays for the campaign that names it."""
    session, me = call.session, call.me
    return {
        "units": options.of_units(call, sent["lead_unit"]), "axes": subjects.axes(session, me),
        "content_groups": subjects.content_groups(session, me),
        "all_directives": options.of_directives(call, sent["directives"]),
        "all_groups": options.of_groups(call, *sent["target_groups"]),
        "materials": options.of_materials(call, sent["material"]),
    }  # fmt: skip


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
