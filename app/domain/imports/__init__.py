"""Imports: a list from a spreadsheet, first told in full what it would change and what is wrong, then all or nothing.

Nothing of a file is kept between the two: the rows come back with the confirmation and the answers, and are judged
anew.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from app.domain import access
from app.domain.access import Me
from app.domain.errors import Conflict, Fault, Refused, Say, refuse
from app.domain.imports import columns
from app.domain.imports.columns import Column, Record
from app.domain.imports.drafts import Answers, Change, Draft, Line
from app.domain.imports.sheets import Sheet

__all__ = ["Answers", "Change", "Draft", "Kind", "Line", "Taken", "draft", "store", "template"]


@dataclass(frozen=True)
class Kind:
    """A list that can be imported: its key is the field that names a row.

    judge answers the line of a record (and which of its values may be erased), or raises Refused with faults under the
    field; it is handed every record, to know which keys the file has. foresee answers what is odd about a line and
    raises what taking it would raise: Refused, or Conflict for want of a reason. taken is told once all are stored.
    """

    noun: str
    key: str
    right: str
    columns: Callable[[Session, Me], list[Column]]
    judge: Callable[[Session, Me, list[Record]], Callable[[Record, set[str]], Line]]
    store: Callable[[Session, Me, Line, str | None], None]
    examples: list[dict[str, str]]
    foresee: Callable[[Session, Me, Line, str | None], list[Fault]] = lambda *_: []
    taken: Callable[[Session, Me, Draft, str | None], int | None] = lambda *_: None
    # What is wrong between rows once all of them are taken, at (row, field).
    together: Callable[[Session, Me, list[Line]], list[Fault]] = lambda *_: []
    # Rows of a file: all are stored in one transaction, and nobody else writes meanwhile.
    most: int = 2_000


@dataclass(frozen=True)
class Taken:
    """What an import did: how many rows were new, changed and the same, and the number it can be undone by, if any."""

    counts: dict[str, int]
    number: int | None


def draft(session: Session, me: Me, kind: Kind, sheets: list[Sheet], answers: Answers | None = None) -> Draft:
    """What taking the list in these sheets would do; raises Refused on `file` where they hold no such list."""
    access.require(me, kind.right)
    fields, answers = kind.columns(session, me), answers or Answers()
    table = columns.read(sheets, fields, kind.key)
    if len(table.records) > kind.most:
        sentence = Say("Tệp có hơn {most} dòng. Chia thành nhiều tệp.", most=kind.most)
        raise refuse(("file",), sentence, "too_long")
    found = Draft(
        table.sheet, table.head_row, answers, faults=list(table.faults), places=table.places, strange=table.strange,
        hidden=[record.row for record in table.records if record.is_hidden], unseen=table.unseen,
        examples=table.examples,
    )  # fmt: skip
    judge, seen = kind.judge(session, me, table.records), dict[str, int]()
    told = {fault.loc for fault in table.faults}
    choices = {column.name: column.choices for column in fields if column.choices}
    for record in table.records:
        try:
            _require_first(kind, record, seen)
            _add(session, me, kind, found, judge(record, answers.erased(record.row)))
        except Refused as refused:
            faults = [_at(record.row, fault, choices) for fault in refused.faults]
            found.faults += [fault for fault in faults if fault.loc not in told]
    found.faults += [*_twice(found), *kind.together(session, me, found.lines)]
    found.faults.sort(key=lambda fault: (fault.loc[0], table.places.get(str(fault.loc[-1]), -1)))
    return found


def store(session: Session, me: Me, kind: Kind, sheets: list[Sheet], answers: Answers) -> Taken:
    """Takes all rows or none.

    Raises Refused for faults, at (row, field), and for what is asked and not answered; Conflict where the rows would do
    something else by now.
    """
    access.require(me, kind.right)
    found = draft(session, me, kind, sheets, answers)
    if found.faults or found.open:
        raise Refused(found.faults or found.open)
    if found.reason is not None:
        raise Conflict(found.reason, "period_closed", ("change_reason",))
    if found.digest != answers.seen:
        raise Conflict(Say("Có người đã sửa danh sách sau khi bạn xem trước. Xem lại rồi nhập."), "stale")
    for line in found.lines:
        try:
            kind.store(session, me, line, answers.reason)
        except Refused as refused:
            raise Refused([_at(line.row, fault, {}) for fault in refused.faults]) from None
    counts = {what: len(found.of(what)) for what in ("new", "changed", "same")}
    return Taken(counts, kind.taken(session, me, found, answers.reason))


def template(session: Session, me: Me, kind: Kind) -> list[list[str]]:
    """An empty list: the heads, and examples that an import leaves out."""
    access.require(me, kind.right)
    fields = kind.columns(session, me)
    return [[one.head for one in fields], *([row.get(one.name, "") for one in fields] for row in kind.examples)]


def _add(session: Session, me: Me, kind: Kind, found: Draft, line: Line) -> None:
    """The line as the sheet has it, and the one that it is by what was answered."""
    is_twin = line.twin is not None and found.answers.twin.get(str(line.row)) == "same"
    chosen = line.twin if is_twin and line.twin is not None else line
    try:
        told = kind.foresee(session, me, chosen, found.answers.reason)
        chosen.warnings.extend(one for one in told if one.code != "period_closed")
    except Conflict as conflict:
        found.reason = conflict.message
    found.found.append(line)
    found.lines.append(chosen)


def _twice(found: Draft) -> list[Fault]:
    """Rows that were said to be the same one as another row."""
    first: dict[str, int] = {}
    faults = []
    for line in found.lines:
        if first.setdefault(line.key, line.row) != line.row:
            told = Say("Dòng {row} cũng là «{key}». Mỗi nhóm chỉ một dòng.", row=str(first[line.key]), key=line.key)
            faults.append(Fault((line.row,), told, "twice"))
    return faults


def _at(row: int, fault: Fault, choices: dict[str, str]) -> Fault:
    """A row's fault where the spreadsheet has it, an empty cell with the words that it may say."""
    words = choices.get(str(fault.loc[0])) if fault.loc else None
    if words and fault.code == "missing":
        return Fault((row, *fault.loc), Say("Không được để trống. Ghi: {choices}.", choices=words), fault.code)
    return Fault((row, *fault.loc), fault.message, fault.code)


def _require_first(kind: Kind, record: Record, seen: dict[str, int]) -> None:
    key = record.texts[kind.key].casefold()
    if key and key in seen:
        sentence = Say("Đã có ở dòng {row}. Mỗi mã chỉ một dòng.", row=seen[key])
        raise Refused([Fault((kind.key,), sentence, "twice")])
    seen[key] = record.row
