"""The log form's state: what was chosen and typed so far, kept whatever happens; codes and text, not yet read."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from app.domain import lives
from app.domain.errors import Fault
from app.domain.products import attendance, fitting
from app.domain.working_days import Own
from app.models import Channel, Group
from app.views.log.lines import Line, Row
from app.web.waiting_files import Waiting


class Ward:
    """What lines are made from: the ward's channels and its groups, those that live and those that the form names."""

    def __init__(self, channels: list[Channel], groups: list[Group], today: date, kept: set[str], own: Own) -> None:
        self.channels = {channel.code: channel for channel in channels}
        self.every = groups
        # What has been retired since stays in the form that names it: nothing is dropped unseen.
        self.groups = [group for group in groups if lives.lives_on(group, today) or group.code in kept]
        self.today, self.own_days = today, own
        self._numbers = {group.code: number for number, group in enumerate(groups)}

    def keep(self, codes: Iterable[str]) -> None:
        """Groups that were sent are in the form, whatever has become of them meanwhile."""
        known = {group.code for group in self.groups} | set(codes)
        self.groups = [group for group in self.every if group.code in known]

    def fresh(self, code: str, picked: list[str] | None = None) -> Line:
        """A line for a channel just chosen: every residential group where it is delivered to all, else none."""
        channel = self.channels[code]
        line = Line(channel, is_unseen=True)
        if picked:
            line.scope, line.picked = self.scope_of(picked), picked
        elif channel.everywhere:
            line.scope = {"residential": "all"}
        self.fill(line, {})
        return line

    def scope_of(self, codes: Collection[str]) -> dict[str, str]:
        """The kinds of these groups, each chosen one by one."""
        return dict.fromkeys((group.kind for group in self.groups if group.code in codes), "each")

    def held(self, code: str, groups: list[str]) -> Line:
        """A line for a channel that something was held on, in these groups."""
        line = Line(self.channels[code], scope=self.scope_of(groups), picked=groups)
        self.fill(line, {})
        return line

    def fill(self, line: Line, typed: dict[str, Row]) -> None:
        """The rows of what the line selects: what was typed for the group, else «đã chuyển tới, chưa đếm»."""
        line.rows = []
        for group in self.groups:
            if not line.selects(group):
                continue
            if group.code not in typed:
                line.is_unseen = line.is_unseen or line.mode == "groups"
            row = typed.get(group.code) or Row(group)
            row.number = self._numbers[group.code]
            line.rows.append(row)
        line.settle_bases()


@dataclass
class State:
    values: dict[str, str]
    details: dict[str, str]
    cost: dict[str, str]
    directives: list[str]
    chosen: list[str]
    lines: list[Line]
    form_id: str
    ward: Ward
    etag: str = ""
    confirmed: str = ""
    # Codes, by comma, of the groups that a link opened the form for: channels chosen later are for them too.
    groups: str = ""
    # The number of the one group of a meeting or talk that came of how many attended.
    attended: str = ""
    # What stood there when the page was drawn: kind, campaign, content group, title, and by comma the channels that
    # the form itself had chosen.
    was: dict[str, str] = field(default_factory=dict)
    # Of what is held: the groups that came together, and the clusters that are open.
    held: list[str] = field(default_factory=list)
    held_open: list[str] = field(default_factory=list)
    # Whether a person chose the campaign, or the link that they came by.
    is_settled: bool = False
    # Whether what was held is told channel by channel: the groups alone don't tell it.
    is_plain: bool = False
    is_effect_open: bool = False
    # Whether something came along with a choice that the person has not been shown yet.
    is_followed: bool = False
    # Units that took part.
    partners: list[str] = field(default_factory=list)
    # The file that goes along, and what is wrong with the one that was sent.
    photo: Waiting | None = None
    photo_fault: Fault | None = None
    # The highest number that a line of the page had.
    last_number: int = -1
    # As it was sent, and how often the form has set controls of the page, by their names.
    sent: list[tuple[str, str]] = field(default_factory=list)
    renewed: Counter[str] = field(default_factory=Counter)

    def number_lines(self) -> None:
        """New lines get numbers that no line had before, so that nothing typed for one is read as another's."""
        for line in self.lines:
            if line.number is None:
                self.last_number += 1
                line.number = self.last_number

    def renewal(self, name: str) -> str:
        """How the ids of the controls of this name go on, see app/views/log/renewal.py."""
        return f".{self.renewed[name]}" if self.renewed[name] else ""

    @property
    def today(self) -> date:
        return self.ward.today

    @property
    def kind(self) -> str:
        return self.values["kind"]

    @property
    def is_edit(self) -> bool:
        return bool(self.etag)

    @property
    def is_planned(self) -> bool:
        return self.values["status"] == "planned"

    @property
    def is_held(self) -> bool:
        """Whether the form asks where people came together, and the channels follow from that."""
        return self.kind in fitting.HELD and not self.is_plain

    @property
    def places(self) -> dict[str, list[str]]:
        """Of what is held: its channels, each with the groups that came together there.

        Without any group it is the channel that the kind is held on anyway.
        """
        if not self.is_held:
            return {}
        found: dict[str, list[str]] = {}
        for group in (group for group in self.ward.groups if group.code in self.held):
            found.setdefault(fitting.held_on(self.kind, group.kind), []).append(group.code)
        return found or {fitting.NATURAL[self.kind]: []}

    @property
    def preset(self) -> list[str]:
        """The channels that the form itself chose for the kind."""
        return [code for code in self.was.get("channels", "").split(",") if code in self.ward.channels]

    @property
    def is_attended(self) -> bool:
        """Whether who came is whom it reached: a meeting or talk in one group."""
        return self.kind in attendance.KINDS and sum(len(line.rows) for line in self.lines) == 1

    @property
    def is_usual_alone(self) -> bool:
        """Whether every number of it is a usual share that nobody counted."""
        typed = [row for line in self.lines for row in line.rows if row.people]
        return bool(typed) and all(row.is_asked for row in typed) and not any(line.total for line in self.lines)

    @property
    def is_unseen(self) -> bool:
        """Whether something was chosen whose groups the person has not been shown yet."""
        return self.is_followed or any(line.is_unseen for line in self.lines)
