"""The usual share on the log form: offered on each line, and taken where a person asks for it."""

from datetime import date

from app.domain import groups, inputs, lives
from app.domain.errors import Refused
from app.domain.products.schedules import Spread
from app.domain.products.shares import UsualShares
from app.models import Group
from app.views.log.lines import Line
from app.views.log.state import State, Ward
from app.web.deps import Call

# What the buttons of a line are called, before the line's number.
TAKE, TOTAL = "usual.", "total."


def offer(call: Call, state: State) -> None:
    """What each line may ask for: of the groups that it names, and of an open channel that names none, of all tổ."""
    ward = state.ward
    asked = [(line, day_of(state, line), _groups(line, ward, day_of(state, line))) for line in state.lines]
    wanted: dict[tuple[str, date], set[str]] = {}
    for line, day, those in asked:
        wanted.setdefault((line.channel.code, day), set()).update(group.code for group in those)
    defaults = {channel.code: channel.default_share for channel in ward.channels.values()}
    usual = UsualShares(call.session, call.me, wanted, ward.every, defaults)
    for line, day, those in asked:
        found = {group.code: usual.people(line.channel.code, group, day) for group in those}
        line.usual_of = {} if line.rows else {code: people for code, people in found.items() if people is not None}
        for row in line.rows:
            row.usual = found.get(row.group.code)


def take(state: State, place: str) -> None:
    """Fills in what was offered on the line of this number, wherever nobody typed a number."""
    line = _at(state, place)
    if line is None:
        return
    if line.usual_of:
        offered, line.scope, line.picked = line.usual_of, {"residential": "each"}, list(line.usual_of)
        state.ward.fill(line, {})
        for row in line.rows:
            row.usual = offered[row.group.code]
        line.usual_of, line.is_unseen = {}, False
    for row in line.rows:
        if not row.people.strip() and row.usual is not None:
            row.people = row.asked = str(row.usual)
    line.settle_bases()


def take_total(state: State, place: str) -> None:
    """Asks on the line of this number for the one number that the platform gives."""
    line = _at(state, place)
    if line is not None:
        line.mode, line.basis, line.is_open, line.rows = "total", "measured", True, []


def _at(state: State, place: str) -> Line | None:
    return next((line for line in state.lines if str(line.number) == place), None)


def day_of(state: State, line: Line) -> date:
    """The line's first day; today while none is right."""
    typed = line.published_on.strip() or state.values["planned_on" if state.is_planned else "day"]
    try:
        return inputs.read(Spread, {"day": typed}, form=True).day
    except Refused:
        return state.today


def _groups(line: Line, ward: Ward, day: date) -> list[Group]:
    if line.mode != "groups":
        return []
    if line.rows or not line.is_open_to_all:
        return [row.group for row in line.rows]
    return [group for group in ward.groups if group.kind == groups.KINDS[0] and lives.lives_on(group, day)]
