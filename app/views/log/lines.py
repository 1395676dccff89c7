"""The lines of the log form: a chosen channel, the groups it reached, and what was typed about them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.domain import channels
from app.models import Channel, Group
from app.web.labels import GROUP_KINDS

# The numbers of one line have several bases.
MIXED = "mixed"


@dataclass
class Row:
    """A group of a line and what stands in its box.

    asked is the usual number that a person asked for, usual the one that they may ask for; number is the box's, as the
    group stands among the ward's: whatever is chosen beside it, the box stays this group's.
    """

    group: Group
    people: str = ""
    basis: str = ""
    asked: str = ""
    usual: int | None = None
    number: int = 0

    @property
    def is_asked(self) -> bool:
        return bool(self.people) and self.people == self.asked


@dataclass
class Line:
    """A chosen channel: whom it reached and on what basis. Codes and typed text only, not yet read."""

    channel: Channel
    # Of its boxes on the page; None until it has one. No other line of the page takes it over.
    number: int | None = None
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
        """The rows by cluster, in the ward's order."""
        found: list[Section] = []
        for row in self.rows:
            title = row.group.cluster or GROUP_KINDS[row.group.kind]
            if row.group.cluster and row.group.kind != "residential":
                title = f"{GROUP_KINDS[row.group.kind]}, {row.group.cluster}"
            if not found or found[-1].title != title:
                found.append(Section(title, row.group.kind))
            found[-1].rows.append((row.number, row))
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
