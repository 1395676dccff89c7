"""Imports: a list from a spreadsheet, first told in full what it would change and what is wrong, then all or nothing.

Nothing of a file is kept between the two: the rows come back with the confirmation and are judged anew.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlmodel import Session

from app.domain.access import Me, Role, require_role
from app.domain.errors import Conflict, Fault, Refused, Say, refuse
from app.domain.imports import columns
from app.domain.imports.columns import Column, Record
from app.domain.inputs import Input


@dataclass(frozen=True)
class Change:
    """A field that would change, or that a new row brings; values as the domain holds them."""

    name: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Line:
    """A row that can be taken: what it names, and what taking it does."""

    row: int
    key: str
    name: str
    data: Input
    what: Literal["new", "changed", "same"]
    changes: list[Change] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    known: Any = None  # the row as it stands


@dataclass
class Draft:
    """What an import would do. Faults lie at (row, field); reason: why a reason must be given first, or None."""

    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    strange: list[str] = field(default_factory=list)
    examples: int = 0
    reason: Say | None = None

    def of(self, what: str) -> list[Line]:
        return [line for line in self.lines if line.what == what]

    def place_of(self, fault: Fault) -> str:
        """Where a fault lies, as a spreadsheet names it: «ô D12», or the row where the file has no such column."""
        row, *path = fault.loc
        place = self.places.get(str(path[0])) if path else None
        return f"dòng {row}" if place is None else f"ô {_letters(place)}{row}"

    @property
    def digest(self) -> str:
        """Of what it would do: it differs as soon as someone changed what the file is held against."""
        told = [[line.key, line.what, [[one.name, one.old, one.new] for one in line.changes]] for line in self.lines]
        return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Kind:
    """A list that can be imported: its key is the field that names a row.

    judge answers the line of a record, or raises Refused with faults under the field. foresee answers what is odd about
    a line and raises what taking it would raise: Refused, or Conflict for want of a reason.
    """

    noun: str
    key: str
    writers: tuple[Role, ...]
    columns: Callable[[Session, Me], list[Column]]
    judge: Callable[[Session, Me], Callable[[Record], Line]]
    store: Callable[[Session, Me, Line, str | None], None]
    examples: list[dict[str, str]]
    foresee: Callable[[Session, Me, Line, str | None], list[Fault]] = lambda *_: []
    # Rows of a file: all are stored in one transaction, and nobody else writes meanwhile.
    most: int = 2_000


def draft(session: Session, me: Me, kind: Kind, rows: list[list[str]], reason: str | None = None) -> Draft:
    """What taking these rows would do; raises Refused on `file` where they are no such list."""
    require_role(me, *kind.writers)
    table = columns.read(rows, kind.columns(session, me), kind.key)
    if len(table.records) > kind.most:
        sentence = Say("Tệp có hơn {most} dòng. Chia thành nhiều tệp.", most=kind.most)
        raise refuse(("file",), sentence, "too_long")
    found = Draft(faults=list(table.faults), places=table.places, strange=table.strange, examples=table.examples)
    judge, seen = kind.judge(session, me), dict[str, int]()
    told = {fault.loc for fault in table.faults}
    for record in table.records:
        try:
            _require_first(kind, record, seen)
            line = judge(record)
            line.warnings.extend(kind.foresee(session, me, line, reason))
            found.lines.append(line)
        except Refused as refused:
            faults = [Fault((record.row, *fault.loc), fault.message, fault.code) for fault in refused.faults]
            found.faults += [fault for fault in faults if fault.loc not in told]
        except Conflict as conflict:
            found.reason = conflict.message
            found.lines.append(line)
    found.faults.sort(key=lambda fault: (fault.loc[0], table.places.get(str(fault.loc[-1]), -1)))
    return found


def store(
    session: Session, me: Me, kind: Kind, rows: list[list[str]], seen: str, reason: str | None = None
) -> dict[str, int]:
    """Takes all rows or none, and says how many were new, changed and the same. `seen` is the digest of the draft that
    was looked at: raises Conflict where the rows would do something else by now."""
    require_role(me, *kind.writers)
    found = draft(session, me, kind, rows, reason)
    if found.faults:
        raise Refused(found.faults)
    if found.reason is not None:
        raise Conflict(found.reason, "period_closed")
    if found.digest != seen:
        raise Conflict(Say("Có người đã sửa danh sách sau khi bạn xem trước. Xem lại rồi nhập."), "stale")
    for line in found.lines:
        kind.store(session, me, line, reason)
    return {what: len(found.of(what)) for what in ("new", "changed", "same")}


def template(session: Session, me: Me, kind: Kind) -> list[list[str]]:
    """An empty list: the heads, and examples that an import leaves out."""
    require_role(me, *kind.writers)
    fields = kind.columns(session, me)
    return [[one.head for one in fields], *([row.get(one.name, "") for one in fields] for row in kind.examples)]


def _letters(place: int) -> str:
    first, last = divmod(place, 26)
    return (chr(64 + first) if first else "") + chr(65 + last)


def _require_first(kind: Kind, record: Record, seen: dict[str, int]) -> None:
    key = record.texts[kind.key].casefold()
    if key and key in seen:
        sentence = Say("Đã có ở dòng {row}. Mỗi mã chỉ một dòng.", row=seen[key])
        raise Refused([Fault((kind.key,), sentence, "twice")])
    seen[key] = record.row
