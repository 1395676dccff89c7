"""The log form's state: what was chosen and typed so far, kept whatever happens; codes and text, not yet read."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from app.domain.working_days import Own
from app.models import Channel, Group
from app.web.labels import GROUP_KINDS


@dataclass
class Row:
    """A group of a line and what stands in its box."""

    group: Group
    people: str = ""
    basis: str = ""
    usual: str = ""


@dataclass
class Line:
    """A chosen channel: whom it reached and on what basis. Codes and typed text only, not yet read."""

    channel: Channel
    id: str = ""
    published_on: str = ""
    runs: str = ""
    basis: str = "estimated"
    mode: str = "groups"
    total: str = ""
    scope: dict[str, str] = field(default_factory=dict)
    clusters: list[str] = field(default_factory=list)
    picked: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    is_open: bool = False
    is_unseen: bool = False
    rows: list[Row] = field(default_factory=list)

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
        """The sum of the boxes that hold a number."""
        texts = (row.people.replace(".", "").replace(" ", "") for row in self.rows)
        return sum(int(text) for text in texts if text.isdecimal() and len(text) < 12)

    @property
    def is_usual(self) -> bool:
        """Whether every box still holds the usual number."""
        return all(row.people == row.usual for row in self.rows)

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


@dataclass
class State:
    values: dict[str, str]
    details: dict[str, str]
    cost: dict[str, str]
    directives: list[str]
    chosen: list[str]
    lines: list[Line]
    form_id: str
    etag: str = ""
    placements_before: str = ""
    confirmed: str = ""
    # Codes, by comma, of the groups that a link opened the form for: channels chosen later are for them too.
    groups: str = ""
    today: date = date.min
    # The ward's own days off and swapped days, for an entry on each working day.
    own_days: Own = field(default_factory=dict)

    @property
    def is_edit(self) -> bool:
        return bool(self.etag)

    @property
    def is_planned(self) -> bool:
        return self.values["status"] == "planned"

    @property
    def is_unseen(self) -> bool:
        """Whether something was chosen whose boxes the person has not been shown yet."""
        return any(line.is_unseen for line in self.lines)
