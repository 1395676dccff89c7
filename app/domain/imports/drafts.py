"""What an import would do, told before it is done, and what the person answers to what it asks."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any, Literal

from app.domain.errors import Fault, Say
from app.domain.gathering import Footing, Gathered
from app.domain.imports.sheets import Sheet, place_of
from app.domain.inputs import Flag, Input


class Answers(Input):
    """What was answered, by row: is it the one that the ward has (same) or another (new); is what is odd right; and
    which values may be erased, by field. Of all rows: that all that is odd is right, why closed periods change, and the
    digest of the draft that was looked at."""

    twin: dict[str, Literal["same", "new"]] = {}
    sure: dict[str, Flag | None] = {}
    all_sure: Flag | None = None
    erase: dict[str, dict[str, Flag | None]] = {}
    reason: str | None = None
    seen: str = ""

    def erased(self, row: int) -> set[str]:
        return {name for name, is_ticked in self.erase.get(str(row), {}).items() if is_ticked}


@dataclass(frozen=True)
class Change:
    """A field that would change, or that a new row brings; values as the domain holds them."""

    name: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Line:
    """A row that can be taken: what it names, and what taking it does.

    erasable: values that the file has an empty cell for; they stay unless it is ticked that they go (then they are
    among the changes as well). warnings: what is odd, to be said right before it is taken. twin: the same row as an
    edit of what the ward has already and what it likely is.
    """

    row: int
    key: str
    name: str
    data: Any
    what: Literal["new", "changed", "same"]
    changes: list[Change] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    known: Any = None  # the row as it stands
    erasable: list[Change] = field(default_factory=list)
    twin: "Line | None" = None

    @property
    def code(self) -> str:
        """What it is called by beside its name: nothing where it is just its row."""
        return "" if self.key == str(self.row) else self.key

    @property
    def would_do(self) -> list[Any]:
        """All that it may do, whatever is answered."""
        fields = {one.name: [one.old, one.new] for one in [*self.changes, *self.erasable]}
        return [self.key, self.known is None, fields, self.twin and self.twin.would_do]


@dataclass
class Draft:
    """What an import would do. Faults lie at (row, field); reason: why a reason must be given first, or None; footing:
    what it was judged by.

    lines: as answered; found: as the sheet has them.
    """

    sheet: Sheet
    head_row: int
    answers: Answers
    found: list[Line] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    strange: list[str] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    examples: int = 0
    reason: Say | None = None
    footing: Footing | None = None
    # What is to be written, where judging a row was gathering it; and then which number became which.
    gathered: Gathered = field(default_factory=Gathered)
    numbers: dict[int, int] = field(default_factory=dict)

    def of(self, what: str) -> list[Line]:
        """The lines that do this, once it is answered which row each of them is."""
        undecided = {line.row for line in self.undecided}
        return [line for line in self.lines if line.what == what and line.row not in undecided]

    @property
    def twins(self) -> list[Line]:
        """Rows that are likely what the ward has already, as the sheet has them."""
        return [line for line in self.found if line.twin is not None]

    @property
    def undecided(self) -> list[Line]:
        return [line for line in self.twins if str(line.row) not in self.answers.twin]

    @property
    def odd(self) -> list[Line]:
        return [line for line in self.lines if line.warnings]

    @property
    def erasing(self) -> list[Line]:
        return [line for line in self.lines if line.erasable]

    @property
    def open(self) -> list[Fault]:
        """What was asked and is not answered, each at the name of its answer."""
        asked = [
            Fault(
                ("twin", str(line.row)), Say("Dòng {row}: chọn nhóm có sẵn hay nhóm mới.", row=str(line.row)), "asked"
            )
            for line in self.undecided
        ]
        return asked + [
            Fault(("sure", str(line.row)), Say("Dòng {row}: xem lại, đúng thì đánh dấu.", row=str(line.row)), "asked")
            for line in self.odd
            if not (self.answers.all_sure or self.answers.sure.get(str(line.row)))
        ]

    def place_of(self, fault: Fault) -> str:
        """Where a fault lies, as a spreadsheet names it: «ô D12», or the row where the file has no such column."""
        row, *path = fault.loc
        return place_of(int(row), self.places.get(str(path[0])) if path else None)

    @property
    def digest(self) -> str:
        """Of what it would do: it differs as soon as someone changed what the file is held against."""
        told = [line.would_do for line in self.found]
        return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()[:32]


def agreed(draft: Draft) -> Answers:
    """The answers of who stands by the file as it is: all right, nothing of it is what the ward has already."""
    return Answers(twin={str(line.row): "new" for line in draft.twins}, all_sure=True)
