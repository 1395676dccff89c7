"""Who came to a meeting of one group: typed once, it is what the group's number says."""

from app.domain.inputs import LARGEST_COUNT
from app.models import Group
from app.views.log.state import State


def follow_attendance(state: State) -> None:
    """Who came is typed once: the number of the one group that they came from goes with it, until another is typed."""
    rows = [row for line in state.lines for row in line.rows]
    came = state.details.get("attendance", "").strip().replace(".", "")
    is_number = came.isdecimal() and len(came) <= len(str(LARGEST_COUNT))
    if not state.is_attended or not is_number or not rows[0].people or rows[0].people != state.attended:
        return
    rows[0].people = state.attended = came_from(rows[0].group, int(came))


def came_from(group: Group, came: int) -> str:
    """How many of the group they are, if so many came: the rest are guests."""
    return str(min(came, group.population) if group.population else came)
