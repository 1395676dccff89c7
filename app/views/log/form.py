"""Reads the log form's state from what was sent, and writes it as what the domain reads."""

from collections import Counter
from typing import Any

from app.domain import ids
from app.domain.bases import BASES
from app.domain.errors import Loc
from app.domain.products import fitting
from app.domain.products.inputs import DETAILS
from app.views.log import days as log_days
from app.views.log.attendance import follow_attendance
from app.views.log.held import place_held
from app.views.log.lines import Line, Row
from app.views.log.state import State, Ward
from app.web.fields import listed, nest

PLAIN = (
    "unit",
    "kind",
    "title",
    "campaign",
    "content_group",
    "topic",
    "axis",
    "material",
    "purpose",
    "status",
    "day",
    "planned_on",
    "change_reason",
    "span",
    "until",
    "every",
    "replaces",
)
# The page's own: read into days and placements.
OWN = ("day", "planned_on", "span", "until", "every", "replaces")


def from_fields(fields: list[tuple[str, str]], ward: Ward) -> State:
    """The state as the page sent it; lines of channels no longer chosen are dropped, new ones begun."""
    sent = nest(fields)
    raws = [raw for raw in _numbered(sent.get("placements")) if raw.get("channel") in ward.channels]
    held = _codes(sent.get("held"))
    ward.keep([*held, *(code for raw in raws for code in _codes(raw.get("picked")) + [r["group"] for r in _rows(raw)])])
    state = State(
        {name: _text(sent.get(name)) for name in PLAIN},
        _texts(sent.get("details")),
        _texts(sent.get("cost")),
        [code for code in listed(sent.get("directives")) if isinstance(code, str) and code],
        [],
        [],
        _text(sent.get("form_id")),
        ward,
        _text(sent.get("etag")),
        _text(sent.get("confirmed")),
        _text(sent.get("groups")),
        _text(sent.get("attended")),
        _texts(sent.get("was")),
        held,
        _codes(sent.get("held_open")),
        bool(sent.get("settled")),
        bool(sent.get("plain")),
        bool(sent.get("effect_open")),
        partners=_codes(sent.get("partners")),
        last_number=max((raw["number"] for raw in raws), default=-1),
        sent=fields,
        renewed=Counter(split_codes(_text(sent.get("renewed")))),
    )
    _choose(state, [code for code in _codes(sent.get("channels")) if code in ward.channels], raws)
    follow_attendance(state)
    return state


def _numbered(sent: Any) -> list[dict[str, Any]]:
    """The lines that were sent, each with the number that it has on the page."""
    if not isinstance(sent, dict):
        return []
    found = [raw | {"number": int(key)} for key, raw in sent.items() if _is_number(key) and isinstance(raw, dict)]
    return sorted(found, key=lambda raw: raw["number"])


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 6


def _choose(state: State, ticked: list[str], raws: list[dict[str, Any]]) -> None:
    """The channels that are chosen, and their lines: those of where it was held, and those that were ticked."""
    before = state.was.get("kind", state.kind)
    is_other = state.kind != before and not state.is_edit
    if is_other and set(ticked) == set(state.preset) and not _is_typed(raws):
        # The form itself had chosen them, for the kind that it was.
        ticked = []
    elif before in fitting.HELD and not state.is_held:
        # It is told channel by channel from now on: what it was held on goes along.
        ticked = list(dict.fromkeys([*(raw["channel"] for raw in raws), *ticked]))
    places = state.places
    state.lines = [
        _line(_held(state, raw, places), state.ward)
        for raw in raws
        if raw["channel"] in ticked or raw["channel"] in places
    ]
    known, wanted = {line.channel.code for line in state.lines}, split_codes(state.groups)
    state.lines += [state.ward.fresh(code, wanted) for code in ticked if code not in known]
    place_held(state)


def _held(state: State, raw: dict[str, Any], places: dict[str, list[str]]) -> dict[str, Any]:
    """A line of where it was held has the groups that came together there."""
    codes = places.get(raw["channel"])
    return raw if codes is None else raw | {"scope": state.ward.scope_of(codes), "picked": codes, "mode": "groups"}


def _is_typed(raws: list[dict[str, Any]]) -> bool:
    return any(row["people"].strip() for raw in raws for row in _rows(raw))


def _line(raw: dict[str, Any], ward: Ward) -> Line:
    scope = raw.get("scope")
    line = Line(
        ward.channels[raw["channel"]],
        raw["number"],
        _text(raw.get("id")),
        _text(raw.get("published_on")),
        _text(raw.get("runs")),
        _text(raw.get("basis")) or "estimated",
        _text(raw.get("basis_was")),
        _text(raw.get("mode")) or "groups",
        _text(_texts(raw.get("total_reach")).get("people")),
        _texts(scope),
        _codes(raw.get("clusters")),
        _codes(raw.get("picked")),
        _codes(raw.get("shown")),
        bool(raw.get("open")),
    )
    known = {group.code: group for group in ward.every}
    ward.fill(
        line,
        {
            row["group"]: Row(known[row["group"]], row["people"], row["basis"], row["asked"])
            for row in _rows(raw)
            if row["group"] in known
        },
    )
    return line


def _rows(raw: dict[str, Any]) -> list[dict[str, str]]:
    """The boxes of a line as they were sent."""
    names = ("group", "people", "basis", "asked")
    return [{name: _text(row.get(name)) for name in names} for row in listed(raw.get("reach")) if isinstance(row, dict)]


def split_codes(text: str) -> list[str]:
    return [code for code in text.split(",") if code]


def _text(value: Any) -> str:
    """A field that came once; one that came twice counts by its last value."""
    if isinstance(value, list):
        value = value[-1] if value else ""
    return value if isinstance(value, str) else ""


def _texts(value: Any) -> dict[str, str]:
    return {name: _text(one) for name, one in value.items()} if isinstance(value, dict) else {}


def _codes(value: Any) -> list[str]:
    return [code for code in listed(value) if isinstance(code, str)]


def to_input(state: State) -> dict[str, Any]:
    """What the domain reads; raises Refused where the days are not right. See log_days.at_lines for its faults."""
    data: dict[str, Any] = {name: state.values[name] for name in PLAIN if name not in OWN}
    # What was typed for another kind stays in the form; it is no part of this one.
    own = DETAILS[state.values["kind"]].model_fields if state.values["kind"] in DETAILS else {}
    data["details"] = {name: value for name, value in state.details.items() if name in own and value.strip()}
    data |= {"directives": state.directives, "partners": state.partners}
    cost = {name: value for name, value in state.cost.items() if value.strip()}
    data["cost"] = state.cost if "amount" in cost else None
    if state.values["replaces"].isdecimal():
        data["replaces"] = ids.read(state.values["replaces"])
    if state.is_planned:
        data["planned_on"] = state.values["planned_on"]
    if not state.is_planned or not state.is_edit:
        data |= placed(state)
    return {name: value for name, value in data.items() if value != ""}


def placed(state: State) -> dict[str, list[dict[str, Any]]]:
    """The entry's placements, and those that are planned where it has any."""
    found: dict[str, list[dict[str, Any]]] = {log_days.PLACED: [], log_days.PLANNED: []}
    for name, place, day in log_days.spread(state):
        placement = _placement(state, state.lines[place], day)
        found[name].append(log_days.as_planned(placement) if name == log_days.PLANNED else placement)
    needless = log_days.PLACED if state.is_planned else log_days.PLANNED
    return found if found[needless] else {name: rows for name, rows in found.items() if name != needless}


def without(data: dict[str, Any], locs: set[Loc]) -> dict[str, Any]:
    """The data without the fields at these paths; what loses its people loses all that is said of them."""
    for told in locs:
        loc = told[:-1] if told[-2:] == ("total_reach", "people") else told
        place: Any = data
        try:
            for part in loc[:-1]:
                place = place[part]
            place.pop(loc[-1])
            if loc[-1] == "people":
                place.pop("basis", None)
        except (KeyError, IndexError, TypeError, AttributeError):
            continue
    return data


def _placement(state: State, line: Line, day: str) -> dict[str, Any]:
    placement: dict[str, Any] = {"channel": line.channel.code, "published_on": day}
    runs = log_days.runs_of(state, line)
    if runs.strip():
        placement["runs"] = runs
    if line.id.isdecimal():
        placement["id"] = ids.read(line.id)
    if line.mode == "total":
        basis = line.basis if line.basis in BASES else "measured"
        placement["total_reach"] = {"kind": "residential", "people": line.total, "basis": basis}
    else:
        placement["reach"] = [_reach(state, row) for row in line.rows]
    return placement


def _reach(state: State, row: Row) -> dict[str, Any]:
    is_told_above = state.is_attended and row.people == state.attended and state.details.get("attendance", "").strip()
    # As it is derived it is counted; what was said to be anything else stays that.
    if not row.people.strip() or (is_told_above and row.basis == "counted"):
        return {"group": row.group.code}
    return {"group": row.group.code, "people": row.people, "basis": row.basis}
