"""Imports: a list from a spreadsheet, first told in full what it would change and what is wrong, then all or nothing.

Nothing of a file is kept between the two: the rows come back with the confirmation and the answers, and are judged
anew.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlmodel import Session

from app.domain import access, gathering
from app.domain.access import Me
from app.domain.errors import Conflict, Fault, No, Refused, Say, faults_of, questions, refuse
from app.domain.gathering import Footing
from app.domain.imports import columns
from app.domain.imports.columns import Column, Record
from app.domain.imports.drafts import Answers, Change, Draft, Line
from app.domain.imports.sheets import Sheet

__all__ = ["Answers", "Change", "Draft", "Line"]

# The line of one record, of whose values those may be erased; raises Refused with faults under the field.
JudgeOne = Callable[[Record, set[str]], Line]
Judge = Callable[[Session, Me, list[Record], Answers], Iterator[Line | Refused]]
Store = Callable[[Session, Me, list[Line], str | None], None]


@dataclass(frozen=True)
class Kind:
    """A list that can be imported: its key is a field that every list of its kind has a column for.

    judge answers what the records make, in their order: lines, and for what is wrong Refused at (row, field). enter
    does what a line says, and answers what is odd about it; it raises Refused, or Conflict for want of a reason. Both
    run in a session that gathers; store writes what they can't gather. taken is told once all are stored.
    """

    noun: str
    key: str
    right: str
    columns: Callable[[Session, Me], list[Column]]
    judge: Judge
    store: Store = lambda *_: None
    # Rows of an empty list that show how it is filled in; an import leaves them out.
    examples: tuple[dict[str, str], ...] = ()
    enter: Callable[[Session, Me, Line, str | None], list[Fault]] = lambda *_: []
    taken: Callable[[Session, Me, Draft, str | None], int | None] = lambda *_: None
    # What is wrong between rows once all of them are taken, at (row, field).
    together: Callable[[Session, Me, list[Line]], list[Fault]] = lambda *_: []
    # Whether what was changed since (entity and key) makes a row another one; beside what the gathered rows rest on.
    is_met: Callable[[Session, Me, Draft, set[tuple[str, str]]], bool] = lambda *_: False
    # Rows of a file: its sender waits while they are judged.
    most: int = 2_000


@dataclass(frozen=True)
class Taken:
    """What an import did: how many rows were new, changed and the same, and the number it can be undone by, if any."""

    counts: dict[str, int]
    number: int | None


def each(key: str, begin: Callable[[Session, Me, list[Record]], JudgeOne]) -> Judge:
    """Records judged one by one, each naming another thing; begin is handed them all, to know which the file has."""

    def judge(session: Session, me: Me, records: list[Record], answers: Answers) -> Iterator[Line | Refused]:
        judge_one, seen = begin(session, me, records), dict[str, int]()
        for record in records:
            try:
                _require_first(key, record, seen)
                yield judge_one(record, answers.erased(record.row))
            except Refused as refused:
                yield at_row(record.row, refused)

    return judge


def at_row(row: int, no: No) -> Refused:
    return Refused([Fault((row, *fault.loc), fault.message, fault.code) for fault in faults_of(no)])


def draft(session: Session, me: Me, kind: Kind, sheets: list[Sheet], answers: Answers | None = None) -> Draft:
    """What taking the list in these sheets would do; raises Refused on `file` where they hold no such list."""
    access.require(me, kind.right)
    fields, answers = kind.columns(session, me), answers or Answers()
    table = columns.read(sheets, fields, kind.key, bool(kind.examples))
    if len(table.records) > kind.most:
        sentence = Say("Tệp có hơn {most} dòng. Chia thành nhiều tệp.", most=kind.most)
        raise refuse(("file",), sentence, "too_long")
    footing = Footing.here(session, me)
    found = Draft(
        table.sheet,
        table.head_row,
        answers,
        faults=list(table.faults),
        places=table.places,
        strange=table.strange,
        hidden=[record.row for record in table.records if record.is_hidden],
        unseen=table.unseen,
        examples=table.examples,
        footing=footing,
    )
    told = {fault.loc for fault in table.faults}
    choices = {column.name: column.choices for column in fields if column.choices}
    with gathering.gathering(session) as found.gathered:
        for judged in kind.judge(session, me, table.records, answers):
            refused = judged if isinstance(judged, Refused) else _add(session, me, kind, found, judged)
            faults = [_worded(fault, choices) for fault in (refused.faults if refused else ())]
            found.faults += [fault for fault in faults if fault.loc not in told]
    found.faults += [*_twice(found), *kind.together(session, me, found.lines)]
    found.faults.sort(key=lambda fault: (fault.loc[0], table.places.get(str(fault.loc[-1]), -1)))
    return found


def store(session: Session, me: Me, kind: Kind, prepared: Draft) -> Taken:
    """Takes all rows of a draft or none; one that was made before the ward's turn came is made anew where it must be.

    Raises Refused for faults, at (row, field), and for what is asked and not answered; Conflict where the rows would do
    something else by now.
    """
    access.require(me, kind.right)
    found, answers = prepared, prepared.answers
    if not _is_fresh(session, me, kind, prepared):
        # Seldom: somebody changed what these rows rest on. Under the turn nobody can any more.
        found = draft(session, me, kind, [prepared.sheet], answers)
    if found.faults or found.open:
        raise Refused(found.faults or found.open)
    if found.reason is not None:
        raise Conflict(found.reason, "period_closed", ("change_reason",))
    if found.digest != answers.seen:
        raise Conflict(Say("Có người đã sửa danh sách sau khi bạn xem trước. Xem lại rồi nhập."), "stale")
    kind.store(session, me, [line for line in found.lines if line.what != "same"], answers.reason)
    found.numbers = found.gathered.store(session, me)
    counts = {what: len(found.of(what)) for what in ("new", "changed", "same")}
    return Taken(counts, kind.taken(session, me, found, answers.reason))


def _is_fresh(session: Session, me: Me, kind: Kind, prepared: Draft) -> bool:
    since = prepared.footing.since(session, me) if prepared.footing is not None else None
    if since is None or {entity for entity, _ in since} & prepared.gathered.rests_on:
        return False
    return not kind.is_met(session, me, prepared, since)


def template(session: Session, me: Me, kind: Kind) -> tuple[list[Column], list[list[str]]]:
    """What an empty list is made of: its columns, and rows of examples that an import leaves out."""
    access.require(me, kind.right)
    fields = kind.columns(session, me)
    return fields, [[row.get(one.name, "") for one in fields] for row in kind.examples]


def _add(session: Session, me: Me, kind: Kind, found: Draft, line: Line) -> Refused | None:
    """Adds the line as the sheet has it, and the one that it is by what was answered; or why it can't be taken."""
    is_twin = line.twin is not None and found.answers.twin.get(str(line.row)) == "same"
    chosen = line.twin if is_twin and line.twin is not None else line
    try:
        told = kind.enter(session, me, chosen, found.answers.reason)
        chosen.warnings.extend(one for one in told if one.code != "period_closed")
    except Refused as refused:
        return at_row(line.row, refused)
    except Conflict as conflict:
        found.reason = conflict.message
    closed = [one for one in chosen.warnings if one.code == "period_closed"]
    if closed and not found.answers.reason:
        found.reason = closed[0].message
    chosen.warnings[:] = questions(chosen.warnings)
    found.found.append(line)
    found.lines.append(chosen)
    return None


def _twice(found: Draft) -> list[Fault]:
    """Rows that were said to be the same one as another row."""
    first: dict[str, int] = {}
    faults = []
    for line in found.lines:
        if first.setdefault(line.key, line.row) != line.row:
            told = Say("Dòng {row} cũng là «{key}». Mỗi mục chỉ một dòng.", row=str(first[line.key]), key=line.key)
            faults.append(Fault((line.row,), told, "twice"))
    return faults


def _worded(fault: Fault, choices: dict[str, str]) -> Fault:
    """A fault of an empty cell with the words that it may say."""
    words = choices.get(str(fault.loc[1])) if len(fault.loc) > 1 else None
    if words and fault.code == "missing":
        return Fault(fault.loc, Say("Không được để trống. Ghi: {choices}.", choices=words), fault.code)
    return fault


def _require_first(name: str, record: Record, seen: dict[str, int]) -> None:
    key = record.texts[name].casefold()
    if key and key in seen:
        sentence = Say("Đã có ở dòng {row}. Mỗi mã chỉ một dòng.", row=seen[key])
        raise Refused([Fault((name,), sentence, "twice")])
    seen[key] = record.row
