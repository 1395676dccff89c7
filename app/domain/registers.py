"""Entries with numbers: what surveys, pulses, commendations, plans and reports do alike.

An entry has a number and a unit: that unit's officers write it, the coordinator everyone's. Each noun's module has the
verbs: it begins or revises a draft here, judges it by itself, says which closed periods it touches, and stores it here.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar, cast

from sqlalchemy import func, tuple_
from sqlmodel import Session, col, select

from app.domain import access, gathering, periods, privacy, sources, trail
from app.domain.access import Me
from app.domain.changing import TOLD, partial
from app.domain.errors import Fault, Say
from app.domain.inputs import Input
from app.domain.keys import by_number
from app.domain.pages import Ask, Page, after, cut
from app.domain.sources import Saved
from app.domain.words import fold
from app.models import Period
from app.models.keys import Numbered

Row = TypeVar("Row", bound=Numbered)
# The columns of an entry, as it is or was.
Facts = dict[str, Any]


@dataclass(frozen=True)
class Register(Generic[Row]):
    """What the entries of a noun are made of, and how they are read."""

    table: type[Row]
    takes: type[Input]
    asks: type[Input]
    # That of whoever writes an entry.
    right: str
    # The day or year that the list is ordered by, newest first; by number alone where there is none.
    order: str | None = None
    # Free text: kept in the trail apart from the facts, so that it can be erased; q looks for its words.
    texts: frozenset[str] = frozenset()
    # What an entry tells beside its fields.
    more: tuple[str, ...] = ()
    # What a change takes, where it is not simply any of the fields.
    alters: type[Input] | None = None

    @property
    def changes(self) -> type[Input]:
        return self.alters or partial(self.takes, ("id", *self.more, *TOLD))

    @property
    def entity(self) -> str:
        return str(self.table.__tablename__)

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

    def find(self, session: Session, me: Me, number: int) -> Row:
        """The entry through this person's eyes; raises NotFound."""
        access.require(me, "entries.read")
        return by_number(session, me, self.table, number)

    def found(self, session: Session, me: Me, query: Any) -> "Found[Row]":
        """The entries that a question means: of a period by its code, else by the day that orders them."""
        access.require(me, "entries.read")
        table: Any = self.table
        statement = select(self.table).where(table.ward_id == me.ward_id)
        for name in self.asks.model_fields:
            if name in table.model_fields and name != "period" and getattr(query, name) is not None:
                statement = statement.where(getattr(table, name) == getattr(query, name))
        if query.updated_after is not None:
            statement = statement.where(table.updated_at > query.updated_after.astimezone(UTC))
        period: str | None = getattr(query, "period", None)
        if period is not None and "period" in table.model_fields:
            statement = statement.where(col(table.period).in_(periods.codes(session, me, period)))
        elif period is not None and self.order is not None:
            span = periods.span(session, me, period)
            statement = statement.where(col(getattr(table, self.order)).between(span.first, span.last))
        return Found(self, statement, fold(getattr(query, "q", None) or "").split())

    def shapes(self, session: Session, me: Me, rows: Sequence[Row]) -> list[Facts]:
        """Entries as other systems see them."""
        return [{name: getattr(row, name) for name in self.fields} for row in rows]

    def beside(self, session: Session, me: Me, row: Row) -> Facts:
        """What is told beside one entry and moves with the log: no part of it, nor of its ETag."""
        return {}

    def begin(self, session: Session, me: Me, data: Any) -> "Draft[Row]":
        """A new entry, of the person's own unit where none is named."""
        unit = data.unit or me.unit
        access.require(me, self.right, unit)
        given = {name: getattr(data, name) for name in self.own} | {"unit": unit}
        row = self.table(ward_id=me.ward_id, id=gathering.number(session), created_at=me.at, updated_at=me.at, **given)
        sources.sign(session, me, row, None)
        return Draft(self, row, None, data)

    def revise(self, session: Session, me: Me, kept: Row, data: Any) -> "Draft[Row]":
        """The entry with what was sent."""
        access.require(me, self.right, kept)
        given = {name: getattr(data, name) for name in data.sent & set(self.own)}
        if "unit" in given:
            # An officer's entry stays with a unit: naming none means their own.
            given["unit"] = data.unit or (me.unit if access.own_only(me, self.right) else None)
            access.require(me, self.right, given["unit"])
        row = self.table(**(kept.model_dump() | given))
        sources.sign(session, me, row, kept.model_dump())
        return Draft(self, row, kept, data)


@dataclass(frozen=True)
class Found(Generic[Row]):
    """Entries that a question means, newest first; of their texts, those with these words without diacritics."""

    register: Register[Row]
    statement: Any
    words: list[str]

    def where(self, *conditions: Any) -> "Found[Row]":
        return replace(self, statement=self.statement.where(*conditions))

    def page(self, session: Session, ask: Ask) -> Page[Row]:
        table, order = self.register.table, self.register.order
        key: list[Any] = [col(getattr(table, name)) for name in (order, "id") if name is not None]
        statement = self.statement.order_by(*(column.desc() for column in key))
        if ask.after:
            statement = statement.where(tuple_(*key) < tuple_(*after(ask, *self._kinds())))
        if self.words:
            # A ward has a few hundred of these: folding is the domain's, not the database's.
            rows = [row for row in session.exec(statement) if self._has(row)]
        else:
            rows = list(session.exec(statement.limit(ask.limit + 1)))
        return cut(rows, ask, lambda row: [_plain(getattr(row, column.key)) for column in key])

    def count(self, session: Session) -> int:
        if not self.words:
            return session.exec(select(func.count()).select_from(self.statement.subquery())).one()
        return sum(1 for row in session.exec(self.statement) if self._has(row))

    def _kinds(self) -> list[Callable[[Any], Any]]:
        order = self.register.order
        if order is None:
            return [int]
        is_day = self.register.table.model_fields[order].annotation is date
        return [date.fromisoformat if is_day else int, int]

    def _has(self, row: Row) -> bool:
        text = fold(" ".join(str(getattr(row, name) or "") for name in sorted(self.register.texts)))
        return all(word in text for word in self.words)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True)
class Draft(Generic[Row]):
    """An entry as it is to be stored, apart from the session; beside it the one that it changes (None: it is new)."""

    register: Register[Row]
    row: Row
    kept: Row | None
    data: Any

    @cached_property
    def before(self) -> Facts | None:
        """The entry's columns as they were; None where there was none."""
        return None if self.kept is None else self.kept.model_dump()

    @property
    def now(self) -> Facts:
        return self.row.model_dump()

    @property
    def sent(self) -> set[str]:
        """The fields that someone gave; of a new entry all."""
        own = set(self.register.own)
        return own if self.kept is None else self.data.sent & own

    @property
    def differs(self) -> bool:
        """Where nothing does, nothing is judged, asked or noted."""
        return self.before is None or trail.differs(self.row, self.before)

    @property
    def reason(self) -> str | None:
        return getattr(self.data, "change_reason", None)

    @property
    def unchanged(self) -> Saved[Row]:
        return Saved(self.row if self.kept is None else self.kept, [])


class Noun(Protocol):
    """A module of such a noun, as both doors know it. touches names the closed periods whose figures differ between
    before and now (None: not there)."""

    REGISTER: Register[Any]

    def find(self, session: Session, me: Me, number: int, /) -> Any: ...
    def found(self, session: Session, me: Me, query: Any, /) -> Found[Any]: ...
    def shapes(self, session: Session, me: Me, rows: Any, /) -> list[Facts]: ...
    def beside(self, session: Session, me: Me, row: Any, /) -> Facts: ...
    def touches(self, session: Session, me: Me, before: Facts | None, now: Facts | None, /) -> list[Period]: ...
    def enter(self, session: Session, me: Me, data: Any, /) -> Saved[Any]: ...
    def edit(self, session: Session, me: Me, row: Any, data: Any, /) -> Saved[Any]: ...
    def remove(self, session: Session, me: Me, row: Any, reason: str | None, /) -> None: ...


def own(session: Session, me: Me, entries: Noun, number: int) -> Any:
    """The entry, for who may write it; raises NotFound, Forbidden."""
    row = entries.find(session, me, number)
    access.require(me, entries.REGISTER.right, row)
    return row


def store(session: Session, me: Me, draft: Draft[Row], warnings: list[Fault], touched: list[Period]) -> Saved[Row]:
    """Stores what was judged, with a reason where closed periods are touched, and tells the trail."""
    told = warnings + periods.require_reason(me, touched, draft.reason)
    if draft.kept is None:
        gathering.put(session, me, draft.row, _entered(draft), is_new=True)
        return Saved(draft.row, told, is_new=True)
    before, row = draft.before, cast(Any, draft.kept)
    for name, value in draft.now.items():
        setattr(row, name, value)
    row.updated_at = me.at
    untold = draft.register.untold if draft.sent & draft.register.untold else ()
    facts, words = {"unit": row.unit, "fields": sorted(untold)}, trail.why(draft.reason)
    gathering.put(session, me, row, trail.Note("changed", draft.register.entity, row.id, facts, words, before))
    return Saved(row, told)


def _entered(draft: Draft[Row]) -> trail.Note:
    register, data, row = draft.register, draft.data, cast(Any, draft.row)
    sent = data.sent - {"change_reason"}
    sent |= register.untold if sent & register.untold else set()
    told = sorted(sent - register.texts - register.untold)
    facts = {name: getattr(row, name) for name in told} | {"unit": row.unit, "fields": sorted(sent)}
    free = sorted(data.sent & (register.texts | {"change_reason"}))
    words = {name: getattr(data, name) for name in free if getattr(data, name)}
    return trail.Note("created", register.entity, row.id, facts, words)


def remove(session: Session, me: Me, row: Numbered, touched: list[Period], reason: str | None) -> None:
    """Takes the entry away; the trail keeps that it was there."""
    periods.require_reason(me, touched, reason)
    before, entity = row.model_dump(), str(row.__tablename__)
    session.delete(row)
    session.flush()
    trail.note(session, me, trail.Note("deleted", entity, row.id, words=trail.why(reason), before=before))


def by_period(session: Session, me: Me, before: Facts | None, now: Facts | None) -> list[Period]:
    """What belongs to a period by its code falls in that period, whatever changes about it."""
    codes = {facts["period"] for facts in (before, now) if facts is not None}
    return periods.closed(session, me, codes)


def ahead(me: Me, name: str, day: date) -> list[Fault]:
    """A day to come is asked about: most are slips of the finger."""
    sentence = Say("Ngày {day} chưa tới. Đúng như vậy?", day=day)
    return [Fault((name,), sentence, "in_future")] if day > me.today else []


def twin(session: Session, draft: Draft[Row], *names: str) -> Row | None:
    """The first other entry of the ward that has the same in these columns; none where nothing of them changes."""
    table: Any = draft.register.table
    row, before = draft.row, draft.before
    if before is not None and all(before[name] == getattr(row, name) for name in names):
        return None
    same = [getattr(table, name).is_not_distinct_from(getattr(row, name)) for name in names]
    statement = select(table).where(table.ward_id == row.ward_id, table.id != row.id, *same)
    found: Row | None = session.exec(statement.order_by(table.id).limit(1)).first()
    return found or gathering.twin(session, row, *names)


def houses(row: Any, names: Iterable[str]) -> list[Fault]:
    """House numbers in these texts, or in the parts of one, are asked about: seldom are they needed."""
    found: list[Fault] = []
    for name in sorted(names):
        value = getattr(row, name)
        parts = {(name, part): text for part, text in value.items()} if isinstance(value, dict) else {(name,): value}
        for loc, text in parts.items():
            found += privacy.questions(loc, text)
    return found
