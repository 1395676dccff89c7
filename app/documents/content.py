"""What a document says, as plain data: made once, drawn on every sort of paper. A figure is a number here, not words.

A table says the day that its figures stop at, so that it can be read apart from the rest.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from app.documents.profiles import Profile

# How a value reads: words, a whole number, one with decimals, a share of 1, one that is mostly estimated (≈), dong,
# points of a hundred, a day.
Form = Literal["words", "count", "decimal", "share", "estimate", "money", "points", "day"]
Value = str | int | float | date | None


class Figure(NamedTuple):
    """A value that reads otherwise than its column."""

    value: Value
    form: Form


Cell = Value | Figure


@dataclass(frozen=True)
class Column:
    head: str
    form: Form = "words"
    # How wide it is beside the others.
    width: int = 1
    # Whether a cell is the darker the larger its share is: a map for the eye.
    is_shaded: bool = False


@dataclass(frozen=True)
class Heading:
    words: str


@dataclass(frozen=True)
class Paragraph:
    words: str
    # Said beside the text, in smaller letters.
    is_aside: bool = False


@dataclass(frozen=True)
class Table:
    name: str
    # What its sheet is called; 31 letters at the most.
    sheet: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    until: date | None
    total: Sequence[Cell] | None = None
    # A long list, or words that the text has anyway, stand in the workbook alone; what a page is too narrow for is cut
    # for the text, and whole there.
    stands_in: Literal["both", "text", "workbook"] = "both"


class Bar(NamedTuple):
    """A share of 1, and what it should be at least."""

    name: str
    value: float
    target: float | None


@dataclass(frozen=True)
class Bars:
    """A picture of shares beside each other, for the eye: a table has the figures, and the workbook them alone."""

    name: str
    rows: Sequence[Bar]
    until: date | None


@dataclass(frozen=True)
class Annex:
    """Begins on a page of its own, after the signature."""

    words: str


Block = Heading | Paragraph | Table | Bars | Annex


@dataclass(frozen=True)
class Letterhead:
    """Who speaks to whom: what nobody has decided is empty, and left blank on paper."""

    profile: Profile
    superior: str = ""
    issuer: str = ""
    place: str = ""
    symbol: str = ""
    signed_for: str = ""
    post: str = ""
    signer: str = ""
    recipients: Sequence[str] = ()


@dataclass(frozen=True)
class Document:
    """A document in the layout of its profile; dated None is a day to be written in by hand."""

    type: str
    about: str
    head: Letterhead
    blocks: Sequence[Block]
    # The name of its file, without an ending: letters, numbers and hyphens of ASCII.
    file_name: str
    year: int
    dated: date | None = None
    # The number of the draft, 0 where drafts are not counted; None for what was handed in.
    draft: int | None = None
    # Small, at the bottom of each page.
    foot: str = ""
    # Figures to look at: nobody signs them, so they have neither head nor signature.
    is_plain: bool = False
    # To be read out from a distance: in large letters.
    is_large: bool = False
    # Across the sheet.
    is_wide: bool = False
    # Whether the ward's log is invented: then every page says so.
    is_demo: bool = False

    @property
    def digest(self) -> str:
        """Of all that it says, in 64 hex digits."""
        return hashlib.sha256(repr(self).encode("utf-8", "backslashreplace")).hexdigest()

    @property
    def sheets(self) -> list[Table]:
        return [block for block in self.blocks if isinstance(block, Table) and block.stands_in != "text"]
