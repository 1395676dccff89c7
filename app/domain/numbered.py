"""Numbered registers: what surveys, pulses, commendations and plans do the same way, as registers.py does for codes.

An entry has a number and a unit: that unit's officers write it, the coordinator everyone's. A register says only what
is its own: what it takes, what must hold, which closed periods a change touches, and how an entry is told to others.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date
from typing import Any, Generic, TypeVar

from sqlalchemy import func, tuple_
from sqlmodel import Session, col, select

from app import db
from app.domain import access, ids, periods, privacy, trail
from app.domain.access import Me
from app.domain.changing import TOLD, partial
from app.domain.errors import Conflict, Fault, NotFound, Say
from app.domain.inputs import Input
from app.domain.pages import Ask, Page, after, cut
from app.domain.words import fold
from app.models import Period
from app.models.keys import Numbered

Row = TypeVar("Row", bound=Numbered)
# The columns of an entry, as it is or was.
Facts = dict[str, Any]


@dataclass(frozen=True)
class Register(Generic[Row]):
    """A noun whose entries have numbers.

    check sees the row as it will be, the one it was (None when new) and the names sent; it answers with warnings or
    raises. touches names the closed periods whose figures differ between before and after (None: not there).
    """

    table: type[Row]
    entity: str
    takes: type[Input]
    asks: type[Input]
    # That of whoever writes an entry.
    right: str
    check: Callable[[Session, Me, Row, Facts | None, set[str]], list[Fault]]
    touches: Callable[[Session, Me, Facts | None, Facts | None], list[Period]]
    # The day or year that the list is ordered by, newest first; by number alone where there is none.
    order: str | None = None
    # Free text: kept in the trail apart from the facts, so that it can be erased; q looks for its words.
    texts: frozenset[str] = frozenset()
    # What is a change though nothing differs: fields sent whose old values may not be guessed at.
    always: Callable[[Session, Me, Facts, set[str]], bool] = lambda *_: False
    # What an entry tells beside its fields, and how; the plain columns where left out.
    more: tuple[str, ...] = ()
    tell: Callable[[Session, Me, Sequence[Row]], list[Facts]] | None = None
    # What is told beside one entry and moves with the log: no part of it, nor of its ETag.
    beside: dict[str, Callable[[Session, Me, Row], Any]] = field(default_factory=dict)
    # Who sees an entry at all (where must say the same of lists), why it may not be changed or removed as it stands,
    # and what a change takes where that is not simply every field.
    sees: Callable[[Me, Row], bool] = lambda *_: True
    fixed: Callable[[Row, str], Say | None] = lambda *_: None
    patches: type[Input] | None = None
    # The entry that is begun anew instead of a second one; it is changed by what was sent.
    again: Callable[[Session, Me, Any], Row | None] = lambda *_: None
    # The conditions of filters that no column simply equals.
    where: Callable[[Session, Me, Any], list[Any]] = lambda *_: []

    @property
    def changes(self) -> type[Input]:
        return self.patches or partial(self.takes, ("id", *self.more, *TOLD))

    @property
    def untold(self) -> frozenset[str]:
        """Fields of which the trail says that some were sent, neither which nor what: they are told all together."""
        return trail.UNTOLD.get(self.entity, frozenset())

    @property
    def own(self) -> list[str]:
        return [name for name in self.takes.model_fields if name != "change_reason"]

    @property
    def fields(self) -> list[str]:
        """The names that an entry tells, in their order."""
        return ["id", *self.own, *self.more, "created_at", "updated_at"]


@dataclass(frozen=True)
class Saved(Generic[Row]):
    """An entry that was stored, and what was odd about it."""

    row: Row
    warnings: list[Fault]
    is_new: bool = False


def find(session: Session, me: Me, register: Register[Row], number: int) -> Row:
    """The entry through this person's eyes; raises NotFound."""
    access.require(me, "entries.read")
    key = (me.ward_id, number)
    row = session.get(register.table, key, with_for_update=db.locks(session)) if ids.is_possible(number) else None
    if row is None or not register.sees(me, row):
        raise NotFound()
    return row


def enter(session: Session, me: Me, register: Register[Row], data: Any) -> Saved[Row]:
    """A new entry, of the person's own unit where none is named."""
    unit = data.unit or me.unit
    access.require(me, register.right, unit)
    row = register.table(ward_id=me.ward_id, id=ids.one(session), created_at=me.at, updated_at=me.at)
    found = register.again(session, me, data)
    if found is not None:
        return _rewritten(session, me, register, found, data, is_begun_anew=True)
    _set(row, {name: getattr(data, name) for name in register.own} | {"unit": unit})
    warnings = register.check(session, me, row, None, set(register.own))
    warnings += _require_open(session, me, register, None, row.model_dump(), data.change_reason)
    session.add(row)
    session.flush()
    _note(session, me, "created", register, row, data)
    return Saved(row, warnings, is_new=True)


def edit(session: Session, me: Me, register: Register[Row], row: Row, data: Any) -> Saved[Row]:
    """Changes what was sent; where nothing differs, nothing is done, asked or noted."""
    return _rewritten(session, me, register, row, data)


def _rewritten(
    session: Session, me: Me, register: Register[Row], row: Row, data: Any, is_begun_anew: bool = False
) -> Saved[Row]:
    access.require(me, register.right, row)
    _require_movable(register, row, "changed")
    before, sent = row.model_dump(), data.sent & set(register.own)
    given = {name: getattr(data, name) for name in sent}
    if "unit" in sent:
        # An officer's entry stays with a unit: naming none means their own.
        given["unit"] = data.unit or (me.unit if access.own_only(me, register.right) else None)
        access.require(me, register.right, given["unit"])
    with session.no_autoflush:
        _set(row, given)
        is_change = is_begun_anew or trail.differs(row, before) or register.always(session, me, before, sent)
        if not is_change:
            return Saved(row, [])
        warnings = register.check(session, me, row, before, sent)
        warnings += _require_open(session, me, register, before, row.model_dump(), data.change_reason)
    row.updated_at = me.at
    session.flush()
    untold = register.untold if sent & register.untold else ()
    facts = {"unit": row.unit, "fields": sorted(untold)}  # type: ignore[attr-defined]
    trail.note(
        session, me, trail.Note("changed", register.entity, row.id, facts, trail.why(data.change_reason), before)
    )
    return Saved(row, warnings)


def remove(session: Session, me: Me, register: Register[Row], row: Row, reason: str | None = None) -> None:
    """Takes the entry away; the trail keeps that it was there."""
    access.require(me, register.right, row)
    _require_movable(register, row, "deleted")
    before = row.model_dump()
    _require_open(session, me, register, before, None, reason)
    session.delete(row)
    session.flush()
    trail.note(session, me, trail.Note("deleted", register.entity, row.id, words=trail.why(reason), before=before))


def page(session: Session, me: Me, register: Register[Row], query: Any, ask: Ask) -> Page[Row]:
    """Entries newest first; q finds words of their texts without diacritics."""
    statement, key = _found(session, me, register, query), _key(register)
    if ask.after:
        statement = statement.where(tuple_(*key) < tuple_(*after(ask, *_kinds(register))))
    statement = statement.order_by(*(column.desc() for column in key))
    words = fold(getattr(query, "q", None) or "").split()
    if words:
        # A ward has a few hundred of these: folding is the domain's, not the database's.
        rows = [row for row in session.exec(statement) if _has(register, row, words)]
    else:
        rows = list(session.exec(statement.limit(ask.limit + 1)))
    return cut(rows, ask, lambda row: [_plain(getattr(row, column.key)) for column in key])


def count(session: Session, me: Me, register: Register[Row], query: Any) -> int:
    words, found = fold(getattr(query, "q", None) or "").split(), _found(session, me, register, query)
    if not words:
        return session.exec(select(func.count()).select_from(found.subquery())).one()
    return sum(1 for row in session.exec(found) if _has(register, row, words))


def shapes(session: Session, me: Me, register: Register[Row], rows: Sequence[Row]) -> list[Facts]:
    """Entries as other systems see them."""
    if register.tell is not None:
        return register.tell(session, me, rows)
    return [{name: getattr(row, name) for name in register.fields} for row in rows]


def ahead(me: Me, name: str, day: date) -> list[Fault]:
    """A day to come is asked about: most are slips of the finger."""
    sentence = Say("Ngày {day} chưa tới. Đúng như vậy?", day=day)
    return [Fault((name,), sentence, "in_future")] if day > me.today else []


def twin(session: Session, row: Row, before: Facts | None, *names: str) -> Row | None:
    """The first other entry of the ward that has the same in these columns; none where nothing of them changes."""
    table: Any = type(row)
    if before is not None and all(before[name] == getattr(row, name) for name in names):
        return None
    same = [getattr(table, name).is_not_distinct_from(getattr(row, name)) for name in names]
    statement = select(table).where(table.ward_id == row.ward_id, table.id != row.id, *same)
    found: Row | None = session.exec(statement.order_by(table.id).limit(1)).first()
    return found


def houses(row: Any, names: Iterable[str]) -> list[Fault]:
    """House numbers in these texts, or in the parts of one, are asked about: seldom are they needed."""
    found: list[Fault] = []
    for name in sorted(names):
        value = getattr(row, name)
        parts = {(name, part): text for part, text in value.items()} if isinstance(value, dict) else {(name,): value}
        for loc, text in parts.items():
            found += privacy.questions(loc, text)
    return found


def _found(session: Session, me: Me, register: Register[Row], query: Any) -> Any:
    access.require(me, "entries.read")
    table: Any = register.table
    statement = select(register.table).where(table.ward_id == me.ward_id)
    for name in ("unit", "group", "year", "type"):
        value = getattr(query, name, None)
        if value is not None:
            statement = statement.where(getattr(table, name) == value)
    if query.updated_after is not None:
        statement = statement.where(table.updated_at > query.updated_after.astimezone(UTC))
    return statement.where(*register.where(session, me, query))


def _key(register: Register[Row]) -> list[Any]:
    table: Any = register.table
    return [col(getattr(table, name)) for name in (register.order, "id") if name is not None]


def _kinds(register: Register[Row]) -> list[Callable[[Any], Any]]:
    if register.order is None:
        return [int]
    is_day = register.table.model_fields[register.order].annotation is date
    return [date.fromisoformat if is_day else int, int]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _has(register: Register[Row], row: Row, words: list[str]) -> bool:
    text = fold(" ".join(str(getattr(row, name) or "") for name in sorted(register.texts))) if words else ""
    return all(word in text for word in words)


def _set(row: Numbered, given: Facts) -> None:
    for name, value in given.items():
        setattr(row, name, value)


def _require_movable(register: Register[Row], row: Row, action: str) -> None:
    why_not = register.fixed(row, action)
    if why_not is not None:
        raise Conflict(why_not, "fixed")


def _require_open(
    session: Session, me: Me, register: Register[Row], before: Facts | None, now: Facts | None, reason: str | None
) -> list[Fault]:
    return periods.require_reason(me, register.touches(session, me, before, now), reason)


def _note(session: Session, me: Me, action: str, register: Register[Row], row: Row, data: Any) -> None:
    sent = data.sent - {"change_reason"}
    sent |= register.untold if sent & register.untold else set()
    told = sent - register.texts - register.untold
    facts = {name: getattr(row, name) for name in sorted(told)} | {"unit": row.unit, "fields": sorted(sent)}  # type: ignore[attr-defined]
    free = sorted(data.sent & (register.texts | {"change_reason"}))
    words = {name: getattr(data, name) for name in free if getattr(data, name)}
    trail.note(session, me, trail.Note(action, register.entity, row.id, facts, words))
