"""The log form's state: what was chosen and typed so far, kept whatever happens; codes and text, not yet read."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from app.domain import channels, lives
from app.domain.products import attendance
from app.domain.working_days import Own
from app.models import Channel, Group
from app.web.labels import GROUP_KINDS

# The numbers of one line have several bases.
MIXED = "mixed"


@dataclass
class Row:
    """A group of a line and what stands in its box.

    asked is the usual number that a person asked for, usual the one that they may ask for.
    """

    group: Group
    people: str = ""
    basis: str = ""
    asked: str = ""
    usual: int | None = None

    @property
    def is_asked(self) -> bool:
        return bool(self.people) and self.people == self.asked


@dataclass
class Line:
    """A chosen channel: whom it reached and on what basis. Codes and typed text only, not yet read."""

    channel: Channel
    id: str = ""
    published_on: str = ""
    runs: str = ""
    # What a number that is typed is said to be, and what the page said before: another choice is one for all of them.
    basis: str = "estimated"
    basis_was: str = ""
    mode: str = "groups"
    total: str = ""
    scope: dict[str, str] = field(default_factory=dict)
    clusters: list[str] = field(default_factory=list)
    picked: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    is_open: bool = False
    is_unseen: bool = False
    rows: list[Row] = field(default_factory=list)
    # Of an open channel that nobody said a group of: what it usually reaches in each, and in all of them together.
    usual_of: dict[str, int] = field(default_factory=dict)

    @property
    def usual(self) -> int:
        """How many people more there are where each group without a number has its usual one; 0: nothing is offered."""
        return sum(self.usual_of.values()) + sum(row.usual or 0 for row in self.rows if not row.people)

    @property
    def is_open_to_all(self) -> bool:
        return channels.is_open(self.channel)

    def settle_bases(self) -> None:
        """Each number has its basis: its own, else the line's; another choice for the line is one for what was typed.

        A usual number stays estimated as long as nobody typed another one.
        """
        is_chosen = self.basis_was not in ("", self.basis) and self.basis != MIXED
        for row in self.rows:
            if not row.people.strip():
                row.basis = row.asked = ""
            elif row.is_asked:
                row.basis = "estimated"
            elif is_chosen or not row.basis:
                row.basis = self.basis if self.basis != MIXED else "estimated"
        bases = {row.basis for row in self.rows if row.basis and not row.is_asked}
        if bases:
            self.basis = bases.pop() if len(bases) == 1 else MIXED
        self.basis_was = self.basis

    def selects(self, group: Group) -> bool:
        scope = self.scope.get(group.kind, "none")
        if scope == "cluster":
            return (group.cluster or "") in self.clusters
        return scope == "all" or (scope == "each" and group.code in self.picked)

    @property
    def counts(self) -> Counter[str]:
        """How many groups of each kind are chosen."""
        return Counter(row.group.kind for row in self.rows)

    @property
    def people(self) -> int:
        return _sum(self.rows)

    @property
    def is_asked(self) -> bool:
        """Whether every number is the usual one that was asked for."""
        return all(row.is_asked for row in self.rows if row.people)

    @property
    def sections(self) -> list["Section"]:
        """The rows by cluster, in the ward's order; each with its place in the list that is sent."""
        found: list[Section] = []
        for index, row in enumerate(self.rows):
            title = row.group.cluster or GROUP_KINDS[row.group.kind]
            if row.group.cluster and row.group.kind != "residential":
                title = f"{GROUP_KINDS[row.group.kind]}, {row.group.cluster}"
            if not found or found[-1].title != title:
                found.append(Section(title, row.group.kind))
            found[-1].rows.append((index, row))
        return found


@dataclass
class Section:
    """Rows of one cluster: what a person opens to see or change numbers."""

    title: str
    kind: str
    rows: list[tuple[int, Row]] = field(default_factory=list)

    @property
    def people(self) -> int:
        return _sum(row for _, row in self.rows)


def _sum(rows: Iterable[Row]) -> int:
    """The sum of the boxes that hold a number."""
    texts = (row.people.replace(".", "").replace(" ", "") for row in rows)
    return sum(int(text) for text in texts if text.isdecimal() and len(text) < 12)


class Ward:
    """What lines are made from: the ward's channels and its groups, those that live and those that the form names."""

    def __init__(self, channels: list[Channel], groups: list[Group], today: date, kept: set[str], own: Own) -> None:
        self.channels = {channel.code: channel for channel in channels}
        self.every = groups
        # What has been retired since stays in the form that names it: nothing is dropped unseen.
        self.groups = [group for group in groups if lives.lives_on(group, today) or group.code in kept]
        self.today, self.own_days = today, own

    def keep(self, codes: Iterable[str]) -> None:
        """Groups that were sent are in the form, whatever has become of them meanwhile."""
        known = {group.code for group in self.groups} | set(codes)
        self.groups = [group for group in self.every if group.code in known]

    def fresh(self, code: str, picked: list[str] | None = None) -> Line:
        """A line for a channel just chosen: every residential group where it is delivered to all, else none."""
        channel = self.channels[code]
        line = Line(channel, is_unseen=True)
        if picked:
            kinds = {group.kind for group in self.groups if group.code in picked}
            line.scope, line.picked = dict.fromkeys(kinds, "each"), picked
        elif channel.everywhere:
            line.scope = {"residential": "all"}
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
            line.rows.append(typed.get(group.code) or Row(group))
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

    @property
    def today(self) -> date:
        return self.ward.today

    @property
    def is_edit(self) -> bool:
        return bool(self.etag)

    @property
    def is_planned(self) -> bool:
        return self.values["status"] == "planned"

    @property
    def is_attended(self) -> bool:
        """Whether who came is whom it reached: a meeting or talk in one group."""
        return self.values["kind"] in attendance.KINDS and sum(len(line.rows) for line in self.lines) == 1

    @property
    def is_unseen(self) -> bool:
        """Whether something was chosen whose groups the person has not been shown yet."""
        return any(line.is_unseen for line in self.lines)
