"""Which controls of the log form a part of the page brings anew, because the form sets them otherwise than they were.

htmx morphs a part into the page: it sets attributes, and a box, radio, option or number that someone touched no longer
heeds its attribute (HTML Standard, 4.10.5, "dirty value flag" and "dirty checkedness flag", 4.10.10, "dirtiness"; htmx
issue 4030): the page would say one thing and the form send another. An element with another id is a new one, so a
control's id tells how often the form has set it.
"""

import hashlib

from app.views.log.state import State

# Of these one is chosen; campaigns bring them, or a button does.
CHOICES = ("campaign", "content_group", "axis", "material")
# Of these one is chosen too, by the person alone, and other fields come with it.
SHAPING = ("unit", "kind", "status", "span")


def renew(state: State, is_part: bool) -> None:
    """Counts what the state has otherwise than it was sent; everything on a whole page is new anyway."""
    if not is_part:
        state.renewed.clear()
        return
    sent: dict[str, set[str]] = {}
    for name, value in state.sent:
        sent.setdefault(name, set()).add(value)
    choices, boxes = _drawn(state)
    for name, value in choices.items():
        # What was not on the page is new.
        state.renewed[name] += sent.get(name, {value}) != {value}
    for name, values in boxes.items():
        state.renewed[name] += sent.get(name, set()) != values
    for line in state.lines:
        numbers = {f"placements.{line.number}.reach.{row.number}.people": row.people for row in line.rows}
        is_other = any(sent.get(name, {people}) != {people} for name, people in numbers.items())
        state.renewed[f"placements.{line.number}.reach"] += is_other


def drawn_for(state: State) -> str:
    """A digest of every choice that fields follow from, for the page to send back: what it was drawn for."""
    choices, boxes = _drawn(state)
    # A kind of groups of which none is chosen says so, or nothing.
    told = [(name, value) for name, value in choices.items() if value != "none" and not name.endswith(".basis")]
    told += [(name, ",".join(sorted(values))) for name, values in boxes.items() if not name.endswith(".open")]
    told += [(name, state.values[name]) for name in SHAPING] + [("held", ",".join(sorted(state.held)))]
    return hashlib.sha256(repr(sorted(told)).encode()).hexdigest()[:16]


def is_overtaken(state: State) -> bool:
    """Whether something was chosen whose answer never came, because what is asked for now took its place."""
    return state.was.get("drawn_for", "") != drawn_for(state)


def _drawn(state: State) -> tuple[dict[str, str], dict[str, set[str]]]:
    """What stands in the controls that always send one value, and which boxes are ticked, by their names."""
    choices = {name: state.values[name] for name in CHOICES}
    boxes = {"channels": set(state.chosen) - set(state.places), "directives": set(state.directives)}
    for line in state.lines:
        at = f"placements.{line.number}"
        choices |= {f"{at}.mode": line.mode, f"{at}.basis": line.basis}
        choices |= {f"{at}.scope.{kind}": scope for kind, scope in line.scope.items()}
        boxes |= {f"{at}.picked": set(line.picked), f"{at}.open": {"1"} if line.is_open else set()}
    return choices, boxes
