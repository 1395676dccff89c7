"""The state of the form that an existing product opens with."""

from typing import Any

from app.domain import groups
from app.views.log.attendance import came_from
from app.views.log.form import PLAIN
from app.views.log.held import find_held, place_held
from app.views.log.lines import Line, Row
from app.views.log.state import State, Ward


def from_shape(shape: dict[str, Any], ward: Ward, keeps_numbers: bool, form_id: str) -> State:
    """What an existing product opens with: to edit it (numbers kept), or to log a similar one (usual numbers)."""
    values = {name: str(shape.get(name) or "") for name in PLAIN}
    values["planned_on"] = shape["planned_on"].isoformat() if shape["planned_on"] else ""
    details, cost = details_of(shape), cost_of(shape)
    placements = shape["placements"]
    lines = [
        _line_of(placement, ward, keeps_numbers)
        for placement in placements
        if keeps_numbers or ward.channels[placement["channel"]].active
    ]
    days = {placement["published_on"].isoformat() for placement in placements}
    values["day"] = days.pop() if keeps_numbers and len(days) == 1 else ""
    if not keeps_numbers:
        values |= {"title": "", "status": "published", "planned_on": ""}
        details, cost = {}, {}
        first = dict[str, Line]()
        for line in lines:
            first.setdefault(line.channel.code, line)
        lines = list(first.values())
    state = State(values, details, cost, list(shape["directives"]), [], lines, form_id, ward)
    state.partners = shape["partners"]
    find_held(state)
    if not keeps_numbers:
        state.is_plain = False
        place_held(state)
    state.chosen = list(dict.fromkeys(line.channel.code for line in state.lines))
    rows = [row for line in state.lines for row in line.rows]
    came = details.get("attendance")
    if state.is_attended and came and rows[0].people == came_from(rows[0].group, int(came)):
        state.attended = rows[0].people
    return state


def details_of(shape: dict[str, Any]) -> dict[str, str]:
    return {name: _as_text(value) for name, value in shape["details"].items() if name != "spoken_seconds"}


def cost_of(shape: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in (shape["cost"] or {}).items()}


def _line_of(placement: dict[str, Any], ward: Ward, keeps_numbers: bool) -> Line:
    reach = placement["reach"]
    line = Line(ward.channels[placement["channel"]], picked=[row["group"] for row in reach])
    if keeps_numbers:
        line.id, line.published_on = str(placement["id"]), placement["published_on"].isoformat()
        line.runs = str(placement["runs"])
    for kind in groups.KINDS:
        living = {group.code for group in ward.groups if group.kind == kind}
        reached = living & set(line.picked)
        line.scope[kind] = "none" if not reached else ("all" if reached == living else "each")
    known = {group.code: group for group in ward.every}
    rows = {row["group"]: Row(known[row["group"]], _as_text(row["people"]), row["basis"] or "") for row in reach}
    ward.fill(line, rows if keeps_numbers else {})
    line.is_unseen = False
    return line


def _as_text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    if isinstance(value, bool):
        return "1" if value else "0"
    return "" if value is None else str(value)
