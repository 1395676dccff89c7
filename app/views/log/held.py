"""What people come to: where it was held says on which channels it was, each with the groups that came together."""

from dataclasses import dataclass, field

from app.domain.products import fitting, titles
from app.models import Group
from app.views.log.state import State
from app.web.labels import GROUP_KINDS


def place_held(state: State) -> None:
    """The lines of where it was held come first, in an edit where they stood; each has the groups that were chosen,
    and nothing else."""
    places = state.places
    known, stood = {line.channel.code: line for line in state.lines}, [id(line) for line in state.lines]
    first = [known.get(code) or state.ward.held(code, places[code]) for code in places if code in state.ward.channels]
    for line in first:
        # Its groups were chosen one by one, above it.
        line.is_unseen = False
    state.lines = [*first, *(line for line in state.lines if line.channel.code not in places)]
    if state.is_edit:
        # What was sent by another system may have it last: a form that is saved as it stands changes nothing.
        state.lines.sort(key=lambda line: stood.index(id(line)) if id(line) in stood else -1)
    state.chosen = list(dict.fromkeys(line.channel.code for line in state.lines))


def find_held(state: State) -> None:
    """Finds in a product's lines where it was held; where the groups alone don't tell it, it stays plain."""
    if state.kind not in fitting.HELD:
        return
    lines = [line for line in state.lines if line.channel.code in fitting.held_channels(state.kind)]
    told = {line.channel.code: [row.group.code for row in line.rows] for line in lines}
    state.held = [code for codes in told.values() for code in codes]
    state.is_plain = len(told) < len(lines) or told != state.places


@dataclass
class Cluster:
    """Groups to choose from that stand together on the page."""

    title: str
    kind: str
    groups: list[Group] = field(default_factory=list)
    is_open: bool = False


def named(state: State) -> list[Group]:
    """The groups that the title names; chosen ones too, so that they stay where they stand."""
    codes = titles.named_groups(state.values["title"], [(group.code, group.name) for group in state.ward.groups])
    known = {group.code: group for group in state.ward.groups}
    return [known[code] for code in codes]


def clusters(state: State) -> list[Cluster]:
    """What else there is to choose: tổ by cluster, then Party cells and other groups, each kind together."""
    offered, found = {group.code for group in named(state)}, dict[str, Cluster]()
    for group in (group for group in state.ward.groups if group.code not in offered):
        title = group.cluster if group.kind == "residential" and group.cluster else GROUP_KINDS[group.kind]
        found.setdefault(title, Cluster(title, group.kind)).groups.append(group)
    for one in found.values():
        is_chosen = any(group.code in state.held for group in one.groups)
        one.is_open = is_chosen or one.title in state.held_open or len(found) == 1
    return list(found.values())
