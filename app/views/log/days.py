"""The days of the log form: what has come is placed, what is ahead is planned and waits to be confirmed."""

from dataclasses import replace
from typing import Any

from app.domain import inputs
from app.domain.errors import Fault, Loc, Refused
from app.domain.products import schedules
from app.domain.products.schedules import Spread
from app.views.log.lines import Line
from app.views.log.state import State

PLACED, PLANNED = "placements", "planned_placements"


def days_of(state: State) -> list[str]:
    """The days of the entry as text, a single one as typed; raises Refused under the fields of the page."""
    first = _first(state)
    if state.values["span"] in ("", "one"):
        return [state.values[first]]
    sent = {
        "day": state.values[first],
        **{name: state.values[name] for name in ("span", "until", "every") if state.values[name]},
    }
    try:
        found = schedules.days(inputs.read(Spread, sent, form=True), state.ward.own_days)
    except Refused as refused:
        names: dict[Loc, Loc] = {("day",): (first,)}
        raise Refused([Fault(names.get(one.loc, one.loc), one.message, one.code) for one in refused.faults]) from None
    return [day.isoformat() for day in found]


def spread(state: State) -> list[tuple[str, int, str]]:
    """Every placement of the entry: under which list it is sent, the place of its line on the page, its day."""
    found = []
    for place, line in enumerate(state.lines):
        days = [line.published_on.strip()] if line.published_on.strip() else days_of(state)
        found += [(PLANNED if _is_ahead(state, day) else PLACED, place, day) for day in days]
    return found


def ahead(state: State) -> int:
    """How many placements would wait to be confirmed; 0 while the days are not right."""
    try:
        return sum(name == PLANNED for name, _, _ in spread(state))
    except Refused:
        return 0


def _is_ahead(state: State, day: str) -> bool:
    if state.is_planned:
        return True
    # A single day ahead is no slip of the form's: the domain says that it can be planned.
    return state.values["span"] in ("week", "until") and day > state.today.isoformat()


def at_lines(state: State, faults: list[Fault]) -> list[Fault]:
    """Faults of what was sent, at the fields of the page: one line may stand for many days."""
    places: dict[str, list[int]] = {PLACED: [], PLANNED: []}
    try:
        for name, place, _ in spread(state):
            places[name].append(place)
    except Refused:
        return faults
    found: dict[tuple[Loc, str], Fault] = {}
    for fault in faults:
        loc = fault.loc
        if len(loc) > 1 and loc[0] in places and isinstance(loc[1], int) and loc[1] < len(places[str(loc[0])]):
            loc = _at_line(state, places[str(loc[0])][loc[1]], loc[2:])
        found.setdefault((loc, fault.code), replace(fault, loc=loc))
    return list(found.values())


def _at_line(state: State, place: int, rest: Loc) -> Loc:
    """The field of a line; its day is the one above, where it has none of its own."""
    line = state.lines[place]
    at: Loc = (PLACED, place if line.number is None else line.number)
    if rest[:1] == ("reach",) and len(rest) > 1 and isinstance(rest[1], int) and rest[1] < len(line.rows):
        return (*at, "reach", line.rows[rest[1]].number, *rest[2:])
    if rest not in (("published_on",), ("planned_on",)):
        return (*at, *rest)
    return (*at, "published_on") if line.published_on.strip() else (_first(state),)


def _first(state: State) -> str:
    """The box that the one day of the entry stands in, or the first of its days."""
    return "planned_on" if state.is_planned else "day"


def runs_of(state: State, line: Line) -> str:
    """How often a day: as typed, else a script on a loudspeaker once for each hour it is broadcast at."""
    if line.runs.strip() or line.channel.form != "radio" or state.values["kind"] != "loudspeaker_script":
        return line.runs
    times = [part for part in state.details.get("broadcast_times", "").replace(",", " ").split() if part]
    return str(len(times)) if times else ""


def as_planned(placement: dict[str, Any]) -> dict[str, Any]:
    """A placement as one that is still to come: its day is planned, and its numbers can only be estimates."""
    sent = dict(placement)
    sent["planned_on"] = sent.pop("published_on")
    sent.pop("id", None)
    for row in [*sent.get("reach", []), *([sent["total_reach"]] if "total_reach" in sent else [])]:
        if row.get("basis"):
            row["basis"] = "estimated"
    return sent
