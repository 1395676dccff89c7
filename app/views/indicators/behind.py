"""What is behind an indicator, one entry a row: where it leads, and what it says beside its name."""

from collections.abc import Callable, Iterable
from urllib.parse import urlencode

from app.domain.indicators import Entry
from app.web.formats import day

# As much as a list's search takes.
LONGEST_SEARCH = 200
# Entries of the smaller registers have no page of their own: they lead to their list, down to the few that fit.
ADDRESSES: dict[str, Callable[[Entry], str]] = {
    "cell": lambda one: f"/products/{one.product}" if one.product else f"/directives/{one.directive}",
    "group": lambda one: f"/coverage/groups/{one.id}",
    "content_group": lambda one: f"/products?content_group={one.id}&period=all",
    "concern": lambda one: f"/concerns/{one.id}",
    "report": lambda one: f"/reports/{one.id}",
    "plan": lambda one: "/plans?" + urlencode({"unit": one.unit}),
    "material": lambda one: f"/materials/{one.id}",
    "channel": lambda one: f"/products?channel={one.id}&period=all",
    "survey": lambda one: "/surveys?" + urlencode({"group": [*one.old_groups, one.group][0], "period": one.period}),
    "pulse": lambda one: "/pulses?" + urlencode({"group": one.group, "period": one.period}),
    "reach": lambda one: f"/products/{one.product}",
    "product": lambda one: f"/products/{one.id}",
    "placement": lambda one: f"/products/{one.product}",
    "commendation": lambda one: "/commendations?" + urlencode({"q": one.name[:LONGEST_SEARCH], "period": "all"}),
}


def address_of(entry: Entry) -> str:
    """The page where the thing is shown, "" where there is none."""
    return ADDRESSES[entry.entity](entry) if entry.entity in ADDRESSES and (entry.id or entry.product) else ""


def words_of(entry: Entry, units: dict[str, str], old_words: Callable[[Iterable[str]], str]) -> str:
    said = [
        entry.group_name or "", old_words(entry.old_groups), entry.channel or "",
        units.get(entry.unit, entry.unit) if entry.unit else "",
        f"hạn {day(entry.due_on)}" if entry.due_on else "",
        day(entry.on) if entry.amount is not None else "", entry.period or "",
        f"ghi sau {entry.logged_after} ngày" if entry.logged_after else "",
    ]  # fmt: skip
    return " · ".join(part for part in said if part and part != entry.name)
