"""What is behind an indicator, one entry a row: where it leads, and what it says beside its name."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple
from urllib.parse import urlencode

from app.domain.indicators import Entry
from app.domain.words import said
from app.web.formats import day
from app.web.indicator_labels import STANDINGS

# As much as a list's search takes.
LONGEST_SEARCH = 200
# Entries of the smaller registers have no page of their own: they lead to their list, down to the few that fit.
ADDRESSES: dict[str, Callable[[Entry], str]] = {
    "cell": lambda one: f"/products/{one.product}" if one.product else f"/directives/{one.directive}",
    "group": lambda one: f"/groups/{one.id}",
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
# Where what is missing can be logged.
LOG: dict[str, Callable[[Entry], dict[str, object]]] = {
    "cell": lambda one: {"directives": one.directive, "groups": one.group},
    "group": lambda one: {"groups": one.id},
    "content_group": lambda one: {"content_group": one.id},
    "material": lambda one: {"material": one.id},
}
# The colour and the sign of a state.
SIGNS = {
    "met": ("good", "circle_tick"),
    "late": ("warn", "triangle"),
    "running": ("run", "clock"),
    "overdue": ("bad", "circle_cross"),
    "forwarded": ("warn", "triangle"),
    "closed": ("mute", "circle_minus"),
    "missing": ("mute", "dashed_circle"),
}


class Standing(NamedTuple):
    """How an entry stands, as a colour, a sign and words: «trả lời muộn 6 ngày»."""

    colour: str
    sign: str
    words: str


def standing_of(entry: Entry, today: date) -> Standing | None:
    """None where nothing is held against the entry."""
    if entry.state is None:
        return None
    words = STANDINGS[entry.entity, entry.state]
    if entry.due_on is not None:
        until = entry.on if entry.state in ("late", "forwarded") and entry.on else today
        away = abs((until - entry.due_on).days)
        words = words.replace("còn {} ngày", "hạn hôm nay") if not away else words.format(away)
    return Standing(*SIGNS[entry.state], words)


def sections(entries: Sequence[Entry]) -> list[tuple[str, list[Entry]]]:
    """Cells under their directive; everything else under no head."""
    return [(head, list(rows)) for head, rows in groupby(entries, lambda one: one.name if one.directive else "")]


def log_of(entry: Entry) -> str:
    """The log form with what is missing already chosen, "" where nothing would be filled by a product."""
    open_ = entry.state in ("running", "overdue", "missing") and entry.entity in LOG
    return "/products/new?" + urlencode(LOG[entry.entity](entry)) if open_ else ""


def address_of(entry: Entry) -> str:
    """The page where the thing is shown, "" where there is none."""
    return ADDRESSES[entry.entity](entry) if entry.entity in ADDRESSES and (entry.id or entry.product) else ""


class Called(NamedTuple):
    """What the codes of entries are called: units and channels by code, and in whose place a group heard something."""

    units: dict[str, str]
    channels: dict[str, str]
    of_old: Callable[[Iterable[str]], str]


def words_of(entry: Entry, called: Called) -> str:
    """What stands beside the name and the standing; a cell's group is its name."""
    words = [
        "" if entry.directive else entry.group_name or "",
        called.of_old(entry.old_groups),
        called.channels.get(entry.channel, entry.channel) if entry.channel else "",
        called.units.get(entry.unit, entry.unit) if entry.unit else "",
        f"hạn {day(entry.due_on)}" if entry.due_on else "",
        day(entry.on) if entry.amount is not None else "",
        said(entry.period) if entry.period else "",
        f"ghi sau {entry.logged_after} ngày" if entry.logged_after else "",
    ]
    return " · ".join(part for part in words if part and part != entry.name)
